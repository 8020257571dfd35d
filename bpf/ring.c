/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/ring.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>

#include "bpf/layout.h"

/* The kernel puts as much before each record (BPF_RINGBUF_HDR_SZ of include/uapi/linux/bpf.h). */
#define HEADER_SIZE ((size_t)BPF_RINGBUF_HDR_SZ)

struct filter_ring {
	struct ring_buffer *buffer;
	size_t size;
	/** Records that were handed out. */
	uint64_t taken;
	/** Of the reading that goes on: who takes, and how many bytes were handed out. */
	filter_record_fn *take;
	void *data;
	size_t done;
	bool enough;
	struct sonde_error *error;
};

/* As ring_buffer_sample_fn of libbpf: what is negative ends the reading. */
static int take_record(void *context, void *bytes, size_t size)
{
	struct filter_ring *ring = context;

	if (size < sizeof(struct filter_record))
		ring->error = sonde_error_new(
			SONDE_ERROR_FORMAT, "The BPF ring buffer has a record of %zu bytes.", size);
	else
		ring->error = ring->take(bytes, size, ring->data, &ring->enough);
	ring->taken++;
	ring->done += HEADER_SIZE + size;
	return ring->error || ring->enough || ring->done >= ring->size ? -ECANCELED : 0;
}

struct sonde_error *filter_ring_open(int map, size_t size, struct filter_ring **ret)
{
	struct filter_ring *ring = calloc(1, sizeof(*ring));

	if (!ring)
		return &sonde_error_no_memory;
	ring->size = size;
	ring->buffer = ring_buffer__new(map, take_record, ring, NULL);
	if (!ring->buffer) {
		const int errnum = errno;

		free(ring);
		return sonde_error_os(errnum, "Cannot map the BPF ring buffer");
	}
	*ret = ring;
	return NULL;
}

void filter_ring_close(struct filter_ring *ring)
{
	if (!ring)
		return;
	ring_buffer__free(ring->buffer);
	free(ring);
}

int filter_ring_fd(const struct filter_ring *ring)
{
	return ring_buffer__epoll_fd(ring->buffer);
}

uint64_t filter_ring_taken(const struct filter_ring *ring)
{
	return ring->taken;
}

bool filter_ring_has_more(const struct filter_ring *ring)
{
	return ring->enough;
}

struct sonde_error *filter_ring_read(struct filter_ring *ring, filter_record_fn *take, void *data)
{
	int taken;

	ring->take = take;
	ring->data = data;
	ring->done = 0;
	ring->enough = false;
	ring->error = NULL;
	taken = ring_buffer__consume(ring->buffer);
	if (ring->error)
		return take_ptr(ring->error);
	if (taken < 0 && taken != -ECANCELED)
		return sonde_error_os(-taken, "Cannot read the BPF ring buffer");
	return NULL;
}
