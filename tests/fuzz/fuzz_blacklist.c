/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's list of code that must not be probed: of one that is understood, each address of a
 * range is found in a range that has it, and what is written of it is read again as the same; the
 * error of another says where.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "blacklist/list.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_found(const struct blacklist *list, uint64_t address)
{
	const struct blacklist_range *found = blacklist_find(list, address);

	check(found && found->start <= address && address < found->end);
}

static void check_list(const struct blacklist *list)
{
	uint64_t last = 0, reach = 0;
	bool is_known = list->ranges.size == 0;

	vec_for_each(&list->ranges, range) {
		check(range->symbol && *range->symbol && range->start >= last);
		last = range->start;
		reach = range->end > reach ? range->end : reach;
		check(range->reach == reach);
		is_known = is_known || range->start;
		if (range->start < range->end) {
			check_found(list, range->start);
			check_found(list, range->end - 1);
		}
	}
	check(list->hidden == !is_known);
	check(!blacklist_find(list, reach));
}

/* As the kernel writes it. */
static void print(const struct blacklist *list, struct str *out)
{
	vec_for_each(&list->ranges, range) {
		str_appendf(out, "0x%016" PRIx64 "-0x%016" PRIx64 "\t%s", range->start, range->end,
			    range->symbol);
		if (range->module)
			str_appendf(out, " [%s]", range->module);
		str_append_char(out, '\n');
	}
}

static void check_again(const struct blacklist *list)
{
	_cleanup_blacklist_ struct blacklist again = BLACKLIST_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str text = STR_INIT;

	print(list, &text);
	error = blacklist_parse(str_text(&text), &again);
	check(!error && again.ranges.size == list->ranges.size && again.hidden == list->hidden);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ char *text = strndup((const char *)data, size);

	if (!text)
		return 0;
	error = blacklist_parse(text, &list);
	if (error) {
		check(error->text && error->column && error->column <= strlen(error->text) + 1);
		return 0;
	}
	check_list(&list);
	check_again(&list);
	return 0;
}
