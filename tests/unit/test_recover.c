/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/unit/tracing_tree.h"
#include "tracefs/dynevent.h"
#include "tracefs/journal.h"
#include "tracefs/recover.h"

/* A journal of this boot with these lines between its beginning and its end. */
static void put_journal(const char *directory, const char *name, const char *lines)
{
	_cleanup_str_ struct str boot = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	check_ok(file_read("/proc/sys/kernel/random/boot_id", 0, &boot));
	str_appendf(&text, "sonde journal 1\nboot %spid 77\n%send\n", str_text(&boot), lines);
	put_file(directory, name, str_text(&text));
}

struct recover_row {
	const char *name;
	/** What the kernel has, and what the journal says. */
	const char *listed;
	const char *lines;
	/** What is written because of that, and said; NULL for nothing. */
	const char *written;
	const char *note;
	/** Whether the journal stays. */
	bool stays;
};

static const struct recover_row rows[] = {
	{"nothing was written", "p:a/b f\n", "add kprobe_events p:probe/one f+0\n", "", NULL,
	 false},
	{"no line at all", "p:a/b f\n", "", "", NULL, false},
	{"two of three", "p:a/b f\np:probe/one f\np:probe/two g x=%di\n",
	 "add kprobe_events p:probe/one f+0\nadd kprobe_events p:probe/two g+0 x=%di\n"
	 "add kprobe_events p:probe/two h+0 x=%di\n",
	 "-:probe/two\n-:probe/one\n",
	 "Removed what an interrupted sonde (process 77) had left of a definition: probe:two, "
	 "probe:one",
	 false},
	{"several of one event", "p:probe/one f\np:probe/one g\n",
	 "add kprobe_events p:probe/one f+0\nadd kprobe_events p:probe/one g+0\n"
	 "add kprobe_events p:probe/one h+0\n",
	 "-:probe/one\n", "definition: probe:one", false},
	{"appended", "p:probe/one f x=%di\np:probe/one g x=%di\np:probe/one h x=%di\n",
	 "there kprobe_events p:probe/one f x=%di\n"
	 "add kprobe_events p:probe/one g+0 x=%di\nadd kprobe_events p:probe/one h+0 x=%di\n",
	 "-:probe/one h\n-:probe/one g\n", "definition: probe:one (2 of its probes)", false},
	{"not yet appended", "p:probe/one f x=%di\n",
	 "there kprobe_events p:probe/one f x=%di\nadd kprobe_events p:probe/one g+0 x=%di\n", "",
	 NULL, false},
	{"another probe of somebody else", "p:probe/one f\np:probe/one other\n",
	 "add kprobe_events p:probe/one f+0\nadd kprobe_events p:probe/one g+0\n", "",
	 "An interrupted sonde (process 77) left a part of probe:one, which was changed since and "
	 "stays.",
	 false},
	{"made anew by somebody else", "p:probe/one f x=%si\n",
	 "add kprobe_events p:probe/one f+0 x=%di\n", "", NULL, false},
	{"one that was there before is gone", "p:probe/one g x=%di\n",
	 "there kprobe_events p:probe/one f x=%di\nadd kprobe_events p:probe/one g+0 x=%di\n", "",
	 "left a part of probe:one, which was changed since and stays.", false},
	/* A plain file refuses nothing: of several probes it is seen beforehand. */
	{"in use, and another", "p:probe/used f\np:probe/used h\np:probe/one g\n",
	 "add kprobe_events p:probe/used f+0\nadd kprobe_events p:probe/used h+0\n"
	 "add kprobe_events p:probe/one g+0\n",
	 "-:probe/one\n",
	 "An interrupted sonde (process 77) left probe:used, which cannot be removed now; the next "
	 "sonde probe tries again. Failed to delete event: Device or resource busy (probe:used)\n"
	 "It is enabled: echo 0 > ",
	 true},
};

