/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/cpu_list.h"

#include <inttypes.h>

bool cpu_list_next(struct scan *scan, uint64_t *first, uint64_t *last)
{
	if (!scan_u64(scan, first))
		return false;
	*last = *first;
	if (scan_char(scan, '-') && !scan_u64(scan, last))
		return false;
	scan_char(scan, ',');
	return true;
}

static bool is_range(uint64_t first, uint64_t last)
{
	return first <= last && last <= CPU_LIST_MAX;
}

struct sonde_error *cpu_list_bits(const char *list, struct cpu_bits *ret)
{
	struct scan scan = scan_text(list ? list : "");
	uint64_t first, last;

	while (cpu_list_next(&scan, &first, &last)) {
		if (!is_range(first, last))
			return sonde_error_new(SONDE_ERROR_FORMAT,
					       "%" PRIu64 "-%" PRIu64
					       " is no range of CPUs: they go up, to %d at most.",
					       first, last, CPU_LIST_MAX);
		while (ret->size <= last / 64)
			TRY(vec_push(ret, (uint64_t)0));
		for (uint64_t cpu = first; cpu <= last; cpu++)
			ret->data[cpu / 64] |= UINT64_C(1) << (cpu % 64);
	}
	return NULL;
}

uint64_t cpu_list_count(const char *list)
{
	struct scan scan = scan_text(list);
	uint64_t first, last, count = 0;

	while (cpu_list_next(&scan, &first, &last)) {
		if (!is_range(first, last))
			return 0;
		count = last >= count ? last + 1 : count;
	}
	return count;
}
