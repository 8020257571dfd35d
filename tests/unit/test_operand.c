/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/operand.h"
#include "tests/unit/images.h"

struct row {
	struct operand operand;
	/** The fetch argument, or part of the reason why there is none. */
	const char *fetch, *error;
};

#define REGISTER .base = OPERAND_REGISTER

static const struct row rows[] = {
	{{REGISTER, .number = 5}, "%di", NULL},
	{{REGISTER, .number = 5, .in_memory = true}, "+0(%di)", NULL},
	{{REGISTER, .number = 7, .in_memory = true, .addend = -8}, "-8(%sp)", NULL},
	{{REGISTER, .number = 5, .addend = 8}, NULL, "its value is computed (+8 to"},
	{{REGISTER, .number = 5, .addend = INT64_MIN}, NULL, "its value is computed (-922"},
	{{REGISTER, .number = 5, .derefs = {8, -4}, .deref_count = 2}, "-4(+8(%di))", NULL},
	{{REGISTER, .number = 5, .derefs = {8}, .deref_count = 1, .addend = 1}, NULL, "(+1 to"},
	{{REGISTER, .number = 16}, "%ip", NULL},
	{{REGISTER, .number = 17}, NULL, "a vector register (DWARF register 17)"},
	{{REGISTER, .number = 33}, NULL, "a floating-point register"},
	{{REGISTER, .number = UINT64_MAX}, NULL, "DWARF register 18446744073709551615"},
	{{.base = OPERAND_RETVAL}, "$retval", NULL},
	{{.base = OPERAND_ARGUMENT, .number = 3}, "$arg3", NULL},
	{{.base = OPERAND_ARGUMENT, .number = 1, .in_memory = true, .addend = 8},
	 "+8($arg1)",
	 NULL},
	{{.base = OPERAND_RETVAL, .in_memory = true, .addend = 16}, "+16($retval)", NULL},
	{{.base = OPERAND_CONSTANT, .number = 5, .addend = 2}, "\\7", NULL},
	{{.base = OPERAND_CONSTANT, .number = UINT64_MAX}, "\\-1", NULL},
	{{.base = OPERAND_CONSTANT, .number = 5, .in_memory = true},
	 NULL,
	 "lies at a fixed address"},
	{{REGISTER, .number = 5, .in_memory = true, .addend = INT32_MAX}, "+2147483647(%di)", NULL},
	{{REGISTER, .number = 5, .in_memory = true, .addend = INT32_MIN}, "-2147483648(%di)", NULL},
	{{REGISTER, .number = 5, .in_memory = true, .addend = 1LL << 31}, NULL, "does not fit"},
	{{REGISTER, .number = 5, .in_memory = true, .addend = -1 - (1LL << 31)},
	 NULL,
	 "does not fit"},
	/* Only what lies behind the variable is of user space. */
	{{REGISTER, .number = 5, .in_memory = true, .user = true}, "+u0(%di)", NULL},
	{{REGISTER, .number = 7, .derefs = {8}, .deref_count = 1, .in_memory = true, .user = true,
	  .own_derefs = 1},
	 "+u0(+8(%sp))",
	 NULL},
	{{REGISTER, .number = 7, .derefs = {8}, .deref_count = 1, .user = true, .own_derefs = 1},
	 "+8(%sp)",
	 NULL},
};

static void check_row(size_t i, const struct row *row, const struct image *image)
{
	_cleanup_fetch_ struct fetch fetch = {0};
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error = operand_to_fetch(&row->operand, image,
						     arch_of_machine(EM_X86_64), &fetch);

	if (row->error) {
		check_error(error, SONDE_ERROR_UNAVAILABLE, row->error);
		return;
	}
	check_ok(error);
	fetch_print(&fetch, &text);
	if (strcmp(str_text(&text), row->fetch) != 0)
		fail_msg("row %zu: %s", i, str_text(&text));
}

static void test_rows(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_row(i, &rows[i], image);
}

