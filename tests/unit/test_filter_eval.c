/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The truth about filters is held against what can be worked out by hand, and against what is
 * folded beforehand; and that filters that are made up are no empty ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>

#include "tests/unit/check.h"
#include "tests/unit/filter_random.h"

static enum filter_verdict ask(const char *text, const struct filter_values *values)
{
	const struct test_variables variables = {filter_random_variables()};
	const struct filter_scope scope = test_scope(&variables);
	_cleanup_filter_typed_ struct filter_typed typed = {0};
	_cleanup_filter_expr_ struct filter_expr expr = {0};

	check_ok(filter_expr_parse(text, &expr));
	check_ok(filter_typed_make(&expr, &scope, &typed));
	return filter_eval(&typed, values);
}

static const struct {
	const char *text;
	enum filter_verdict want;
} worked_out[] = {
	{"u8a == 255 && s8a == -1 && s8b == -128", FILTER_PASSES},
	{"u32a > s32a", FILTER_PASSES},
	{"u64b > s32a", FILTER_REJECTS},
	{"u64a == s32a", FILTER_PASSES},
	{"u64b + s32a == 4", FILTER_PASSES},
	{"u64b - 6 > 0", FILTER_PASSES},
	{"u32b - 2 > 0", FILTER_REJECTS},
	{"s64b / s32a == s64b", FILTER_PASSES},
	{"s64b % s32a == 0", FILTER_PASSES},
	{"u8a / s16b == 0 && u8a % s16b == 255", FILTER_PASSES},
	{"s64a >> 1 == -1", FILTER_PASSES},
	{"u64a >> 1 > 0x7ffffffffffffffe", FILTER_PASSES},
	{"s64a >> u64b == -1", FILTER_PASSES},
	{"1 << u16a == 0x8000000000000000", FILTER_PASSES},
	{"-7 / u8b == -1 && -8 % u8b == -1", FILTER_PASSES},
	{"s8b * s8b == 16384", FILTER_PASSES},
	{"~s8b == 127", FILTER_PASSES},
	{"s32b + 1 == 0x80000000", FILTER_PASSES},
	{"(s8b & 0x100) != 0", FILTER_PASSES},
	{"comm == \"cat\" && name ~ \"*.log\" && name != comm", FILTER_PASSES},
	{"name !~ \"*.lo\" && name ~ \"[!b]?l*g\"", FILTER_PASSES},
	{"pid == 100 && tid == 101 && cpu == 3", FILTER_PASSES},
	{"u16b == 1 || u8b == 7", FILTER_FAULTED},
	{"u8b == 7 || u16b == 1", FILTER_PASSES},
	{"u8b == 8 && u16b == 1", FILTER_REJECTS},
	{"!(path == \"x\")", FILTER_FAULTED},
	{"path !~ \"x\" || u8b", FILTER_FAULTED},
};

static void test_known(void **state)
{
	const struct filter_value arguments[FILTER_RANDOM_ARGUMENTS] = {
		{.number = 0x1ff},		 /* u8a = 255 */
		{.number = 7},			 /* u8b */
		{.number = 0x1ff},		 /* s8a = -1 */
		{.number = 0x80},		 /* s8b = -128 */
		{.number = 0xffff},		 /* u16a */
		{.is_fault = true},		 /* u16b */
		{.number = 0x8000},		 /* s16a = -32768 */
		{.number = 0},			 /* s16b */
		{.number = 0xffffffff},		 /* u32a */
		{.number = 1},			 /* u32b */
		{.number = 0xffffffff},		 /* s32a = -1 */
		{.number = 0x7fffffff},		 /* s32b */
		{.number = UINT64_MAX},		 /* u64a */
		{.number = 5},			 /* u64b */
		{.number = UINT64_MAX},		 /* s64a = -1 */
		{.number = (uint64_t)INT64_MIN}, /* s64b */
		{.text = "a.log"},
		{.is_fault = true},
	};
	const struct filter_values values = {arguments, "cat", 100, 101, 3};

	(void)state;
	for (size_t i = 0; i < sizeof(worked_out) / sizeof(*worked_out); i++) {
		if (ask(worked_out[i].text, &values) != worked_out[i].want)
			fail_msg("%s", worked_out[i].text);
	}
}

static void test_glob(void **state)
{
	struct filter_random random = filter_random_init(1);
	size_t matched = 0;

	(void)state;
	assert_true(filter_eval_glob("[]x]", "]"));
	assert_true(filter_eval_glob("[\\a]b", "\\b"));
	assert_false(filter_eval_glob("[!]x]", "]"));
	assert_false(filter_eval_glob("[!a]", ""));
	assert_true(filter_eval_glob("", ""));
	assert_true(filter_eval_glob("\\*", "*"));
	assert_false(filter_eval_glob("\\*", "a"));
	assert_true(filter_eval_glob("[\200-\377]", "\300"));
	/* The C library has the same patterns, where no backslash is in a set. */
	for (int i = 0; i < 20000; i++) {
		_cleanup_filter_made_ struct filter_made made = {0};
		struct filter_random_hit hit;

		check_ok(filter_random_make(&random, &made));
		filter_random_values(&random, &made, &hit);
		vec_for_each(&made.typed.nodes, node) {
			const bool is = node->kind == FILTER_LITERAL &&
					filter_eval_glob(node->text, hit.texts[0]);

			if (node->kind != FILTER_LITERAL || strstr(node->text, "[\\"))
				continue;
			assert_int_equal(fnmatch(node->text, hit.texts[0], 0) == 0, is);
			matched += is;
		}
	}
	assert_true(matched > 1000);
}

