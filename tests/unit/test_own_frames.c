/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "trace/own_frames.h"

/* Addresses are indices. */
static void find_kernel(const struct hit_symbols *symbols, uint64_t address, struct hit_symbol *ret)
{
	const char *const *names = symbols->data;

	*ret = (struct hit_symbol){.name = names[address]};
}

static void check_left(const char *const *names, size_t count, size_t left)
{
	const struct hit_symbols symbols = {.kernel = find_kernel,
					    .data = (void *)(uintptr_t)names};
	unsigned char bytes[1 + 8 * 8];
	struct hit_frames frames = {.bytes = bytes + 1, .count = count};

	for (uint64_t i = 0; i < count; i++)
		memcpy(bytes + 1 + i * 8, &i, sizeof(i));
	frames = hit_frames_without_own(frames, &symbols);
	assert_int_equal(frames.count, left);
	assert_ptr_equal(frames.bytes, bytes + 1 + (count - left) * 8);
}

static void test_own(void **state)
{
	static const char *const wakeup[] = {"trace_event_raw_event_sched_wakeup_template",
					     "__traceiter_sched_wakeup", "ttwu_do_activate",
					     "__traceiter_sched_wakeup"};
	static const char *const enter[] = {"ftrace_syscall_enter", "syscall_trace_enter"};
	static const char *const copied[] = {"ftrace_syscall_exit.constprop.0", "syscall_exit"};
	static const char *const probe[] = {"vfs_read", "ksys_read"};
	static const char *const alike[] = {"ftrace_syscall_entered", "x"};
	static const char *const unnamed[] = {NULL, "__traceiter_sched_wakeup"};

	(void)state;
	check_left(wakeup, 4, 2);
	check_left(enter, 2, 1);
	check_left(copied, 2, 1);
	check_left(probe, 2, 2);
	check_left(alike, 2, 2);
	check_left(unnamed, 2, 2);
	check_left(enter, 1, 0);
	check_left(enter, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_own)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
