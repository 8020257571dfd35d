/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filters whose names have a meaning: types, what is known beforehand, what nobody means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>

#include "tests/unit/check.h"
#include "tests/unit/filter_scope.h"

static struct enumeration kinds, others;

#define NUMBER(bytes, sign)                                                                  \
	{                                                                                    \
		.size = (bytes), .is_signed = (sign), .is_unsigned = (bytes) == 8 && !(sign) \
	}

static const struct test_variable list[] = {
	{"count", NUMBER(8, false)},
	{"$retval", NUMBER(8, true)},
	{"u8", NUMBER(1, false)},
	{"s8", NUMBER(1, true)},
	{"u32", NUMBER(4, false)},
	{"s32", NUMBER(4, true)},
	{"kind", {.size = 4, .values = &kinds}},
	{"other", {.size = 4, .is_signed = true, .values = &others}},
	{"name", {.is_text = true}},
	{"comm", {.is_text = true, .meaning = FILTER_IS_COMMAND}},
	{"pid", {.size = 4, .is_signed = true, .meaning = FILTER_IS_PROCESS}},
	{NULL, {0}},
};

static const struct test_variables variables = {list};

static int setup(void **state)
{
	(void)state;
	check_ok(enumeration_add(&kinds, "KIND_A", 1));
	check_ok(enumeration_add(&kinds, "ns::KIND_B", 5));
	check_ok(enumeration_add(&kinds, "BOTH", 3));
	check_ok(enumeration_add(&others, "MINUS", (uint64_t)-4));
	check_ok(enumeration_add(&others, "BOTH", 4));
	others.is_signed = true;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	enumeration_deinit(&kinds);
	enumeration_deinit(&others);
	return 0;
}

static void print(const struct filter_typed *typed, size_t index, struct str *out)
{
	const struct filter_typed_node *node = &typed->nodes.data[index];

	switch (node->kind) {
	case FILTER_CONSTANT:
		str_appendf(out, "%" PRId64 "%s", (int64_t)node->number,
			    node->is_unsigned ? "u" : "");
		break;
	case FILTER_LITERAL:
		str_appendf(out, "\"%s\"", node->text);
		break;
	case FILTER_VARIABLE:
		filter_variable_print_type(&node->variable, out);
		break;
	case FILTER_CALCULATED_ONE:
		str_appendf(out, "(%s%s", filter_op_text(node->op), node->is_unsigned ? "u" : "");
		print(typed, node->left, out);
		str_append(out, ")");
		break;
	default:
		str_append(out, "(");
		print(typed, node->left, out);
		str_appendf(out, " %s%s ", filter_op_text(node->op), node->is_unsigned ? "u" : "");
		print(typed, node->right, out);
		str_append(out, ")");
	}
}

/* Each node but the last is an operand once, and stands before what it is an operand of. */
static void check_tree(const struct filter_typed *typed)
{
	for (size_t i = 0; i < typed->nodes.size; i++) {
		size_t uses = 0;

		for (size_t k = 0; k < typed->nodes.size; k++) {
			const struct filter_typed_node *node = &typed->nodes.data[k];
			const bool is_one = node->kind == FILTER_CALCULATED_ONE;
			const bool is_two = node->kind >= FILTER_CALCULATED;

			uses += (is_one || is_two) && node->left == i;
			uses += is_two && node->right == i;
			assert_true(!is_one || node->left < k);
			assert_true(!is_two || (node->left < k && node->right < k));
		}
		assert_int_equal(uses, i + 1 < typed->nodes.size);
	}
}

