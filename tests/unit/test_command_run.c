/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/run/command.h"
#include "tests/unit/check.h"

/* How long a test waits for what has to come, in hundredths of a second. */
#define PATIENCE 500

static void nap(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

static void wait_for_end(struct command_run *run)
{
	for (int i = 0; i < PATIENCE && !command_run_ended(run); i++)
		nap();
	assert_true(command_run_ended(run));
}

/* `sh -c SCRIPT`, prepared. */
static struct command_run prepare(char *script)
{
	char *const argv[] = {"sh", "-c", script, NULL};
	struct command_run run = COMMAND_RUN_INIT;

	check_ok(command_run_prepare(argv, &run));
	assert_true(run.pid > 0);
	return run;
}

static void check_told(const struct command_run *run, const char *want)
{
	_cleanup_str_ struct str told = STR_INIT;

	command_run_tell(run, "it", &told);
	assert_string_equal(str_text(&told), want);
}

/* Nothing of it happens before it is let go, and then it has the number that was known before. */
static void test_waits(void **state)
{
	char path[] = "/tmp/sonde-test-XXXXXX", script[128], got[32] = "", want[32];
	const int fd = mkstemp(path);
	_cleanup_command_run_ struct command_run run = COMMAND_RUN_INIT;

	(void)state;
	assert_true(fd >= 0);
	snprintf(script, sizeof(script), "echo $$ >%s", path);
	run = prepare(script);
	snprintf(want, sizeof(want), "%d\n", (int)run.pid);
	nap();
	assert_false(command_run_ended(&run));
	assert_int_equal(read(fd, got, sizeof(got)), 0);
	check_ok(command_run_start(&run, "sh"));
	wait_for_end(&run);
	assert_int_equal(read(fd, got, sizeof(got) - 1), strlen(want));
	assert_string_equal(got, want);
	check_told(&run, "");
	close(fd);
	unlink(path);
}

static void test_tells_its_end(void **state)
{
	_cleanup_command_run_ struct command_run failed = prepare("exit 3");
	_cleanup_command_run_ struct command_run killed = prepare("kill -9 $$");

	(void)state;
	check_told(&failed, "");
	check_ok(command_run_start(&failed, "sh"));
	wait_for_end(&failed);
	check_told(&failed, "The command 'it' ended with status 3.");
	check_ok(command_run_start(&killed, "sh"));
	wait_for_end(&killed);
	check_told(&killed, "The command 'it' was ended by signal 9 (Killed).");
}

static void test_is_ended(void **state)
{
	_cleanup_command_run_ struct command_run meek = prepare("exec sleep 60");
	_cleanup_command_run_ struct command_run stubborn = prepare("trap '' TERM; exec sleep 60");
	_cleanup_command_run_ struct command_run none = COMMAND_RUN_INIT;

	(void)state;
	assert_true(command_run_end(&none, 0));
	assert_false(command_run_ended(&none));
	check_ok(command_run_start(&meek, "sh"));
	assert_true(command_run_end(&meek, PATIENCE * 10));
	check_told(&meek, "The command 'it' was ended by signal 15 (Terminated).");
	check_ok(command_run_start(&stubborn, "sh"));
	/* It has to get to its first line. */
	for (int i = 0; i < 30; i++)
		nap();
	assert_false(command_run_end(&stubborn, 50));
	kill(stubborn.pid, SIGKILL);
	wait_for_end(&stubborn);
}

/* What was prepared for nothing is no more, and has not run. */
static void test_is_given_up(void **state)
{
	char path[] = "/tmp/sonde-test-XXXXXX", script[128];
	struct command_run run;
	pid_t pid;

	(void)state;
	close(mkstemp(path));
	snprintf(script, sizeof(script), "rm %s", path);
	run = prepare(script);
	pid = run.pid;
	command_run_deinit(&run);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
	assert_int_equal(unlink(path), 0);
}

/* One that was killed while it waited has ended, and that is all. */
/* Who runs tests in the background may have it ignored, and so would the command. */
static struct command_run prepare_interruptible(char *script)
{
	signal(SIGINT, SIG_DFL);
	return prepare(script);
}

static void test_dies_early(void **state)
{
	_cleanup_command_run_ struct command_run run = prepare_interruptible("exit 0");

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	kill(run.pid, SIGINT);
	nap();
	check_ok(command_run_start(&run, "sh"));
	wait_for_end(&run);
	check_told(&run, "The command 'it' was ended by signal 2 (Interrupt).");
}

static void check_refused(char *name, enum sonde_error_kind kind, const char *part)
{
	char *const argv[] = {name, NULL};
	struct command_run run = COMMAND_RUN_INIT;

	check_error(command_run_prepare(argv, &run), kind, part);
	assert_int_equal(run.pid, 0);
}

static void test_is_not_there(void **state)
{
	char path[] = "/tmp/sonde-test-XXXXXX";
	const int fd = mkstemp(path);

	(void)state;
	check_refused("sonde-no-such-command", SONDE_ERROR_NOT_FOUND,
		      "There is no command 'sonde-no-such-command'");
	check_refused("/nowhere/at/all", SONDE_ERROR_NOT_FOUND, "Cannot run '/nowhere/at/all'");
	check_refused("/tmp", SONDE_ERROR_PERMISSION, "Cannot run '/tmp'");
	check_refused(path, SONDE_ERROR_PERMISSION, "Permission denied");
	close(fd);
	unlink(path);
}

/* What only the kernel knows comes when it is started. */
static void test_has_no_interpreter(void **state)
{
	char path[] = "/tmp/sonde-test-XXXXXX";
	char *const argv[] = {path, NULL};
	_cleanup_command_run_ struct command_run run = COMMAND_RUN_INIT;
	int fd;

	(void)state;
	/* valgrind dies of an execve(2) that fails so late. */
	if (getenv("SONDE_UNDER"))
		skip();
	fd = mkstemp(path);
	assert_int_equal(write(fd, "#!/nowhere/at/all\n", 18), 18);
	fchmod(fd, 0700);
	close(fd);
	check_ok(command_run_prepare(argv, &run));
	check_error(command_run_start(&run, path), SONDE_ERROR_NOT_FOUND, "Cannot run '/tmp/");
	unlink(path);
}

/* An empty part of PATH is the current directory; one that is not there is passed over. */
static void test_path(void **state)
{
	char *const argv[] = {"sonde-test-command", NULL};
	char directory[] = "/tmp/sonde-test-XXXXXX", *before = strdup(getenv("PATH"));
	_cleanup_command_run_ struct command_run run = COMMAND_RUN_INIT;

	(void)state;
	assert_non_null(mkdtemp(directory));
	assert_int_equal(chdir(directory), 0);
	assert_int_equal(symlink("/bin/sh", "sonde-test-command"), 0);
	setenv("PATH", "/nowhere", 1);
	check_error(command_run_prepare(argv, &run), SONDE_ERROR_NOT_FOUND, "in PATH");
	setenv("PATH", "/nowhere:", 1);
	check_ok(command_run_prepare(argv, &run));
	setenv("PATH", before, 1);
	free(before);
	unlink("sonde-test-command");
	assert_int_equal(chdir("/"), 0);
	rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_tells_its_end),
		cmocka_unit_test(test_is_ended),
		cmocka_unit_test(test_is_given_up),
		cmocka_unit_test(test_dies_early),
		cmocka_unit_test(test_is_not_there),
		cmocka_unit_test(test_has_no_interpreter),
		cmocka_unit_test(test_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
