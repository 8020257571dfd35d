/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/sample_ring.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

struct sonde_error *sample_ring_map(int event, size_t size, struct sample_ring *ret)
{
	void *control = mmap(NULL, page_size() + size, PROT_READ | PROT_WRITE, MAP_SHARED, event,
			     0);

	if (control != MAP_FAILED) {
		*ret = (struct sample_ring){.control = control, .size = size};
		return NULL;
	}
	if (errno == EPERM)
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_PERMISSION,
							"Not allowed to have a buffer of %zu "
							"kilobytes on each CPU.",
							size / 1024),
					"Ask for a smaller one (--buffer), raise "
					"kernel.perf_event_mlock_kb, or have CAP_IPC_LOCK.");
	return sonde_error_os(errno, "Cannot map a buffer of perf of %zu bytes", size);
}

void sample_ring_unmap(struct sample_ring *ring)
{
	if (ring->control)
		munmap(ring->control, page_size() + ring->size);
	ring->control = NULL;
}

struct sonde_error *sample_ring_read(struct sample_ring *ring, struct str *out)
{
	struct perf_event_mmap_page *control = ring->control;
	const char *data = (const char *)ring->control + page_size();
	const uint64_t head = __atomic_load_n(&control->data_head, __ATOMIC_ACQUIRE);
	const uint64_t tail = control->data_tail;
	const size_t from = (size_t)tail & (ring->size - 1);
	const size_t count = (size_t)(head - tail);
	const size_t before = out->size;
	const size_t first = count < ring->size - from ? count : ring->size - from;

	if (count > ring->size)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "A buffer of perf is said to have more than it holds.");
	str_append_bytes(out, data + from, first);
	str_append_bytes(out, data, count - first);
	if (out->failed) {
		str_truncate(out, before);
		return str_check(out);
	}
	__atomic_store_n(&control->data_tail, head, __ATOMIC_RELEASE);
	return NULL;
}
