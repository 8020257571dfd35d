/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/run/watched.h"
#include "tests/unit/check.h"
#include "tests/unit/pidfd.h"

static pid_t sleeper(void)
{
	const pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		pause();
		_exit(0);
	}
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void watch_two(void)
{
	_cleanup_watched_ struct watched watched = VEC_INIT;
	const pid_t first = sleeper(), second = sleeper();
	struct pollfd poller = {.events = POLLIN};

	assert_false(watched_ended(&watched));
	check_ok(watched_add(&watched, first));
	check_ok(watched_add(&watched, second));
	assert_false(watched_ended(&watched));
	assert_int_equal(watched_wait(&watched), -1);
	end(first);
	assert_false(watched_ended(&watched));
	poller.fd = watched.data[1].fd;
	assert_int_equal(poll(&poller, 1, 0), 0);
	end(second);
	assert_int_equal(poll(&poller, 1, 0), 1);
	assert_true(watched_ended(&watched));
}

static void test_the_last_one_counts(void **state)
{
	(void)state;
	if (!has_pidfd())
		skip();
	watch_two();
}

/* As before Linux 5.3. */
static void test_without_descriptors(void **state)
{
	_cleanup_watched_ struct watched watched = VEC_INIT;
	const pid_t pid = sleeper();

	(void)state;
	check_ok(watched_add(&watched, pid));
	close(watched.data[0].fd);
	watched.data[0].fd = -1;
	assert_false(watched_ended(&watched));
	assert_true(watched_wait(&watched) > 0);
	end(pid);
	assert_true(watched_ended(&watched));
	assert_int_equal(watched_wait(&watched), -1);
}

static void *wait_in_thread(void *pipe_ends)
{
	const pid_t id = (pid_t)syscall(SYS_gettid);
	const int *ends = pipe_ends;
	char byte;

	if (write(ends[1], &id, sizeof(id)) != sizeof(id) || read(ends[2], &byte, 1) < 0)
		return NULL;
	return NULL;
}

static void test_no_process(void **state)
{
	_cleanup_watched_ struct watched watched = VEC_INIT;
	const pid_t pid = sleeper();
	int ends[4];
	pthread_t thread;
	char own[32];
	pid_t id;

	(void)state;
	end(pid);
	check_error(watched_add(&watched, pid), SONDE_ERROR_NOT_FOUND, "There is no process");
	check_error(watched_add(&watched, 0), SONDE_ERROR_NOT_FOUND, "There is no process 0.");
	check_error(watched_add(&watched, -1), SONDE_ERROR_NOT_FOUND, "There is no process -1.");
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(pipe(ends + 2), 0);
	assert_int_equal(pthread_create(&thread, NULL, wait_in_thread, ends), 0);
	assert_int_equal(read(ends[0], &id, sizeof(id)), sizeof(id));
	snprintf(own, sizeof(own), "Its process is %d.", (int)getpid());
	check_error(watched_add(&watched, id), SONDE_ERROR_USAGE, own);
	assert_int_equal(watched.size, 0);
	close(ends[3]);
	pthread_join(thread, NULL);
	for (int i = 0; i < 3; i++)
		close(ends[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_last_one_counts),
		cmocka_unit_test(test_without_descriptors),
		cmocka_unit_test(test_no_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
