/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tracing_tree.h"
#include "tracefs/dynevent.h"

/* Remove a kprobe that is said to have so many probes. */
static struct sonde_error *remove_probes(const char *directory, const char *group,
					 const char *event, size_t count)
{
	_cleanup_dynevent_writer_ struct dynevent_writer writer = dynevent_writer_init(directory);
	_cleanup_dynevents_ struct dynevents none = VEC_INIT;
	const struct dynevent first = {
		.kind = DYNEVENT_KPROBE,
		.group = (char *)group,
		.event = (char *)event,
	};

	return dynevent_remove(&writer, &none, &(struct dynevent_named){&first, count});
}

static struct sonde_error *remove_event(const char *directory, const char *group, const char *event)
{
	return remove_probes(directory, group, event, 1);
}

static void test_remove(void **state)
{
	put_file(*state, "kprobe_events", "p:probe/one vfs_read\n");
	put_file(*state, "events/probe/one/enable", "0\n");
	put_file(*state, "events/probe/one/trigger", "# Available triggers:\n# traceon hist\n");
	check_ok(remove_event(*state, "probe", "one"));
	check_file(*state, "kprobe_events", "p:probe/one vfs_read\n-:probe/one\n");
}

struct name_row {
	const char *group;
	const char *event;
};

/* Names that would remove more than one event, or another line. */
static void test_remove_bad_name(void **state)
{
	static const struct name_row rows[] = {
		{"probe", ""},	  {"", "one"},	     {"pro/be", "one"},
		{"probe", "a b"}, {"probe", "a\nb"}, {"probe", "a#"},
	};

	put_file(*state, "kprobe_events", "");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_error(remove_event(*state, rows[i].group, rows[i].event), SONDE_ERROR_SYNTAX,
			    "cannot be the name");
	check_file(*state, "kprobe_events", "");
}

static void test_remove_missing(void **state)
{
	put_file(*state, "uprobe_events", "");
	check_error(remove_event(*state, "probe", "one"), SONDE_ERROR_UNSUPPORTED,
		    "CONFIG_KPROBE_EVENTS");
}

struct use_row {
	const char *file;
	const char *text;
	const char *part;
};

/* One of several probes that is seen to be in use is left alone, and the hint says by whom. */
static void test_remove_in_use(void **state)
{
	static const struct use_row rows[] = {
		{"events/probe/one/enable", "1\n", "It is enabled: echo 0 > "},
		{"events/probe/one/enable", "0*\n", "/events/probe/one/enable"},
		{"events/probe/one/trigger", "# no\nhist:keys=a [active]\n",
		 "It has a trigger, see "},
		{"instances/mine/events/probe/one/enable", "1\n",
		 "/instances/mine/events/probe/one/enable"},
		{"instances/mine/events/probe/one/trigger", "traceoff:unlimited\n",
		 "/instances/mine/events/probe/one/trigger"},
	};

	put_file(*state, "kprobe_events", "p:probe/one vfs_read\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put_file(*state, rows[i].file, rows[i].text);
		check_error(remove_probes(*state, "probe", "one", 2), SONDE_ERROR_REFUSED,
			    rows[i].part);
		put_file(*state, rows[i].file, strstr(rows[i].file, "enable") ? "0\n" : "");
	}
	check_file(*state, "kprobe_events", "p:probe/one vfs_read\n");
	check_ok(remove_probes(*state, "probe", "one", 2));
}

static void test_remove_all_uses(void **state)
{
	_cleanup_error_ struct sonde_error *error = NULL;

	put_file(*state, "kprobe_events", "p:probe/one vfs_read\n");
	put_file(*state, "events/probe/one/enable", "1\n");
	put_file(*state, "events/probe/one/trigger", "stacktrace\n");
	error = remove_probes(*state, "probe", "one", 2);
	assert_int_equal(error->errnum, EBUSY);
	assert_string_equal(error->message,
			    "Failed to delete event: Device or resource busy (probe:one)");
	assert_non_null(strstr(error->hint, "/enable\nIt has a trigger"));
}

/* An event with a trigger is shown as 0*, whoever has enabled it. */
static void test_remove_trigger_only(void **state)
{
	_cleanup_error_ struct sonde_error *error = NULL;

	put_file(*state, "kprobe_events", "p:probe/one vfs_read\n");
	put_file(*state, "events/probe/one/enable", "0*\n");
	put_file(*state, "events/probe/one/trigger", "stacktrace\n");
	error = remove_probes(*state, "probe", "one", 2);
	assert_int_equal(strncmp(error->hint, "It has a trigger, see ", 22), 0);
}

/* EINVAL is nothing that a removal should meet; it is reported as it is. */
static void test_remove_refused(void **state)
{
	put_refusing_file(*state, "kprobe_events");
	check_error(remove_event(*state, "probe", "one"), SONDE_ERROR_REFUSED,
		    "Failed to delete event: Invalid argument (probe:one)");
}

/* The events of a list, each once, by the kernel's file and their name. */
static void test_names(void **state)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;
	struct dynevent_names names;

	put_file(*state, "kprobe_events", "p:a/x f\np:a/y f\np:a/x g\np:b/x f\np:a/x h\n");
	put_file(*state, "uprobe_events", "p:a/x /bin/app:0x10\n");
	check_ok(dynevent_list(*state, &list));
	check_ok(dynevent_names(&list, &names));
	assert_int_equal(names.size, 4);
	assert_ptr_equal(names.data[0].first, &list.data[0]);
	assert_int_equal(names.data[0].count, 3);
	assert_ptr_equal(names.data[1].first, &list.data[1]);
	assert_int_equal(names.data[1].count, 1);
	assert_ptr_equal(names.data[2].first, &list.data[3]);
	assert_int_equal(names.data[3].first->kind, DYNEVENT_UPROBE);
	assert_int_equal(names.data[3].count, 1);
	vec_deinit(&names);
}

/* However many lines there are: what was opened first is written to, though its name is gone. */
static void test_opened_once(void **state)
{
	_cleanup_dynevent_writer_ struct dynevent_writer writer = dynevent_writer_init(*state);
	_cleanup_free_ char *path = path_in(*state, "kprobe_events");
	_cleanup_free_ char *moved = path_in(*state, "moved");

	put_file(*state, "kprobe_events", "");
	check_ok(dynevent_add(&writer, DYNEVENT_KPROBE, "p:probe/one vfs_read"));
	assert_return_code(rename(path, moved), 0);
	put_file(*state, "kprobe_events", "");
	for (int i = 0; i < 100; i++)
		check_ok(dynevent_add(&writer, DYNEVENT_KPROBE, "p:probe/one vfs_read"));
	check_file(*state, "kprobe_events", "");
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(test_remove),	      WITH_DIRECTORY(test_remove_bad_name),
		WITH_DIRECTORY(test_remove_missing),  WITH_DIRECTORY(test_remove_in_use),
		WITH_DIRECTORY(test_remove_all_uses), WITH_DIRECTORY(test_remove_trigger_only),
		WITH_DIRECTORY(test_remove_refused),  WITH_DIRECTORY(test_names),
		WITH_DIRECTORY(test_opened_once),
	};

	return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
