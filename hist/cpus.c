/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdlib.h>

#include "base/cpu_list.h"
#include "base/scan.h"
#include "base/str.h"
#include "hist/filter.h"
#include "hist/spec.h"

/* More ranges make a line longer than the kernel takes. */
#define RANGES_MAX 64

static struct sonde_error *add_test(struct hist_filter *filter, enum hist_operator op, uint64_t cpu)
{
	struct hist_node node = {
		.kind = HIST_NODE_TEST,
		.test = {.op = op, .is_number = true, .number = {.magnitude = cpu}},
	};
	_cleanup_str_ struct str number = STR_INIT;
	_cleanup_free_ char *name = NULL, *value = NULL;

	str_appendf(&number, "%" PRIu64, cpu);
	TRY(str_take(&number, &value));
	TRY(sonde_strdup("cpu", &name));
	node.test.name = name;
	node.test.value = value;
	TRY(vec_push(&filter->nodes, node));
	take_ptr(name);
	take_ptr(value);
	return NULL;
}

static struct sonde_error *join(struct hist_filter *filter, enum hist_node_kind kind, size_t left)
{
	const size_t right = filter->nodes.size - 1;

	return vec_push(&filter->nodes,
			(struct hist_node){.kind = kind, .left = left, .right = right});
}

static struct sonde_error *parse_cpu(struct scan *scan, const char *text, uint64_t *ret)
{
	const size_t column = scan_column(scan);

	if (!scan_u64(scan, ret))
		return sonde_error_hint(hist_word_error(SONDE_ERROR_SYNTAX, "-c", text, column,
							"the number of a CPU is missing here."),
					"Write numbers and ranges: 0-3,8.");
	if (*ret > CPU_LIST_MAX)
		return hist_word_error(SONDE_ERROR_SYNTAX, "-c", text, column,
				       "no kernel has a CPU %" PRIu64 ".", *ret);
	return NULL;
}

/* `N` or `N-M`. What it adds ends with one node for all of it. */
static struct sonde_error *parse_range(struct scan *scan, const char *text,
				       struct hist_filter *filter)
{
	const size_t column = scan_column(scan);
	uint64_t first, last;

	TRY(parse_cpu(scan, text, &first));
	if (!scan_char(scan, '-'))
		return add_test(filter, HIST_EQUAL, first);
	TRY(parse_cpu(scan, text, &last));
	if (last < first)
		return hist_word_error(SONDE_ERROR_SYNTAX, "-c", text, column,
				       "the range ends before it begins.");
	TRY(add_test(filter, HIST_GREATER_EQUAL, first));
	TRY(add_test(filter, HIST_LESS_EQUAL, last));
	return join(filter, HIST_NODE_AND, filter->nodes.size - 2);
}

/* Kernels know sets of CPUs in filters only lately; all of them know numbers. */
struct sonde_error *hist_filter_add_cpus(struct hist_filter *filter, const char *cpus)
{
	const size_t before = filter->nodes.size;
	struct scan scan = scan_text(cpus ? cpus : "");
	size_t ranges = 0, left = 0;

	if (!cpus)
		return NULL;
	do {
		if (ranges == RANGES_MAX)
			return hist_word_error(SONDE_ERROR_SYNTAX, "-c", cpus, scan_column(&scan),
					       "these are more than %d ranges.", RANGES_MAX);
		TRY(parse_range(&scan, cpus, filter));
		if (ranges++)
			TRY(join(filter, HIST_NODE_OR, left));
		left = filter->nodes.size - 1;
	} while (scan_char(&scan, ','));
	if (!scan_done(&scan))
		return sonde_error_hint(
			hist_word_error(SONDE_ERROR_SYNTAX, "-c", cpus, scan_column(&scan),
					"'%c' does not belong in a list of CPUs.", *scan.at),
			"Write numbers and ranges: 0-3,8.");
	return before ? join(filter, HIST_NODE_AND, before - 1) : NULL;
}
