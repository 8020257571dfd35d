/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of a bundle: printed, parsed, and what is refused of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cache/bundle.h"
#include "cache/sha256.h"
#include "tests/unit/check.h"

#define BUILD_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define BUILD_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* Line 1 to 4. */
#define HEADER(builds, entries) \
	"sonde-bundle 1\nsonde: 0.1.0\nbuilds: " #builds "\nentries: " #entries "\n"
/* Two lines, and two. */
#define KERNEL "build: " BUILD_A "\ntarget: [kernel.kallsyms]\n"
#define ENTRY  "definition: f a\nline: p:probe/f f+0 a=%di:x64\n"

/* Append @p text and the digest of it. */
static void seal(const char *text, struct str *out)
{
	char digest[SHA256_DIGITS + 1];

	sha256_print(text, strlen(text), digest);
	str_appendf(out, "%ssha256: %s\n", text, digest);
}

static struct sonde_error *parse(const char *text, struct bundle *ret)
{
	_cleanup_str_ struct str sealed = STR_INIT;

	seal(text, &sealed);
	return bundle_parse(sealed.data, sealed.size, "f", ret);
}

/* FIPS 180-2, appendix B. */
static void test_sha256(void **state)
{
	char digest[SHA256_DIGITS + 1];

	(void)state;
	sha256_print("abc", 3, digest);
	assert_string_equal(digest,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void check_same(const struct bundle *bundle, const char *text)
{
	_cleanup_str_ struct str printed = STR_INIT;

	bundle_print(bundle, &printed);
	assert_string_equal(str_text(&printed), text);
}

static void test_whole(void **state)
{
	static const char text[] = HEADER(
		2, 3) "\n" KERNEL
		      "release: 6.12\narchitecture: x86_64\nneeds: kprobes hex-type\n\n" ENTRY
		      "line: p:probe/f f+8 a=%si:x64\nsource: a b.c:12 f\nplaces: checked\nenum: a "
		      "NO=0 YES=1\n"
		      "left-out: f+16 cannot be probed: notrace.\nleft-out: # no remark\n"
		      "filter: count > a && name ~ \"*: x\"\nhidden: a\nhidden: $retval\n\n"
		      "definition: #odd: definition: \tx\nline:  \n# A remark: of nobody.\n"
		      "build: " BUILD_B
		      "\ntarget: /bin/a b\nmarker: %sdt_p:n=n\nline: p:sdt_p/n /bin/a:0x1\n";
	_cleanup_bundle_ struct bundle bundle = {0}, again = {0};
	_cleanup_str_ struct str printed = STR_INIT;
	const struct bundle_build *build;

	(void)state;
	check_ok(parse(text, &bundle));
	assert_string_equal(bundle.version, "0.1.0");
	assert_int_equal(bundle.builds.size, 2);
	assert_int_equal(bundle_count(&bundle), 3);
	build = &bundle.builds.data[0];
	assert_string_equal(build->build_id, BUILD_A);
	assert_string_equal(build->target, "[kernel.kallsyms]");
	assert_string_equal(build->release, "6.12");
	assert_string_equal(build->arch, "x86_64");
	assert_string_equal(build->needs, "kprobes hex-type");
	assert_int_equal(build->number, 6);
	assert_string_equal(build->entries.data[0].entry.definition, "f a");
	assert_int_equal(build->entries.data[0].number, 12);
	assert_int_equal(build->entries.data[0].entry.lines.size, 2);
	assert_int_equal(build->entries.data[0].numbers.data[1], 14);
	assert_true(build->entries.data[0].entry.is_checked);
	assert_int_equal(build->entries.data[0].entry.sources.size, 2);
	assert_null(build->entries.data[0].entry.sources.data[0]);
	assert_string_equal(build->entries.data[0].entry.sources.data[1], "a b.c:12 f");
	assert_string_equal(build->entries.data[0].entry.enums.data[0].argument, "a");
	assert_int_equal(build->entries.data[0].entry.enums.data[0].values.names.size, 2);
	assert_string_equal(build->entries.data[0].entry.left_out.data[1], "# no remark");
	assert_string_equal(build->entries.data[0].entry.filter.text,
			    "count > a && name ~ \"*: x\"");
	assert_int_equal(build->entries.data[0].filter_number, 20);
	assert_true(cache_filter_hides(&build->entries.data[0].entry.filter, "$retval"));
	assert_null(build->entries.data[1].entry.filter.text);
	assert_string_equal(build->entries.data[1].entry.definition, "#odd: definition: \tx");
	assert_string_equal(build->entries.data[1].entry.lines.data[0], " ");
	assert_false(build->entries.data[1].entry.is_checked);
	assert_true(bundle.builds.data[1].entries.data[0].entry.is_marker);
	assert_null(bundle.builds.data[1].release);

	bundle_print(&bundle, &printed);
	check_ok(bundle_parse(printed.data, printed.size, "f", &again));
	check_same(&again, str_text(&printed));
}

/* What sha256sum says of all lines but the last. */
static void test_digest(void **state)
{
	_cleanup_bundle_ struct bundle bundle = {0};
	_cleanup_str_ struct str printed = STR_INIT;
	char digest[SHA256_DIGITS + 1];
	const char *last;

	(void)state;
	check_ok(parse(HEADER(1, 1) KERNEL ENTRY, &bundle));
	bundle_print(&bundle, &printed);
	last = strstr(str_text(&printed), "sha256: ");
	assert_non_null(last);
	sha256_print(printed.data, (size_t)(last - printed.data), digest);
	assert_memory_equal(last + strlen("sha256: "), digest, SHA256_DIGITS);
	assert_string_equal(last + strlen("sha256: ") + SHA256_DIGITS, "\n");
}

struct refused {
	const char *text;
	const char *message;
};

static void check_refused(const struct refused *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct bundle bundle = {0};

		check_error(parse(rows[i].text, &bundle), SONDE_ERROR_FORMAT, rows[i].message);
		assert_int_equal(bundle.builds.size, 0);
	}
}

/* The header, and lines that are none. */
static void test_refused_lines(void **state)
{
	static const struct refused rows[] = {
		{"", "f:1:1: no bundle"},
		{"\x7f"
		 "ELF\n",
		 "f:1:1: no bundle"},
		{"sonde-bundle \n", "f:1:14: the number of the format"},
		{"sonde-bundle 0\n", "f:1:15: the number of the format"},
		{"sonde-bundle 1x\n", "f:1:15: the number of the format"},
		{HEADER(0, 0) "x y\n", "f:5:4: 'KEY: VALUE' was expected"},
		{HEADER(0, 0) "x:y\n", "f:5:2: 'KEY: VALUE' was expected"},
		{HEADER(0, 0) "hint: y\n", "f:5:1: there is no key 'hint'"},
		{HEADER(0, 0) "build: \n", "f:5:8: a value was expected"},
		{HEADER(0, 0) "build: ABCD\n", "f:5:8: a build id was expected"},
		{HEADER(0, 0) "build: abc\n", "f:5:8: a build id was expected"},
		{HEADER(0, 0) "sonde: 1\n", "f:5:1: this stands here for the second time"},
		{HEADER(0, 0) "builds: 1\n", "f:5:1: this stands here for the second time"},
		{HEADER(0, x) "", "f:4:10: a number was expected"},
		{"sonde-bundle 1\nbuilds: 0\nentries: 0\n", "f:1:1: the bundle has no 'sonde'"},
		{"sonde-bundle 1\nsonde: 1\nentries: 0\n", "f:1:1: the bundle has no 'builds'"},
		{"sonde-bundle 1\nsonde: 1\r\n", "f:2:9: the line ends in CR and LF"},
		{"sonde-bundle 1\nsonde: 1\x1b[m\n", "f:2:9: a control character"},
		{"sonde-bundle 1\n# a\xc2\x9b[m\n", "f:2:4: a control character"},
		{"sonde-bundle 1\n# a\xe2\x80\xae\n", "f:2:4: a control character"},
		{"sonde-bundle 1\n# a\xe2\x81\xa6\n", "f:2:4: a control character"},
		{"sonde-bundle 1\n# \xc3\xa4\x9b[m\n", "f:2:5: a byte that is no UTF-8"},
	};

	(void)state;
	check_refused(rows, sizeof(rows) / sizeof(*rows));
}

/* Lines where they do not belong, or that say the wrong thing of a build or an entry. */
static void test_refused_builds(void **state)
{
	static const struct refused rows[] = {
		{HEADER(0, 0) "target: /a\n", "f:5:1: 'target' does not belong here"},
		{HEADER(0, 0) ENTRY, "f:5:1: a definition before the first 'build'"},
		{HEADER(1, 1) KERNEL "line: p:a/b c\n", "f:7:1: 'line' does not belong here"},
		{HEADER(1, 1) KERNEL ENTRY "needs: x\n", "f:9:1: 'needs' does not belong here"},
		{HEADER(1, 1) KERNEL "target: /a\n", "f:7:1: this stands here for the second"},
		{HEADER(1, 1) KERNEL ENTRY "places: fine\n", "f:9:9: 'checked' was expected"},
		{HEADER(1, 1) KERNEL "marker: f\n", "f:7:9: a marker begins with '%'"},
		{HEADER(1, 1) KERNEL, "f:5:1: this build has no entries"},
		{HEADER(1, 1) "build: " BUILD_A "\n" ENTRY, "f:5:1: this build has no 'target'"},
		{HEADER(2, 2) KERNEL ENTRY KERNEL ENTRY, "f:9:1: this build stands here for"},
		{HEADER(2, 2) KERNEL ENTRY "build: " BUILD_A "\ntarget: /a\n" ENTRY,
		 "f:9:1: this build stands here for"},
		{HEADER(2, 1) KERNEL ENTRY, "f:1:1: the header says 2 builds and 1 entries, but 1"},
		{HEADER(1, 2) KERNEL ENTRY, "f:1:1: the header says 1 builds and 2 entries, but 1"},
		{HEADER(1, 1) KERNEL "definition: f\nsource: x\n", "f:8:1: 'source' belongs"},
		{HEADER(1, 1) KERNEL ENTRY "source: x\nsource: x\n", "f:10:1: this stands here"},
		{HEADER(1, 1) KERNEL ENTRY "enum: a\n", "f:9:7: an argument was expected"},
		{HEADER(1, 1) KERNEL ENTRY "enum: a-b A=1\n", "f:9:7: an argument was"},
		{HEADER(1, 1) KERNEL ENTRY "enum: a A\n", "f:9:9: "},
		{HEADER(1, 1) KERNEL "filter: a\n", "f:7:1: 'filter' does not belong here"},
		{HEADER(1, 1) KERNEL ENTRY "hidden: a\n", "f:9:1: 'hidden' belongs behind"},
		{HEADER(1, 1) KERNEL ENTRY "filter: a\nfilter: b\n", "f:10:1: this stands here"},
		{HEADER(1, 1) KERNEL ENTRY "filter: a\nhidden: a b\n", "f:10:9: an argument was"},
		{HEADER(1, 1) KERNEL ENTRY "filter: a\nhidden: a\nhidden: a\n",
		 "f:11:9: 'a' stands here for the second time"},
		{HEADER(1, 1) KERNEL "release: a\xc3\xa4\n", "f:7:11: a plain text was expected"},
	};

	(void)state;
	check_refused(rows, sizeof(rows) / sizeof(*rows));
}

static void test_newer(void **state)
{
	struct bundle bundle = {0};

	(void)state;
	check_error(parse("sonde-bundle 2\nwhatever\n", &bundle), SONDE_ERROR_UNSUPPORTED,
		    "f has format 2, which is newer");
}

/* Whatever is missing at its end, it is torn; whatever byte is another, it is changed. */
static void test_torn(void **state)
{
	_cleanup_bundle_ struct bundle bundle = {0};
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	check_ok(parse(HEADER(1, 1) KERNEL ENTRY, &bundle));
	bundle_print(&bundle, &text);
	for (size_t size = sizeof("sonde-bundle 1"); size < text.size; size++) {
		struct bundle none = {0};

		check_error(bundle_parse(text.data, size, "f", &none), SONDE_ERROR_FORMAT,
			    "the bundle ends in the midst");
	}
	for (size_t i = sizeof("sonde-bundle 1"); i < text.size - 80; i++) {
		struct bundle none = {0};

		if (text.data[i] == '\n')
			continue;
		text.data[i] ^= 1;
		check_error(bundle_parse(text.data, text.size, "f", &none), SONDE_ERROR_FORMAT,
			    text.data[i] < ' ' ? "control character" : "the bundle was changed");
		text.data[i] ^= 1;
	}
	check_error(bundle_parse("", 0, "f", &bundle), SONDE_ERROR_FORMAT, "f is no bundle");
	str_append(&text, "# more\n");
	check_error(bundle_parse(text.data, text.size, "f", &bundle), SONDE_ERROR_FORMAT,
		    "the bundle ends in the midst");
	check_error(bundle_parse("sonde-bundle 1\na\0b\n", 19, "f", &bundle), SONDE_ERROR_FORMAT,
		    "f:2:2: a NUL byte");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sha256),	       cmocka_unit_test(test_whole),
		cmocka_unit_test(test_digest),	       cmocka_unit_test(test_refused_lines),
		cmocka_unit_test(test_refused_builds), cmocka_unit_test(test_newer),
		cmocka_unit_test(test_torn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
