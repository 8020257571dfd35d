/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tracing_tree.h"
#include "tracefs/dir.h"
#include "tracefs/feature.h"
#include "tracefs/ftrace_enabled.h"

/* What 6.12 has and 6.1 has not. */
static const bool newer[FEATURE_COUNT] = {
	[FEATURE_RETURN_ARG_N] = true,	    [FEATURE_BTF_ARGS] = true,
	[FEATURE_BTF_MEMBERS] = true,	    [FEATURE_CHAR_TYPE] = true,
	[FEATURE_DENTRY_TYPE] = true,	    [FEATURE_FUNCTION_PROBES] = true,
	[FEATURE_TRACEPOINT_PROBES] = true,
};

/* All but what is newer than 6.12. */
static struct features all_features(void)
{
	return (struct features){.mask = ((UINT64_C(1) << FEATURE_COUNT) - 1) &
					 ~(UINT64_C(1) << FEATURE_CURRENT)};
}

static void test_6_12(void **state)
{
	_cleanup_free_ char *dir = data_path("tracefs/6.12");
	struct features features = {0};

	(void)state;
	check_ok(features_read(dir, &features));
	assert_int_equal(features.mask, all_features().mask);
}

static void test_6_1(void **state)
{
	_cleanup_free_ char *dir = data_path("tracefs/6.1");
	struct features features = {0};
	uint64_t expected = all_features().mask;

	(void)state;
	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		if (newer[i])
			expected &= ~(UINT64_C(1) << i);
	}
	check_ok(features_read(dir, &features));
	assert_int_equal(features.mask, expected);
	assert_true(features_have(features, FEATURE_APPEND));
	assert_false(features_have(features, FEATURE_CHAR_TYPE));
}

/* Each excerpt proves its own feature, alone and with any white space. */
static void test_excerpts(void **state)
{
	(void)state;
	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		const struct feature_info *info = feature_info(i);
		_cleanup_str_ struct str text = STR_INIT;

		assert_non_null(info->name);
		assert_non_null(info->what);
		for (const char *at = info->excerpt; *at; at++)
			str_append(&text, *at == ' ' ? "\n\t " : (char[]){*at, '\0'});
		check_ok(str_check(&text));
		assert_true(features_have(features_parse(info->excerpt), i));
		assert_true(features_have(features_parse(str_text(&text)), i));
		str_truncate(&text, text.size - 1);
		assert_false(features_have(features_parse(str_text(&text)), i));
		for (unsigned k = 0; k < i; k++)
			assert_string_not_equal(info->name, feature_info(k)->name);
	}
}

/* From 4.17 to 5.4 only synthetic events could be appended to. */
static void test_append_is_not_synthetic(void **state)
{
	static const char readme[] = "  kprobe_events\t\t- Add/remove/show the kernel\n"
				     "  synthetic_events\t- Create/append/remove/show\n";
	struct features features = features_parse(readme);

	(void)state;
	assert_true(features_have(features, FEATURE_KPROBES));
	assert_false(features_have(features, FEATURE_UPROBES));
	assert_false(features_have(features, FEATURE_APPEND));
}

static void test_no_features(void **state)
{
	(void)state;
	assert_int_equal(features_parse("").mask, 0);
	assert_int_equal(features_parse(" ").mask, 0);
	assert_int_equal(features_parse("kprobe_events").mask, 0);
}

static void test_read_errors(void **state)
{
	struct features features = {.mask = 42};

	check_error(features_read(*state, &features), SONDE_ERROR_NOT_FOUND, "/README: ");
	put_file(*state, "README", "tracing mini-HOWTO:\n");
	check_error(features_read(*state, &features), SONDE_ERROR_UNSUPPORTED,
		    "mentions no probe events");
	assert_int_equal(features.mask, 42);
}

/* Whether one of the two file systems that hold the tracing directory is mounted here. */
static bool is_mounted(const struct str *mounts)
{
	return strstr(str_text(mounts), " tracefs ") || strstr(str_text(mounts), " debugfs ");
}

/* Looking for the directory mounts nothing, and the answer is true of this machine. */
static void test_dir(void **state)
{
	_cleanup_str_ struct str before = STR_INIT;
	_cleanup_str_ struct str after = STR_INIT;
	_cleanup_free_ char *dir = NULL;
	_cleanup_error_ struct sonde_error *error = NULL;

	(void)state;
	check_ok(file_read("/proc/mounts", 0, &before));
	error = tracing_dir_find(&dir);
	check_ok(file_read("/proc/mounts", 0, &after));
	assert_string_equal(str_text(&before), str_text(&after));
	if (!error) {
		assert_true(is_mounted(&before));
		assert_int_equal(dir[0], '/');
		return;
	}
	assert_null(dir);
	if (is_mounted(&before))
		assert_true(error->kind == SONDE_ERROR_PERMISSION ||
			    error->kind == SONDE_ERROR_NOT_FOUND);
	else
		assert_int_equal(error->kind, SONDE_ERROR_NOT_FOUND);
	assert_non_null(error->hint);
}

struct hint_row {
	int errnum;
	const char *part;
};

static void test_hints(void **state)
{
	static const struct hint_row rows[] = {
		{EACCES, "as root"},
		{EPERM, "locked down"},
		{EROFS, "remount,rw"},
		{EIO, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_error_ struct sonde_error *error = NULL;

		error = tracing_hint(sonde_error_os(rows[i].errnum, "Cannot open x"));
		if (rows[i].part)
			assert_non_null(strstr(error->hint, rows[i].part));
		else
			assert_null(error->hint);
	}
}

static void test_ftrace_off(void **state)
{
	_cleanup_free_ char *path = path_in(*state, "ftrace_enabled");

	assert_false(ftrace_is_off(path));
	put_file(*state, "ftrace_enabled", "1\n");
	assert_false(ftrace_is_off(path));
	put_file(*state, "ftrace_enabled", "0\n");
	assert_true(ftrace_is_off(path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_6_12),
		cmocka_unit_test(test_6_1),
		cmocka_unit_test(test_excerpts),
		cmocka_unit_test(test_append_is_not_synthetic),
		cmocka_unit_test(test_no_features),
		cmocka_unit_test_setup_teardown(test_read_errors, make_directory, remove_directory),
		cmocka_unit_test(test_dir),
		cmocka_unit_test(test_hints),
		cmocka_unit_test_setup_teardown(test_ftrace_off, make_directory, remove_directory),
	};

	return cmocka_run_group_tests_name("feature", tests, NULL, NULL);
}
