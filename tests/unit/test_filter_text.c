/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bpf/glob.h"
#include "tests/unit/filter_program.h"

#define A_AT UINT64_C(0xffff888000001000)
#define B_AT UINT64_C(0xffff888000002000)
#define U_AT UINT64_C(0x7f0000001000)

/* Two texts in the kernel and one of user space; `k` is known, `c` the command as an argument. */
#define LINE                                                                                       \
	"p:a/b vfs_read a=+0(%di):string b=+0(%si):string u=+0(%dx):ustring k=\\\"known\":string " \
	"c=$comm"

struct texts {
	const char *a, *b, *u, *command;
};

static void set_register(struct bpf_machine *machine, int offset, uint64_t value)
{
	memcpy(machine->context + offset, &value, 8);
}

static void add_text(struct bpf_machine *machine, uint64_t address, const char *text, bool is_user)
{
	if (text)
		bpf_machine_add(machine, address, text, strlen(text) + 1, is_user);
}

static void make_machine(const struct texts *texts, struct bpf_machine *machine)
{
	memset(machine, 0, sizeof(*machine));
	set_register(machine, 112, A_AT);
	set_register(machine, 104, B_AT);
	set_register(machine, 96, U_AT);
	add_text(machine, A_AT, texts->a, false);
	add_text(machine, B_AT, texts->b, false);
	add_text(machine, U_AT, texts->u, true);
	if (texts->command)
		memcpy(machine->command, texts->command,
		       strnlen(texts->command, sizeof(machine->command) - 1));
}

/* What a filter says of texts; what it has counted stays in the machine. */
static bool says(const char *expr, const struct texts *texts, struct bpf_machine *machine)
{
	_cleanup_filter_program_ struct filter_program program;

	make_machine(texts, machine);
	filter_program_begin(&program, "x86_64", LINE, expr);
	filter_program_make(&program);
	return filter_program_run(&program, machine) == 1;
}

/* Of one text @p a. */
static bool says_of(const char *expr, const char *a)
{
	const struct texts texts = {.a = a, .b = a, .u = a};
	struct bpf_machine machine;

	return says(expr, &texts, &machine);
}

static void test_equality(void **state)
{
	static const char *const lengths[] = {
		"",	    "a",	 "ab",
		"abc",	    "abcd",	 "abcdefg",
		"abcdefgh", "abcdefghi", "abcdefghijklmnopqrstuvwxyz0123456789"};
	const size_t count = sizeof(lengths) / sizeof(*lengths);

	(void)state;
	for (size_t i = 0; i < count * count; i++) {
		const char *text = lengths[i / count], *other = lengths[i % count];
		const char *const tests[] = {"a == ", "u == "};

		for (size_t j = 0; j < 2; j++) {
			_cleanup_str_ struct str expr = STR_INIT;

			str_appendf(&expr, "%s\"%s\"", tests[j], other);
			if (says_of(str_text(&expr), text) != (text == other))
				fail_msg("'%s', %s", text, str_text(&expr));
		}
	}
	assert_true(says_of("\"abc\" == a", "abc"));
	assert_true(says_of("a != \"abc\"", "abcd"));
	assert_true(says_of("a == \"\xc3\xa4\xff\"", "\xc3\xa4\xff"));
	assert_false(says_of("a == \"abcdefg\xff\"", "abcdefg\xfe"));
	assert_true(says_of("k == \"known\" && k != \"knows\" && \"known\" == k", "x"));
	assert_true(says_of("k ~ \"k?o*\" && k !~ \"*k\" && k ~ \"known\"", "x"));
}

static void fill(char *text, size_t size, char last)
{
	for (size_t i = 0; i < size; i++)
		text[i] = i == size - 1 ? last : (char)('a' + i % 23);
	text[size] = '\0';
}

/* However long a known text is, it is compared to its end. */
static void test_long_texts(void **state)
{
	static const size_t sizes[] = {255, 256, 257, 258, 511, 512, 513, 900};
	char text[1000], other[1000];

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		_cleanup_str_ struct str expr = STR_INIT;
		const struct texts texts = {.a = text};
		struct bpf_machine machine;

		fill(text, sizes[i], 'x');
		str_appendf(&expr, "a == \"%s\"", text);
		assert_true(says(str_text(&expr), &texts, &machine));
		assert_int_equal(machine.counts.cut, 0);
		fill(other, sizes[i], 'y');
		assert_false(says_of(str_text(&expr), other));
		fill(other, sizes[i] + 1, 'x');
		assert_false(says_of(str_text(&expr), other));
		other[sizes[i] - 1] = '\0';
		assert_false(says_of(str_text(&expr), other));
		other[255] = '!';
		assert_false(says_of(str_text(&expr), other));
	}
}

