/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which instructions the kernel lets be probed, from bytes put together by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "blacklist/boundary.h"
#include "blacklist/insn.h"

#define REFUSED INSN_REFUSED
#define UNKNOWN INSN_UNKNOWN
#define GOOD	INSN_GOOD

static void check_answer(const struct insn_question *question, enum insn_answer answer,
			 const char *reason, const char *what)
{
	_cleanup_str_ struct str text = STR_INIT;
	enum insn_answer got = insn_check(question, &text);

	if (got != answer)
		fail_msg("%s: answer %d, %s", what, got, str_text(&text));
	if (!reason)
		assert_string_equal(str_text(&text), "");
	else if (!strstr(str_text(&text), reason))
		fail_msg("%s: '%s' is not in: %s", what, reason, str_text(&text));
}

/* The same bytes at the end of a page of their own: a sanitizer sees what is read behind them. */
static void check_copy(struct insn_question question, enum insn_answer answer, const char *reason,
		       const char *what)
{
	_cleanup_free_ void *copy = malloc(question.size ? question.size : 1);

	assert_non_null(copy);
	if (question.size)
		memcpy(copy, question.code, question.size);
	question.code = copy;
	check_answer(&question, answer, reason, what);
}

struct x86_row {
	const char *what;
	const char *code;
	size_t size;
	enum insn_answer answer;
	const char *reason;
};

#define ROW(what, code, answer, reason)                             \
	{                                                           \
		what, code, sizeof(code) - 1, INSN_##answer, reason \
	}

