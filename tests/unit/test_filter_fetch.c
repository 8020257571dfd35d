/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/filter_program.h"

/* Each register points to memory of its own, in which a pointer lies at 16, and one to user space
 * at 24. Each byte tells where it is. */
#define KERNEL	  UINT64_C(0xffff888000000000)
#define USER	  UINT64_C(0x7f0000000000)
#define DISTANCE  UINT64_C(256)
#define SIZE	  (MACHINE_CONTEXT_SIZE / 8 * DISTANCE)
#define NOWHERE	  UINT64_C(0xffff000000000000)
#define SYMBOL_AT (KERNEL + 0x80)

static uint8_t byte_at(uint64_t address)
{
	return (uint8_t)((address * 37 + (address >> 8) * 11 + (address >> 40)) | 0x81);
}

static uint64_t at_register(int offset)
{
	return KERNEL + (uint64_t)offset / 8 * DISTANCE;
}

struct world {
	uint8_t kernel[SIZE], user[SIZE];
	struct bpf_machine machine;
};

static void put(uint8_t *to, uint64_t number)
{
	memcpy(to, &number, 8);
}

static void make_world(struct world *world)
{
	memset(&world->machine, 0, sizeof(world->machine));
	for (uint64_t i = 0; i < SIZE; i++) {
		world->kernel[i] = byte_at(KERNEL + i);
		world->user[i] = byte_at(USER + i);
	}
	for (int offset = 0; offset < MACHINE_CONTEXT_SIZE; offset += 8) {
		const uint64_t at = at_register(offset);

		put(world->machine.context + offset, at);
		put(world->kernel + (at - KERNEL) + 16, at + 64);
		put(world->kernel + (at - KERNEL) + 24, USER + (at - KERNEL) + 64);
		put(world->kernel + (at - KERNEL) + 32, NOWHERE);
	}
	bpf_machine_add(&world->machine, KERNEL, world->kernel, SIZE, false);
	bpf_machine_add(&world->machine, USER, world->user, SIZE, true);
}

static uint64_t word_at(uint64_t address)
{
	uint64_t word = 0;

	for (unsigned i = 8; i-- > 0;)
		word = word << 8 | byte_at(address + i);
	return word;
}

static struct sonde_error *find_symbol(void *data, const char *name, uint64_t *ret)
{
	(void)data;
	assert_string_equal(name, "init_task");
	*ret = SYMBOL_AT;
	return NULL;
}

/* What @p fetch gives on @p arch, extended, as an expression has it and as it is recorded. */
static void check_number(const char *arch, const char *kind, const char *fetch, uint64_t want)
{
	_cleanup_filter_program_ struct filter_program program;
	_cleanup_str_ struct str line = STR_INIT, expr = STR_INIT;
	struct world world;
	uint64_t recorded = 0;
	size_t size;

	str_appendf(&line, "%s a=%s", kind, fetch);
	str_appendf(&expr, "a == 0x%" PRIx64 " && a + 1 == 0x%" PRIx64, want, want + 1);
	make_world(&world);
	filter_program_begin(&program, arch, str_text(&line), str_text(&expr));
	program.request.symbol = find_symbol;
	filter_program_record(&program, 1, false);
	filter_program_make(&program);
	assert_int_equal(filter_program_run(&program, &world.machine), 0);
	if (world.machine.counts.passed != 1)
		fail_msg("%s: it is not %#" PRIx64, fetch, want);
	assert_true(world.machine.is_submitted);
	size = program.layout.slots.data[0].room;
	memcpy(&recorded, world.machine.record + program.layout.slots.data[0].offset, size);
	if (size < 8)
		want &= (UINT64_C(1) << size * 8) - 1;
	if (recorded != want)
		fail_msg("%s: recorded %#" PRIx64 ", not %#" PRIx64, fetch, recorded, want);
}

#define KPROBE	  "p:a/b vfs_read"
#define KRETPROBE "r:a/b vfs_read"
#define UPROBE	  "p:a/b /bin/true:0x10"