static void test_two_texts(void **state)
{
	static const char *const some[] = {"",	       "a",	   "b",		"abcdefg",
					   "abcdefgh", "abcdefgi", "abcdefghi", "abcdefghj"};
	const size_t count = sizeof(some) / sizeof(*some);
	struct bpf_machine machine;

	(void)state;
	for (size_t i = 0; i < count * count; i++) {
		const char *left = some[i / count], *right = some[i % count];
		const struct texts texts = {.a = left, .b = right, .u = right, .command = right};

		assert_int_equal(says("a == b", &texts, &machine), left == right);
		assert_int_equal(says("a != b", &texts, &machine), left != right);
		assert_int_equal(says("a == u", &texts, &machine), left == right);
		assert_int_equal(says("comm == a", &texts, &machine), left == right);
		assert_int_equal(says("u == comm && c == comm", &texts, &machine), true);
	}
}

/* What is seen of two texts decides, and it is counted that it was not all. */
static void test_two_long_texts(void **state)
{
	char left[400], right[400];
	const struct texts texts = {.a = left, .b = right};
	struct bpf_machine machine;

	(void)state;
	for (size_t size = FILTER_TEXT_COMPARED - 10; size < FILTER_TEXT_COMPARED + 10; size++) {
		const bool is_cut = size >= FILTER_TEXT_COMPARED - 1;

		fill(left, size, 'x');
		fill(right, size, 'x');
		assert_true(says("a == b", &texts, &machine));
		assert_int_equal(machine.counts.cut, is_cut ? 2 : 0);
		fill(right, size, 'y');
		assert_int_equal(says("a == b", &texts, &machine), size > FILTER_TEXT_COMPARED - 1);
		right[3] = '!';
		assert_false(says("a == b", &texts, &machine));
	}
}

static void test_command(void **state)
{
	const struct texts texts = {.command = "sixteen-letters"};
	const struct texts short_one = {.command = "cat"};
	struct bpf_machine machine;

	(void)state;
	assert_true(says("comm == \"cat\"", &short_one, &machine));
	assert_true(says("c == \"cat\" && comm ~ \"[a-d]?t\"", &short_one, &machine));
	assert_false(
		says("comm == \"ca\" || comm == \"cats\" || comm == \"\"", &short_one, &machine));
	assert_true(says("comm == \"sixteen-letters\"", &texts, &machine));
	assert_false(says("c == \"sixteen-letters!\"", &texts, &machine));
	assert_true(says("comm ~ \"*letter*\" && comm ~ \"*-letters\" && comm ~ \"sixteen*\"",
			 &texts, &machine));
	assert_false(
		says("c ~ \"*sixteen-letters?\" || c ~ \"????????????????*\"", &texts, &machine));
	assert_int_equal(machine.counts.cut, 0);
	assert_int_equal(machine.counts.faulted, 0);
}

struct pattern_row {
	const char *pattern, *text;
	bool matches;
};

/* By each of the ways in which a text comes, and its contrary. */
static void check_pattern(const struct pattern_row *row)
{
	static const char *const names[] = {"a", "u", "comm"};
	const struct texts texts = {.a = row->text, .u = row->text, .command = row->text};
	struct bpf_machine machine;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		_cleanup_str_ struct str expr = STR_INIT, other = STR_INIT;

		str_appendf(&expr, "%s ~ \"%s\"", names[i], row->pattern);
		str_appendf(&other, "%s !~ \"%s\"", names[i], row->pattern);
		if (says(str_text(&expr), &texts, &machine) != row->matches ||
		    says(str_text(&other), &texts, &machine) == row->matches)
			fail_msg("%s, '%s'", str_text(&expr), row->text);
		assert_int_equal(machine.counts.cut, 0);
	}
}

