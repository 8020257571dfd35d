/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <elf.h>

#include "base/str.h"
#include "probe/sdt_operand.h"
#include "tests/unit/check.h"

struct row {
	const char *operand;
	/** `FETCH:TYPE`, or NULL. */
	const char *fetch;
	/** Else a part of the reason. */
	const char *reason;
};

static const struct row rows_x86_64[] = {
	/* Registers, of each size and sign. */
	{"8@%rax", "%ax:u64", NULL},
	{"-8@%rbx", "%bx:s64", NULL},
	{"4@%ecx", "%cx:u32", NULL},
	{"-4@%edx", "%dx:s32", NULL},
	{"2@%si", "%si:u16", NULL},
	{"-2@%di", "%di:s16", NULL},
	{"1@%bpl", "%bp:u8", NULL},
	{"-1@%spl", "%sp:s8", NULL},
	{"1@%al", "%ax:u8", NULL},
	{"8@%r8", "%r8:u64", NULL},
	{"4@%r9d", "%r9:u32", NULL},
	{"-2@%r10w", "%r10:s16", NULL},
	{"1@%r15b", "%r15:u8", NULL},
	{"-1@%r11l", "%r11:s8", NULL},
	/* The size counts, and not the register. */
	{"8@%eax", "%ax:u64", NULL},
	{"4@%al", "%ax:u32", NULL},
	{"1@%rsi", "%si:u8", NULL},
	/* The second byte. */
	{"1@%ah", "%ax:b8@8/16", NULL},
	{"1@%dh", "%dx:b8@8/16", NULL},
	{"-1@%ah", NULL, "second byte"},
	{"4@%bh", NULL, "second byte"},
	/* Without a size. */
	{"%rdi", "%di:u64", NULL},
	{"%edi", "%di:u32", NULL},
	{"%dx", "%dx:u16", NULL},
	{"%ch", "%cx:b8@8/16", NULL},
	{"$7", "\\7:u64", NULL},
	{"$-7", "\\-7:s64", NULL},
	{"16(%rsp)", "+16(%sp):u64", NULL},
	/* Constants: in the type that they have. */
	{"4@$5", "\\5:u32", NULL},
	{"-4@$-5", "\\-5:s32", NULL},
	{"4@$-1", "\\4294967295:u32", NULL},
	{"-4@$4294967295", "\\-1:s32", NULL},
	{"1@$255", "\\255:u8", NULL},
	{"-1@$255", "\\-1:s8", NULL},
	{"-1@$-128", "\\-128:s8", NULL},
	{"2@$0x10", "\\16:u16", NULL},
	{"2@$0xFFFF", "\\65535:u16", NULL},
	{"8@$18446744073709551615", "\\-1:u64", NULL},
	{"-8@$-9223372036854775808", "\\-9223372036854775808:s64", NULL},
	{"8@$0", "\\0:u64", NULL},
	{"1@$256", NULL, "no room in 1 bytes"},
	{"-1@$-129", NULL, "no room in 1 bytes"},
	{"4@$4294967296", NULL, "no room in 4 bytes"},
	{"8@$18446744073709551616", NULL, "not a number"},
	{"-8@$-9223372036854775809", NULL, "not a number"},
	{"4@$010", NULL, "not a number"},
	{"8@$counter", NULL, "not a number"},
	{"4@$", NULL, "not a number"},
	{"4@$5x", NULL, "'x' has no meaning here"},
	/* Memory. */
	{"8@(%rax)", "+0(%ax):u64", NULL},
	{"-4@-20(%rbp)", "-20(%bp):s32", NULL},
	{"4@0x10(%r12)", "+16(%r12):u32", NULL},
	{"4@8+4(%rsp)", "+12(%sp):u32", NULL},
	{"4@8-12(%rsp)", "-4(%sp):u32", NULL},
	{"8@4660", "@0x1234:u64", NULL},
	{"8@(%eax)", NULL, "part of a register"},
	{"8@(%xmm0)", NULL, "vector register"},
	{"8@(%rax,%rbx)", NULL, "sum of two registers"},
	{"8@(%rax,%rbx,8)", NULL, "sum of two registers"},
	{"8@table(,%rbx,8)", NULL, "index register"},
	{"8@(,%rbx,8)", NULL, "index register"},
	{"8@(%rax", NULL, "')' is missing"},
	{"8@(%rax))", NULL, "')' has no meaning here"},
	{"8@(%rax)+4", NULL, "'+4' has no meaning here"},
	{"8@()", NULL, "a register is missing"},
	{"8@(%)", NULL, "no register"},
	{"8@16(%rip)", NULL, "is not known"},
	{"4@9223372036854775807+1(%rsp)", NULL, "over 64 bits"},
	{"4@2147483648(%rsp)", NULL, "32 bits"},
	/* Symbols: this file has none. */
	{"4@counter(%rip)", NULL, "'counter' is not in the file's table"},
	{"4@counter+8(%rip)", NULL, "'counter' is not in the file's table"},
	{"4@8+counter(%rip)", NULL, "'counter' is not in the file's table"},
	{"4@.LC0(%rip)", NULL, "'.LC0' is not in the file's table"},
	{"4@count.0(%rip)", NULL, "'count.0' is not in the file's table"},
	{"4@counter", NULL, "'counter' is not in the file's table"},
	{"4@counter(%rax)", NULL, "sum of a symbol's and a register"},
	{"4@a+b(%rip)", NULL, "'b(%rip)' has no meaning"},
	{"4@1b(%rip)", NULL, "not a symbol"},
	{"4@-a(%rip)", NULL, "'-a(%rip)' has no meaning"},
	{"4@own@tpoff(%rip)", NULL, "thread-local"},
	{"8@puts@GOTPCREL(%rip)", NULL, "dynamic linker"},
	{"8@%fs:16", NULL, "segment %fs"},
	{"8@%fs:(%rax)", NULL, "segment %fs"},
	{"8@%gs:own@tpoff", NULL, "segment %gs"},
	/* Not for probes. */
	{"8f@%xmm0", NULL, "floating-point number"},
	{"4f@8(%rsp)", NULL, "floating-point number"},
	{"-8f@%rax", NULL, "floating-point number"},
	{"8@%xmm15", NULL, "%xmm15 is a vector register"},
	{"8@%st(1)", NULL, "%st is a floating-point register"},
	{"8@%mm3", NULL, "%mm3 is a floating-point register"},
	{"2@%k1", NULL, "%k1 is no register"},
	{"8@%cr3", NULL, "%cr3 is no register"},
	{"8@%r16", NULL, "%r16 is no register"},
	{"8@%rip", NULL, "%rip is no register"},
	{"8@%r1", NULL, "%r1 is no register"},
	{"8@rax", NULL, "'rax' is not in the file's table"},
	{"16@%rax", NULL, "1, 2, 4 and 8 bytes"},
	{"3@%eax", NULL, "1, 2, 4 and 8 bytes"},
	{"0@%eax", NULL, "1, 2, 4 and 8 bytes"},
	{"-@%eax", NULL, "1, 2, 4 and 8 bytes"},
	{"8-@%eax", NULL, "its size is not a number"},
	{"99999999999999999999@%eax", NULL, "1, 2, 4 and 8 bytes"},
	{"4@", NULL, "no operand"},
	{"", NULL, "no operand"},
	{"@", NULL, "1, 2, 4 and 8 bytes"},
	{"4@%", NULL, "no register"},
};