static void test_registers(void **state)
{
	static const struct {
		const char *arch, *name;
		int offset;
	} registers[] = {
		/* struct pt_regs of arch/x86/include/asm/ptrace.h, in its order. */
		{"x86_64", "r15", 0},
		{"x86_64", "r14", 8},
		{"x86_64", "r13", 16},
		{"x86_64", "r12", 24},
		{"x86_64", "bp", 32},
		{"x86_64", "bx", 40},
		{"x86_64", "r11", 48},
		{"x86_64", "r10", 56},
		{"x86_64", "r9", 64},
		{"x86_64", "r8", 72},
		{"x86_64", "ax", 80},
		{"x86_64", "cx", 88},
		{"x86_64", "dx", 96},
		{"x86_64", "si", 104},
		{"x86_64", "di", 112},
		{"x86_64", "orig_ax", 120},
		{"x86_64", "ip", 128},
		{"x86_64", "cs", 136},
		{"x86_64", "flags", 144},
		{"x86_64", "sp", 152},
		{"x86_64", "ss", 160},
		/* struct user_pt_regs of arch/arm64/include/uapi/asm/ptrace.h. */
		{"aarch64", "x0", 0},
		{"aarch64", "x1", 8},
		{"aarch64", "x7", 56},
		{"aarch64", "x19", 152},
		{"aarch64", "x29", 232},
		{"aarch64", "x30", 240},
		{"aarch64", "lr", 240},
		{"aarch64", "sp", 248},
		{"aarch64", "pc", 256},
		{"aarch64", "pstate", 264},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++) {
		_cleanup_str_ struct str fetch = STR_INIT;

		str_appendf(&fetch, "%%%s", registers[i].name);
		check_number(registers[i].arch, KPROBE, str_text(&fetch),
			     at_register(registers[i].offset));
	}
}

struct number_row {
	const char *arch, *kind, *fetch;
	uint64_t want;
};

static void check_numbers(const struct number_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_number(rows[i].arch, rows[i].kind, rows[i].fetch, rows[i].want);
}

/* What is in registers or written down, and where they point to. */
static void test_numbers(void **state)
{
	const uint64_t di = at_register(112), x3 = at_register(24), sp = at_register(152);
	const struct number_row rows[] = {
		{"x86_64", KPROBE, "%di:u8", (uint8_t)di},
		{"x86_64", KPROBE, "%di:u16", (uint16_t)di},
		{"x86_64", KPROBE, "%di:s16", (uint64_t)(int16_t)di},
		{"x86_64", KPROBE, "%di:x32", (uint32_t)di},
		{"x86_64", KPROBE, "%di:s64", di},
		{"x86_64", KPROBE, "%di:b5@3/16", (uint16_t)di >> 3 & 31},
		{"x86_64", KPROBE, "\\-5:s32", (uint64_t)-5},
		{"x86_64", KPROBE, "\\-5:u32", 0xfffffffb},
		{"x86_64", KPROBE, "\\0x1ff:u8", 0xff},
		{"x86_64", KPROBE, "\\-5:b4@2/8", 0xe},
		{"x86_64", KPROBE, "$current", MACHINE_TASK},
		{"x86_64", KPROBE, "$current:u32", (uint32_t)MACHINE_TASK},
		{"x86_64", KPROBE, "$stack", sp},
		{"x86_64", KPROBE, "$stack0", word_at(sp)},
		{"x86_64", KPROBE, "$stack7:u32", (uint32_t)word_at(sp + 56)},
		{"x86_64", KPROBE, "$arg1", at_register(112)},
		{"x86_64", KPROBE, "$arg2", at_register(104)},
		{"x86_64", KPROBE, "$arg3", at_register(96)},
		{"x86_64", KPROBE, "$arg4", at_register(88)},
		{"x86_64", KPROBE, "$arg5", at_register(72)},
		{"x86_64", KPROBE, "$arg6", at_register(64)},
		{"x86_64", KPROBE, "$arg7:u8", byte_at(sp + 8)},
		{"x86_64", KPROBE, "+8($arg1):u8", byte_at(di + 8)},
		{"x86_64", KRETPROBE, "$retval:s32", (uint64_t)(int32_t)at_register(80)},
		{"x86_64", KRETPROBE, "+8($retval):u8", byte_at(at_register(80) + 8)},
		{"aarch64", KPROBE, "+8(%x3):s32", (uint64_t)(int32_t)word_at(x3 + 8)},
		{"aarch64", KPROBE, "$arg4", x3},
		{"aarch64", KPROBE, "$arg8", at_register(56)},
		{"aarch64", KPROBE, "$stack1", word_at(at_register(248) + 8)},
		{"aarch64", KRETPROBE, "$retval", at_register(0)},
	};

	(void)state;
	check_numbers(rows, sizeof(rows) / sizeof(*rows));
}