static const struct {
	const char *text, *want;
} typed_rows[] = {
	{"count > 4096", "(u64 >u 4096)"},
	{"$retval < 0", "(s64 < 0)"},
	{"u32 < s32", "(u32 < s32)"},
	{"count < s32", "(u64 <u s32)"},
	{"s32 < 5u", "(s32 <u 5u)"},
	{"count == -1u", "(u64 ==u -1u)"},
	{"$retval == 0xffffffffffffffff", "(s64 ==u -1u)"},
	{"u32 + 1 > count - s8", "((u32 + 1) >u (u64 -u s8))"},
	{"(count < 5) < 1", "((u64 <u 5) < 1)"},
	{"(!count) < 1", "((!u64) < 1)"},
	{"~count < 1", "((~uu64) <u 1)"},
	{"-s32 < 1", "((-s32) < 1)"},
	/* A shift is as its left operand. */
	{"s32 >> count", "(s32 >> u64)"},
	{"count >> s32", "(u64 >>u s32)"},
	/* What is known. */
	{"1 + 2 * 3", "7"},
	{"-1 < 0u", "0"},
	{"(-1 < 0u) < 1", "1"},
	{"-7 / 2", "-3"},
	{"-7 % 2", "-1"},
	{"-1 >> 1", "-1"},
	{"-1u >> 1", "9223372036854775807u"},
	{"$retval < -9223372036854775808", "(s64 < -9223372036854775808)"},
	{"$retval > -0x8000000000000000 + 1", "(s64 > -9223372036854775807)"},
	{"-18446744073709551615u", "1u"},
	{"-(9223372036854775807 + 2)", "9223372036854775807"},
	{"(0x7fffffffffffffff + 1) / -1 == 0x8000000000000000", "1"},
	{"~0 == -1", "1"},
	{"u8 > 2 + 3", "(u8 > 5)"},
	{"s32 == -ENOENT", "(s32 == -2)"},
	{"0 && u8", "0"},
	{"1 || u8", "1"},
	{"1 && u8", "(1 && u8)"},
	{"u8 && 0", "(u8 && 0)"},
	{"(0 && u8) + 1 == u8", "(1 == u8)"},
	{"\"a\" == \"a\" && u8", "(1 && u8)"},
	{"\"a\" != 'a'", "0"},
	/* Texts. */
	{"comm == \"cat\"", "(text == \"cat\")"},
	{"comm == 'c'", "(text == \"c\")"},
	{"'c' != comm", "(\"c\" != text)"},
	{"name == comm", "(text == text)"},
	{"name ~ \"*.log\" && name !~ 'a[!b-d]?\\\\*'",
	 "((text ~ \"*.log\") && (text !~ \"a[!b-d]?\\\\*\"))"},
	{"name ~ \"[]a-]\" && name ~ '[!]]' && name ~ \"\"",
	 "(((text ~ \"[]a-]\") && (text ~ \"[!]]\")) && (text ~ \"\"))"},
	/* Characters. */
	{"u8 == 'a'", "(u8 == 97)"},
	{"u8 - '0' <= 9", "((u8 - 48) <= 9)"},
	{"'a' == 'a'", "1"},
	{"u8 == '\\0'", "(u8 == 0)"},
	{"u8 == '\377'", "(u8 == 255)"},
	/* Enumerators: the nearest. */
	{"kind == KIND_A", "(u32 == 1)"},
	{"KIND_B != kind", "(5 != u32)"},
	{"kind == ns::KIND_B", "(u32 == 5)"},
	{"(kind & KIND_A) == KIND_A", "((u32 & 1) == 1)"},
	{"kind & (KIND_A | KIND_B)", "(u32 & 5)"},
	{"kind & ~KIND_A", "(u32 & -2)"},
	{"other == MINUS", "(s32 == -4)"},
	{"kind == BOTH && other == BOTH", "((u32 == 3) && (s32 == 4))"},
	{"kind + (other - BOTH)", "(u32 + (s32 - 4))"},
	/* Errors. */
	{"u8 == ENOENT", "(u8 == 2)"},
	{"-$retval == ENOENT", "((-s64) == 2)"},
	{"$retval >= -EPERM", "(s64 >= -1)"},
	/* What C has names for. */
	{"count == NULL || u8 != false", "((u64 ==u 0) || (u8 != 0))"},
	{"true == u8", "(1 == u8)"},
	/* What is always so for one may not be for all. */
	{"pid == 1", "(s32 == 1)"},
	{"pid <= 0", "(s32 <= 0)"},
	{"comm == \"fifteen letters\"", "(text == \"fifteen letters\")"},
	{"comm ~ \"*fifteen*[!]a]\\*tters*\"", "(text ~ \"*fifteen*[!]a]\\*tters*\")"},
	{"count < 1", "(u64 <u 1)"},
	{"s8 & 0x100", "(s8 & 256)"},
};

static void check_typed(const char *text, const char *want)
{
	const struct filter_scope scope = test_scope(&variables);
	_cleanup_filter_typed_ struct filter_typed typed = {0};
	_cleanup_filter_expr_ struct filter_expr expr = {0};
	_cleanup_str_ struct str out = STR_INIT;

	check_ok(filter_expr_parse(text, &expr));
	check_ok(filter_typed_make(&expr, &scope, &typed));
	check_tree(&typed);
	print(&typed, typed.nodes.size - 1, &out);
	assert_string_equal(str_text(&out), want);
}

static void test_typed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(typed_rows) / sizeof(*typed_rows); i++)
		check_typed(typed_rows[i].text, typed_rows[i].want);
}