/* An instruction that is known to begin at the place. */
static const struct x86_row x86_rows[] = {
	ROW("push %rbp", "\x55", GOOD, NULL),
	ROW("call __fentry__", "\xe8\1\2\3\4", GOOD, NULL),
	ROW("endbr64", "\xf3\x0f\x1e\xfa", GOOD, NULL),
	ROW("nop", "\x90", GOOD, NULL),
	ROW("nopl 0(%rax,%rax)", "\x0f\x1f\x44\0\0", GOOD, NULL),
	ROW("ret", "\xc3", GOOD, NULL),
	ROW("lret", "\xcb", GOOD, NULL),
	ROW("cli", "\xfa", GOOD, NULL),
	ROW("popf", "\x9d", GOOD, NULL),
	ROW("je", "\x74\2", GOOD, NULL),
	ROW("jne near", "\x0f\x85\1\2\3\4", GOOD, NULL),
	ROW("lock incl (%rax)", "\xf0\xff\0", GOOD, NULL),

	/* Software interrupts, and what BUG() and WARN() are made of. */
	ROW("int3", "\xcc", REFUSED, "INT instruction"),
	ROW("int $0x80", "\xcd\x80", REFUSED, "INT instruction"),
	ROW("into", "\xce", REFUSED, "INT instruction"),
	ROW("int1", "\xf1", REFUSED, "INT instruction"),
	ROW("ud2", "\x0f\x0b", REFUSED, "BUG()"),
	ROW("ud1 %ecx,%eax", "\x0f\xb9\xc1", REFUSED, "BUG()"),
	ROW("ud0 (%rax),%ecx", "\x0f\xff\x08", REFUSED, "BUG()"),
	ROW("add %ecx,(%rbx), 0x0b being its ModRM", "\x01\x0b", GOOD, NULL),
	ROW("gs int3, a prefix before it", "\x65\xcc", REFUSED, "INT instruction"),

	ROW("iretd", "\xcf", REFUSED, "IRET"),
	ROW("iretq", "\x48\xcf", REFUSED, "IRET"),

	/* Far calls and jumps. */
	ROW("call far absolute", "\x9a\1\2\3\4\5\6", REFUSED, "far call"),
	ROW("jmp far absolute", "\xea\1\2\3\4\5\6", REFUSED, "far call"),
	ROW("lcall *(%rax)", "\xff\x18", REFUSED, "far call"),
	ROW("rex.W ljmp *(%rsi)", "\x48\xff\x2e", REFUSED, "far call"),

	/* The group of 0xff besides them. */
	ROW("inc %eax", "\xff\xc0", GOOD, NULL),
	ROW("decl 8(%rbx)", "\xff\x4b\x08", GOOD, NULL),
	ROW("push 8(%rbx)", "\xff\x73\x08", GOOD, NULL),
	ROW("call *%rax", "\xff\xd0", GOOD, NULL),
	ROW("jmp *%r11", "\x41\xff\xe3", GOOD, NULL),
	ROW("call *8(%rax)", "\xff\x50\x08", REFUSED, "through memory"),
	ROW("jmp *table(,%rax,8)", "\xff\x24\xc5\1\2\3\4", REFUSED, "through memory"),
	ROW("call *(%rip), as of a paravirt operation", "\xff\x15\1\2\3\4", UNKNOWN,
	    "unless it has made it a direct one"),
	ROW("call *(%eip)", "\x67\xff\x15\1\2\3\4", REFUSED, "through memory"),
	ROW("addr32 call *%rax", "\x67\xff\xd0", REFUSED, "through memory"),

	/* Group 7, register 0, in registers. */
	ROW("vmcall", "\x0f\x01\xc1", REFUSED, "virtual machines"),
	ROW("vmlaunch", "\x0f\x01\xc2", REFUSED, "virtual machines"),
	ROW("sgdt (%rax)", "\x0f\x01\x00", GOOD, NULL),
	ROW("stac", "\x0f\x01\xcb", GOOD, NULL),
	ROW("lgdt (%rax)", "\x0f\x01\x10", GOOD, NULL),
	ROW("swapgs", "\x0f\x01\xf8", GOOD, NULL),

	ROW("mov %eax,%ss", "\x8e\xd0", REFUSED, "stack segment"),
	ROW("mov (%rsi),%ss", "\x8e\x16", REFUSED, "stack segment"),
	ROW("mov %eax,%ds", "\x8e\xd8", GOOD, NULL),
	ROW("mov %ss,%eax", "\x8c\xd0", GOOD, NULL),
	ROW("pop %ds", "\x1f", REFUSED, "masks exceptions"),

	ROW("ud2; xen; cpuid", "\x0f\x0bxen\x0f\xa2", REFUSED, "hypervisor"),
	ROW("ud2; kvm; cpuid", "\x0f\x0bkvm\x0f\xa2", REFUSED, "hypervisor"),

	/* Vector instructions are judged by the opcode behind the prefix. */
	ROW("vpxor %ymm0,%ymm1,%ymm2", "\xc5\xf5\xef\xd0", GOOD, NULL),
	ROW("vmovdqa (%rdi),%ymm0", "\xc5\xfd\x6f\x07", GOOD, NULL),
	ROW("vmovdqa %ymm0,(%rdi), 0x7f", "\xc5\xfd\x7f\x07", REFUSED, "another one"),
	ROW("vpor %ymm0,%ymm1,%ymm2, 0xeb", "\xc5\xf5\xeb\xd0", REFUSED, "another one"),
	ROW("vpmaskmovd store, 0x8e", "\xc4\xe2\x75\x8e\x10", REFUSED, "another one"),
	ROW("vpmaskmovd store, 0x8e", "\xc4\xe2\x75\x8e\x08", GOOD, NULL),
	ROW("vpalignr, 0x0f", "\xc4\xe3\x75\x0f\xd0\x08", GOOD, NULL),
	ROW("vpsubd %zmm, 0xfa", "\x62\xf1\x75\x48\xfa\xd0", REFUSED, "another one"),
	ROW("vpaddd %zmm, 0xfe", "\x62\xf1\x75\x48\xfe\xd0", GOOD, NULL),

	/* mov $1,%r10d; add -4(%rax),%r10d; je 1f; ud2; 1: */
	ROW("CFI: mov", "\x41\xba\1\0\0\0\x44\x03\x50\xfc\x74\2\x0f\x0b", REFUSED, "CFI"),
	ROW("CFI: add", "\x44\x03\x50\xfc\x74\2\x0f\x0b", REFUSED, "CFI"),
	ROW("CFI: add -4(%r11)", "\x45\x03\x53\xfc\x74\2\x0f\x0b", REFUSED, "CFI"),
	ROW("CFI: je", "\x74\2\x0f\x0b", GOOD, NULL),
	ROW("no CFI: jne", "\x44\x03\x50\xfc\x75\2\x0f\x0b", GOOD, NULL),
	ROW("mov $1,%r10d", "\x41\xba\1\0\0\0", GOOD, NULL),

	/* Cut short. */
	ROW("nothing", "", UNKNOWN, "not all known"),
	ROW("only prefixes", "\x66\x66\x48", UNKNOWN, "not all known"),
	ROW("only an escape", "\x0f", UNKNOWN, "not all known"),
	ROW("an opcode whose ModRM decides", "\xff", UNKNOWN, "not all known"),
	ROW("another", "\x0f\x01", UNKNOWN, "not all known"),
	ROW("only a part of a VEX prefix", "\xc4\xe2\x75", UNKNOWN, "not all known"),
	ROW("an opcode whose ModRM does not", "\x89", GOOD, NULL),
};

