/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a session does while it lasts, in a tracing directory of plain files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "tests/unit/session_machine.h"

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

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(test_writes),	 WITH_DIRECTORY(test_recorded),
		WITH_DIRECTORY(test_set),	 WITH_DIRECTORY(test_misses),
		WITH_DIRECTORY(test_many_hists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
