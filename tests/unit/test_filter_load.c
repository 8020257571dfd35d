/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "bpf/load.h"
#include "bpf/maps.h"
#include "bpf/threads.h"
#include "tests/unit/bpf_machine.h"
#include "tests/unit/check.h"

struct words_row {
	const char *log, *want;
};

static const struct words_row words[] = {
	{"", ""},
	{"\n\n", ""},
	{"processed 3 insns (limit 1000000) max_states_per_insn 0\n", ""},
	/* As kernels 6.1 and 6.12 write them. */
	{"func#0 @0\n"
	 "0: R1=ctx() R10=fp0\n"
	 "0: (bf) r6 = r1                       ; R1=ctx() R6_w=ctx()\n"
	 "1: (79) r1 = *(u64 *)(r2 +0)\n"
	 "R2 !read_ok\n"
	 "processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 "
	 "mark_read 0\n",
	 "  0: (bf) r6 = r1                       ; R1=ctx() R6_w=ctx()\n"
	 "  1: (79) r1 = *(u64 *)(r2 +0)\n"
	 "  R2 !read_ok"},
	{"7: (85) call bpf_map_lookup_elem#1\n"
	 "R1 type=scalar expected=map_ptr\n"
	 "verification time 90 usec\n"
	 "stack depth 8\n"
	 "processed 8 insns (limit 1000000)\n",
	 "  7: (85) call bpf_map_lookup_elem#1\n"
	 "  R1 type=scalar expected=map_ptr"},
	{"R0 invalid mem access 'map_value_or_null'",
	 "  R0 invalid mem access 'map_value_or_null'"},
};

static void test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		_cleanup_str_ struct str out = STR_INIT;

		filter_verifier_words(words[i].log, &out);
		assert_string_equal(str_text(&out), words[i].want);
	}
}

static void test_long_words(void **state)
{
	_cleanup_str_ struct str out = STR_INIT;
	char line[401];

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	filter_verifier_words(line, &out);
	assert_int_equal(out.size, 2 + 160 + 3);
	assert_string_equal(str_text(&out) + out.size - 4, "x...");
}

static void test_ring_size(void **state)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);

	(void)state;
	assert_int_equal(filter_ring_size(0), page);
	assert_int_equal(filter_ring_size(1), page);
	assert_int_equal(filter_ring_size(page), page);
	assert_int_equal(filter_ring_size(page + 1), 2 * page);
	assert_int_equal(filter_ring_size(3 << 20), 4 << 20);
	assert_int_equal(filter_ring_size((size_t)1 << 30), (size_t)1 << 30);
	assert_int_equal(filter_ring_size(((size_t)1 << 30) + 1), 0);
	assert_int_equal(filter_ring_size(SIZE_MAX), 0);
}

static void test_equal(void **state)
{
	_cleanup_filter_code_ struct filter_code one = {.insns = VEC_INIT};
	_cleanup_filter_code_ struct filter_code copy = {.insns = VEC_INIT};
	_cleanup_filter_code_ struct filter_code other = {.insns = VEC_INIT};

	(void)state;
	check_ok(filter_threads_fork_code(44, &one));
	check_ok(filter_code_copy(&one, &copy));
	assert_true(filter_code_is_equal(&one, &copy));
	check_ok(filter_threads_fork_code(48, &other));
	assert_false(filter_code_is_equal(&one, &other));
	vec_last(&copy.references)->offset++;
	assert_false(filter_code_is_equal(&one, &copy));
	vec_last(&copy.references)->offset--;
	assert_true(filter_code_is_equal(&one, &copy));
	vec_last(&copy.insns)->imm++;
	assert_false(filter_code_is_equal(&one, &copy));
}

/* A thread that comes to a tracepoint, and what becomes of FILTER_MAP_THREADS, where 7 and 40 are.
 */
struct thread_row {
	const struct filter_code *code;
	/* Its id, and that which the record has at 44. */
	uint32_t thread, other;
	bool is_crowded;
	uint32_t added, removed;
	uint64_t unfollowed;
};

