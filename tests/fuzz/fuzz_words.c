/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Short texts that a person types, or a file keeps. The first byte says which: `L` lines to list,
 * `P` a position in the source, `E` an enumeration, `B` a build id, `N` an expression that picks
 * names, `Z` a lazy pattern, `G` a pattern as the kernel has it; of the last three the name or line
 * that it is held against stands behind the first newline. What is printed is read again as the
 * same; the error of another text points into it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/enumeration.h"
#include "base/nameexpr.h"
#include "base/str.h"
#include "bpf/glob.h"
#include "image/buildid.h"
#include "probe/lazy.h"
#include "probe/line_range.h"
#include "probe/position.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_lines(const char *text, const char *other)
{
	_cleanup_line_range_ struct line_range range = {0};

	(void)other;
	if (!succeeded(line_range_parse(text, &range)))
		return;
	check((range.function || range.file) && !strcmp(range.text, text));
	check(range.end >= range.start);
}

static void try_position(const char *text, const char *other)
{
	_cleanup_position_ struct position position = {0}, again = {0};
	_cleanup_str_ struct str printed = STR_INIT, second = STR_INIT;

	(void)other;
	if (!succeeded(position_parse(text, &position)))
		return;
	position_print(&position, &printed);
	check(!position_parse(str_text(&printed), &again));
	position_print(&again, &second);
	check(strcmp(str_text(&printed), str_text(&second)) == 0);
}

static void try_enumeration(const char *text, const char *other)
{
	_cleanup_enumeration_ struct enumeration names = {0}, again = {0};
	_cleanup_str_ struct str printed = STR_INIT;

	(void)other;
	if (!succeeded(enumeration_parse(text, &names)))
		return;
	enumeration_print(&names, &printed);
	check(!enumeration_parse(str_text(&printed), &again));
	check(enumeration_equal(&names, &again));
}

static void try_build_id(const char *text, const char *other)
{
	struct build_id id = {0}, again = {0};
	_cleanup_str_ struct str printed = STR_INIT;

	(void)other;
	build_id_from_notes(text, strlen(text), &id);
	if (!build_id_parse(text, &id))
		return;
	check(id.size > 0 && id.size <= BUILD_ID_SIZE_MAX);
	build_id_print(&id, &printed);
	check(build_id_parse(str_text(&printed), &again) && build_id_equal(&id, &again));
}

/* What is picked twice is picked as once. */
static void try_names(const char *text, const char *other)
{
	_cleanup_nameexpr_ struct nameexpr once = NAMEEXPR_INIT, twice = NAMEEXPR_INIT;

	if (!succeeded(nameexpr_add(&once, text)))
		return;
	/* Both together may be too many. */
	if (succeeded(nameexpr_add(&twice, text)) && succeeded(nameexpr_add(&twice, text)))
		check(nameexpr_matches(&once, other) == nameexpr_matches(&twice, other));
}

static void try_lazy(const char *text, const char *other)
{
	if (succeeded(lazy_check(text)))
		lazy_matches(text, other, strlen(other));
}

static void try_glob(const char *text, const char *other)
{
	_cleanup_glob_ struct glob glob = {0};
	size_t bytes = 0;

	(void)other;
	if (!succeeded(glob_parse(text, &glob)))
		return;
	check(glob.runs.size > 0);
	vec_for_each(&glob.runs, run) {
		check(run->first == bytes);
		bytes += run->count;
	}
	check(bytes == glob.bytes.size);
	vec_for_each(&glob.bytes, set)
		check(!glob_has(set, 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct {
		char letter;
		void (*try)(const char *text, const char *other);
	} kinds[] = {
		{'L', try_lines}, {'P', try_position}, {'E', try_enumeration}, {'B', try_build_id},
		{'N', try_names}, {'Z', try_lazy},     {'G', try_glob},
	};
	_cleanup_free_ char *text = size ? strndup((const char *)data + 1, size - 1) : NULL;
	char *other = NULL;

	if (text && strchr("NZG", data[0]))
		other = strchr(text, '\n');
	if (other)
		*other++ = '\0';
	for (size_t i = 0; text && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (data[0] == kinds[i].letter)
			kinds[i].try(text, other ? other : "");
	}
	return 0;
}
