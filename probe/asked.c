/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/asked.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "base/cxxname.h"
#include "probe/die.h"
#include "probe/func.h"

/* How Rust's compiler calls closures. */
#define ANY_CLOSURE "{closure#*"

void asked_deinit(struct asked *asked)
{
	free(asked->stem);
	qualname_deinit(&asked->name);
	*asked = (struct asked){0};
}

/* The last part of a pattern, if that is plain: then the index is asked for it. */
static struct sonde_error *stem_of_glob(const char *glob, char **ret)
{
	const char *last = glob;

	for (const char *at = glob; (at = strstr(at, "::")); at += 2)
		last = at + 2;
	return strpbrk(last, "*?[]\\") ? NULL : sonde_strdup(last, ret);
}

struct sonde_error *asked_init(const char *text, const char *glob, struct asked *ret)
{
	*ret = (struct asked){.text = text, .glob = glob};
	if (glob) {
		ret->is_qualified = strstr(glob, "::");
		return ret->is_qualified ? stem_of_glob(glob, &ret->stem) : NULL;
	}
	if (cxxname_is_plain(text))
		return sonde_strdup(text, &ret->stem);
	TRY(qualname_parse(text, &ret->name));
	ret->is_qualified = qualname_says_more(&ret->name);
	return qualname_stem(text, &ret->stem);
}

/* Any closure: the index has their numbers. */
static bool is_any_closure(const struct asked *asked)
{
	return asked->stem && strcmp(asked->stem, "{closure}") == 0;
}

struct sonde_error *asked_of_index(const struct asked *asked, const struct index *index,
				   struct index_dies *ret)
{
	if (is_any_closure(asked))
		return index_find_functions(index, ANY_CLOSURE, true, ret);
	if (asked->stem)
		return index_find_functions(index, asked->stem, false, ret);
	return index_find_functions(index, asked->is_qualified ? "*" : asked->glob, true, ret);
}

static bool name_matches(const struct asked *asked, const char *name)
{
	if (!name)
		return false;
	if (is_any_closure(asked))
		return fnmatch(ANY_CLOSURE, name, 0) == 0;
	if (asked->stem)
		return strcmp(name, asked->stem) == 0;
	return asked->is_qualified || fnmatch(asked->glob, name, 0) == 0;
}

/* By `get` for `get<int>`. */
static bool stem_matches(const struct asked *asked, const char *name)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ char *stem = NULL;

	if (!name || cxxname_is_plain(name))
		return false;
	error = qualname_stem(name, &stem);
	return !error && name_matches(asked, stem);
}

bool asked_is_indexed(const struct asked *asked, Dwarf_Die *die)
{
	const char *name = die_name(die);

	return dwarf_tag(die) == DW_TAG_subprogram &&
	       (name_matches(asked, name) || name_matches(asked, func_linkage_name(die)) ||
		stem_matches(asked, name));
}

struct sonde_error *asked_is_meant(const struct asked *asked, struct full_names *names,
				   Dwarf_Die *die, bool *ret)
{
	const struct full_name_query query = {&asked->name, asked->glob};

	*ret = true;
	return asked->is_qualified ? full_name_matches(names, die, &query, ret) : NULL;
}