/* The notes as one text. */
static void join(const struct notes *notes, struct str *out)
{
	vec_for_each(notes, note) {
		assert_int_equal(note->kind, NOTE_CHANGED);
		str_appendf(out, "%s\n", note->text);
	}
}

static void check_row(const char *directory, const struct recover_row *row, bool only_look)
{
	_cleanup_free_ char *run = path_in(directory, "run");
	_cleanup_free_ char *journal = path_in(run, "journal-x");
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str want = STR_INIT;
	_cleanup_str_ struct str said = STR_INIT;

	put_file(directory, "kprobe_events", row->listed);
	put_file(directory, "events/probe/used/enable", "1\n");
	put_journal(run, "journal-x", row->lines);
	check_ok(recover_events(directory, run, only_look, &notes));
	str_appendf(&want, "%s%s", row->listed, only_look ? "" : row->written);
	check_file(directory, "kprobe_events", str_text(&want));
	join(&notes, &said);
	if (!only_look && row->note)
		assert_non_null(strstr(str_text(&said), row->note));
	else if (row->note)
		assert_int_equal(notes.size, 1);
	else
		assert_int_equal(notes.size, 0);
	assert_int_equal(file_exists(journal), only_look || row->stays);
}

static void test_rows(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("# %s\n", rows[i].name);
		check_row(*state, &rows[i], true);
		check_row(*state, &rows[i], false);
	}
}

static void test_look(void **state)
{
	_cleanup_free_ char *run = path_in(*state, "run");
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	put_file(*state, "kprobe_events", "p:probe/one f\np:probe/two f\n");
	put_journal(run, "journal-x",
		    "add kprobe_events p:probe/one f+0\nadd kprobe_events p:probe/two f+0\n");
	check_ok(recover_events(*state, run, true, &notes));
	assert_int_equal(notes.size, 1);
	assert_string_equal(notes.data[0].text,
			    "An interrupted sonde (process 77) left a part of a definition, which "
			    "the next sonde probe that adds or deletes events will remove: "
			    "probe:two, probe:one");
	check_file(*state, "kprobe_events", "p:probe/one f\np:probe/two f\n");
}

/* One that is alive is left alone, and so is what it has written. */
static void test_alive(void **state)
{
	_cleanup_free_ char *run = path_in(*state, "run");
	_cleanup_runfile_ struct runfile journal = RUNFILE_INIT;
	_cleanup_dynevents_ struct dynevents lines = VEC_INIT;
	_cleanup_dynevents_ struct dynevents none = VEC_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	put_file(*state, "kprobe_events", "p:probe/one f\n");
	check_ok(dynevent_list(*state, &lines));
	check_ok(journal_create(run, &none, &lines, &journal));
	check_ok(recover_events(*state, run, false, &notes));
	check_file(*state, "kprobe_events", "p:probe/one f\n");
	assert_int_equal(notes.size, 0);
	assert_true(file_exists(journal.path));
}