static void test_x86_instructions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(x86_rows) / sizeof(x86_rows[0]); i++) {
		struct insn_question question = {.machine = INSN_MACHINE_X86_64,
						 .code = x86_rows[i].code,
						 .size = x86_rows[i].size,
						 .begins = true};

		check_copy(question, x86_rows[i].answer, x86_rows[i].reason, x86_rows[i].what);
	}
}

/*  0: endbr64
 *  4: call __fentry__
 *  9: push %rbp
 *  a: mov %rsp,%rbp
 *  d: ud2; .ascii "xen"; cpuid       one instruction
 * 14: nop; nop; nop                  room for stac
 * 17: nopw %cs:0(%rax,%rax)          ten bytes
 * 21: ud2
 * 23: ret
 * 24: bytes that are no instruction of 64-bit code
 * 25: ret
 */
static const char function[] = "\xf3\x0f\x1e\xfa"
			       "\xe8\1\2\3\4"
			       "\x55"
			       "\x48\x89\xe5"
			       "\x0f\x0bxen\x0f\xa2"
			       "\x90\x90\x90"
			       "\x66\x2e\x0f\x1f\x84\0\0\0\0\0"
			       "\x0f\x0b"
			       "\xc3"
			       "\x06"
			       "\xc3";

struct place_row {
	size_t offset;
	/** Bytes that are known; 0 for all. */
	size_t size;
	enum insn_answer answer;
	const char *reason;
};