static void test_patterns(void **state)
{
	static const struct pattern_row rows[] = {
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", "abc", true},
		{"abc", "abc", true},
		{"abc", "abcd", false},
		{"ab*", "ab", true},
		{"ab*", "abc", true},
		{"ab*", "a", false},
		{"ab*", "acb", false},
		{"*bc", "abc", true},
		{"*bc", "bc", true},
		{"*bc", "c", false},
		{"*bc", "bcd", false},
		{"*bc", "bcbcb", false},
		{"a*c", "ac", true},
		{"a*c", "a", false},
		{"a*a", "a", false},
		{"a*a", "aa", true},
		{"*b*", "abc", true},
		{"*b*", "ac", false},
		{"**b**", "abc", true},
		{"*ab*ab*", "abab", true},
		{"*ab*ab*", "abb", false},
		{"*ab*ab*", "aab-aab", true},
		{"*aab*", "aaaab", true},
		{"*ab*b", "ab", false},
		{"*ab*b", "abb", true},
		{"*.log", "a.log.log", true},
		{"a?c", "abc", true},
		{"a?c", "ac", false},
		{"a??", "ab", false},
		{"?*", "", false},
		{"?*", "a", true},
		{"*?", "", false},
		{"*?*?", "a", false},
		{"*?*?", "ab", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_pattern(&rows[i]);
}

static void test_sets_and_escapes(void **state)
{
	static const struct pattern_row rows[] = {
		{"[a-c]x", "bx", true},
		{"[a-c]x", "dx", false},
		{"[!a-c]x", "dx", true},
		{"[!a-c]x", "ax", false},
		{"[!a]", "", false},
		{"a[!b]", "a", false},
		{"[]a]", "]", true},
		{"[!]a]", "]", false},
		{"[!]a]", "b", true},
		{"[a-]", "-", true},
		{"[-a]", "-", true},
		{"[--/]", ".", true},
		{"[--/]", "0", false},
		{"[xa-cz]*", "b", true},
		{"[\xc0-\xff]", "\xe4", true},
		{"*[0-9]*[0-9]*", "a1b2", true},
		{"*[0-9]*[0-9]*", "a1b", false},
		{"\\*", "*", true},
		{"\\*", "a", false},
		{"a\\?", "a?", true},
		{"\\[a]", "[a]", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_pattern(&rows[i]);
}

/* The end of a text is not seen behind so many bytes; what needs its beginning only is exact. */
static void test_patterns_on_long_texts(void **state)
{
	char text[600];
	const struct texts texts = {.a = text};
	struct bpf_machine machine;

	(void)state;
	fill(text, FILTER_TEXT_MATCHED - 2, '!');
	assert_true(says("a ~ \"*b*!\" && a ~ \"*b*!*\"", &texts, &machine));
	assert_int_equal(machine.counts.cut, 0);
	/* It may end there, or not. */
	fill(text, FILTER_TEXT_MATCHED - 1, '!');
	assert_true(says("a ~ \"*b*!\"", &texts, &machine));
	assert_int_equal(machine.counts.cut, 1);
	fill(text, FILTER_TEXT_MATCHED, '!');
	assert_false(says("a ~ \"*b*!\"", &texts, &machine));
	assert_int_equal(machine.counts.cut, 1);
	fill(text, 500, '!');
	assert_false(says("a ~ \"*!*\"", &texts, &machine));
	assert_true(says("a ~ \"*uvw*\"", &texts, &machine));
	assert_int_equal(machine.counts.cut, 1);
	assert_true(says("a ~ \"abc*\" && a !~ \"abc\" && a ~ \"?*\" && a !~ \"a?c\"", &texts,
			 &machine));
	assert_int_equal(machine.counts.cut, 0);
}

/* What only has to end so is read until it ends. */
static void test_ends_of_long_texts(void **state)
{
	static const size_t sizes[] = {1,   2,	 3,   253, 254, 255,  256,  257,
				       258, 509, 510, 511, 512, 3000, 4094, 4095};
	static const char *const names[] = {"a", "u"};
	static char text[5000];
	const struct texts texts = {.a = text, .u = text};
	struct bpf_machine machine;

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(sizes) / sizeof(*sizes); i++) {
		const size_t size = sizes[i / 2];
		_cleanup_str_ struct str expr = STR_INIT;

		str_appendf(&expr, "%s ~ \"*!\"", names[i % 2]);
		fill(text, size, '!');
		assert_true(says(str_text(&expr), &texts, &machine));
		assert_int_equal(machine.counts.cut, 0);
		fill(text, size, '?');
		assert_false(says(str_text(&expr), &texts, &machine));
		str_truncate(&expr, 0);
		str_appendf(&expr, "%s ~ \"*[x-z]??\" || %s ~ \"*b!\"", names[i % 2], names[i % 2]);
		fill(text, size, '!');
		text[size > 3 ? size - 3 : 0] = 'y';
		assert_int_equal(says(str_text(&expr), &texts, &machine), size >= 3);
	}
	fill(text, 4400, '!');
	assert_false(says("a ~ \"*!\"", &texts, &machine));
	assert_int_equal(machine.counts.cut, 1);
}

static void test_texts_that_cannot_be_read(void **state)
{
	static const char *const exprs[] = {
		"a == \"\"", "a != \"x\"", "a ~ \"*\"",	 "a !~ \"x*\"",	 "a !~ \"*x\"", "a != b",
		"b != a",    "comm != a",  "u != \"x\"", "a !~ \"abc\"", "a !~ \"a?\"", "!(a == b)",
	};
	const struct texts texts = {.b = "b", .command = "cat"};
	struct bpf_machine machine;

	(void)state;
	for (size_t i = 0; i < sizeof(exprs) / sizeof(*exprs); i++) {
		assert_false(says(exprs[i], &texts, &machine));
		assert_int_equal(machine.counts.faulted, 1);
	}
}

static void test_too_much(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	_cleanup_str_ struct str expr = STR_INIT;

	(void)state;
	str_append(&expr, "a == 'x' || a ~ \"*");
	for (int i = 0; i < FILTER_TEXT_MATCHED; i++)
		str_append_char(&expr, '?');
	str_append(&expr, "\"");
	filter_program_begin(&program, "x86_64", LINE, str_text(&expr));
	check_error(filter_code_make(&program.request, &program.code), SONDE_ERROR_REFUSED,
		    "256 bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equality),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_two_texts),
		cmocka_unit_test(test_two_long_texts),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_sets_and_escapes),
		cmocka_unit_test(test_patterns_on_long_texts),
		cmocka_unit_test(test_ends_of_long_texts),
		cmocka_unit_test(test_texts_that_cannot_be_read),
		cmocka_unit_test(test_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