static const struct row rows_aarch64[] = {
	{"8@x0", "%x0:u64", NULL},
	{"-8@x30", "%lr:s64", NULL},
	{"8@lr", "%lr:u64", NULL},
	{"8@fp", "%x29:u64", NULL},
	{"4@w1", "%x1:u32", NULL},
	{"-4@w28", "%x28:s32", NULL},
	{"-2@w2", "%x2:s16", NULL},
	{"1@w3", "%x3:u8", NULL},
	{"8@sp", "%sp:u64", NULL},
	{"4@wsp", "%sp:u32", NULL},
	{"8@xzr", "\\0:u64", NULL},
	{"-4@wzr", "\\0:s32", NULL},
	{"x5", "%x5:u64", NULL},
	{"w5", "%x5:u32", NULL},
	{"-4@5", "\\5:s32", NULL},
	{"-4@-5", "\\-5:s32", NULL},
	{"4@#5", "\\5:u32", NULL},
	{"4@#-1", "\\4294967295:u32", NULL},
	{"8@0x10", "\\16:u64", NULL},
	{"-7", "\\-7:s64", NULL},
	{"1@300", NULL, "no room in 1 bytes"},
	{"8@[x0]", "+0(%x0):u64", NULL},
	{"8@[sp]", "+0(%sp):u64", NULL},
	{"-4@[sp, 12]", "+12(%sp):s32", NULL},
	{"4@[x1,16]", "+16(%x1):u32", NULL},
	{"4@[x1,#16]", "+16(%x1):u32", NULL},
	{"4@[x1, #-16]", "-16(%x1):u32", NULL},
	{"4@[ x29 , 0x20 ]", "+32(%x29):u32", NULL},
	{"8@[x0, x1]", NULL, "sum of two registers"},
	{"8@[x0, w1, sxtw 3]", NULL, "sum of two registers"},
	{"8@[x0, #:lo12:counter]", NULL, "part of a symbol's"},
	{"8@[x0, ]", NULL, "no number"},
	{"8@[x0, 8]!", NULL, "'!' has no meaning here"},
	{"8@[x0], 8", NULL, "', 8' has no meaning here"},
	{"8@[x0", NULL, "']' is missing"},
	{"8@[w0]", NULL, "register of 8 bytes"},
	{"8@[xzr]", NULL, "register of 8 bytes"},
	{"8@[]", NULL, "a register is missing"},
	{"8f@d0", NULL, "floating-point number"},
	{"8@d0", NULL, "d0 is a vector register"},
	{"4@s31", NULL, "s31 is a vector register"},
	{"8@v0.d[0]", NULL, "v0 is a vector register"},
	{"8@x31", NULL, "x31 is no register"},
	{"8@x07", NULL, "x07 is no register"},
	{"8@x100", NULL, "x100 is no register"},
	{"8@x", NULL, "x is no register"},
	{"8@%x0", NULL, "a register is missing"},
	{"8@counter", NULL, "counter is no register"},
};