/* Whether an instruction begins there has to be found out. */
static void test_x86_places(void **state)
{
	static const struct place_row rows[] = {
		{0x00, 0, GOOD, NULL},
		{0x01, 0, REFUSED,
		 "in the midst of an instruction: it begins 1 byte before, the"
		 " next one 3 after"},
		{0x04, 0, GOOD, NULL},
		{0x05, 0, REFUSED, "begins 1 byte before, the next one 4 after"},
		{0x08, 0, REFUSED, "begins 4 bytes before, the next one 1 after"},
		{0x09, 0, GOOD, NULL},
		{0x0a, 0, GOOD, NULL},
		{0x0d, 0, REFUSED, "hypervisor"},
		{0x12, 0, REFUSED, "begins 5 bytes before, the next one 2 after"},
		{0x14, 0, GOOD, NULL},
		{0x15, 0, UNKNOWN, "NOP of one byte"},
		{0x17, 0, GOOD, NULL},
		{0x18, 0, REFUSED, "begins 1 byte before, the next one 9 after"},
		{0x21, 0, REFUSED, "BUG()"},
		{0x23, 0, GOOD, NULL},
		{0x24, 0, GOOD, NULL},
		{0x25, 0, UNKNOWN, "what is 1 byte before cannot be decoded"},
		{0x26, 0, UNKNOWN, "not all known"},
		{SIZE_MAX, 0, UNKNOWN, "not all known"},
		/* The instruction before is cut short. */
		{0x1a, 0x1b, UNKNOWN, "what is 3 bytes before cannot be decoded"},
		{0x09, 0x0a, GOOD, NULL},
		{0x09, 0x09, UNKNOWN, "not all known"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct place_row *row = &rows[i];
		struct insn_question question = {.machine = INSN_MACHINE_X86_64,
						 .code = function,
						 .size = row->size ? row->size
								   : sizeof(function) - 1,
						 .offset = row->offset};
		char what[32];
		bool has_decoder;

		assert_null(boundary_has_decoder(&has_decoder));
		snprintf(what, sizeof(what), "offset %#zx", row->offset);
		if (has_decoder)
			check_copy(question, row->answer, row->reason, what);
		else
			check_copy(question, UNKNOWN,
				   row->offset < question.size ? "libcapstone" : "not all known",
				   what);
	}
}

/* What debuginfo vouches for is not decoded, and is looked at all the same. */
static void test_x86_vouched(void **state)
{
	struct insn_question question = {.machine = INSN_MACHINE_X86_64,
					 .code = function,
					 .size = sizeof(function) - 1,
					 .begins = true};

	(void)state;
	question.offset = 0x25;
	check_answer(&question, GOOD, NULL, "behind what cannot be decoded");
	question.offset = 0x15;
	check_answer(&question, GOOD, NULL, "a NOP of one byte");
	question.offset = 0x21;
	check_answer(&question, REFUSED, "BUG()", "ud2");
}

struct arm_row {
	const char *what;
	uint32_t insn;
	enum insn_answer answer;
	const char *reason;
};

static void put_word(uint8_t *code, uint32_t word)
{
	for (size_t i = 0; i < 4; i++)
		code[i] = (uint8_t)(word >> (8 * i));
}

static const struct arm_row arm_rows[] = {
	{"stp x29, x30, [sp, #-16]!", 0xa9bf7bfd, GOOD, NULL},
	{"nop", 0xd503201f, GOOD, NULL},
	{"add x0, x0, #1", 0x91000400, GOOD, NULL},
	{"ldr x0, [x1]", 0xf9400020, GOOD, NULL},
	{"dmb ish", 0xd5033bbf, GOOD, NULL},
	{"isb", 0xd5033fdf, GOOD, NULL},

	/* What is emulated. */
	{"b .+8", 0x14000002, GOOD, NULL},
	{"bl .+8", 0x94000002, GOOD, NULL},
	{"b.ne .+8", 0x54000041, GOOD, NULL},
	{"bc.ne .+8", 0x54000051, GOOD, NULL},
	{"cbz x0, .+8", 0xb4000040, GOOD, NULL},
	{"tbnz w0, #3, .+8", 0x37180040, GOOD, NULL},
	{"br x16", 0xd61f0200, GOOD, NULL},
	{"blr x8", 0xd63f0100, GOOD, NULL},
	{"ret", 0xd65f03c0, GOOD, NULL},
	{"adrp x0, .", 0x90000000, GOOD, NULL},
	{"ldr x0, .+8", 0x58000040, GOOD, NULL},
	{"ldrsw x0, .+8", 0x98000040, GOOD, NULL},
	{"prfm pldl1keep, .+8", 0xd8000040, REFUSED, "prefetch"},
	{"prfm pldl1keep, [x0]", 0xf9800000, GOOD, NULL},

	/* Exceptions, and returns from them. */
	{"svc #0", 0xd4000001, REFUSED, "raises an exception"},
	{"hvc #0", 0xd4000002, REFUSED, "raises an exception"},
	{"smc #0", 0xd4000003, REFUSED, "raises an exception"},
	{"brk #0x800", 0xd4210000, REFUSED, "raises an exception"},
	{"hlt #1", 0xd4400020, REFUSED, "raises an exception"},
	{"eret", 0xd69f03e0, REFUSED, "returns from an exception"},
	{"eretaa", 0xd69f0bff, REFUSED, "returns from an exception"},
	{"eretab", 0xd69f0fff, REFUSED, "returns from an exception"},

	/* System registers. */
	{"msr daifset, #2", 0xd50342df, REFUSED, "system register"},
	{"msr tpidr_el1, x0", 0xd518d080, REFUSED, "system register"},
	{"mrs x0, daif", 0xd53b4220, REFUSED, "interrupt masks"},
	{"mrs x9, daif", 0xd53b4229, REFUSED, "interrupt masks"},
	{"mrs x0, nzcv", 0xd53b4200, GOOD, NULL},
	{"mrs x0, sp_el0", 0xd5384100, GOOD, NULL},
	{"mrs x0, tpidr_el1", 0xd538d080, GOOD, NULL},

	/* Hints. */
	{"bti", 0xd503241f, GOOD, NULL},
	{"bti c", 0xd503245f, GOOD, NULL},
	{"bti j", 0xd503249f, GOOD, NULL},
	{"bti jc", 0xd50324df, GOOD, NULL},
	{"pacia1716", 0xd503211f, GOOD, NULL},
	{"pacib1716", 0xd503215f, GOOD, NULL},
	{"paciaz", 0xd503231f, GOOD, NULL},
	{"pacibz", 0xd503235f, GOOD, NULL},
	{"paciasp", 0xd503233f, GOOD, NULL},
	{"pacibsp", 0xd503237f, GOOD, NULL},
	{"xpaclri", 0xd50320ff, GOOD, NULL},
	{"autia1716", 0xd503219f, REFUSED, "hint"},
	{"autiasp", 0xd50323bf, REFUSED, "hint"},
	{"yield", 0xd503203f, REFUSED, "hint"},
	{"wfe", 0xd503205f, REFUSED, "hint"},
	{"wfi", 0xd503207f, REFUSED, "hint"},
	{"sev", 0xd503209f, REFUSED, "hint"},
	{"esb", 0xd503221f, REFUSED, "hint"},
	{"csdb", 0xd503229f, REFUSED, "hint"},

	/* Pointer authentication. */
	{"braaz x8", 0xd61f091f, REFUSED, "a jump with pointer authentication"},
	{"braa x8, x9", 0xd71f0909, REFUSED, "a jump with pointer authentication"},
	{"blraaz x8", 0xd63f091f, REFUSED, "a call with pointer authentication"},
	{"retaa", 0xd65f0bff, REFUSED, "a return with pointer authentication"},
	{"retab", 0xd65f0fff, REFUSED, "a return with pointer authentication"},

	/* Exclusives; load-acquire alone is none. */
	{"ldxr w0, [x1]", 0x885f7c20, REFUSED, "exclusive"},
	{"ldaxr x0, [x1]", 0xc85ffc20, REFUSED, "exclusive"},
	{"stxr w2, w0, [x1]", 0x88027c20, REFUSED, "exclusive"},
	{"stlxr w2, x0, [x1]", 0xc802fc20, REFUSED, "exclusive"},
	{"ldxp x0, x2, [x1]", 0xc87f0820, REFUSED, "exclusive"},
	{"ldar w0, [x1]", 0x88dffc20, GOOD, NULL},
	{"stlr w0, [x1]", 0x889ffc20, GOOD, NULL},
	{"cas w0, w1, [x2]", 0x88a07c41, GOOD, NULL},
	{"ldadd w0, w1, [x2]", 0xb8200041, GOOD, NULL},

	{"cpyfp [x0]!, [x1]!, x2!", 0x19010440, REFUSED, "memory copy"},
	{"setp [x0]!, x2!, x1", 0x19c10440, REFUSED, "memory copy"},
};

static void test_arm_instructions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(arm_rows) / sizeof(arm_rows[0]); i++) {
		uint8_t code[4];
		struct insn_question question = {
			.machine = INSN_MACHINE_AARCH64, .code = code, .size = sizeof(code)};

		put_word(code, arm_rows[i].insn);
		check_copy(question, arm_rows[i].answer, arm_rows[i].reason, arm_rows[i].what);
	}
}