/* The numbers of a filter put in the place of its variables: what is folded has to be the same. */
static void print_known(const struct filter_made *made, const struct filter_random_hit *hit,
			struct str *out)
{
	const char *text = str_text(&made->text), *end = text;

	vec_for_each(&made->expr.nodes, node) {
		const struct test_variable *variable = filter_random_variables();
		uint64_t number;
		unsigned spare;

		if (node->kind != FILTER_NAME || strcmp(node->text, "ENOENT") == 0)
			continue;
		while (strcmp(variable->name, node->text) != 0)
			variable++;
		if (variable->variable.meaning == FILTER_IS_PROCESS)
			number = hit->values.process;
		else if (variable->variable.meaning == FILTER_IS_THREAD)
			number = hit->values.thread;
		else if (variable->variable.meaning == FILTER_IS_CPU)
			number = hit->values.cpu;
		else
			number = hit->arguments[variable->variable.argument].number;
		str_append_bytes(out, end, (size_t)(text + node->column - 1 - end));
		end = text + node->end - 1;
		/* What every record has has no size. */
		spare = variable->variable.size ? 64 - variable->variable.size * 8 : 0;
		number <<= spare;
		if (variable->variable.is_signed)
			number = (uint64_t)((int64_t)number >> spare);
		else
			number >>= spare;
		if (variable->variable.is_unsigned)
			str_appendf(out, "%" PRIu64 "u", number);
		else if (number == (uint64_t)INT64_MIN)
			str_append(out, "(-9223372036854775807 - 1)");
		else
			str_appendf(out, "(%" PRId64 ")", (int64_t)number);
	}
	str_append(out, end);
}

static bool has_texts(const struct filter_made *made)
{
	vec_for_each(&made->typed.nodes, node) {
		if (node->is_text)
			return true;
	}
	return false;
}

static bool has_faults(const struct filter_random_hit *hit)
{
	for (size_t i = 0; i < FILTER_RANDOM_ARGUMENTS; i++) {
		if (hit->arguments[i].is_fault)
			return true;
	}
	return false;
}

static void test_folded(void **state)
{
	static const struct test_variable none[] = {{NULL, {0}}};
	const struct test_variables variables = {none};
	const struct filter_scope scope = test_scope(&variables);
	struct filter_random random = filter_random_init(2);
	size_t compared = 0, refused = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		_cleanup_filter_made_ struct filter_made made = {0};
		_cleanup_filter_typed_ struct filter_typed typed = {0};
		_cleanup_filter_expr_ struct filter_expr expr = {0};
		_cleanup_str_ struct str known = STR_INIT;
		struct filter_random_hit hit;
		struct sonde_error *error;

		check_ok(filter_random_make(&random, &made));
		filter_random_values(&random, &made, &hit);
		if (has_texts(&made) || has_faults(&hit))
			continue;
		print_known(&made, &hit, &known);
		check_ok(filter_expr_parse(str_text(&known), &expr));
		error = filter_typed_make(&expr, &scope, &typed);
		/* A division by 0, a shift by more than 63: known beforehand, they are refused. */
		if (error) {
			assert_int_equal(error->kind, SONDE_ERROR_SYNTAX);
			sonde_error_destroy(error);
			refused++;
			continue;
		}
		assert_int_equal(typed.nodes.size, 1);
		if (filter_eval(&made.typed, &hit.values) !=
		    (typed.nodes.data[0].number ? FILTER_PASSES : FILTER_REJECTS))
			fail_msg("%s\n%s", str_text(&made.text), str_text(&known));
		compared++;
	}
	assert_true(compared > 4000);
	assert_true(refused < compared / 2);
}

/* Filters that are made up say yes and no, and meet what cannot be read. */
static void test_random(void **state)
{
	struct filter_random random = filter_random_init(3);
	size_t verdicts[3] = {0};
	size_t both = 0;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		_cleanup_filter_made_ struct filter_made made = {0};
		unsigned seen = 0;

		check_ok(filter_random_make(&random, &made));
		for (int k = 0; k < 20; k++) {
			struct filter_random_hit hit;
			enum filter_verdict verdict;

			filter_random_values(&random, &made, &hit);
			verdict = filter_eval(&made.typed, &hit.values);
			verdicts[verdict]++;
			seen |= 1U << verdict;
		}
		both += (seen & 3) == 3;
	}
	printf("# %zu rejected, %zu passed, %zu faulted; %zu of 3000 filters do both\n",
	       verdicts[0], verdicts[1], verdicts[2], both);
	assert_true(verdicts[FILTER_REJECTS] > 15000);
	assert_true(verdicts[FILTER_PASSES] > 15000);
	assert_true(verdicts[FILTER_FAULTED] > 500);
	assert_true(both > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_glob),
		cmocka_unit_test(test_folded),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
