/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/path.h"

struct tail_test {
	const char *path;
	const char *tail;
	bool matches;
};

static void test_ends_with(void **state)
{
	static const struct tail_test rows[] = {
		{"fs/read_write.c", "fs/read_write.c", true},
		{"fs/read_write.c", "read_write.c", true},
		{"fs/read_write.c", "write.c", false},
		{"fs/read_write.c", "/read_write.c", true},
		{"fs/read_write.c", "/fs/read_write.c", false},
		{"/src/fs/a.c", "/src/fs/a.c", true},
		{"a.c", "fs/a.c", false},
		{NULL, "a.c", false},
		{"fs/read_write.c", "./read_write.c", true},
		{"fs/read_write.c", "fs//read_write.c", true},
		{"fs/read_write.c", "x/../read_write.c", true},
		{"fs/read_write.c", "mm/../fs/./read_write.c", true},
		{"fs/read_write.c", "fs/x/y/../../read_write.c", true},
		{"fs/read_write.c", "fs/../read_write.c", true},
		{"fs/read_write.c", "mm/../mm/read_write.c", false},
		{"fs/read_write.c", "fs/x/../y/read_write.c", false},
		{"fs//./read_write.c", "fs/read_write.c", true},
		{"fs/../mm/a.c", "fs/a.c", false},
		{"fs/../mm/a.c", "mm/a.c", true},
		{"fs/../mm/a.c", "fs/mm/a.c", false},
		{"a/b/../../mm/a.c", "mm/a.c", true},
		{"a/b/../../mm/a.c", "a/mm/a.c", false},
		{"arch/x86/kernel/../include/asm/trace/./irq_vectors.h",
		 "include/asm/trace/irq_vectors.h", true},
		{"arch/x86/kernel/../include/asm/trace/./irq_vectors.h",
		 "arch/x86/include/asm/trace/irq_vectors.h", true},
		{"arch/x86/kernel/../include/asm/trace/./irq_vectors.h",
		 "../include/asm/trace/./irq_vectors.h", true},
		{"arch/x86/kernel/../include/asm/trace/./irq_vectors.h",
		 "kernel/include/asm/trace/irq_vectors.h", false},
		/* A `..` that undoes nothing: of the path it is no name, of the tail any directory.
		 */
		{"../src/a.c", "src/a.c", true},
		{"../src/a.c", "../src/a.c", true},
		{"../src/a.c", "x/src/a.c", false},
		{"lib/src/a.c", "../src/a.c", true},
		{"/src/a.c", "/src//a.c", true},
		{"src/a.c", "/src//a.c", false},
		{"/src/a.c", "/x/src/a.c", false},
		{"..a/a.c", "..a/a.c", true},
		{"x/.../a.c", ".../a.c", true},
		/* No name. */
		{"fs/a.c", "", false},
		{"fs/a.c", ".", false},
		{"fs/a.c", "..", false},
		{"fs/a.c", "/", false},
		{"", "a.c", false},
		{"/", "/", false},
		{"", "", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_true(path_ends_with(rows[i].path, rows[i].tail) == rows[i].matches);
}

struct normal_test {
	const char *path;
	const char *normal;
};

static void test_normalize(void **state)
{
	static const struct normal_test rows[] = {
		{"fs/a.c", "fs/a.c"},
		{"./fs//a.c", "fs/a.c"},
		{"/src/./fs/../mm/a.c", "/src/mm/a.c"},
		{"../../fs/a.c", "../../fs/a.c"},
		{"fs/../../a.c", "../a.c"},
		{"fs/../a.c", "a.c"},
		{"..a/..", ""},
		{".", ""},
		{"/", "/"},
		{"fs/", "fs"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_str_ struct str normal = STR_INIT;

		path_normalize(rows[i].path, &normal);
		assert_string_equal(str_text(&normal), rows[i].normal);
	}
}

/* What is in the string before is not part of the path. */
static void test_append(void **state)
{
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	str_append(&text, "dir/x");
	path_normalize("../a.c", &text);
	assert_string_equal(str_text(&text), "dir/x../a.c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ends_with),
		cmocka_unit_test(test_normalize),
		cmocka_unit_test(test_append),
	};

	return cmocka_run_group_tests_name("base_path", tests, NULL, NULL);
}
