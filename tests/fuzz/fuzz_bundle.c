/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bundle: what parses is printed, and the print parses to the same print; its entries are checked
 * as before they are taken; as a shell script and as a boot configuration it says nothing but what
 * its lines are. Since hardly any input has its own digest at its end, each is tried with it as
 * well.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "cache/bundle.h"
#include "cache/bundle_boot.h"
#include "cache/bundle_sh.h"
#include "cache/sha256.h"
#include "cli/cache/bundle_entry.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken is in one spelling. */
static void try_definition(const struct cache_entry *entry, bool is_readable)
{
	_cleanup_free_ char *first = NULL, *second = NULL;
	struct cache_entry copy = *entry;

	if (!succeeded(bundle_entry_definition(entry, is_readable, &first)))
		return;
	copy.definition = first;
	check(succeeded(bundle_entry_definition(&copy, is_readable, &second)));
	check(strcmp(first, second) == 0);
}

static void try_entry(const char *target, const struct cache_entry *entry)
{
	try_definition(entry, true);
	try_definition(entry, false);
	vec_for_each(&entry->lines, line) {
		_cleanup_probe_event_ struct probe_event event = {0};

		if (succeeded(bundle_entry_line(target, *line, &event)))
			succeeded(bundle_entry_agrees(entry, *line, &event));
	}
}

/* The data of a script: words, texts in single quotes and remarks are all there is. */
static void check_script(const char *at)
{
	/* What it does with them is the same in all. */
	const char *end = strstr(at, "\n# ---- What it does");
	bool is_start = true;

	check(end != NULL);
	for (; at < end; at++) {
		if (is_start && *at == '#') {
			at = strchr(at, '\n');
		} else if (*at == '\'') {
			at = strchr(at + 1, '\'');
			check(at && at < end);
		} else if (*at == '\\') {
			/* A quote between two texts. */
			check(at[-1] == '\'' && at[1] == '\'' && at[2] == '\'');
			at++;
		} else {
			check(isalnum((unsigned char)*at) || strchr("_ =(){}:\n.-", *at));
		}
		is_start = strchr(" \n", *at);
	}
}

/* A boot configuration: remarks, events of ours, and values in quotes, all of it ASCII. */
static void check_boot(const struct str *out)
{
	static const char start[] = "ftrace.event.kprobes.";
	const char *end;

	for (const char *at = str_text(out); *at; at = end + 1) {
		struct scan scan = scan_text(at);

		end = strchr(at, '\n');
		check(end != NULL);
		if (*at == '#' || at == end)
			continue;
		if (!scan_char(&scan, '\t'))
			check(scan_literal(&scan, start) && scan_identifier(&scan) &&
			      scan_literal(&scan, ".probes = "));
		check(*scan.at == '\'' || *scan.at == '"');
		for (at = scan.at + 1; *at != *scan.at; at++)
			check(*at >= ' ' && *at <= '~');
		check(at + 1 == end || (at[1] == ',' && at + 2 == end));
	}
}

static void try_forms(const struct bundle *bundle)
{
	static const struct bundle_sh_feature features[] = {
		{"kprobes", "probes of the kernel", "kprobe_events"},
		{"hex-type", "numbers as x64", "x8/16/32/64"},
	};
	_cleanup_str_ struct str script = STR_INIT, boot = STR_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	if (succeeded(bundle_sh_print(bundle, features, 2, &script)))
		check_script(str_text(&script));
	if (succeeded(bundle_boot_print(bundle, &notes, &boot)))
		check_boot(&boot);
}

static void try_again(const struct bundle *first)
{
	_cleanup_bundle_ struct bundle second = {0};
	_cleanup_str_ struct str printed = STR_INIT, again = STR_INIT;

	bundle_print(first, &printed);
	if (bundle_parse(printed.data, printed.size, "f", &second))
		abort();
	bundle_print(&second, &again);
	if (bundle_count(first) != bundle_count(&second) ||
	    strcmp(str_text(&printed), str_text(&again)) != 0)
		abort();
}

static void try_bytes(const char *bytes, size_t size)
{
	_cleanup_bundle_ struct bundle bundle = {0};
	_cleanup_error_ struct sonde_error *error = bundle_parse(bytes, size, "f", &bundle);

	if (!error) {
		try_again(&bundle);
		try_forms(&bundle);
		vec_for_each(&bundle.builds, build) {
			vec_for_each(&build->entries, entry)
				try_entry(build->target, &entry->entry);
		}
	} else if (error->kind != SONDE_ERROR_FORMAT && error->kind != SONDE_ERROR_UNSUPPORTED) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_str_ struct str sealed = STR_INIT;
	char digest[SHA256_DIGITS + 1];

	try_bytes((const char *)data, size);
	str_append_bytes(&sealed, (const char *)data, size);
	if (!size || data[size - 1] != '\n')
		str_append_char(&sealed, '\n');
	if (sealed.failed)
		return 0;
	sha256_print(sealed.data, sealed.size, digest);
	str_appendf(&sealed, "sha256: %s\n", digest);
	try_bytes(sealed.data, sealed.size);
	return 0;
}
