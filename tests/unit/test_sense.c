/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether definitions ask for the same: compared, by their senses, and by their stems. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/grammar.h"
#include "probe/sense.h"
#include "tests/unit/check.h"

struct equal_row {
	const char *a, *b;
	bool equal;
};

static const struct equal_row pairs[] = {
	{"f a b", " f\tb  a ", true},
	{"f a a b", "f a b b", false},
	{"f a b", "f a", false},
	{"f+0x10", "f+16", true},
	{"f+16", "f+17", false},
	{"f:1", "f:2", false},
	{"f:1", "f+1", false},
	{"f", "g", false},
	{"f", "f@a.c", false},
	{"f@a.c", "f@b.c", false},
	{"f;a", "f;b", false},
	{"a.c:1", "b.c:1", false},
	{"@a.c:1", "a.c:1", true},
	{"0x10", "0x11", false},
	{"%a:b", "%b", false},
	{"%a:b", "%a:b@x", false},
	{"\\f\\o", "fo", true},
	{"g:e=f", "f", true},
	{"g:e=f", "e=f", true},
	{"g:e=f", "h:e=f", false},
	{"e=f", "d=f", false},
	{"f x=a", "f a", false},
	{"f a.b", "f a->b", true},
	{"f a.b", "f a.c", false},
	{"f a[1]", "f a[0x1]", true},
	{"f a[1]", "f a[2]", false},
	{"f a[0].b", "f a.b", false},
	{"f a:u8", "f a:s8", false},
	{"f a@user", "f a", false},
	{"f (struct s *)a->b", "f ((const struct  s*)a)->b", true},
	{"f (struct s *)a->b", "f a->b", false},
	{"f ((struct s *)a->b)", "f (struct s *)a->b", false},
	{"f ((u8)a->b)", "f (u8)a->b", true},
	{"f +0x8(%di)", "f +8(%di)", true},
	{"f $params", "f $vars", false},
	{"f a b", "f ab", false},
	{"f", "f%return", false},
	{"f%return", "f+0%return", true},
	{"a.c:1", "a.c;1", false},
	{"f*", "f\\*", false},
	{"f@@a", "f@a", false},
	{"sdt_a:b", "%sdt_a:b", true},
};

static bool names_agree(const char *a, const char *b)
{
	return !a || !b || strcmp(a, b) == 0;
}

/* What is asked, and names that do not contradict. */
static bool senses_equal(const struct probe_def *a, const struct probe_def *b)
{
	_cleanup_str_ struct str first = STR_INIT, second = STR_INIT;

	check_ok(sense_print(a, &first));
	check_ok(sense_print(b, &second));
	return names_agree(a->group, b->group) && names_agree(a->event, b->event) &&
	       strcmp(str_text(&first), str_text(&second)) == 0;
}

static bool stems_differ(const char *a, const char *b)
{
	size_t first, second;
	const char *left = sense_stem(a, &first), *right = sense_stem(b, &second);

	return left && right && (first != second || memcmp(left, right, first) != 0);
}

static void test_equal(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		_cleanup_probe_def_ struct probe_def a = {0}, b = {0};

		check_ok(probe_def_parse(pairs[i].a, &a));
		check_ok(probe_def_parse(pairs[i].b, &b));
		if (probe_def_equal(&a, &b) != pairs[i].equal)
			fail_msg("equality of '%s' and '%s'", pairs[i].a, pairs[i].b);
		assert_int_equal(probe_def_equal(&b, &a), pairs[i].equal);
		if (senses_equal(&a, &b) != pairs[i].equal)
			fail_msg("senses of '%s' and '%s'", pairs[i].a, pairs[i].b);
		if (pairs[i].equal && stems_differ(pairs[i].a, pairs[i].b))
			fail_msg("stems of '%s' and '%s'", pairs[i].a, pairs[i].b);
	}
}

struct stem_row {
	const char *text;
	/** NULL where none may be found. */
	const char *stem;
};

static void test_stem(void **state)
{
	static const struct stem_row rows[] = {
		{"vfs_read", "vfs_read"},
		{" vfs_read count", "vfs_read"},
		{"g:e=vfs_read+4 a", "vfs_read"},
		{"e=vfs_read%return", "vfs_read"},
		{"vfs_read@fs/read_write.c:3", "vfs_read"},
		{"vfs_read:12", "vfs_read"},
		{"vfs_read;x=*", "vfs_read"},
		{"sdt_a:3", "sdt_a"},
		{"_\tx", "_"},
		{"sdt_a:b", NULL},
		{"%sdt_a:b=b", NULL},
		{"e=%sdt_a:b", NULL},
		{"e=\\%sdt_a\\:b", NULL},
		{"f.c:12", NULL},
		{"@f:12", NULL},
		{"0x1234", NULL},
		{"vfs_*", NULL},
		{"vfs\\_read", NULL},
		{"e\\=f", NULL},
		{"ns::f", NULL},
		{"f(int)", NULL},
		{"f<int>", NULL},
		{"operator+ a", NULL},
		{"operator bool", NULL},
		{"g:=f", NULL},
		{"", NULL},
		{"e=", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t size = 0;
		const char *stem = sense_stem(rows[i].text, &size);

		if (!stem != !rows[i].stem)
			fail_msg("'%s' has %s stem", rows[i].text, stem ? "a" : "no");
		if (!stem)
			continue;
		assert_int_equal(size, strlen(rows[i].stem));
		assert_memory_equal(stem, rows[i].stem, size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_stem),
	};

	return cmocka_run_group_tests_name("sense", tests, NULL, NULL);
}
