/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/arith.h"

struct convert_row {
	/** Before: bits of a register, 0 for all of them, and their sign. */
	unsigned before_size;
	bool before_signed;
	/** To what it is converted. */
	unsigned bits;
	bool is_signed;
	/** Afterwards. */
	bool fails;
	unsigned after_size;
	bool after_signed;
};

/* Bits are cut with the sign of the type, and widened with the one they have. */
static void test_convert(void **state)
{
	static const struct convert_row rows[] = {
		{0, false, 64, true, false, 0, false},	 {0, false, 32, true, false, 32, true},
		{0, false, 24, false, false, 24, false}, {32, true, 64, false, false, 32, true},
		{32, true, 64, true, false, 32, true},	 {8, false, 32, true, false, 8, false},
		{8, false, 32, false, false, 8, false},	 {8, true, 32, true, false, 8, true},
		{8, true, 32, false, true, 0, false},	 {8, true, 8, false, false, 8, false},
		{32, true, 16, false, false, 16, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct convert_row *row = &rows[i];
		struct term term = {.operand = {.base = OPERAND_REGISTER,
						.number = 5,
						.bit_size = row->before_size,
						.bits_signed = row->before_signed}};

		if (arith_convert(row->bits, row->is_signed, &term) == row->fails)
			fail_msg("row %zu: it %s", i, row->fails ? "is converted" : "fails");
		if (!row->fails && (term.operand.bit_size != row->after_size ||
				    term.operand.bits_signed != row->after_signed))
			fail_msg("row %zu: %u bits, with a sign: %d", i, term.operand.bit_size,
				 term.operand.bits_signed);
	}
}

/* Of a number it is known what comes out. */
static void test_convert_number(void **state)
{
	struct term term = {.operand = {.base = OPERAND_CONSTANT, .number = 0x1fe, .addend = 1}};

	(void)state;
	assert_true(arith_convert(8, true, &term));
	assert_int_equal(term.operand.number, UINT64_MAX);
	assert_int_equal(term.operand.addend, 0);
	assert_true(arith_convert(32, false, &term));
	assert_int_equal(term.operand.number, 0xffffffff);
	assert_true(arith_convert(64, true, &term));
	assert_int_equal(term.operand.number, 0xffffffff);
}

/* What was shifted to the left has to be shifted back first. */
static void test_convert_shifted(void **state)
{
	struct term term = {.operand = {.base = OPERAND_REGISTER}, .left = 8};

	(void)state;
	assert_false(arith_convert(8, false, &term));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_convert),
		cmocka_unit_test(test_convert_number),
		cmocka_unit_test(test_convert_shifted),
	};

	return cmocka_run_group_tests_name("arith", tests, NULL, NULL);
}
