/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/bundle_what.h"

#include <string.h>

#include "cache/bundle_line.h"
#include "cache/key.h"

/* NULL for a build whose entries have none. */
static const char *first_line(const struct bundle_build *build)
{
	vec_for_each(&build->entries, entry) {
		if (entry->entry.lines.size)
			return entry->entry.lines.data[0];
	}
	return NULL;
}

struct sonde_error *bundle_what_print(const struct bundle_build *build, struct str *out)
{
	_cleanup_bundle_line_ struct bundle_line line = {0};
	const char *first = first_line(build);

	if (strcmp(build->target, CACHE_TARGET_KERNEL) == 0) {
		str_append(out, "kernel");
		return str_check(out);
	}
	if (first)
		TRY(bundle_line_split(first, &line));
	if (line.module)
		str_appendf(out, "module %s", line.module);
	else
		str_append(out, build->target);
	return str_check(out);
}

struct sonde_error *bundle_what_same(const struct bundle_build *a, const struct bundle_build *b,
				     bool *ret)
{
	_cleanup_str_ struct str left = STR_INIT, right = STR_INIT;

	TRY(bundle_what_print(a, &left));
	TRY(bundle_what_print(b, &right));
	*ret = strcmp(str_text(&left), str_text(&right)) == 0;
	return NULL;
}