static const struct {
	const char *text;
	enum sonde_error_kind kind;
	size_t column;
	const char *part;
} refused[] = {
	{"coumt == 1", SONDE_ERROR_NOT_FOUND, 1, "--if: 'f' has no variable 'coumt'."},
	{"u8 & O_CREAT", SONDE_ERROR_NOT_FOUND, 6, "named by a #define: write the number."},
	{"u8 == 1 && coumt == 1", SONDE_ERROR_NOT_FOUND, 12, "Did you mean 'count'?"},
	{"all == 1", SONDE_ERROR_UNAVAILABLE, 1, "--if: 'all' is an array."},
	{"kind == KIND_AA", SONDE_ERROR_NOT_FOUND, 9, "Did you mean 'KIND_A'?"},
	{"kind == 1 && u8 == KIND_A", SONDE_ERROR_NOT_FOUND, 20, "no variable 'KIND_A'"},
	{"kind + other == BOTH", SONDE_ERROR_SYNTAX, 17, "3 for the one and 4 for the"},
	{"comm == cat", SONDE_ERROR_NOT_FOUND, 9, "write it in quotes: \"cat\""},
	{"cat != comm", SONDE_ERROR_NOT_FOUND, 1, "write it in quotes: \"cat\""},
	/* Texts and numbers. */
	{"comm < \"x\"", SONDE_ERROR_SYNTAX, 6, "'comm' is a text, and '<' is for numbers."},
	{"comm & 3", SONDE_ERROR_SYNTAX, 6, "Texts have == and !=, and ~ and !~"},
	{"u8 + \"x\" > 1", SONDE_ERROR_SYNTAX, 4, "\"x\" is a text, and '+' is for"},
	{"-comm == 1", SONDE_ERROR_SYNTAX, 1, "'comm' is a text, and '-' is"},
	{"!comm", SONDE_ERROR_SYNTAX, 1, "Write comm != \"\"."},
	{"u8 && comm", SONDE_ERROR_SYNTAX, 4, "Write comm != \"\"."},
	{"comm", SONDE_ERROR_SYNTAX, 1, "a text is neither true nor false."},
	{"\"x\"", SONDE_ERROR_SYNTAX, 1, "Write NAME == \"x\"."},
	{"comm == 5", SONDE_ERROR_SYNTAX, 6, "'comm' is a text: write what"},
	{"comm == u8", SONDE_ERROR_SYNTAX, 6, "a number on the one side"},
	{"u8 == \"x\"", SONDE_ERROR_SYNTAX, 4, "NAME=u8:string in the definition"},
	{"u8 + 1 == \"12\"", SONDE_ERROR_SYNTAX, 8, "Write 12 without quotes."},
	{"u8 ~ \"x*\"", SONDE_ERROR_SYNTAX, 4, "fetch that: NAME=u8:string"},
	{"\"abc\" ~ \"x*\"", SONDE_ERROR_SYNTAX, 1, "a variable stands before '~'"},
	{"name ~ comm", SONDE_ERROR_SYNTAX, 8, "a pattern in quotes"},
	{"name !~ 5", SONDE_ERROR_SYNTAX, 9, "a pattern in quotes"},
	/* Patterns. */
	{"name ~ \"[a\"", SONDE_ERROR_SYNTAX, 8, "a '[' without a ']'"},
	{"name ~ \"[]\"", SONDE_ERROR_SYNTAX, 8, "a '[' without a ']'"},
	{"name ~ \"[!]\"", SONDE_ERROR_SYNTAX, 8, "a '[' without a ']'"},
	{"name ~ \"[z-a]\"", SONDE_ERROR_SYNTAX, 8, "'z-a', which ends before it begins"},
	{"name ~ \"[^a]\"", SONDE_ERROR_SYNTAX, 8, "Write [!...]"},
	{"name ~ \"[[:alpha:]]\"", SONDE_ERROR_SYNTAX, 8, "There are no classes"},
	/* Always the same. */
	{"u8 == 256", SONDE_ERROR_SYNTAX, 7, "'u8' is never 256: it goes from 0 to 255."},
	{"256 == u8", SONDE_ERROR_SYNTAX, 1, "'u8' is never 256"},
	{"u8 < 300", SONDE_ERROR_SYNTAX, 6, "'u8' is never 300"},
	{"u8 == -1", SONDE_ERROR_SYNTAX, 7, "NAME=u8:s8 in the definition"},
	{"s8 == 128", SONDE_ERROR_SYNTAX, 7, "it goes from -128 to 127."},
	{"s8 == -129", SONDE_ERROR_SYNTAX, 7, "'s8' is never -129"},
	{"s32 == 0xffffffff", SONDE_ERROR_SYNTAX, 8, "'s32' is never 4294967295"},
	{"count == -1", SONDE_ERROR_SYNTAX, 10,
	 "'count' is never -1: it goes from 0 to 18446744073709551615."},
	{"-1 != count", SONDE_ERROR_SYNTAX, 1, "NAME=count:s64 in the definition"},
	{"u32 == -1", SONDE_ERROR_SYNTAX, 8, "'u32' is never -1"},
	{"count > -1", SONDE_ERROR_SYNTAX, 9, "NAME=count:s64"},
	{"$retval > 9223372036854775808", SONDE_ERROR_SYNTAX, 11, "is never 92233720368"},
	{"count < 0", SONDE_ERROR_SYNTAX, 7, "'count' has no sign: it is never below 0."},
	{"0 > count", SONDE_ERROR_SYNTAX, 3, "'count' has no sign"},
	{"u32 >= 0", SONDE_ERROR_SYNTAX, 5, "NAME=u32:s32"},
	{"0 <= u32", SONDE_ERROR_SYNTAX, 3, "'u32' has no sign"},
	{"u8 & 0x100", SONDE_ERROR_SYNTAX, 6, "'u8' has none of these bits: it has 8."},
	{"$retval == ENOENT", SONDE_ERROR_SYNTAX, 12,
	 "ENOENT is 2, and errors that are returned are negative."},
	{"s8 < EPERM", SONDE_ERROR_SYNTAX, 6, "Write '-EPERM', or 1 if that is meant."},
	{"pid < 0", SONDE_ERROR_SYNTAX, 5, "'pid' is never below 0."},
	{"pid > -1", SONDE_ERROR_SYNTAX, 7, "'pid' is never -1: it goes from 0 to 4194303."},
	{"pid == 4194304", SONDE_ERROR_SYNTAX, 8, "'pid' is never 4194304"},
	{"comm == \"sixteen letters!\"", SONDE_ERROR_SYNTAX, 9, "at most 15 bytes, and this is"},
	{"\"sixteen letters!\" != comm", SONDE_ERROR_SYNTAX, 1, "write \"sixteen letters\"."},
	{"comm ~ \"*sixteen letters[!]a]*\"", SONDE_ERROR_SYNTAX, 8, "this pattern takes more"},
	{"u8 / 0", SONDE_ERROR_SYNTAX, 6, "nothing can be divided by 0"},
	{"u8 % (1 - 1)", SONDE_ERROR_SYNTAX, 9, "nothing can be divided by 0"},
	{"$retval == -9223372036854775809", SONDE_ERROR_SYNTAX, 12,
	 "-9223372036854775809 is more than 64 bits: they go to -9223372036854775808."},
	{"$retval == -(0xffffffffffffffff)", SONDE_ERROR_SYNTAX, 12, "-18446744073709551615 is"},
	{"u8 << 64", SONDE_ERROR_SYNTAX, 7, "shifted by 0 to 63"},
	{"u8 >> -1", SONDE_ERROR_SYNTAX, 7, "shifted by 0 to 63"},
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		const struct filter_scope scope = test_scope(&variables);
		_cleanup_filter_typed_ struct filter_typed typed = {0};
		_cleanup_filter_expr_ struct filter_expr expr = {0};
		struct sonde_error *error;

		check_ok(filter_expr_parse(refused[i].text, &expr));
		error = filter_typed_make(&expr, &scope, &typed);
		if (!error)
			fail_msg("not refused: %s", refused[i].text);
		if (error->column != refused[i].column)
			fail_msg("column %zu of '%s': %s", error->column, refused[i].text,
				 error->message);
		assert_string_equal(error->text, refused[i].text);
		check_error(error, refused[i].kind, refused[i].part);
	}
}

static void test_describe(void **state)
{
	const struct filter_scope scope = test_scope(&variables);
	_cleanup_filter_typed_ struct filter_typed typed = {0};
	_cleanup_filter_expr_ struct filter_expr expr = {0};
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	check_ok(filter_expr_parse("count > 1 && comm == name && kind == KIND_A && count < 9 "
				   "&& pid != 1 && (0 && u8 || s8 < 0)",
				   &expr));
	check_ok(filter_typed_make(&expr, &scope, &typed));
	check_ok(filter_typed_describe(&typed, &out));
	assert_string_equal(str_text(&out), "count: u64\n"
					    "comm: text, the command of the thread\n"
					    "name: text\n"
					    "kind: u32, with names for its values\n"
					    "pid: s32, the process\n"
					    "s8: s8\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_typed),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_describe),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
