/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions of filters: how they are taken apart, and which are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>

#include "base/str.h"
#include "filter/expr.h"
#include "tests/unit/check.h"

static void print(const struct filter_expr *expr, size_t index, struct str *out)
{
	const struct filter_node *node = &expr->nodes.data[index];

	switch (node->kind) {
	case FILTER_NUMBER:
		str_appendf(out, "%" PRIu64 "%s", node->number, node->is_unsigned ? "u" : "");
		break;
	case FILTER_TEXT:
		str_appendf(out, "%c%s%c", node->quote, node->text, node->quote);
		break;
	case FILTER_NAME:
		str_append(out, node->text);
		break;
	case FILTER_UNARY:
		str_appendf(out, "(%s", filter_op_text(node->op));
		print(expr, node->left, out);
		str_append(out, ")");
		break;
	case FILTER_BINARY:
		str_append(out, "(");
		print(expr, node->left, out);
		str_appendf(out, " %s ", filter_op_text(node->op));
		print(expr, node->right, out);
		str_append(out, ")");
		break;
	}
}

static const struct {
	const char *text, *want;
} parsed[] = {
	{"count", "count"},
	{" count>4096 ", "(count > 4096)"},
	{"count > 4096 && comm == \"cat\" && name ~ \"*.log\"",
	 "(((count > 4096) && (comm == \"cat\")) && (name ~ \"*.log\"))"},
	{"(f->f_flags & O_CLOEXEC) == 0 || $retval < -ENOENT",
	 "(((f->f_flags & O_CLOEXEC) == 0) || ($retval < (-ENOENT)))"},
	/* Which binds closer. */
	{"a||b&&c", "(a || (b && c))"},
	{"a&&b||c", "((a && b) || c)"},
	{"a | b ^ c & d", "(a | (b ^ (c & d)))"},
	{"a & b ^ c | d", "(((a & b) ^ c) | d)"},
	{"a - b - c", "((a - b) - c)"},
	{"a + b * c - d / e % f", "((a + (b * c)) - ((d / e) % f))"},
	{"a + 1 < b << 2", "((a + 1) < (b << 2))"},
	{"a << 1 >> 2", "((a << 1) >> 2)"},
	{"a * -b", "(a * (-b))"},
	{"a - -1", "(a - (-1))"},
	{"a--1", "(a - (-1))"},
	{"!a && b", "((!a) && b)"},
	{"!(a == b)", "(!(a == b))"},
	{"(!a) == b", "((!a) == b)"},
	{"a == !b", "(a == (!b))"},
	{"!!a", "(!(!a))"},
	{"a & ~b", "(a & (~b))"},
	{"a == ~0", "(a == (~0))"},
	{"-a < +b", "((-a) < b)"},
	{"name ~ \"a\" || name !~ 'b*'", "((name ~ \"a\") || (name !~ 'b*'))"},
	{"(a < b) == (c < d)", "((a < b) == (c < d))"},
	{"(a == b) == c", "((a == b) == c)"},
	{"a & (3 == 1)", "(a & (3 == 1))"},
	{"a << (1 + 2)", "(a << (1 + 2))"},
	{"((a))", "a"},
	/* Numbers. */
	{"0", "0"},
	{"0x1F", "31"},
	{"017", "15"},
	{"12u", "12u"},
	{"12UL", "12u"},
	{"12lu", "12u"},
	{"12LL", "12"},
	{"0xffffffffffffffff", "18446744073709551615u"},
	{"9223372036854775807", "9223372036854775807"},
	{"9223372036854775808", "9223372036854775808u"},
	{"'a'", "'a'"},
	{"'\\n'", "'\n'"},
	{"'\\0'", "0"},
	{"a == '\\''", "(a == ''')"},
	/* Names. */
	{"$retval", "$retval"},
	{"%di", "%di"},
	{"a % %di", "(a % %di)"},
	{"a.b[2].c", "a.b[2].c"},
	{"a . b [ 0x2 ] -> c", "a.b[0x2]->c"},
	{"ns::var", "ns::var"},
	{"a->b-c", "(a->b - c)"},
	{"t.0", "t.0"},
	{"gr\303\266\303\237e > 1", "(gr\303\266\303\237e > 1)"},
	/* Texts. */
	{"comm == 'a b'", "(comm == 'a b')"},
	{"comm == \"say \\\"x\\\"\"", "(comm == \"say \"x\"\")"},
	{"comm == \"it's\"", "(comm == \"it's\")"},
	{"comm == \"a\\\\b\\tc\\x41\"", "(comm == \"a\\b\tcA\")"},
	{"comm == \"\\101\\60\\1019\\53\\x4a1\"", "(comm == \"A0A9+J1\")"},
	{"comm == \"\\'\\?\"", "(comm == \"'?\")"},
	{"comm == \"\"", "(comm == \"\")"},
	/* A pattern has backslashes of its own. */
	{"name ~ \"a\\*b\\\\c\\\"d\\n\"", "(name ~ \"a\\*b\\\\c\"d\\n\")"},
	{"name ~ \"*\" && a == \"\\\\\"", "((name ~ \"*\") && (a == \"\\\"))"},
};

