/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sessions in a tracing directory of plain files; tests/guest has them in kernels. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/unit/tracing_tree.h"
#include "tracefs/session.h"
#include "tracefs/session_own.h"
#include "tracefs/session_owner.h"

/* As put_file(), without waiting for the disk. */
static void put_quickly(const char *directory, const char *name, const char *text)
{
	_cleanup_free_ char *path = path_in(directory, name);
	_cleanup_free_ char *parent = NULL;
	FILE *file;

	check_ok(sonde_strndup(path, (size_t)(strrchr(path, '/') - path), &parent));
	check_ok(file_make_dirs(parent, 0700));
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* A made-up machine. */
struct machine {
	char *tracing_dir, *run_dir;
	struct session_place place;
	struct notes notes;
};

static struct machine machine_init(const char *directory)
{
	struct machine machine = {
		.tracing_dir = path_in(directory, "tracing"),
		.run_dir = path_in(directory, "run"),
		.notes = NOTES_INIT,
	};

	put_quickly(directory, "tracing/kprobe_events", "");
	put_quickly(directory, "tracing/uprobe_events", "");
	put_quickly(directory, "tracing/dynamic_events", "");
	put_quickly(directory, "tracing/instances/keep/x", "");
	machine.place = (struct session_place){machine.tracing_dir, machine.run_dir};
	return machine;
}

static void machine_deinit(struct machine *machine)
{
	free(machine->tracing_dir);
	free(machine->run_dir);
	notes_deinit(&machine->notes);
}

#define _cleanup_machine_ _cleanup_(machine_deinit)

static struct session *begin(const struct machine *machine, const char *name)
{
	struct session *session = NULL;

	check_ok(session_begin(&machine->place, name, "sonde hist x", NULL, &session));
	return session;
}

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

static void test_writes(void **state)
{
	static const struct session_write taken = {.kind = SESSION_KPROBE, .text = "p:sonde_w/f f"};
	static const struct session_write foreign = {.kind = SESSION_KPROBE, .text = "p:x/f f"};
	static const struct session_write lost = {.kind = SESSION_KPROBE, .text = "p:sonde_w/g g"};
	static const struct session_write cut = {.kind = SESSION_KPROBE, .text = "p:sonde_w/g g#"};
	static const struct session_write trigger = {.kind = SESSION_TRIGGER,
						     .system = "a",
						     .event = "b",
						     .text = "hist:keys=x",
						     .undo = "!hist:keys=x"};
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *session = begin(&machine, "w");

	put_quickly(*state, "tracing/events/sonde_w/f/enable", "");
	check_error(session_write(session, &taken), SONDE_ERROR_EXISTS,
		    "There is an event sonde_w:f already, and not of this session.");
	check_error(session_write(session, &foreign), SONDE_ERROR_SYNTAX, "of the group sonde_w");
	check_error(session_write(session, &cut), SONDE_ERROR_SYNTAX, "'#'");
	check_file(*state, "tracing/kprobe_events", "");
	check_error(session_write(session, &lost), SONDE_ERROR_REFUSED,
		    "has taken the event, but does not show it");
	check_error(session_write(session, &trigger), SONDE_ERROR_NOT_FOUND,
		    "There is no event a:b");
	put_quickly(*state, "tracing/instances/sonde-w/events/a/b/trigger", "# Available\n");
	check_ok(session_write(session, &trigger));
	check_file(*state, "tracing/instances/sonde-w/events/a/b/trigger",
		   "# Available\nhist:keys=x\n");
	/* A plain file removes nothing for a line with a !, but its hists can be cleared. */
	check_error(session_end(session, NULL), SONDE_ERROR_REFUSED, "/instances/sonde-w");
	check_file(*state, "tracing/instances/sonde-w/events/a/b/trigger", "");
}

/* A plain file takes all that is written, once for each attempt to undo it. */
static void is_switched_off(const char *directory)
{
	_cleanup_free_ char *path =
		path_in(directory, "tracing/instances/sonde-w/events/sched/sched_switch/enable");
	_cleanup_str_ struct str content = STR_INIT;

	check_ok(file_read(path, 0, &content));
	assert_int_equal(strncmp(str_text(&content), "1*\n1\n0\n", 7), 0);
}

/* The events that a session records: on in its instance, and off before all else is undone. */
static void test_recorded(void **state)
{
	static const struct session_write enable = {
		.kind = SESSION_ENABLE, .system = "sched", .event = "sched_switch"};
	static const struct session_write above = {
		.kind = SESSION_ENABLE, .system = "..", .event = "x"};
	static const struct session_write filter = {.kind = SESSION_FILTER,
						    .system = "sched",
						    .event = "sched_switch",
						    .text = "prev_prio > 5"};
	static const struct session_write lines = {.kind = SESSION_FILTER,
						   .system = "sched",
						   .event = "sched_switch",
						   .text = "a == 1\nb"};
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_infos_ struct session_infos infos = VEC_INIT;
	_cleanup_session_ struct session *session = begin(&machine, "w");

	check_error(session_write(session, &enable), SONDE_ERROR_NOT_FOUND,
		    "There is no event sched:sched_switch, or it cannot be recorded.");
	check_error(session_write(session, &filter), SONDE_ERROR_NOT_FOUND, "sched:sched_switch");
	check_error(session_write(session, &above), SONDE_ERROR_SYNTAX, "cannot be an event");
	put_quickly(session_instance(session), "events/sched/sched_switch/enable", "0");
	put_quickly(session_instance(session), "events/sched/sched_switch/filter", "");
	check_error(session_write(session, &lines), SONDE_ERROR_SYNTAX, "on one line");
	/* The text stays what it was: nothing was switched on. */
	check_error(session_write(session, &enable), SONDE_ERROR_REFUSED, "sched_switch");
	put_quickly(session_instance(session), "events/sched/sched_switch/enable", "1*\n");
	check_ok(session_write(session, &filter));
	check_ok(session_write(session, &enable));
	check_ok(session_list(&machine.place, &infos));
	assert_string_equal(infos.data[0].events.data[0], "sched:sched_switch");
	check_file(*state, "tracing/instances/sonde-w/events/sched/sched_switch/filter",
		   "prev_prio > 5\n");
	check_error(session_end(session, NULL), SONDE_ERROR_REFUSED, "/instances/sonde-w");
	is_switched_off(*state);
}

static void test_set(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *session = begin(&machine, "w");

	put_quickly(session_instance(session), "trace_clock", "local [mono] global");
	put_quickly(session_instance(session), "buffer_size_kb", "7");
	check_ok(session_set(session, "trace_clock", "mono"));
	check_error(session_set(session, "trace_clock", "global"), SONDE_ERROR_REFUSED,
		    "has taken trace_clock, but does not show it: global");
	check_error(session_set(session, "trace_clock", "mon"), SONDE_ERROR_REFUSED, "trace_clock");
	check_ok(session_set(session, "buffer_size_kb", "512"));
	check_error(session_set(session, "options/stacktrace", "1"), SONDE_ERROR_NOT_FOUND,
		    "options/stacktrace");
	check_error(session_set(session, "options/record-tgid", "1"), SONDE_ERROR_UNSUPPORTED,
		    "options/record-tgid is not of the instance alone");
	check_error(session_set(session, "../../trace_clock", "mono"), SONDE_ERROR_UNSUPPORTED,
		    "not of the instance alone");
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

/* kprobe_profile has no groups, so that others can have events of the same name. */
static void test_misses(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *session = begin(&machine, "m");
	uint64_t misses = 0;

	put_quickly(*state, "tracing/kprobe_events",
		    "p:mine/f f\np:sonde_m/f f\nr8:sonde_m/f__return f\np:sonde_m_/f f\n");
	put_quickly(*state, "tracing/uprobe_events", "p:sonde_m/u /bin/app:0x10\n");
	check_ok(session_misses(session, &misses));
	assert_true(misses == SESSION_MISSES_UNKNOWN);
	put_quickly(*state, "tracing/kprobe_profile",
		    "  f                    5   100\n  f                   7     20\n"
		    "  f__return            7      3\n  f                  1   1000\n");
	check_ok(session_misses(session, &misses));
	assert_int_equal(misses, 23);
	check_ok(session_hits(session, &misses));
	assert_int_equal(misses, 14);
	/* Not of the same moment. */
	put_quickly(*state, "tracing/kprobe_profile", "  f  5  100\n  g  7  20\n");
	check_ok(session_misses(session, &misses));
	assert_true(misses == SESSION_MISSES_UNKNOWN);
	check_ok(session_hits(session, &misses));
	assert_true(misses == SESSION_MISSES_UNKNOWN);
	put_quickly(*state, "tracing/kprobe_events", "p:mine/f f\n");
	put_quickly(*state, "tracing/uprobe_events", "");
	check_ok(session_misses(session, &misses));
	assert_true(misses == SESSION_MISSES_UNKNOWN);
}

/* More files than a process may have open. */
static void test_many_hists(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
	_cleanup_session_ struct session *session = begin(&machine, "h");
	struct rlimit before, limit;

	assert_return_code(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit = (struct rlimit){.rlim_cur = 256, .rlim_max = before.rlim_max};
	assert_return_code(setrlimit(RLIMIT_NOFILE, &limit), 0);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 300; i++) {
			_cleanup_str_ struct str file = STR_INIT;
			_cleanup_str_ struct str event = STR_INIT;
			_cleanup_str_ struct str text = STR_INIT;
			double seconds = -1;

			str_appendf(&event, "e%d", i);
			str_appendf(&file, "events/a/e%d/hist", i);
			if (round == 0)
				put_quickly(session_instance(session), str_text(&file),
					    str_text(&event));
			check_ok(
				session_read_hist(session, "a", str_text(&event), &text, &seconds));
			assert_string_equal(str_text(&text), str_text(&event));
			assert_true(seconds >= 0);
		}
	}
	check_error(session_read_hist(session, "a", "none", &(struct str)STR_INIT, NULL),
		    SONDE_ERROR_NOT_FOUND, "/sonde-h/events/a/none/hist");
	assert_return_code(setrlimit(RLIMIT_NOFILE, &before), 0);
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

static void test_interrupt(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state);
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

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(test_life),	    WITH_DIRECTORY(test_kept),
		WITH_DIRECTORY(test_full),	    WITH_DIRECTORY(test_dead),
		WITH_DIRECTORY(test_stays),	    WITH_DIRECTORY(test_stop_fails),
		WITH_DIRECTORY(test_taken),	    WITH_DIRECTORY(test_writes),
		WITH_DIRECTORY(test_hostile_files), WITH_DIRECTORY(test_stale),
		WITH_DIRECTORY(test_no_place),	    WITH_DIRECTORY(test_interrupt),
		WITH_DIRECTORY(test_misses),	    WITH_DIRECTORY(test_many_hists),
		WITH_DIRECTORY(test_recorded),	    WITH_DIRECTORY(test_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