/* Killed for good, in the midst of its lines. */
static void test_killed(void **state)
{
	static const struct dynevent_line lines[] = {
		{DYNEVENT_KPROBE, "p:probe/one f+0"},
		{DYNEVENT_UPROBE, "p:probe/two /bin/app:0x10"},
	};
	_cleanup_free_ char *run = path_in(*state, "run");
	_cleanup_free_ char *fifo = path_in(*state, "uprobe_events");
	_cleanup_free_ char *kprobes = path_in(*state, "kprobe_events");
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	struct stat status;
	pid_t child;

	put_file(*state, "kprobe_events", "");
	assert_return_code(mkfifo(fifo, 0600), 0);
	child = fork();
	assert_return_code(child, 0);
	if (child == 0) {
		/* Its second line waits for a reader. */
		sonde_error_destroy(add_definition(
			*state, &(struct dynevent_addition){
					.lines = lines, .count = 2, .journal_dir = run}));
		_exit(0);
	}
	do {
		usleep(1000);
		assert_return_code(stat(kprobes, &status), 0);
	} while (!status.st_size);
	assert_return_code(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_return_code(unlink(fifo), 0);
	put_file(*state, "uprobe_events", "");
	check_ok(recover_events(*state, run, false, &notes));
	check_file(*state, "kprobe_events", "p:probe/one f+0\n-:probe/one\n");
	check_file(*state, "uprobe_events", "");
	assert_int_equal(notes.size, 1);
	assert_non_null(strstr(notes.data[0].text, "had left of a definition: probe:one"));
	/* Nothing but the empty directory. */
	assert_return_code(rmdir(run), 0);
}

static void test_many(void **state)
{
	_cleanup_free_ char *run = path_in(*state, "run");
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str list = STR_INIT;
	_cleanup_str_ struct str lines = STR_INIT;

	for (int i = 0; i < 300; i++) {
		str_appendf(&list, "p:probe/e%d f+%d\n", i, i + 1);
		str_appendf(&lines, "add kprobe_events p:probe/e%d f+%d\n", i, i + 1);
	}
	put_file(*state, "kprobe_events", str_text(&list));
	put_journal(run, "journal-x", str_text(&lines));
	check_ok(recover_events(*state, run, false, &notes));
	assert_int_equal(notes.size, 1);
	assert_non_null(strstr(notes.data[0].text, ": probe:e299, probe:e298,"));
	assert_non_null(strstr(notes.data[0].text, ", probe:e280, and 280 more"));
}

/* Nothing of these stops the others, and none of them goes away by itself. */
static void test_bad_files(void **state)
{
	_cleanup_free_ char *run = path_in(*state, "run");
	_cleanup_free_ char *open_file = path_in(run, "journal-b");
	_cleanup_free_ char *junk = path_in(run, "journal-a");
	_cleanup_free_ char *good = path_in(run, "journal-c");
	_cleanup_free_ char *other = path_in(run, "notes");
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str said = STR_INIT;

	put_file(*state, "kprobe_events", "p:probe/one f\np:probe/two f\n");
	put_file(run, "journal-a", "junk\n");
	put_journal(run, "journal-b", "add kprobe_events p:probe/two f+0\n");
	assert_return_code(chmod(open_file, 0666), 0);
	put_journal(run, "journal-c", "add kprobe_events p:probe/one f+0\n");
	put_file(run, "notes", "junk\n");
	check_ok(recover_events(*state, run, false, &notes));
	check_file(*state, "kprobe_events", "p:probe/one f\np:probe/two f\n-:probe/one\n");
	assert_int_equal(notes.size, 3);
	join(&notes, &said);
	assert_non_null(strstr(str_text(&said), "journal-a is none of a journal of this version of "
						"sonde. Remove the file."));
	assert_non_null(strstr(str_text(&said), "journal-b is not used, because others can write "
						"it. Remove it."));
	assert_true(file_exists(junk));
	assert_true(file_exists(open_file));
	assert_true(file_exists(other));
	assert_false(file_exists(good));
}

static void test_bad_directory(void **state)
{
	_cleanup_free_ char *run = path_in(*state, "run");
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	put_file(*state, "kprobe_events", "p:probe/one f\n");
	check_ok(recover_events(*state, run, false, &notes));
	assert_int_equal(notes.size, 0);
	put_journal(run, "journal-x", "add kprobe_events p:probe/one f+0\n");
	assert_return_code(chmod(run, 0777), 0);
	check_ok(recover_events(*state, run, false, &notes));
	check_file(*state, "kprobe_events", "p:probe/one f\n");
	assert_int_equal(notes.size, 1);
	assert_non_null(
		strstr(notes.data[0].text, "/run is not used, because others can write it."));
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(test_rows),	    WITH_DIRECTORY(test_look),
		WITH_DIRECTORY(test_alive),	    WITH_DIRECTORY(test_killed),
		WITH_DIRECTORY(test_many),	    WITH_DIRECTORY(test_bad_files),
		WITH_DIRECTORY(test_bad_directory),
	};

	return cmocka_run_group_tests_name("recover", tests, NULL, NULL);
}