static void test_numbers_in_memory(void **state)
{
	const uint64_t di = at_register(112);
	const struct number_row rows[] = {
		{"x86_64", KPROBE, "+8(%di)", word_at(di + 8)},
		{"x86_64", KPROBE, "+8(%di):u8", byte_at(di + 8)},
		{"x86_64", KPROBE, "+8(%di):s8", (uint64_t)(int8_t)byte_at(di + 8)},
		{"x86_64", KPROBE, "+8(%di):char", byte_at(di + 8)},
		{"x86_64", KPROBE, "+8(%di):symbol", word_at(di + 8)},
		{"x86_64", KPROBE, "+8(%di):s32", (uint64_t)(int32_t)word_at(di + 8)},
		{"x86_64", KPROBE, "+8(%di):b12@7/32", (uint32_t)word_at(di + 8) >> 7 & 0xfff},
		{"x86_64", KPROBE, "+8(%di):b64@0/64", word_at(di + 8)},
		{"x86_64", KPROBE, "+8(%di):b1@63/64", word_at(di + 8) >> 63},
		{"x86_64", KPROBE, "-8(+16(%di)):u16", (uint16_t)word_at(di + 64 - 8)},
		{"x86_64", KPROBE, "+0(-48(+16(%di))):u32", (uint32_t)word_at(di + 64)},
		{"x86_64", KPROBE, "+4(+24(%di)):u32",
		 (uint32_t)word_at(USER + (di - KERNEL) + 64 + 4)},
		{"x86_64", KPROBE, "+u4(+24(%di)):u32",
		 (uint32_t)word_at(USER + (di - KERNEL) + 64 + 4)},
		{"x86_64", KPROBE, "@init_task", word_at(SYMBOL_AT)},
		{"x86_64", KPROBE, "@init_task+8:u32", (uint32_t)word_at(SYMBOL_AT + 8)},
		{"x86_64", KPROBE, "@init_task-8:u32", (uint32_t)word_at(SYMBOL_AT - 8)},
		{"x86_64", KPROBE, "@0xffff888000000100:u64", word_at(KERNEL + 0x100)},
		{"x86_64", KPROBE, "+3(@0xffff888000000110):u8", byte_at(KERNEL + 0x140 + 3)},
	};

	(void)state;
	check_numbers(rows, sizeof(rows) / sizeof(*rows));
}

/* Of a program all memory is user space, whatever is written. */
static void test_programs_read_user_space(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	const uint64_t pointer = USER + 0x210;
	struct world world;

	(void)state;
	make_world(&world);
	filter_program_begin(&program, "x86_64", UPROBE " a=+8(%di):u8 b=+0(+8(%di)):u32 s=+0(%si)",
			     "a && b && s");
	filter_program_make(&program);
	assert_int_equal(filter_program_run(&program, &world.machine), 0);
	assert_int_equal(world.machine.counts.faulted, 1);
	put(world.machine.context + 112, USER);
	put(world.machine.context + 104, USER);
	put(world.user + 8, pointer);
	assert_int_equal(filter_program_run(&program, &world.machine), 1);
	/* What is the kernel's is none of a program's. */
	put(world.user + 8, KERNEL + 1);
	assert_int_equal(filter_program_run(&program, &world.machine), 0);
	assert_int_equal(world.machine.counts.faulted, 2);
}

static void test_faults(void **state)
{
	static const char *const fetches[] = {
		"+0(+32(%di)):u8",    "+8(+0(+32(%di))):u64", "+u0(%di):u8",	   "+0(+8(%di)):u8",
		"-300(+16(%r15)):u8", "@0xffff777700000000",  "+8(+16(+32(%di)))",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(fetches) / sizeof(*fetches); i++) {
		_cleanup_filter_program_ struct filter_program program;
		_cleanup_str_ struct str line = STR_INIT;
		struct world world;

		str_appendf(&line, KPROBE " n=%%cx:u64 a=%s", fetches[i]);
		make_world(&world);
		/* What a failed read leaves leads to where something can be read. */
		bpf_machine_add(&world.machine, UINT64_C(0x5a5a5a5a5a5a5a00), world.kernel, 256,
				true);
		/* Right of the `||` it is read only if it is reached. */
		filter_program_begin(&program, "x86_64", str_text(&line),
				     "n == 5 || !(a == 1 || a != 1)");
		filter_program_make(&program);
		assert_int_equal(filter_program_run(&program, &world.machine), 0);
		assert_int_equal(world.machine.counts.faulted, 1);
		put(world.machine.context + 88, 5);
		assert_int_equal(filter_program_run(&program, &world.machine), 1);
		assert_int_equal(world.machine.counts.faulted, 1);
		assert_int_equal(world.machine.calls, 0);
	}
}