/* Addresses are named by their symbols, as the image has them. */
static void test_addresses(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	const struct symbols *symbols = &image->symbols;
	const uint64_t number = symbols_unique(symbols, "shared_number")->address;
	const uint64_t bytes = symbols_unique(symbols, "shared_bytes")->address;
	const struct row images[] = {
		{{.base = OPERAND_ADDRESS, .number = number, .in_memory = true},
		 "@shared_number",
		 NULL},
		{{.base = OPERAND_ADDRESS, .number = bytes, .in_memory = true, .addend = 4},
		 "@shared_bytes+4",
		 NULL},
		{{.base = OPERAND_ADDRESS, .number = bytes, .derefs = {8, 16}, .deref_count = 2},
		 "+16(@shared_bytes+8)",
		 NULL},
		{{.base = OPERAND_ADDRESS, .number = number}, NULL, "the address of a variable"},
		{{.base = OPERAND_ADDRESS, .number = number, .addend = 4}, NULL, "computed"},
		{{.base = OPERAND_ADDRESS, .number = 0, .in_memory = true}, NULL, "per-CPU"},
		{{.base = OPERAND_ADDRESS, .number = 0x1000000, .in_memory = true},
		 NULL,
		 "is in no section"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++)
		check_row(i, &images[i], image);
}

/* The kernel has room for 14 accesses to memory. */
static void test_limit(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	struct operand operand = {REGISTER, .number = 5};
	_cleanup_fetch_ struct fetch fetch = {0};

	(void)state;
	for (int i = 0; i < OPERAND_DEREFS_MAX; i++) {
		operand.addend = i;
		check_ok(operand_deref(&operand));
	}
	assert_int_equal(operand.derefs[13], 13);
	check_ok(operand_to_fetch(&operand, image, arch_of_machine(EM_X86_64), &fetch));
	assert_int_equal(fetch.derefs.size, OPERAND_DEREFS_MAX);
	operand.addend = 1;
	check_error(operand_deref(&operand), SONDE_ERROR_UNAVAILABLE, "more than 14 pointers");
	/* A refusal changes nothing. */
	assert_int_equal(operand.deref_count, OPERAND_DEREFS_MAX);
	assert_int_equal(operand.addend, 1);
	operand.addend = 0;
	operand.in_memory = true;
	check_error(operand_load(&operand), SONDE_ERROR_UNAVAILABLE, "more than 14 pointers");
	assert_true(operand.in_memory);
}

struct bits_row {
	/** What the value was cut down to before; bit_size 0: nothing. */
	struct operand before;
	unsigned offset, size;
	bool is_signed;
	/** What comes out; bit_size 0: it cannot be cut. */
	unsigned after_offset, after_size;
	bool after_signed;
};

#define BITS(offset, size, sign)                                                   \
	{                                                                          \
		REGISTER, .number = 5, .bit_offset = (offset), .bit_size = (size), \
			  .bits_signed = (sign)                                    \
	}

static void test_take_bits(void **state)
{
	static const struct bits_row bits[] = {
		{{REGISTER, .number = 5}, 0, 8, false, 0, 8, false},
		{{REGISTER, .number = 5}, 0, 8, true, 0, 8, true},
		{{REGISTER, .number = 5}, 3, 61, false, 3, 61, false},
		{{REGISTER, .number = 5}, 64, 1, false, 0, 0, false},
		{{REGISTER, .number = 5, .addend = 1}, 0, 8, false, 0, 0, false},
		{BITS(4, 8, false), 2, 3, false, 6, 3, false},
		{BITS(4, 8, false), 8, 1, false, 0, 0, false},
		/* Above them there are zeros, or the sign. */
		{BITS(4, 8, false), 2, 32, false, 6, 6, false},
		{BITS(4, 8, false), 2, 32, true, 6, 6, false},
		{BITS(4, 8, true), 2, 32, true, 6, 6, true},
		{BITS(4, 8, true), 2, 32, false, 0, 0, false},
		{BITS(4, 8, true), 0, 8, false, 4, 8, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bits) / sizeof(*bits); i++) {
		struct operand operand = bits[i].before;
		const bool taken = operand_take_bits(&operand, bits[i].offset, bits[i].size,
						     bits[i].is_signed);

		if (taken != (bits[i].after_size != 0))
			fail_msg("row %zu: taken: %d", i, taken);
		if (taken && (operand.bit_offset != bits[i].after_offset ||
			      operand.bit_size != bits[i].after_size ||
			      operand.bits_signed != bits[i].after_signed))
			fail_msg("row %zu: %u bits at %u", i, operand.bit_size, operand.bit_offset);
	}
}

/* A number of the size of its type, or larger, needs no cutting. */
static void test_fit(void **state)
{
	struct operand operand = BITS(0, 32, true);

	(void)state;
	operand_fit(&operand, 64, true);
	assert_int_equal(operand.bit_size, 32);
	operand_fit(&operand, 32, false);
	assert_int_equal(operand.bit_size, 0);
	assert_false(operand.bits_signed);
	operand = (struct operand)BITS(8, 56, false);
	operand_fit(&operand, 32, true);
	assert_int_equal(operand.bit_size, 32);
	assert_int_equal(operand.bit_offset, 8);
	assert_true(operand.bits_signed);
}

/* Signed bits are a number of their own where they lie like one. */
static void test_uncut(void **state)
{
	struct operand operand = BITS(0, 16, true);
	unsigned size = 0;

	(void)state;
	assert_true(operand_uncut(&operand, &size));
	assert_int_equal(size, 16);
	assert_int_equal(operand.bit_size, 0);
	operand = (struct operand)BITS(16, 16, true);
	assert_false(operand_uncut(&operand, &size));
	operand.in_memory = true;
	operand.addend = 8;
	assert_true(operand_uncut(&operand, &size));
	assert_int_equal(operand.addend, 10);
	operand = (struct operand)BITS(16, 16, true);
	operand.deref_count = 2;
	operand.derefs[1] = -4;
	assert_true(operand_uncut(&operand, &size));
	assert_int_equal(operand.derefs[1], -2);
	operand = (struct operand)BITS(4, 8, true);
	operand.in_memory = true;
	assert_false(operand_uncut(&operand, &size));
	operand = (struct operand)BITS(0, 7, true);
	assert_false(operand_uncut(&operand, &size));
	assert_int_equal(operand.bit_size, 7);
}

static void test_load(void **state)
{
	struct operand operand = {REGISTER, .number = 5, .addend = 8};

	(void)state;
	check_ok(operand_load(&operand));
	assert_int_equal(operand.deref_count, 0);
	assert_int_equal(operand.addend, 8);
	operand.in_memory = true;
	check_ok(operand_load(&operand));
	assert_false(operand.in_memory);
	assert_int_equal(operand.deref_count, 1);
	assert_int_equal(operand.derefs[0], 8);
	assert_int_equal(operand.addend, 0);
	assert_false(operand_is_constant(&operand));
	operand = (struct operand){.base = OPERAND_CONSTANT};
	assert_true(operand_is_constant(&operand));
}

static void test_registers(void **state)
{
	const struct arch *x86 = arch_of_machine(EM_X86_64), *arm = arch_of_machine(EM_AARCH64);

	(void)state;
	assert_null(arch_of_machine(EM_RISCV));
	/* Not the order of the encoding: dx comes before cx. */
	assert_string_equal(arch_register(x86, 1), "dx");
	assert_string_equal(arch_register(x86, 4), "si");
	assert_string_equal(arch_register(x86, 6), "bp");
	assert_string_equal(arch_register(x86, 15), "r15");
	assert_null(arch_register(x86, 17));
	assert_string_equal(arch_register(arm, 0), "x0");
	assert_string_equal(arch_register(arm, 30), "lr");
	assert_string_equal(arch_register(arm, 31), "sp");
	assert_null(arch_register(arm, 32));
	assert_true(arch_has_register(x86, "r15") && arch_has_register(x86, "orig_ax"));
	assert_false(arch_has_register(x86, "rdi") || arch_has_register(x86, "x0"));
	assert_true(arch_has_register(arm, "lr") && arch_has_register(arm, "x30"));
	assert_false(arch_has_register(arm, "x31") || arch_has_register(arm, "w0"));
	assert_string_equal(arm->describe(64), "a vector register");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),	  cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_limit),	  cmocka_unit_test(test_load),
		cmocka_unit_test(test_take_bits), cmocka_unit_test(test_fit),
		cmocka_unit_test(test_uncut),	  cmocka_unit_test(test_registers),
	};

	return cmocka_run_group_tests_name("operand", tests, make_images, NULL);
}