/* One instruction, `count` times NOP, and a place behind them: is it in an atomic sequence? */
static void check_after(uint32_t first, size_t count, enum insn_answer answer, const char *reason)
{
	uint8_t code[4 * 64];
	struct insn_question question = {.machine = INSN_MACHINE_AARCH64,
					 .code = code,
					 .size = 4 * (count + 2),
					 .offset = 4 * (count + 1)};
	char what[32];

	put_word(code, first);
	for (size_t i = 1; i < count + 2; i++)
		put_word(code + 4 * i, 0xd503201f);
	snprintf(what, sizeof(what), "%#x and %zu", first, count);
	check_copy(question, answer, reason, what);
}

static void test_arm_atomic(void **state)
{
	const uint32_t ldxr = 0x885f7c20, stxr = 0x88027c20, ldar = 0x88dffc20, stlr = 0x889ffc20;
	uint8_t code[12];
	struct insn_question question = {
		.machine = INSN_MACHINE_AARCH64, .code = code, .size = sizeof(code), .offset = 8};

	(void)state;
	check_after(ldxr, 0, REFUSED, "4 bytes after a load-exclusive");
	check_after(ldxr, 31, REFUSED, "128 bytes after a load-exclusive");
	/* As far as the kernel looks. */
	check_after(ldxr, 32, GOOD, NULL);
	check_after(stxr, 0, GOOD, NULL);
	/* The kernel's masks take these for exclusives. */
	check_after(ldar, 3, REFUSED, "16 bytes after");
	check_after(stlr, 3, GOOD, NULL);
	/* A store ends the sequence, whatever is before it. */
	put_word(code, ldxr);
	put_word(code + 4, stxr);
	put_word(code + 8, 0xd503201f);
	check_copy(question, GOOD, NULL, "after a store");
}

