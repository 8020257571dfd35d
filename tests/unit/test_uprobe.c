/* SPDX-License-Identifier: GPL-2.0-or-later */
/* On which instructions the kernel sets no uprobe. Each row was tried on Linux 6.1 and 6.12. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "blacklist/program.h"

struct row {
	const char *bytes;
	size_t size;
	/** A part of the reason; NULL where the kernel takes it. */
	const char *reason;
};

#define ROW(bytes, reason)                       \
	{                                        \
		bytes, sizeof(bytes) - 1, reason \
	}

static enum insn_answer ask(const void *bytes, size_t size, struct str *reason)
{
	_cleanup_free_ void *copy = malloc(size ? size : 1);
	const struct insn_question question = {
		.machine = INSN_MACHINE_X86_64,
		.code = copy,
		.size = size,
		.begins = true,
	};

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	return uprobe_check_x86_64(&question, reason);
}

static void test_rows(void **state)
{
	static const struct row rows[] = {
		ROW("\x55", NULL),
		ROW("\x90", NULL),
		ROW("\xf3\x0f\x1e\xfa", NULL), /* endbr64 */
		ROW("\x48\x89\xe5", NULL),
		ROW("\x64\x01\x00", NULL),
		ROW("\x66\x01\x00", NULL),
		ROW("\xf2\x48\x0f\xc1\x00", NULL),
		ROW("\xe8\x00\x00\x00\x00", NULL),
		ROW("\x74\x00", NULL),
		ROW("\x0f\x84\x00\x00\x00\x00", NULL),
		ROW("\xff\x25\x00\x00\x00\x00", NULL),
		ROW("\x0f\x05", NULL), /* syscall */
		ROW("\x0f\xa2", NULL), /* cpuid */
		ROW("\x66\x90", NULL),
		ROW("\xc5\xf8\x28\xc1", NULL), /* vmovaps */
		ROW("\xc5\xf8\x77", NULL),     /* vzeroupper */
		ROW("\xf0\x01\x00", "lock prefix"),
		ROW("\xf0\x48\x0f\xc1\x00", "lock prefix"),
		ROW("\x3e\xff\xe2", "prefix for a segment"), /* notrack jmp */
		ROW("\x2e\x48\x0f\xc1\x00", "prefix for a segment"),
		ROW("\x26\x01\x00", "prefix for a segment"),
		ROW("\x36\x01\x00", "prefix for a segment"),
		ROW("\x66\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00", "prefix for a segment"),
		ROW("\x66\xe8\x00\x00\x00\x00", "data16"),
		ROW("\x66\x66\x48\xe8\x00\x00\x00\x00", "data16"),
		ROW("\x66\x74\x00", "data16"),
		ROW("\x66\x0f\x84\x00\x00\x00\x00", "data16"),
		ROW("\x8e\xd1", "stack segment"),
		ROW("\x8e\xc1", NULL),
		ROW("\xcc", "traps"),
		ROW("\xcd\x80", "traps"),
		ROW("\xf1", "traps"),
		ROW("\xf4", "must not use"),
		ROW("\xfa", "must not use"),
		ROW("\xec", "must not use"),
		ROW("\x06", "do not have"),
		ROW("\xd6", "do not have"),
		ROW("\xc5\xf8\x2f\xc1", "takes for another one"), /* vcomiss */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_str_ struct str reason = STR_INIT;
		enum insn_answer answer = ask(rows[i].bytes, rows[i].size, &reason);

		if (answer != (rows[i].reason ? INSN_REFUSED : INSN_GOOD))
			fail_msg("row %zu: answer %d, %s", i, answer, str_text(&reason));
		if (!strstr(str_text(&reason), rows[i].reason ? rows[i].reason : ""))
			fail_msg("row %zu: %s", i, str_text(&reason));
	}
}

/* One bit for each opcode of a byte that the kernels take, the lowest first. */
static void test_opcodes(void **state)
{
	static const uint32_t taken[8] = {0x3f3fbf3f, 0x3f3f3f3f, 0xffffffff, 0xffff0ff8,
					  0xfbfffffb, 0xffffffff, 0xff8f0fef, 0xf3ec0b0f};

	(void)state;
	for (unsigned opcode = 0; opcode < 256; opcode++) {
		const uint8_t bytes[] = {(uint8_t)opcode, 0xc0, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90};
		_cleanup_str_ struct str reason = STR_INIT;
		/* Of vector instructions it is the opcode behind them that counts. */
		const bool is_prefix = opcode == 0x62 || opcode == 0xc4 || opcode == 0xc5;
		const bool is_taken = taken[opcode / 32] >> opcode % 32 & 1;

		if (!is_prefix && (ask(bytes, sizeof(bytes), &reason) == INSN_GOOD) != is_taken)
			fail_msg("opcode 0x%02x: %s", opcode, str_text(&reason));
	}
}

static void test_cut_short(void **state)
{
	_cleanup_str_ struct str reason = STR_INIT;

	(void)state;
	assert_int_equal(ask("", 0, &reason), INSN_UNKNOWN);
	assert_int_equal(ask("\x66", 1, &reason), INSN_UNKNOWN);
	assert_int_equal(ask("\x0f", 1, &reason), INSN_UNKNOWN);
	assert_int_equal(ask("\x8e", 1, &reason), INSN_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_opcodes),
		cmocka_unit_test(test_cut_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
