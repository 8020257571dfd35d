/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How sessions begin and end, in a tracing directory of plain files; tests/guest has them in
 * kernels. What they do meanwhile is in test_session_use.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/unit/pidfd.h"
#include "tests/unit/session_machine.h"
#include "tracefs/session_own.h"
#include "tracefs/session_owner.h"

/* What session_list() says of the name; -1 if nothing. */
static int state_of(const struct machine *machine, const char *name)
{
	_cleanup_session_infos_ struct session_infos infos = VEC_INIT;

	check_ok(session_list(&machine->place, &infos));
	vec_for_each(&infos, info) {
		if (strcmp(info->name, name) == 0)
			return info->problem ? -2 : (int)info->state;
	}
	return -1;
}

static bool is_in(const char *directory, const char *name)
{
	_cleanup_free_ char *path = path_in(directory, name);

	return file_exists(path);
}

static void test_life(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *session = NULL;
	_cleanup_session_ struct session *again = NULL;

	session = begin(&machine, "a-b");
	assert_string_equal(session_name(session), "a-b");
	assert_string_equal(session_group(session), "sonde_a_b");
	assert_true(is_in(*state, "tracing/instances/sonde-a-b"));
	assert_int_equal(state_of(&machine, "a-b"), SESSION_RUNNING);
	check_error(session_begin(&machine.place, "a-b", "x", NULL, &again), SONDE_ERROR_EXISTS,
		    "There is a session 'a-b' already, begun by process ");
	/* Another name, the same group. */
	check_error(session_begin(&machine.place, "a_b", "x", NULL, &again), SONDE_ERROR_EXISTS,
		    "There is a session 'a-b' already");
	assert_false(is_in(*state, "run/session-a_b"));
	check_error(session_open(&machine.place, "a-b", &again), SONDE_ERROR_EXISTS, "running");
	check_ok(session_end(session, NULL));
	assert_int_equal(state_of(&machine, "a-b"), -1);
	assert_false(is_in(*state, "tracing/instances/sonde-a-b"));
	assert_false(is_in(*state, "run/session-a-b"));
	check_file(*state, "tracing/kprobe_events", "");
}

static void test_kept(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *session = begin(&machine, "k");
	_cleanup_session_ struct session *looked = NULL;
	_cleanup_session_ struct session *opened = NULL;
	_cleanup_session_ struct session *again = NULL;

	check_ok(session_note(session, "one\ntwo \\"));
	check_ok(session_keep(session));
	assert_int_equal(state_of(&machine, "k"), SESSION_KEPT);
	check_ok(session_collect(&machine.place, false, &machine.notes, &machine.notes));
	assert_int_equal(machine.notes.size, 0);
	check_error(session_begin(&machine.place, "k", "x", NULL, &again), SONDE_ERROR_EXISTS,
		    "sonde session stop k");
	check_ok(session_look(&machine.place, "k", &looked));
	assert_int_equal(session_notes(looked)->size, 1);
	assert_string_equal(session_notes(looked)->data[0], "one\ntwo \\");
	check_ok(session_open(&machine.place, "k", &opened));
	assert_int_equal(state_of(&machine, "k"), SESSION_RUNNING);
	check_ok(session_end(opened, NULL));
	assert_int_equal(state_of(&machine, "k"), -1);
	check_error(session_open(&machine.place, "k", &again), SONDE_ERROR_NOT_FOUND,
		    "There is no session 'k'");
	check_error(session_look(&machine.place, "k", &again), SONDE_ERROR_NOT_FOUND,
		    "There is no session 'k'");
}

