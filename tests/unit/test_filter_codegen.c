/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Programs as a whole: their instructions, what they calculate, how large they can be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/filter_program.h"

#define LINE "p:a/b vfs_read count=%dx:u64 flags=+64(%di):u32 pos=%cx:s64 small=%r8:s8"

/* What bpf/codegen.c begins with. */
static void test_instructions(void **state)
{
	static const char want[] = "   0: r6 = r1\n"
				   "   1: r1 = map counts, value + 0\n"
				   "   3: r2 = 1\n"
				   "   4: lock *(u64 *)(r1 + 0) += r2\n"
				   "   5: r7 = *(u64 *)(r6 + 96)\n"
				   "   6: if r7 <= 0x1000 goto 33\n"
				   "   7: r3 = *(u64 *)(r6 + 112)\n"
				   "   8: r3 = r3 + 64\n"
				   "   9: r1 = r10\n"
				   "  10: r1 = r1 + -8\n"
				   "  11: r2 = 4\n"
				   "  12: call probe_read\n"
				   "  13: if r0 != 0 goto 29\n"
				   "  14: r7 = *(u32 *)(r10 - 8)\n"
				   "  15: r7 = r7 & 3\n"
				   "  16: if r7 != 1 goto 33\n"
				   "  17: r1 = r10\n"
				   "  18: r1 = r1 + -160\n"
				   "  19: r2 = 16\n"
				   "  20: call get_current_comm\n"
				   "  21: r1 = *(u32 *)(r10 - 160)\n"
				   "  22: if r1 != 0x746163 goto 33\n"
				   "  23: r1 = map counts, value + 8\n"
				   "  25: r2 = 1\n"
				   "  26: lock *(u64 *)(r1 + 0) += r2\n"
				   "  27: r0 = 1\n"
				   "  28: exit\n"
				   "  29: r1 = map counts, value + 24\n"
				   "  31: r2 = 1\n"
				   "  32: lock *(u64 *)(r1 + 0) += r2\n"
				   "  33: r0 = 0\n"
				   "  34: exit\n";
	_cleanup_filter_program_ struct filter_program program;
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	filter_program_begin(&program, "x86_64", LINE,
			     "count > 4096 && (flags & 3) == 1 && comm == \"cat\"");
	filter_program_make(&program);
	filter_code_print(&program.code, &text);
	assert_string_equal(str_text(&text), want);
}

static bool says(const char *expr, uint64_t count, int64_t pos, int8_t small)
{
	_cleanup_filter_program_ struct filter_program program;
	struct bpf_machine machine;

	memset(&machine, 0, sizeof(machine));
	memcpy(machine.context + 96, &count, 8);
	memcpy(machine.context + 88, &pos, 8);
	memcpy(machine.context + 72, &small, 1);
	filter_program_begin(&program, "x86_64", LINE, expr);
	filter_program_make(&program);
	return filter_program_run(&program, &machine);
}

