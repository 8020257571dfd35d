/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/possible_cpus.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "base/cpu_list.h"
#include "base/file.h"
#include "base/str.h"

/* Bytes of such a file at the most: a page. */
#define FILE_MOST 4096

/* The number behind those from @p cpu on that are in the list; @p cpu if it is not itself. */
static uint64_t end_of_run(const char *list, uint64_t cpu)
{
	struct scan scan = scan_text(list);
	uint64_t first, last;

	while (cpu_list_next(&scan, &first, &last)) {
		if (first <= cpu && cpu <= last && last <= CPU_LIST_MAX)
			cpu = last + 1;
	}
	return cpu;
}

struct sonde_error *possible_cpus_check(const char *path, const char *cpus)
{
	_cleanup_str_ struct str list = STR_INIT;
	_cleanup_error_ struct sonde_error *unread = file_read(path, FILE_MOST, &list);
	struct scan scan = scan_text(cpus);
	uint64_t first, last, end;

	if (unread || !list.size)
		return NULL;
	while (cpu_list_next(&scan, &first, &last)) {
		end = end_of_run(str_text(&list), first);
		if (end <= last)
			return sonde_error_hint(
				sonde_error_new(SONDE_ERROR_NOT_FOUND,
						"-c: There is no CPU %" PRIu64
						" here: nothing would be measured on it.",
						end),
				"There are %.*s.", (int)strcspn(str_text(&list), "\n"),
				str_text(&list));
	}
	return NULL;
}

struct sonde_error *possible_cpus_count(const char *path, unsigned *ret)
{
	_cleanup_str_ struct str list = STR_INIT;
	uint64_t count;

	TRY(file_read(path, FILE_MOST, &list));
	count = cpu_list_count(str_text(&list));
	if (!count || count > UINT_MAX)
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s has no list of CPUs.", path);
	*ret = (unsigned)count;
	return NULL;
}