static void check_row(const struct thread_row *row)
{
	static const uint32_t known[] = {7, 40};
	struct bpf_machine machine = {
		.process = 99,
		.thread = row->thread,
		.threads = known,
		.thread_count = 2,
		.is_crowded = row->is_crowded,
	};
	uint64_t result;
	bool is_good;

	memcpy(machine.context + 44, &row->other, sizeof(row->other));
	assert_true(bpf_machine_check(row->code, machine.failure));
	machine.failure[0] = '\0';
	is_good = bpf_machine_run(&machine, row->code, &result);
	assert_string_equal(machine.failure, "");
	assert_true(is_good);
	assert_int_equal(result, 1);
	assert_int_equal(machine.added, row->added);
	assert_int_equal(machine.removed, row->removed);
	assert_int_equal(machine.counts.unfollowed, row->unfollowed);
}

static void test_threads(void **state)
{
	_cleanup_filter_code_ struct filter_code forks = {.insns = VEC_INIT};
	_cleanup_filter_code_ struct filter_code execs = {.insns = VEC_INIT};
	_cleanup_filter_code_ struct filter_code exits = {.insns = VEC_INIT};
	const struct thread_row rows[] = {
		{&forks, 7, 41, false, 41, 0, 0},
		{&forks, 8, 41, false, 0, 0, 0},
		{&forks, 40, 41, true, 0, 0, 1},
		{&exits, 7, 0, false, 0, 7, 0},
		/* By the first thread: it stays. */
		{&execs, 7, 7, false, 0, 0, 0},
		{&execs, 8, 8, false, 0, 0, 0},
		/* By another, which is now the first. */
		{&execs, 39, 40, false, 39, 40, 0},
		{&execs, 39, 41, false, 0, 0, 0},
		{&execs, 39, 40, true, 0, 40, 1},
	};

	(void)state;
	check_ok(filter_threads_fork_code(44, &forks));
	check_ok(filter_threads_exec_code(44, &execs));
	check_ok(filter_threads_exit_code(&exits));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&rows[i]);
}

static void test_thread_fields(void **state)
{
	struct filter_code none = {.insns = VEC_INIT};

	(void)state;
	check_error(filter_threads_fork_code(45, &none), SONDE_ERROR_UNSUPPORTED,
		    "child_pid at 45");
	check_error(filter_threads_fork_code(40000, &none), SONDE_ERROR_UNSUPPORTED,
		    "child_pid at 40000");
	check_error(filter_threads_exec_code(46, &none), SONDE_ERROR_UNSUPPORTED, "old_pid at 46");
}

/* As programs that run on other CPUs leave them. */
struct counts_row {
	uint64_t seen, passed, lost, faulted;
	uint64_t want_seen, want_lost;
};

static void test_counts(void **state)
{
	static const struct counts_row rows[] = {
		{0, 0, 0, 0, 0, 0},
		{10, 4, 1, 2, 10, 1},
		/* One has passed after the seen ones were read. */
		{3, 4, 0, 0, 4, 0},
		{5, 4, 0, 2, 6, 0},
		{0, 0, 1, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct filter_counts from = {
			.seen = rows[i].seen,
			.passed = rows[i].passed,
			.lost = rows[i].lost,
			.faulted = rows[i].faulted,
			.cut = 5,
			.unfollowed = 6,
		};
		struct filter_maps maps = FILTER_MAPS_INIT;
		struct filter_counts counts;

		maps.counts = &from;
		filter_maps_counts(&maps, &counts);
		assert_int_equal(counts.seen, rows[i].want_seen);
		assert_int_equal(counts.passed, rows[i].passed);
		assert_int_equal(counts.lost, rows[i].want_lost);
		assert_int_equal(counts.faulted, rows[i].faulted);
		assert_int_equal(counts.cut, 5);
		assert_int_equal(counts.unfollowed, 6);
	}
}

static void test_missing(void **state)
{
	const struct filter_counts counts = {.seen = 20, .passed = 10, .lost = 3};

	(void)state;
	assert_int_equal(filter_counts_missing(&counts, 0), 7);
	assert_int_equal(filter_counts_missing(&counts, 6), 1);
	assert_int_equal(filter_counts_missing(&counts, 7), 0);
	/* Taken after it was counted. */
	assert_int_equal(filter_counts_missing(&counts, 9), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),	  cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_ring_size), cmocka_unit_test(test_equal),
		cmocka_unit_test(test_threads),	  cmocka_unit_test(test_thread_fields),
		cmocka_unit_test(test_counts),	  cmocka_unit_test(test_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