/* That its log cannot be written does not keep a session that was kept. */
static void test_full(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *session = begin(&machine, "f");
	_cleanup_session_ struct session *opened = NULL;
	int fd;

	check_ok(session_keep(session));
	check_ok(session_open(&machine.place, "f", &opened));
	fd = open(opened->log.path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(dup2(fd, opened->log.fd), opened->log.fd);
	close(fd);
	check_error(session_note(opened, "n"), SONDE_ERROR_OS, "Cannot write");
	check_ok(session_end(opened, NULL));
	assert_int_equal(state_of(&machine, "f"), -1);
}

static void test_dead(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *next = NULL;

	session_destroy(begin(&machine, "d"));
	assert_int_equal(state_of(&machine, "d"), SESSION_DEAD);
	check_ok(session_collect(&machine.place, true, &machine.notes, &machine.notes));
	assert_int_equal(machine.notes.size, 1);
	assert_non_null(strstr(machine.notes.data[0].text, "left the session 'd', which the next"));
	assert_true(is_in(*state, "tracing/instances/sonde-d"));
	/* The next one removes it, whatever its name. */
	check_ok(session_begin(&machine.place, "e", "x", &machine.notes, &next));
	assert_int_equal(machine.notes.size, 2);
	assert_non_null(strstr(machine.notes.data[1].text, "had left: session 'd'."));
	assert_false(is_in(*state, "tracing/instances/sonde-d"));
	check_ok(session_end(next, NULL));
}

/* What cannot be removed is named, and tried again. */
static void test_stays(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *session = begin(&machine, "s");
	_cleanup_notes_ struct notes problems = NOTES_INIT;
	_cleanup_free_ char *file = path_in(*state, "tracing/instances/sonde-s/x");

	put_quickly(*state, "tracing/instances/sonde-s/x", "");
	check_error(session_end(session, NULL), SONDE_ERROR_REFUSED, "/instances/sonde-s");
	assert_int_equal(state_of(&machine, "s"), SESSION_DEAD);
	check_ok(session_collect(&machine.place, false, &machine.notes, &problems));
	assert_int_equal(machine.notes.size, 0);
	assert_int_equal(problems.size, 1);
	assert_non_null(strstr(problems.data[0].text, "cannot be removed now."));
	assert_return_code(unlink(file), 0);
	check_ok(session_collect(&machine.place, false, &machine.notes, &problems));
	assert_int_equal(machine.notes.size, 1);
	assert_int_equal(problems.size, 1);
	assert_int_equal(state_of(&machine, "s"), -1);
}

/* A session that was kept and is being stopped is not kept any more. */
static void test_stop_fails(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *session = begin(&machine, "s");
	_cleanup_session_ struct session *opened = NULL;

	check_ok(session_keep(session));
	put_quickly(*state, "tracing/instances/sonde-s/x", "");
	check_ok(session_open(&machine.place, "s", &opened));
	check_error(session_end(opened, NULL), SONDE_ERROR_REFUSED, "sonde session gc");
	assert_int_equal(state_of(&machine, "s"), SESSION_DEAD);
}

static void test_taken(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *session = NULL;

	put_quickly(*state, "tracing/instances/sonde-t/x", "");
	check_error(session_begin(&machine.place, "t", "x", NULL, &session), SONDE_ERROR_EXISTS,
		    "instances/sonde-t is there already, and no session's.");
	put_quickly(*state, "tracing/events/sonde_u/x/enable", "");
	check_error(session_begin(&machine.place, "u", "x", NULL, &session), SONDE_ERROR_EXISTS,
		    "events/sonde_u is there already, and no session's.");
	check_error(session_begin(&machine.place, "u/v", "x", NULL, &session), SONDE_ERROR_USAGE,
		    "cannot be the name of a session");
	assert_false(is_in(*state, "run/session-t") || is_in(*state, "run/session-u"));
	assert_true(is_in(*state, "tracing/instances/sonde-t/x"));
}

/* A log that others could have written, or that is none, removes nothing. */
static void test_hostile_files(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_free_ char *path = path_in(*state, "run/session-h");
	_cleanup_notes_ struct notes problems = NOTES_INIT;

	session_destroy(begin(&machine, "h"));
	assert_return_code(chmod(path, 0622), 0);
	check_ok(session_collect(&machine.place, false, &machine.notes, &problems));
	assert_int_equal(problems.size, 1);
	assert_non_null(strstr(problems.data[0].text, "because others can write it"));
	assert_true(is_in(*state, "tracing/instances/sonde-h"));
	assert_int_equal(state_of(&machine, "h"), -2);
	assert_return_code(chmod(path, 0600), 0);
	put_quickly(*state, "run/session-h", "hello\n");
	check_ok(session_collect(&machine.place, false, &machine.notes, &problems));
	assert_int_equal(problems.size, 2);
	assert_non_null(strstr(problems.data[1].text, "is no log of a session: Line 1"));
	assert_return_code(unlink(path), 0);
	assert_return_code(mkfifo(path, 0600), 0);
	check_ok(session_collect(&machine.place, false, &machine.notes, &problems));
	assert_int_equal(problems.size, 3);
	assert_non_null(strstr(problems.data[2].text, "is no file. Remove it."));
	assert_int_equal(machine.notes.size, 0);
	assert_true(is_in(*state, "tracing/instances/sonde-h"));
}

/* Of another boot, or without its first lines: only a file. */
static void test_stale(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);

	put_quickly(*state, "run/session-old", "sonde session 1\nboot x\n");
	put_quickly(*state, "run/session-torn", "sonde ses");
	put_quickly(*state, "tracing/instances/sonde-old/x", "");
	check_ok(session_collect(&machine.place, true, &machine.notes, &machine.notes));
	assert_true(is_in(*state, "run/session-old"));
	check_ok(session_collect(&machine.place, false, &machine.notes, &machine.notes));
	assert_false(is_in(*state, "run/session-old") || is_in(*state, "run/session-torn"));
	assert_true(is_in(*state, "tracing/instances/sonde-old/x"));
	assert_int_equal(machine.notes.size, 0);
}