static void check_refused(const char *arch, const char *line, const char *part)
{
	_cleanup_filter_program_ struct filter_program program;

	filter_program_begin(&program, arch, line, "a == 1 || a == 77");
	check_error(filter_code_make(&program.request, &program.code), SONDE_ERROR_UNAVAILABLE,
		    part);
}

static void test_what_cannot_be_fetched(void **state)
{
	struct filter_argument argument;
	struct probe_event event;
	static const struct {
		const char *line, *part;
	} lines[] = {
		{KPROBE " a=+0(%di):%pd", "'%pd'"},
		{KPROBE " a=+0(%di):symstr", "'symstr'"},
		{KPROBE " a=+0(%di):string[2]", "whole numbers"},
		{KPROBE " a=+0(%di):b1@0/8[2]", "whole numbers"},
		{UPROBE " a=@+0x100:u32", "distance from the start"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		check_ok(probe_event_parse(lines[i].line, &event));
		check_error(filter_argument_of(&event.args.data[0], event.is_user, &argument),
			    SONDE_ERROR_UNAVAILABLE, lines[i].part);
		probe_event_deinit(&event);
	}
	check_refused("aarch64", KPROBE " a=%di", "no register 'di'");
	check_refused("aarch64", KPROBE " a=$arg9", "$arg9");
	check_refused("x86_64", KRETPROBE " a=$arg1", "$arg1 is gone");
	check_refused("x86_64", KPROBE " a=@jiffies", "'jiffies'");
}

static void test_arguments(void **state)
{
	static const struct {
		const char *arg;
		struct filter_argument want;
	} arguments[] = {
		{"%di", {.size = 8}},
		{"%di:s16", {.size = 2, .is_signed = true}},
		{"%di:x8", {.size = 1}},
		{"%di:b3@2/32", {.size = 4, .bit_width = 3, .bit_offset = 2}},
		{"%di:b0x3@0x2/0x20", {.size = 4, .bit_width = 3, .bit_offset = 2}},
		{"+0(%di):s32[5]",
		 {.kind = FILTER_ARGUMENT_ARRAY, .size = 4, .is_signed = true, .count = 5}},
		{"+0(%di):symbol[2]", {.kind = FILTER_ARGUMENT_ARRAY, .size = 8, .count = 2}},
		{"+0(%di):string", {.kind = FILTER_ARGUMENT_TEXT, .size = 1}},
		{"+0(%di):ustring", {.kind = FILTER_ARGUMENT_TEXT, .size = 1, .is_user = true}},
		{"+u0(%di):string", {.kind = FILTER_ARGUMENT_TEXT, .size = 1, .is_user = true}},
		{"+0(+u0(%di)):string", {.kind = FILTER_ARGUMENT_TEXT, .size = 1}},
		{"$comm:string", {.kind = FILTER_ARGUMENT_TEXT, .size = 1, .is_command = true}},
		{"$comm", {.kind = FILTER_ARGUMENT_TEXT, .size = 1, .is_command = true}},
		{"\\\"abc\":string", {.kind = FILTER_ARGUMENT_TEXT, .size = 1}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(arguments) / sizeof(*arguments); i++) {
		const struct filter_argument *want = &arguments[i].want;
		_cleanup_str_ struct str line = STR_INIT;
		struct filter_argument got;
		struct probe_event event;

		str_appendf(&line, KPROBE " a=%s", arguments[i].arg);
		check_ok(probe_event_parse(str_text(&line), &event));
		check_ok(filter_argument_of(&event.args.data[0], false, &got));
		if (got.kind != want->kind || got.size != want->size ||
		    got.is_signed != want->is_signed || got.bit_width != want->bit_width ||
		    got.bit_offset != want->bit_offset || got.count != want->count ||
		    got.is_user != want->is_user || got.is_command != want->is_command)
			fail_msg("%s", arguments[i].arg);
		probe_event_deinit(&event);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registers),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_numbers_in_memory),
		cmocka_unit_test(test_programs_read_user_space),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_what_cannot_be_fetched),
		cmocka_unit_test(test_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
