/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/run/interrupts.h"
#include "tests/unit/check.h"

static void send(int number)
{
	assert_int_equal(kill(getpid(), number), 0);
}

static void handle(int number)
{
	(void)number;
}

static bool is_held(int number)
{
	sigset_t set;

	sigprocmask(SIG_SETMASK, NULL, &set);
	return sigismember(&set, number) == 1;
}

static void test_are_read(void **state)
{
	_cleanup_interrupts_ struct interrupts interrupts = INTERRUPTS_INIT;
	struct pollfd poller = {.events = POLLIN};

	(void)state;
	/* nohup(1) may run this. */
	signal(SIGHUP, SIG_DFL);
	assert_int_equal(interrupts_next(&interrupts), INTERRUPT_NONE);
	check_ok(interrupts_begin(&interrupts));
	poller.fd = interrupts.fd;
	assert_int_equal(interrupts_next(&interrupts), INTERRUPT_NONE);
	assert_int_equal(poll(&poller, 1, 0), 0);
	send(SIGINT);
	assert_int_equal(poll(&poller, 1, 0), 1);
	assert_int_equal(interrupts_next(&interrupts), INTERRUPT_END);
	send(SIGTERM);
	assert_int_equal(interrupts_next(&interrupts), INTERRUPT_END);
	send(SIGHUP);
	assert_int_equal(interrupts_next(&interrupts), INTERRUPT_QUIT);
	send(SIGQUIT);
	assert_int_equal(interrupts_next(&interrupts), INTERRUPT_QUIT);
	if (fork() == 0)
		_exit(0);
	assert_int_equal(poll(&poller, 1, 5000), 1);
	assert_int_equal(interrupts_next(&interrupts), INTERRUPT_CHILD);
	assert_true(wait(NULL) > 0);
	assert_int_equal(interrupts_next(&interrupts), INTERRUPT_NONE);
}

/* One that comes while everything is undone does not end what comes behind. */
static void test_wait_until_the_end(void **state)
{
	struct interrupts interrupts = INTERRUPTS_INIT;
	struct sigaction action;

	(void)state;
	signal(SIGPIPE, handle);
	check_ok(interrupts_begin(&interrupts));
	send(SIGPIPE);
	send(SIGINT);
	send(SIGTERM);
	interrupts_end(&interrupts);
	assert_false(is_held(SIGINT));
	sigaction(SIGPIPE, NULL, &action);
	assert_ptr_equal(action.sa_handler, handle);
	signal(SIGPIPE, SIG_DFL);
	interrupts_end(&interrupts);
}

/* nohup(1) means it. A SIGINT that is ignored comes nevertheless: see interrupts.c. */
static void test_ignored(void **state)
{
	_cleanup_interrupts_ struct interrupts interrupts = INTERRUPTS_INIT;

	(void)state;
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	check_ok(interrupts_begin(&interrupts));
	send(SIGHUP);
	assert_int_equal(interrupts_next(&interrupts), INTERRUPT_NONE);
	send(SIGINT);
	assert_int_equal(interrupts_next(&interrupts), INTERRUPT_END);
	signal(SIGHUP, SIG_DFL);
	signal(SIGINT, SIG_DFL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_are_read),
		cmocka_unit_test(test_wait_until_the_end),
		cmocka_unit_test(test_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
