/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A name of C++ or Rust as a person writes it, and behind the first newline one as debuginfo or a
 * symbol has it: each has one spelling, means itself, and is nearest to itself.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cxxname.h"
#include "base/qualname.h"
#include "base/suggest.h"
#include "image/demangle.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is told of a name lies in its text. */
static void check_parts(const struct qualname *name)
{
	const char *end = name->text + strlen(name->text);

	check(name->parts.size > 0);
	vec_for_each(&name->parts, part) {
		check(part->base >= name->text && part->base + part->base_size <= end);
		check(!part->args_size ||
		      (part->args >= name->text && part->args + part->args_size <= end));
		check(!part->signature_size || (part->signature >= name->text &&
						part->signature + part->signature_size <= end));
	}
}

static void check_spelling(const char *text)
{
	_cleanup_str_ struct str spelled = STR_INIT;

	check(!cxxname_spell(text, &spelled));
	/* Words of types may be spelled otherwise, but no function is called so. */
	if (cxxname_is_plain(text))
		check(cxxname_is_plain(str_text(&spelled)));
	for (const char *at = str_text(&spelled); *at; at++)
		check(cxxname_optional_size(at) <= strlen(at) &&
		      cxxname_group_size(at) <= strlen(at) && cxxname_sign_size(at) <= strlen(at));
}

static unsigned count_open(const char *text)
{
	unsigned count = 0;

	for (; *text; text++)
		count += *text == '<';
	return count;
}

static void check_name(const char *text)
{
	_cleanup_qualname_ struct qualname name = {0};
	_cleanup_free_ char *stem = NULL;

	check_spelling(text);
	check(!qualname_parse(text, &name));
	check_parts(&name);
	/* But for a tag that is not closed, what looks like one that was spelled, and what is
	 * nested deeper than anybody means. */
	check(strpbrk(text, "[\x01\x02") || count_open(text) > QUALNAME_DEPTH_MAX ||
	      qualname_matches(&name, &name));
	check(!qualname_stem(text, &stem));
	qualname_says_more(&name);
}

static void check_pair(const char *wanted, const char *full)
{
	_cleanup_qualname_ struct qualname left = {0}, right = {0};
	const size_t distance = suggest_distance(wanted, full, 8);

	check(!qualname_parse(wanted, &left) && !qualname_parse(full, &right));
	qualname_matches(&left, &right);
	qualname_matches_glob(wanted, &right);
	check(distance == suggest_distance(full, wanted, 8));
	check((distance == 0) == (strcmp(wanted, full) == 0));
}

static void check_symbol(const char *symbol)
{
	static const enum demangle_form forms[] = {DEMANGLE_SHORT, DEMANGLE_FULL};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		_cleanup_free_ char *name = NULL;
		struct sonde_error *error = demangle(symbol, forms[i], &name);

		check(!error || error->kind == SONDE_ERROR_NO_MEMORY);
		check(!name || demangle_is_mangled(symbol));
		if (name)
			check_name(name);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *wanted = strndup((const char *)data, size);
	char *full = wanted ? strchr(wanted, '\n') : NULL;

	if (!full)
		return 0;
	*full++ = '\0';
	check_name(wanted);
	check_name(full);
	check_pair(wanted, full);
	check_symbol(full);
	return 0;
}
