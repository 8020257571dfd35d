/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/list.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/scan.h"
#include "base/str.h"

/* Kernels list some hundred ranges; this is room for a million. */
#define LIST_LIMIT ((size_t)64 << 20)

static void range_deinit(struct blacklist_range *range)
{
	free(range->symbol);
	free(range->module);
	*range = (struct blacklist_range){0};
}

void blacklist_deinit(struct blacklist *list)
{
	vec_for_each(&list->ranges, range)
		range_deinit(range);
	vec_deinit(&list->ranges);
	list->hidden = false;
}

/* `0xSTART-0xEND`. */
static struct sonde_error *parse_addresses(struct scan *scan, struct blacklist_range *ret)
{
	const char *start = scan->at;

	if (!scan_u64(scan, &ret->start) || !scan_char(scan, '-') || !scan_u64(scan, &ret->end))
		return scan_error(scan, "An address is expected here, as in 0xSTART-0xEND.");
	if (ret->end < ret->start) {
		scan->at = start;
		return scan_error(scan, "The range ends before it starts.");
	}
	if (!scan_space(scan))
		return scan_error(scan, "A symbol is expected after the addresses.");
	return NULL;
}

/* `SYMBOL` and perhaps ` [MODULE]`, to the end of the line. */
static struct sonde_error *parse_symbol(struct scan *scan, struct blacklist_range *ret)
{
	size_t size = strcspn(scan->at, " \t");

	if (!size)
		return scan_error(scan, "A symbol is expected after the addresses.");
	TRY(sonde_strndup(scan->at, size, &ret->symbol));
	scan->at += size;
	scan_space(scan);
	if (scan_char(scan, '[')) {
		size = strcspn(scan->at, "]");
		TRY(sonde_strndup(scan->at, size, &ret->module));
		scan->at += size;
		if (!scan_char(scan, ']'))
			return scan_error(scan, "The module's name is not closed by ].");
	}
	scan_space(scan);
	if (!scan_done(scan))
		return scan_error(scan, "Nothing more is expected here.");
	return NULL;
}

static struct sonde_error *parse_line(const char *line, struct blacklist *list)
{
	_cleanup_(range_deinit) struct blacklist_range range = {
		.cause = BLACKLIST_CAUSE_LISTED,
	};
	struct scan scan = scan_text(line);

	scan_space(&scan);
	if (scan_done(&scan))
		return NULL;
	TRY(parse_addresses(&scan, &range));
	TRY(parse_symbol(&scan, &range));
	TRY(vec_push(&list->ranges, range));
	range = (struct blacklist_range){0};
	return NULL;
}

struct sonde_error *blacklist_add(struct blacklist *list, const struct blacklist_range *range)
{
	_cleanup_(range_deinit) struct blacklist_range copy = *range;

	copy.symbol = copy.module = NULL;
	TRY(sonde_strdup(range->symbol, &copy.symbol));
	if (range->module)
		TRY(sonde_strdup(range->module, &copy.module));
	TRY(vec_push(&list->ranges, copy));
	copy.symbol = copy.module = NULL;
	return NULL;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct blacklist_range *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

void blacklist_sort(struct blacklist *list)
{
	uint64_t reach = 0;

	if (list->ranges.size)
		qsort(list->ranges.data, list->ranges.size, sizeof(list->ranges.data[0]),
		      compare_ranges);
	list->hidden = list->ranges.size > 0;
	vec_for_each(&list->ranges, range) {
		if (range->end > reach)
			reach = range->end;
		range->reach = reach;
		if (range->start)
			list->hidden = false;
	}
}

const struct blacklist_range *blacklist_find(const struct blacklist *list, uint64_t address)
{
	size_t low = 0, high = list->ranges.size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->ranges.data[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	while (low-- > 0) {
		const struct blacklist_range *range = &list->ranges.data[low];

		if (range->reach <= address)
			return NULL;
		if (address < range->end)
			return range;
	}
	return NULL;
}

void blacklist_print_range(const struct blacklist_range *range, const char *name, struct str *out)
{
	if (!name || strcmp(range->symbol, name) != 0)
		str_appendf(out, "in %s, which is ", range->symbol);
	str_append(out, blacklist_cause_text(range->cause));
}

struct sonde_error *blacklist_parse(const char *text, struct blacklist *ret)
{
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;

	for (size_t number = 1; *text; number++) {
		size_t size = strcspn(text, "\n");
		_cleanup_free_ char *line = NULL;
		struct sonde_error *error;

		TRY(sonde_strndup(text, size, &line));
		error = parse_line(line, &list);
		if (error)
			return sonde_error_prefix(error,
						  "Line %zu of the kprobes blacklist: ", number);
		text += size + (text[size] == '\n');
	}
	blacklist_sort(&list);
	*ret = list;
	list = (struct blacklist)BLACKLIST_INIT;
	return NULL;
}

struct sonde_error *blacklist_read(const char *path, struct blacklist *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error = file_read(path, LIST_LIMIT, &text);

	if (!error)
		return blacklist_parse(str_text(&text), ret);
	if (error->kind == SONDE_ERROR_NOT_FOUND)
		return sonde_error_hint(error, "debugfs is not mounted, or the kernel has no "
					       "kprobes: mount -t debugfs nodev /sys/kernel/debug");
	if (error->kind == SONDE_ERROR_PERMISSION)
		return sonde_error_hint(error, "Only root may read it.");
	return error;
}