static void check_row(uint16_t machine, const struct row *row)
{
	const struct image image = {.kind = IMAGE_USER, .machine = machine};
	_cleanup_(probe_event_arg_deinit) struct probe_event_arg arg = {0};
	struct sonde_error *error = sdt_operand_parse(&image, arch_of_machine(machine),
						      row->operand, &arg);
	_cleanup_str_ struct str text = STR_INIT;

	if (row->reason) {
		if (!error)
			fail_msg("'%s' is accepted", row->operand);
		check_error(error, SONDE_ERROR_UNAVAILABLE, row->reason);
		return;
	}
	if (error)
		print_message("%s:\n", row->operand);
	check_ok(error);
	probe_event_arg_print(&arg, &text);
	assert_string_equal(str_text(&text), row->fetch);
}

static void test_x86_64(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows_x86_64) / sizeof(*rows_x86_64); i++)
		check_row(EM_X86_64, &rows_x86_64[i]);
}

static void test_aarch64(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows_aarch64) / sizeof(*rows_aarch64); i++)
		check_row(EM_AARCH64, &rows_aarch64[i]);
}

/* Where one operand ends and the next begins. */
static void test_next(void **state)
{
	static const char *const texts[][2] = {
		{"8@%rdi", "8@%rdi"},
		{"8@%rdi -4@$1", "8@%rdi|-4@$1"},
		{"  8@%rdi\t 4@$1  ", "8@%rdi|4@$1"},
		{"8@[sp, 12] 4@w1", "8@[sp, 12]|4@w1"},
		{"8@[x0, x1, lsl 3]", "8@[x0, x1, lsl 3]"},
		{"8@[x0], 8 4@w1", "8@[x0], 8|4@w1"},
		{"4@(%rax, %rbx, 4) 8@$0", "4@(%rax, %rbx, 4)|8@$0"},
		{"4@(%rax 8@$0", "4@(%rax 8@$0"},
		{"4@%rax) 8@$0", "4@%rax)|8@$0"},
		{"", ""},
		{"   ", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		_cleanup_str_ struct str parts = STR_INIT;
		const char *at = texts[i][0];
		size_t size;

		while ((size = sdt_operand_next(&at))) {
			if (parts.size)
				str_append_char(&parts, '|');
			str_append_bytes(&parts, at - size, size);
		}
		assert_string_equal(str_text(&parts), texts[i][1]);
		assert_int_equal(*at, '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_x86_64),
		cmocka_unit_test(test_aarch64),
		cmocka_unit_test(test_next),
	};

	return cmocka_run_group_tests_name("sdt_operand", tests, NULL, NULL);
}