static void test_no_place(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_infos_ struct session_infos infos = VEC_INIT;
	_cleanup_session_ struct session *session = NULL;
	_cleanup_free_ char *run_dir = path_in(*state, "no/run");
	struct session_place place = {machine.tracing_dir, run_dir};

	check_ok(session_list(&place, &infos));
	assert_int_equal(infos.size, 0);
	check_error(session_begin(&place, "n", "x", NULL, &session), SONDE_ERROR_NOT_FOUND,
		    "Cannot make the directory ");
	place = (struct session_place){"/proc/self", machine.run_dir};
	check_error(session_begin(&place, "n", "x", NULL, &session), SONDE_ERROR_NOT_FOUND,
		    "Cannot make the instance /proc/self/instances/sonde-n");
	assert_false(is_in(*state, "run/session-n"));
}

/* A process that ends its session when it is asked to. */
static void run_until_asked(const struct machine *machine, int told)
{
	struct session *session = NULL;
	sigset_t set;
	int signal;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (session_begin(&machine->place, "r", "x", NULL, &session))
		_exit(1);
	if (write(told, "x", 1) != 1 || sigwait(&set, &signal) != 0)
		_exit(2);
	_exit(session_end(session, NULL) ? 3 : 0);
}

static void interrupt_another(const char *directory)
{
	_cleanup_machine_ struct machine machine = machine_init(directory);
	int pipe_fds[2], status;
	char byte;
	pid_t pid;

	check_error(session_interrupt(&machine.place, "r", 1), SONDE_ERROR_NOT_FOUND,
		    "No session 'r' is running.");
	assert_return_code(pipe(pipe_fds), 0);
	pid = fork();
	assert_return_code(pid, 0);
	if (!pid)
		run_until_asked(&machine, pipe_fds[1]);
	assert_int_equal(read(pipe_fds[0], &byte, 1), 1);
	assert_int_equal(state_of(&machine, "r"), SESSION_RUNNING);
	check_ok(session_interrupt(&machine.place, "r", 10));
	assert_int_equal(state_of(&machine, "r"), -1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

static void test_interrupt(void **state)
{
	if (!has_pidfd())
		skip();
	interrupt_another(*state);
}

/* From here on the call is one that the kernel does not have. */
static bool lose_pidfd(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_open, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {sizeof(code) / sizeof(*code), code};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* A process that cannot be asked is not said to be gone. */
static void test_interrupt_without_pidfd(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *session = begin(&machine, "r");
	const pid_t pid = fork();
	int status;

	assert_return_code(pid, 0);
	if (!pid) {
		struct sonde_error *error = lose_pidfd() ? session_interrupt(&machine.place, "r", 1)
							 : NULL;

		_exit(error && error->kind == SONDE_ERROR_OS &&
				      strstr(error->message, "of session 'r': pidfd_open: ")
			      ? 0
			      : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	check_ok(session_end(session, NULL));
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(test_life),	WITH_DIRECTORY(test_kept),
		WITH_DIRECTORY(test_full),	WITH_DIRECTORY(test_dead),
		WITH_DIRECTORY(test_stays),	WITH_DIRECTORY(test_stop_fails),
		WITH_DIRECTORY(test_taken),	WITH_DIRECTORY(test_hostile_files),
		WITH_DIRECTORY(test_stale),	WITH_DIRECTORY(test_no_place),
		WITH_DIRECTORY(test_interrupt), WITH_DIRECTORY(test_interrupt_without_pidfd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