static void test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(parsed) / sizeof(*parsed); i++) {
		_cleanup_filter_expr_ struct filter_expr expr = {0};
		_cleanup_str_ struct str out = STR_INIT;

		check_ok(filter_expr_parse(parsed[i].text, &expr));
		print(&expr, expr.nodes.size - 1, &out);
		assert_string_equal(str_text(&out), parsed[i].want);
	}
}

static void check_refused(const char *text, size_t column, const char *part)
{
	_cleanup_filter_expr_ struct filter_expr expr = {0};
	struct sonde_error *error = filter_expr_parse(text, &expr);

	assert_non_null(error);
	if (error->column != column)
		fail_msg("column %zu of '%s': %s", error->column, text, error->message);
	assert_string_equal(error->text, text);
	assert_int_equal(strncmp(error->message, "--if: ", 6), 0);
	check_error(error, SONDE_ERROR_SYNTAX, part);
}

static const struct {
	const char *text;
	size_t column;
	const char *part;
} refused[] = {
	{"", 1, "a name or a value is missing here."},
	{"a ==", 5, "a name or a value is missing here."},
	{"a == )", 6, "missing before ')'"},
	{"()", 2, "missing before ')'"},
	{"(a == 1", 1, "the parenthesis is not closed"},
	{"(a 1)", 4, "an operator is missing here, or a ')'"},
	{"a == 1)", 7, "closes nothing"},
	{"a = 1", 3, "Did you mean '=='?"},
	{"a === 1", 3, "Did you mean '=='?"},
	{"a !== 1", 3, "Did you mean '!='?"},
	{"a =~ \"x\"", 3, "Did you mean '~'?"},
	{"a && && b", 6, "there are no addresses of variables"},
	{"name ~ *.log", 8, "Texts and patterns stand in quotes"},
	{"comm ~ cat*", 12, "Texts and patterns stand in quotes"},
	{"comm ~ cat* && a", 13, "Texts and patterns stand in quotes"},
	{"*p == 1", 1, "What a pointer p points to is p[0]."},
	{"a == 1 b == 2", 8, "joined by '&&' and '||'"},
	{"comm == a b", 11, "an operator is missing"},
	{"a and b", 3, "Did you mean '&&'?"},
	{"a OR b", 3, "Did you mean '||'?"},
	{"a ? b : c", 3, "A ? B : C is"},
	{"strlen(a) > 1", 7, "There are no functions"},
	{"a; b", 2, "an operator is missing"},
	{"(u32)a == 1", 6, "casts stand in the definition: NAME=(u32)VARIABLE."},
	{"a == \"abc", 6, "the quote is not closed"},
	{"a == \"a\nb\"", 8, "control characters"},
	{"a == \"a\\x00b\"", 8, "a NUL"},
	{"a == \"a\\0b\"", 8, "a NUL"},
	{"a == \"a\\000\"", 8, "a NUL"},
	{"a == \"\\400\"", 7, "'\\400' is more than a byte."},
	{"a == \"b\\q\"", 8, "'\\q' is no escape."},
	{"a == \"b\\q\"", 8, "\\\\ is the backslash itself"},
	{"a == \"a\\*b\"", 8, "'\\*' is no escape."},
	{"a == \"\\8\"", 7, "'\\8' is no escape."},
	{"a == \"\\x4\"", 7, "two hexadecimal digits are missing behind '\\x'."},
	{"a == \"\\xzz\"", 7, "two hexadecimal digits are missing behind '\\x'."},
	{"a == \"\\", 7, "the text ends behind a backslash."},
	{"a == \001", 6, "a name or a value is missing"},
	{"a == @", 6, "'@' begins no name and no value."},
	{"a == 1x", 6, "'1x' is no number"},
	{"a == 08", 6, "'08' is no number"},
	{"a == 1.5", 6, "'1.5' is no number"},
	{"a == 0x", 6, "'0x' is no number"},
	{"a == 1uu", 6, "'1uu' is no number"},
	{"a == 18446744073709551616", 6, "is more than 64 bits"},
	{"a->", 4, "the name ends too early"},
	{"a. == 1", 4, "the name ends too early"},
	{"$ == 1", 2, "the name ends too early"},
	{"a[i] == 1", 3, "the number of an element"},
	{"a[2", 3, "the number of an element"},
	{"a[] == 1", 3, "the number of an element"},
	{"a[1zz] == 1", 3, "'1zz' is no number"},
	{"a[ 08] == 1", 4, "'08' is no number"},
	{"a[18446744073709551616] == 1", 3, "is more than 64 bits"},
	{"a[1u] == 1", 3, "the number of an element"},
	{"a[1 2] == 1", 3, "the number of an element"},
	/* What C takes and people mean otherwise. */
	{"flags & 3 == 1", 7, "'&' and '==' need parentheses"},
	{"flags & 3 == 1", 7, "Write (A & B) == C, or A & (B == C)."},
	{"1 == flags & 3", 12, "Write A == (B & C), or (A == B) & C."},
	{"a | b < c", 3, "need parentheses"},
	{"a ^ b != c", 3, "need parentheses"},
	{"1 < n < 3", 7, "Write A < B && B < C."},
	{"a == b == c", 8, "need parentheses"},
	{"a < b == c", 7, "need parentheses"},
	{"a == b < c", 3, "need parentheses"},
	{"!a == b", 4, "Write !(A == B), or (!A) == B."},
	{"!a & 4", 4, "'!' and '&' need parentheses"},
	{"a << b + 1", 3, "'<<' and '+' need parentheses"},
	{"a - 1 >> b", 7, "'-' and '>>' need parentheses"},
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		check_refused(refused[i].text, refused[i].column, refused[i].part);
}

