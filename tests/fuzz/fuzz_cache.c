/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of a cache: what parses is printed, and the print parses to the same print; what is
 * wanted of them is a part of all; what is said of entries is said again; and definitions that ask
 * for the same are found by their senses and stems.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cache/checksum.h"
#include "cache/details.h"
#include "cache/format.h"
#include "cache/info.h"
#include "cache/key.h"
#include "probe/grammar.h"
#include "probe/print.h"
#include "probe/sense.h"
#include "tests/fuzz/check.h"

/* Entries of one file whose definitions are held against each other. */
#define PAIRS 12

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(struct sonde_error *error)
{
	if (error)
		abort();
}

/* Those of an even length. */
static bool is_even(const char *text, void *count)
{
	const bool result = strlen(text) % 2 == 0;

	*(size_t *)count += result;
	return result;
}

/* The same lines, but for the entries that are not wanted, or the same error. */
static void try_some(const char *bytes, size_t size, bool is_whole)
{
	size_t count = 0;
	_cleanup_cache_format_parser_ struct cache_format_parser parser = {
		.path = "f",
		.wanted = is_even,
		.data = &count,
	};
	const char *end = bytes + size;
	bool failed = false;

	while (bytes < end && !failed) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		const size_t line = (size_t)((newline ? newline : end) - bytes);

		failed = !succeeded(cache_format_take_line(&parser, bytes, line));
		bytes += line + !!newline;
	}
	if (failed == is_whole || (!failed && parser.entries.size != count))
		abort();
}

static bool names_agree(const char *a, const char *b)
{
	return !a || !b || strcmp(a, b) == 0;
}

static bool stems_differ(const char *a, const char *b)
{
	size_t first, second;
	const char *left = sense_stem(a, &first), *right = sense_stem(b, &second);

	return left && right && (first != second || memcmp(left, right, first) != 0);
}

/* Equality is that of the senses and the names, and none is missed by its stem. */
static void try_pair(const char *left, const char *right)
{
	_cleanup_probe_def_ struct probe_def a = {0}, b = {0};
	_cleanup_error_ struct sonde_error *error = probe_def_parse(left, &a);
	_cleanup_str_ struct str first = STR_INIT, second = STR_INIT;
	bool are_equal;

	if (!error)
		error = probe_def_parse(right, &b);
	if (error)
		return;
	must(sense_print(&a, &first));
	must(sense_print(&b, &second));
	are_equal = probe_def_equal(&a, &b);
	if (are_equal != (strcmp(str_text(&first), str_text(&second)) == 0 &&
			  names_agree(a.group, b.group) && names_agree(a.event, b.event)))
		abort();
	if (are_equal && stems_differ(left, right))
		abort();
}

/* As perf has it, too: the same thing. */
static void try_spelling(const char *definition)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_error_ struct sonde_error *error = probe_def_parse(definition, &def);
	_cleanup_str_ struct str plain = STR_INIT, escaped = STR_INIT;

	if (error)
		return;
	probe_def_print(&def, &plain);
	probe_def_print_escaped(&def, &escaped);
	try_pair(definition, str_text(&plain));
	try_pair(definition, str_text(&escaped));
}

/* Whatever the text says, what is printed of it says the same. */
static void try_details(const char *bytes, size_t size, struct cache_entries *entries)
{
	_cleanup_cache_entries_ struct cache_entries copies = VEC_INIT;
	_cleanup_str_ struct str printed = STR_INIT, again = STR_INIT;

	vec_for_each(entries, entry) {
		struct cache_entry copy;

		must(cache_entry_copy(entry, &copy));
		must(vec_push(&copies, copy));
	}
	must(cache_details_apply(bytes, size, entries));
	cache_details_print(entries, &printed);
	must(cache_details_apply(str_text(&printed), printed.size, &copies));
	cache_details_print(&copies, &again);
	if (strcmp(str_text(&printed), str_text(&again)) != 0)
		abort();
}

static void try_entries(const char *bytes, size_t size, struct cache_entries *entries)
{
	vec_for_each(entries, entry) {
		must(cache_entry_check(entry));
		try_spelling(entry->definition);
	}
	for (size_t i = 0; i < entries->size && i < PAIRS; i++) {
		for (size_t j = i; j < entries->size && j < PAIRS; j++)
			try_pair(entries->data[i].definition, entries->data[j].definition);
	}
	try_details(bytes, size, entries);
}

static void try_probes(const char *bytes, size_t size)
{
	_cleanup_cache_entries_ struct cache_entries first = VEC_INIT, second = VEC_INIT;
	_cleanup_str_ struct str printed = STR_INIT, again = STR_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;

	error = cache_format_parse(bytes, size, "f", &first);
	try_some(bytes, size, !error);
	if (error) {
		if (error->kind != SONDE_ERROR_FORMAT)
			abort();
		return;
	}
	cache_format_print(&first, &printed);
	must(cache_format_parse(str_text(&printed), printed.size, "f", &second));
	cache_format_print(&second, &again);
	if (first.size != second.size || strcmp(str_text(&printed), str_text(&again)) != 0)
		abort();
	try_entries(bytes, size, &first);
}

static void try_info(const char *bytes, size_t size)
{
	_cleanup_cache_info_ struct cache_info info = {0};
	_cleanup_error_ struct sonde_error *error = cache_info_parse(bytes, size, "f", &info);

	if (error && error->kind != SONDE_ERROR_FORMAT && error->kind != SONDE_ERROR_UNSUPPORTED)
		abort();
}

/* A link that is taken leads to where the same link would be made. */
static void try_link(const char *text)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	_cleanup_str_ struct str again = STR_INIT;
	_cleanup_error_ struct sonde_error *error = cache_key_parse_link("/c", "abcd", text, &key);

	if (error)
		return;
	str_append(&again, "../../");
	cache_key_relative(&key, &again);
	if (strcmp(str_text(&again), text) != 0 || strstr(text + strlen("../../"), "/../"))
		abort();
}

/* `probes`, and behind the first empty line, which they cannot have, what is said of the first
 * entry, with the right sum: nobody guesses that. */
static void try_both(const char *bytes, size_t size)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;
	const char *middle = memmem(bytes, size, "\n\n", 2);
	_cleanup_str_ struct str details = STR_INIT;
	static const char foreign[] = "foreign\n";
	size_t start;

	if (!middle)
		return;
	error = cache_format_parse(bytes, (size_t)(middle - bytes), "f", &entries);
	if (error || !entries.size)
		return;
	str_appendf(&details, "#%s\nsum %016" PRIx64 "\n", entries.data[0].definition,
		    cache_checksum(&entries.data[0]));
	start = details.size;
	str_append_bytes(&details, middle + 2, (size_t)(bytes + size - middle - 2));
	try_details(str_text(&details), details.size, &entries);
	/* Another may have said that the lines are his. */
	check(entries.data[0].checksum == CACHE_CHECKSUM_GOOD ||
	      (entries.data[0].checksum == CACHE_CHECKSUM_NONE &&
	       strncmp(str_text(&details) + start, foreign, strlen(foreign)) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = strndup((const char *)data, size);

	if (!text)
		return 0;
	try_probes((const char *)data, size);
	try_both((const char *)data, size);
	try_info((const char *)data, size);
	try_link(text);
	return 0;
}
