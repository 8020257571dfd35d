/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/maps.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bpf/permission.h"

/* The kernel keeps the places of records in 32 bits, and its own header may not be reached
 * (RINGBUF_MAX_RECORD_SZ of kernel/bpf/ringbuf.c): more is of no use to anybody. */
#define RING_MOST ((size_t)1 << 30)

/* What a map is for, by enum filter_map. */
static const struct map_kind {
	const char *name;
	enum bpf_map_type type;
	uint32_t key_size, value_size, entries, flags;
	/* Said if there is no memory for it, or it is not known. */
	const char *what;
} kinds[FILTER_MAP_COUNT] = {
	[FILTER_MAP_RECORDS] = {"sonde_records", BPF_MAP_TYPE_RINGBUF, 0, 0, 0, 0,
				"the BPF ring buffer"},
	[FILTER_MAP_COUNTS] = {"sonde_counts", BPF_MAP_TYPE_ARRAY, sizeof(uint32_t),
			       sizeof(struct filter_counts), 1, BPF_F_MMAPABLE,
			       "the BPF map of counts"},
	/* Made as a whole beforehand: no memory is to be had where programs of probes run. */
	[FILTER_MAP_THREADS] = {"sonde_threads", BPF_MAP_TYPE_HASH, sizeof(uint32_t),
				sizeof(uint8_t), FILTER_THREADS_MOST, 0, "the BPF map of threads"},
	[FILTER_MAP_VERDICTS] = {"sonde_verdicts", BPF_MAP_TYPE_ARRAY, sizeof(uint32_t),
				 sizeof(uint64_t), 1, 0, "the BPF map of verdicts"},
};

size_t filter_ring_size(size_t size)
{
	size_t room = (size_t)sysconf(_SC_PAGESIZE);

	while (room < size && room <= RING_MOST)
		room *= 2;
	return room <= RING_MOST ? room : 0;
}

static struct sonde_error *no_memory_for(const struct map_kind *kind)
{
	struct sonde_error *error = sonde_error_new(SONDE_ERROR_REFUSED,
						    "The kernel has no memory for %s.", kind->what);

	if (kind->type != BPF_MAP_TYPE_RINGBUF)
		return error;
	return sonde_error_hint(error, "Ask for less, as by a smaller --buffer.");
}

static struct sonde_error *make(const struct map_kind *kind, uint32_t entries, int *ret)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = kind->flags);
	int fd = bpf_map_create(kind->type, kind->name, kind->key_size, kind->value_size, entries,
				&options);

	/* Before Linux 5.5 no map can be mapped; its value is read by a call then. */
	if (fd == -EINVAL && kind->flags) {
		options.map_flags = 0;
		fd = bpf_map_create(kind->type, kind->name, kind->key_size, kind->value_size,
				    entries, &options);
	}
	/* It is the kernel that lacks it: there is enough to say so. */
	if (fd == -ENOMEM)
		return no_memory_for(kind);
	if (fd < 0)
		return filter_refusal(-fd, "Cannot make %s", kind->what);
	*ret = fd;
	return NULL;
}

static void map_counts(struct filter_maps *maps)
{
	void *value = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ, MAP_SHARED,
			   maps->fds[FILTER_MAP_COUNTS], 0);

	maps->counts = value == MAP_FAILED ? NULL : value;
}

struct sonde_error *filter_maps_get(struct filter_maps *maps, enum filter_map map, size_t ring_size,
				    int *ret)
{
	uint32_t entries = kinds[map].entries;

	if (maps->fds[map] < 0) {
		if (map == FILTER_MAP_RECORDS) {
			entries = (uint32_t)filter_ring_size(ring_size);
			if (!entries)
				return sonde_error_new(SONDE_ERROR_REFUSED,
						       "A buffer of %zu bytes is too large: at "
						       "most %zu are possible.",
						       ring_size, RING_MOST);
		}
		TRY(make(&kinds[map], entries, &maps->fds[map]));
		if (map == FILTER_MAP_COUNTS)
			map_counts(maps);
	}
	*ret = maps->fds[map];
	return NULL;
}

/* What is counted last is read first; the rest is for machines that change the order, and for maps
 * that are not mapped, whose bytes the kernel copies in an order of its own. */
static void settle(struct filter_counts *counts)
{
	const uint64_t judged = counts->passed + counts->faulted;

	counts->lost = counts->lost < counts->passed ? counts->lost : counts->passed;
	counts->seen = counts->seen > judged ? counts->seen : judged;
}

void filter_maps_counts(const struct filter_maps *maps, struct filter_counts *ret)
{
	const struct filter_counts *from = maps->counts;
	const uint32_t key = 0;

	*ret = (struct filter_counts){0};
	if (from) {
		ret->lost = __atomic_load_n(&from->lost, __ATOMIC_ACQUIRE);
		ret->passed = __atomic_load_n(&from->passed, __ATOMIC_ACQUIRE);
		ret->faulted = __atomic_load_n(&from->faulted, __ATOMIC_ACQUIRE);
		ret->seen = __atomic_load_n(&from->seen, __ATOMIC_ACQUIRE);
		ret->cut = __atomic_load_n(&from->cut, __ATOMIC_RELAXED);
		ret->unfollowed = __atomic_load_n(&from->unfollowed, __ATOMIC_RELAXED);
	} else if (maps->fds[FILTER_MAP_COUNTS] >= 0) {
		(void)bpf_map_lookup_elem(maps->fds[FILTER_MAP_COUNTS], &key, ret);
	}
	settle(ret);
}

uint64_t filter_counts_missing(const struct filter_counts *counts, uint64_t taken)
{
	const uint64_t known = counts->lost + taken;

	return counts->passed > known ? counts->passed - known : 0;
}

void filter_maps_deinit(struct filter_maps *maps)
{
	if (maps->counts)
		munmap(maps->counts, (size_t)sysconf(_SC_PAGESIZE));
	for (size_t i = 0; i < FILTER_MAP_COUNT; i++)
		if (maps->fds[i] >= 0)
			close(maps->fds[i]);
	*maps = (struct filter_maps)FILTER_MAPS_INIT;
}