static void test_arithmetic(void **state)
{
	static const struct {
		const char *expr;
		uint64_t count;
		int64_t pos;
		int8_t small;
	} cases[] = {
		{"pos / -1 == pos && pos % -1 == 0", 0, INT64_MIN, 0},
		{"pos / small == pos && pos % small == 0", 0, INT64_MIN, -1},
		{"pos / small == 0 && pos % small == pos", 0, -17, 0},
		{"count / small == 0 && count % small == count", 17, 0, 0},
		{"pos / 5 == -3 && pos % 5 == -2", 0, -17, 0},
		{"pos / -5 == 3 && pos % -5 == -2", 0, -17, 0},
		{"pos / -5 == -3 && pos % -5 == 2", 0, 17, 0},
		{"pos / small == 3 && pos % small == -2", 0, -17, -5},
		{"count / 5 == 0x3333333333333333 && count % 16 == 15", UINT64_MAX, 0, 0},
		{"small < -1 && small == -128 && small >> 1 == -64", 0, 0, -128},
		{"count > -1u - 1 && count == -1u && count >> 63 == 1", UINT64_MAX, 0, 0},
		{"pos << 40 == 0x10000000000", 0, 1, 0},
		{"count >> 40 == 3 && count >> 32 == 0x300", 0x30000000000, 0, 0},
		{"pos >> 40 == -1 && pos >> small == -2", 0, -65536 * 2, 16},
		{"pos << small == 1 << 35", 0, 1, 35},
		{"count * 3 == 1 && count + 1 == 0xaaaaaaaaaaaaaaac", 0xaaaaaaaaaaaaaaab, 0, 0},
		{"(count & 0xf0f0f0f0f0f0f0f0) == 0x1020304050607080", 0x1121314151617181, 0, 0},
		{"(count | 0x8000000000000000) == (count ^ 0x8000000000000000)", 5, 0, 0},
		{"count == 0x80000000 && count > 0x7fffffff && count != -0x80000000u", 0x80000000,
		 0, 0},
		{"(pos < 0) + (small < 0) == 2 && ~pos == 4 && -small == 6", 0, -5, -6},
		{"!(count && pos) && (!!count) == 1", 5, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		if (!says(cases[i].expr, cases[i].count, cases[i].pos, cases[i].small))
			fail_msg("%s", cases[i].expr);
	}
}

static void test_many_terms(void **state)
{
	_cleanup_str_ struct str expr = STR_INIT;

	(void)state;
	str_append(&expr, "count == 0");
	for (int i = 1; i < 640; i++)
		str_appendf(&expr, " || count + %d == %d", i, 1000 * i + 7);
	assert_true(says(str_text(&expr), 638368, 0, 0));
	assert_false(says(str_text(&expr), 638369, 0, 0));
}

static void check_too_much(const char *expr, const char *part)
{
	_cleanup_filter_program_ struct filter_program program;

	filter_program_begin(&program, "x86_64", "p:a/b f a=%di b=%si name=+0(%dx):string", expr);
	check_error(filter_code_make(&program.request, &program.code), SONDE_ERROR_REFUSED, part);
}

static void test_too_many_instructions(void **state)
{
	_cleanup_str_ struct str expr = STR_INIT;

	(void)state;
	str_append(&expr, "a == 1");
	for (int i = 0; i < 700; i++)
		str_appendf(&expr, " || name ~ \"*a*%d*%d*\"", i, i);
	check_too_much(str_text(&expr), "32767 are the limit");
}

/* A tree with all leaves at one depth needs as many values at once as it is deep. */
static void add_tree(struct str *expr, int depth)
{
	if (!depth) {
		str_append(expr, "a");
		return;
	}
	str_append(expr, "(");
	add_tree(expr, depth - 1);
	str_append(expr, " * ");
	add_tree(expr, depth - 1);
	str_append(expr, ")");
}

static void test_many_values_at_once(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	_cleanup_str_ struct str fine = STR_INIT, too_much = STR_INIT;
	struct bpf_machine machine;
	const uint64_t three = 3;
	uint64_t power = 1;

	(void)state;
	str_append(&fine, "b == ");
	add_tree(&fine, 8);
	for (int i = 0; i < 256; i++)
		power *= 3;
	memset(&machine, 0, sizeof(machine));
	memcpy(machine.context + 112, &three, 8);
	memcpy(machine.context + 104, &power, 8);
	filter_program_begin(&program, "x86_64", "p:a/b f a=%di b=%si", str_text(&fine));
	filter_program_make(&program);
	assert_int_equal(filter_program_run(&program, &machine), 1);
	str_append(&too_much, "b == ");
	add_tree(&too_much, 9);
	check_too_much(str_text(&too_much), "more values at once");
}

static void test_unknown_architecture(void **state)
{
	_cleanup_filter_program_ struct filter_program program;

	(void)state;
	filter_program_begin(&program, "s390", "p:a/b f a=%di", NULL);
	check_error(filter_code_make(&program.request, &program.code), SONDE_ERROR_UNSUPPORTED,
		    "'s390'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_instructions),
		cmocka_unit_test(test_arithmetic),
		cmocka_unit_test(test_many_terms),
		cmocka_unit_test(test_too_many_instructions),
		cmocka_unit_test(test_many_values_at_once),
		cmocka_unit_test(test_unknown_architecture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
