/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/run/threads.h"
#include "tests/unit/tracing_tree.h"

#define SECOND UINT64_C(1000000000)

static void put_thread(const char *root, int tid, int pid, const char *comm)
{
	char name[64], text[64];

	snprintf(name, sizeof(name), "%d/status", tid);
	snprintf(text, sizeof(text), "Name:\tx\nUmask:\t0022\nTgid:\t%d\nPid:\t%d\n", pid, tid);
	put_file(root, name, text);
	snprintf(name, sizeof(name), "%d/comm", tid);
	put_file(root, name, comm);
}

static void end_thread(const char *root, const char *tid)
{
	_cleanup_free_ char *folder = path_in(root, tid);

	assert_int_equal(nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static void check_thread(struct threads *threads, pid_t tid, uint64_t now, pid_t pid,
			 const char *comm)
{
	struct thread thread = {.pid = -1};

	check_ok(threads_find(threads, tid, now, &thread));
	assert_int_equal(thread.pid, pid);
	assert_string_equal(thread.comm, comm);
}

static void test_remembered(void **state)
{
	_cleanup_threads_ struct threads threads = {.root = *state};

	put_thread(*state, 70, 70, "shell\n");
	put_thread(*state, 71, 70, "worker\n");
	check_thread(&threads, 71, 5, 70, "worker");
	check_thread(&threads, 70, 5, 70, "shell");
	/* Whatever has become of it: for a second it is not asked for again. */
	put_thread(*state, 71, 70, "other\n");
	check_thread(&threads, 71, SECOND, 70, "worker");
	/* Records of another CPU can be older. */
	check_thread(&threads, 71, 4, 70, "worker");
	check_thread(&threads, 71, SECOND + 6, 70, "other");
	/* One that has ended is what it was. */
	end_thread(*state, "71");
	check_thread(&threads, 71, 3 * SECOND, 70, "other");
	/* Another thread has its number. */
	put_thread(*state, 71, 69, "new\n");
	check_thread(&threads, 71, 5 * SECOND, 69, "new");
}

static void test_unknown(void **state)
{
	_cleanup_threads_ struct threads threads = {.root = *state};

	check_thread(&threads, 80, 5, 0, "");
	/* Not asked for at each record. */
	put_thread(*state, 80, 80, "late\n");
	check_thread(&threads, 80, 6, 0, "");
	check_thread(&threads, 80, 6 + 2 * SECOND, 80, "late");
	check_thread(&threads, 0, 5, 0, "swapper");
	/* Numbers that share a place. */
	put_thread(*state, 80 + 4096, 9, "far\n");
	check_thread(&threads, 80 + 4096, 6, 9, "far");
	check_thread(&threads, 80, 6, 80, "late");
}

static void test_strange(void **state)
{
	_cleanup_threads_ struct threads threads = {.root = *state};

	put_thread(*state, 1, 1, "a\nb \n");
	check_thread(&threads, 1, 5, 1, "a\nb ");
	put_thread(*state, 2, 2, "0123456789abcdefghij\n");
	check_thread(&threads, 2, 5, 2, "0123456789abcde");
	put_thread(*state, 3, 3, "");
	check_thread(&threads, 3, 5, 3, "");
	put_file(*state, "4/status", "no such line\n");
	check_thread(&threads, 4, 5, 0, "");
}

/* In a container another thread has the number: what the kernel knows itself is right still. */
static void test_container(void **state)
{
	_cleanup_free_ char *tracing_dir = path_in(*state, "tracing");
	_cleanup_threads_ struct threads threads = {.root = *state, .tracing_dir = tracing_dir};

	put_file(*state, "self/ns/pid", "");
	put_thread(*state, 70, 70, "another\n");
	put_file(*state, "tracing/saved_cmdlines", "70 shell\n");
	check_thread(&threads, 70, SECOND, 0, "shell");
}

/* Threads that have ended, of which the kernel still has the commands. */
static void test_saved(void **state)
{
	_cleanup_free_ char *tracing_dir = path_in(*state, "tracing");
	_cleanup_threads_ struct threads threads = {.root = *state, .tracing_dir = tracing_dir};

	check_thread(&threads, 91, 5, 0, "");
	put_file(*state, "tracing/saved_cmdlines",
		 "9 x\n90 a b\n92 <...>\n93 0123456789abcdefghij\n94 last");
	put_thread(*state, 9, 8, "there\n");
	check_thread(&threads, 9, SECOND, 8, "there");
	check_thread(&threads, 90, SECOND, 0, "a b");
	check_thread(&threads, 91, SECOND, 0, "");
	check_thread(&threads, 92, SECOND, 0, "");
	check_thread(&threads, 93, SECOND, 0, "0123456789abcde");
	check_thread(&threads, 94, SECOND, 0, "last");
	/* It is read anew for who is not in it, however soon: it may be from before their end. */
	put_file(*state, "tracing/saved_cmdlines", "95 new\n");
	check_thread(&threads, 95, SECOND + 1, 0, "new");
	check_thread(&threads, 96, SECOND + 60000000, 0, "");
	put_file(*state, "tracing/saved_cmdlines", "95 new\n97 newer\n");
	check_thread(&threads, 97, SECOND + 200000000, 0, "newer");
	check_thread(&threads, 95, 3 * SECOND, 0, "new");
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(test_remembered), WITH_DIRECTORY(test_unknown),
		WITH_DIRECTORY(test_strange),	 WITH_DIRECTORY(test_saved),
		WITH_DIRECTORY(test_container),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