static void repeat(struct str *out, const char *text, size_t count)
{
	while (count--)
		str_append(out, text);
}

static void test_limits(void **state)
{
	_cleanup_filter_expr_ struct filter_expr expr = {0};
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	repeat(&text, "(", FILTER_DEPTH_MAX);
	str_append(&text, "a");
	repeat(&text, ")", FILTER_DEPTH_MAX);
	check_ok(filter_expr_parse(str_text(&text), &expr));
	filter_expr_deinit(&expr);
	str_truncate(&text, 0);
	repeat(&text, "(", 100000);
	check_refused(str_text(&text), FILTER_DEPTH_MAX + 1, "more than 64 parentheses");
	str_truncate(&text, 0);
	repeat(&text, "!", 100000);
	check_refused(str_text(&text), FILTER_DEPTH_MAX + 1, "more than 64 parentheses");
	/* A chain of N operands has N - 1 operators. */
	str_truncate(&text, 0);
	repeat(&text, "a|", FILTER_NODES_MAX / 2 - 1);
	str_append(&text, "a");
	check_ok(filter_expr_parse(str_text(&text), &expr));
	assert_int_equal(expr.nodes.size, FILTER_NODES_MAX - 1);
	str_append(&text, "|a");
	check_refused(str_text(&text), FILTER_NODES_MAX, "more than 4096 operators");
}

static void print_need(const struct filter_need *need, struct str *out)
{
	str_appendf(out, "%s@%zu%s%s ", need->name, need->column, need->as_text ? ":text" : "",
		    need->as_number ? ":number" : "");
}

static void test_needs(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"count > 4096 && count < 9999", "count@1:number "},
		{"name ~ \"*\" && name != \"x\"", "name@1:text "},
		{"p == NULL && true != on", "p@1:number on@22:number "},
		{"comm == \"cat\" || $retval == -ENOENT", "comm@1:text $retval@18:number "},
		{"a == b", "a@1 b@6 "},
		{"name == comm", "name@1:text comm@9 "},
		{"kind == KIND_A", "kind@1 KIND_A@9 "},
		{"(flags & FLAG) == FLAG", "flags@2:number FLAG@10:number "},
		{"c == 'a'", "c@1 "},
		{"c == 'ab'", "c@1:text "},
		{"a == EPERM", "a@1:number "},
		{"EPERM", ""},
		{"a && !b", "a@1:number b@7:number "},
		{"a", "a@1:number "},
		{"a == \"x\" && a > 1", "a@1:text:number "},
		{"-a == b", "a@2:number b@7:number "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_filter_expr_ struct filter_expr expr = {0};
		_cleanup_filter_needs_ struct filter_needs needs = VEC_INIT;
		_cleanup_str_ struct str out = STR_INIT;

		check_ok(filter_expr_parse(rows[i].text, &expr));
		check_ok(filter_expr_needs(&expr, &needs));
		vec_for_each(&needs, need)
			print_need(need, &out);
		assert_string_equal(str_text(&out), rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