static void test_arm_places(void **state)
{
	static const uint8_t nops[] = {0x1f, 0x20, 0x03, 0xd5, 0x1f, 0x20, 0x03, 0xd5};
	struct insn_question question = {
		.machine = INSN_MACHINE_AARCH64, .code = nops, .size = sizeof(nops)};

	(void)state;
	for (question.offset = 0; question.offset < 12; question.offset++) {
		if (question.offset % 4)
			check_copy(question, REFUSED, "in the midst of an instruction", "odd");
		else if (question.offset < 8)
			check_copy(question, GOOD, NULL, "even");
		else
			check_copy(question, UNKNOWN, "not all known", "behind");
	}
	question.offset = SIZE_MAX - 3;
	check_copy(question, UNKNOWN, "not all known", "far behind");
	question.offset = 4;
	question.size = 7;
	check_copy(question, UNKNOWN, "not all known", "cut short");
}

/* EM_RISCV. */
static void test_other_machine(void **state)
{
	const struct insn_question question = {
		.machine = 243, .code = "\x13\0\0\0", .size = 4, .begins = true};

	(void)state;
	check_answer(&question, UNKNOWN, "a machine (ELF number 243)", "riscv");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_x86_instructions), cmocka_unit_test(test_x86_places),
		cmocka_unit_test(test_x86_vouched),	 cmocka_unit_test(test_arm_instructions),
		cmocka_unit_test(test_arm_atomic),	 cmocka_unit_test(test_arm_places),
		cmocka_unit_test(test_other_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
