/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/file.h>

#include <cmocka.h>

#include "tests/unit/tracing_tree.h"
#include "tracefs/dynevent.h"
#include "tracefs/journal.h"

static const struct dynevent_line two_lines[] = {
	{DYNEVENT_KPROBE, "p:probe/one vfs_write a=%si"},
	{DYNEVENT_UPROBE, "p:probe/two /bin/app:0x10"},
};

/* The path of the only file in the directory; NULL if there is none. The caller frees it. */
static char *only_file(const char *directory)
{
	_cleanup_free_ char *found = NULL;
	DIR *dir = opendir(directory);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		assert_null(found);
		found = path_in(directory, entry->d_name);
	}
	if (dir)
		closedir(dir);
	return take_ptr(found);
}

static char *boot_id(void)
{
	_cleanup_str_ struct str text = STR_INIT;
	char *id = NULL;

	check_ok(file_read("/proc/sys/kernel/random/boot_id", 0, &text));
	check_ok(sonde_strndup(str_text(&text), strcspn(str_text(&text), "\n"), &id));
	return id;
}

/* What has been seen when the lines were written. */
struct seen {
	const char *directory;
	char *path;
	struct str text;
	mode_t mode, dir_mode;
	bool is_locked;
	struct sonde_error *error;
};

/* All lines are written: what is the journal like? */
static struct sonde_error *look(void *data)
{
	struct seen *seen = data;
	struct stat status;
	_cleanup_close_ int fd = -1;

	assert_return_code(stat(seen->directory, &status), 0);
	seen->dir_mode = status.st_mode & 07777;
	seen->path = only_file(seen->directory);
	if (!seen->path)
		return seen->error;
	check_ok(file_read(seen->path, 0, &seen->text));
	assert_return_code(stat(seen->path, &status), 0);
	seen->mode = status.st_mode & 07777;
	fd = open(seen->path, O_RDONLY | O_CLOEXEC);
	seen->is_locked = flock(fd, LOCK_EX | LOCK_NB) < 0;
	return seen->error;
}

static void put_tracing_tree(const char *directory)
{
	put_file(directory, "kprobe_events",
		 "p:probe/one vfs_read a=%di\np:probe/three vfs_open\n");
	put_file(directory, "uprobe_events", "");
	put_file(directory, "events/probe/one/enable", "0\n");
}

/* It is there, whole and locked, while something is to be done, and no longer. */
static void test_while_adding(void **state)
{
	_cleanup_free_ char *dir = path_in(*state, "run");
	_cleanup_free_ char *boot = boot_id();
	_cleanup_str_ struct str want = STR_INIT;
	struct seen seen = {.directory = dir, .text = STR_INIT};
	const struct dynevent_addition addition = {
		.lines = two_lines,
		.count = 2,
		.journal_dir = dir,
		.finish = look,
		.data = &seen,
	};

	put_tracing_tree(*state);
	check_ok(add_definition(*state, &addition));
	str_appendf(&want,
		    "sonde journal 1\nboot %s\npid %ld\n"
		    "there kprobe_events p:probe/one vfs_read a=%%di\n"
		    "add kprobe_events p:probe/one vfs_write a=%%si\n"
		    "add uprobe_events p:probe/two /bin/app:0x10\n"
		    "end\n",
		    boot, (long)getpid());
	assert_string_equal(str_text(&seen.text), str_text(&want));
	assert_int_equal(seen.dir_mode, 0700);
	assert_int_equal(seen.mode, 0600);
	assert_true(seen.is_locked);
	assert_null(only_file(dir));
	free(seen.path);
	str_deinit(&seen.text);
}

/* A plain file removes nothing: what is left is left to the journal. */
static void test_stays_with_what_is_left(void **state)
{
	_cleanup_free_ char *dir = path_in(*state, "run");
	_cleanup_free_ char *left = NULL;
	_cleanup_runfile_ struct runfile journal = RUNFILE_INIT;
	_cleanup_journal_record_ struct journal_record record = {0};
	struct seen seen = {
		.directory = dir,
		.text = STR_INIT,
		.error = sonde_error_new(SONDE_ERROR_OS, "No space."),
	};
	const struct dynevent_addition addition = {
		.lines = two_lines,
		.count = 2,
		.journal_dir = dir,
		.finish = look,
		.data = &seen,
	};

	put_tracing_tree(*state);
	check_error(add_definition(*state, &addition), SONDE_ERROR_OS,
		    "could not be removed again:\n  p:probe/one vfs_write a=%si\n"
		    "  p:probe/two /bin/app:0x10");
	check_file(*state, "uprobe_events", "p:probe/two /bin/app:0x10\n-:probe/two\n");
	left = only_file(dir);
	assert_non_null(left);
	assert_string_equal(left, seen.path);
	check_ok(journal_open(left, &journal, &record));
	assert_true(journal.fd >= 0);
	assert_true(record.is_valid);
	assert_int_equal(record.pid, getpid());
	assert_int_equal(record.before.size, 1);
	assert_string_equal(record.before.data[0].line, "p:probe/one vfs_read a=%di");
	assert_int_equal(record.lines.size, 2);
	assert_int_equal(record.lines.data[1].kind, DYNEVENT_UPROBE);
	assert_string_equal(record.lines.data[1].line, "p:probe/two /bin/app:0x10");
	free(seen.path);
	str_deinit(&seen.text);
}

/* Nothing was written: nothing stays. */
static void test_first_line_is_refused(void **state)
{
	static const struct dynevent_line lines[] = {
		{DYNEVENT_UPROBE, "p:probe/bad /bin/app:0x10"},
		{DYNEVENT_KPROBE, "p:probe/one vfs_read"},
	};
	_cleanup_free_ char *dir = path_in(*state, "run");

	put_file(*state, "kprobe_events", "");
	put_refusing_file(*state, "uprobe_events");
	check_error(add_definition(*state, &(struct dynevent_addition){.lines = lines,
								       .count = 2,
								       .journal_dir = dir}),
		    SONDE_ERROR_REFUSED, "Invalid argument");
	assert_null(only_file(dir));
	assert_true(file_exists(dir));
}

/* One write is done or not. */
static void test_not_for_one_write(void **state)
{
	_cleanup_free_ char *dir = path_in(*state, "run");

	put_tracing_tree(*state);
	check_ok(add_definition(
		*state,
		&(struct dynevent_addition){.lines = two_lines, .count = 1, .journal_dir = dir}));
	assert_false(file_exists(dir));
}

struct place_row {
	/** Of the directory. */
	const char *name;
	const char *part;
};

/* Without a journal the lines are written nevertheless, and a remark says why there is none. */
static void test_none_can_be_kept(void **state)
{
	static const struct place_row rows[] = {
		{"missing/run",
		 "No journal is kept of what is added; if sonde is killed meanwhile, "
		 "a part of it stays. Cannot make the directory "},
		{"kprobe_events", "because it is no directory. Remove it."},
		{"open", "because others can write it. Remove it."},
		{"link", "because it is no directory. Remove it."},
	};
	_cleanup_free_ char *open_dir = path_in(*state, "open");
	_cleanup_free_ char *link = path_in(*state, "link");

	assert_return_code(mkdir(open_dir, 0700), 0);
	assert_return_code(chmod(open_dir, 0770), 0);
	assert_return_code(symlink(*state, link), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_free_ char *dir = path_in(*state, rows[i].name);
		_cleanup_notes_ struct notes notes = NOTES_INIT;
		struct dynevent_addition addition = {
			.lines = two_lines,
			.count = 2,
			.journal_dir = dir,
			.notes = &notes,
		};

		put_tracing_tree(*state);
		check_ok(add_definition(*state, &addition));
		check_file(*state, "uprobe_events", "p:probe/two /bin/app:0x10\n");
		assert_int_equal(notes.size, 1);
		assert_int_equal(notes.data[0].kind, NOTE_CHANGED);
		assert_non_null(strstr(notes.data[0].text, rows[i].part));
		addition.notes = NULL;
		check_ok(add_definition(*state, &addition));
	}
}

/* One whose writer lives is left alone; as soon as he is gone, it can be read. */
static void test_open_waits_for_death(void **state)
{
	_cleanup_runfile_ struct runfile mine = RUNFILE_INIT;
	_cleanup_runfile_ struct runfile journal = RUNFILE_INIT;
	_cleanup_journal_record_ struct journal_record record = {0};
	_cleanup_dynevents_ struct dynevents none = VEC_INIT;
	_cleanup_free_ char *path = NULL;

	check_ok(journal_create(*state, &none, &none, &mine));
	path = only_file(*state);
	check_ok(journal_open(path, &journal, &record));
	assert_int_equal(journal.fd, -1);
	runfile_close(&mine);
	check_ok(journal_open(path, &journal, &record));
	assert_true(journal.fd >= 0);
	assert_true(record.is_valid);
	runfile_remove(&journal);
	assert_false(file_exists(path));
	check_ok(journal_open(path, &journal, &record));
	assert_int_equal(journal.fd, -1);
}

/* Cut anywhere, it is one whose writer came to nothing. */
static void test_torn(void **state)
{
	_cleanup_free_ char *boot = boot_id();
	_cleanup_free_ char *path = path_in(*state, "journal-torn");
	_cleanup_str_ struct str text = STR_INIT;

	str_appendf(&text, "sonde journal 1\nboot %s\npid 1\nadd kprobe_events p:a/b f\nend\n",
		    boot);
	for (size_t size = 0; size <= text.size; size++) {
		_cleanup_runfile_ struct runfile journal = RUNFILE_INIT;
		_cleanup_journal_record_ struct journal_record record = {0};

		check_ok(file_replace_lazily(path, str_text(&text), size, 0600));
		check_ok(journal_open(path, &journal, &record));
		assert_true(journal.fd >= 0);
		assert_int_equal(record.is_valid, size == text.size);
	}
}

static void test_other_boot(void **state)
{
	_cleanup_free_ char *path = path_in(*state, "journal-old");
	_cleanup_runfile_ struct runfile journal = RUNFILE_INIT;
	_cleanup_journal_record_ struct journal_record record = {0};

	put_file(*state, "journal-old",
		 "sonde journal 1\nboot 6a9f1c0e-4c63-4a39-a1f4-9ce2d6ba4ea7\npid 1\n"
		 "add kprobe_events p:a/b f\nend\n");
	check_ok(journal_open(path, &journal, &record));
	assert_true(journal.fd >= 0);
	assert_false(record.is_valid);
	assert_int_equal(record.lines.size, 0);
}

struct junk_row {
	/** After a good beginning, or from the start if it has one of its own. */
	const char *text;
	bool is_all;
	size_t line;
};

static void test_junk(void **state)
{
	static const struct junk_row rows[] = {
		{"hello", true, 1},
		{"hello\n", true, 1},
		{"sonde journal 2\n", true, 1},
		{"sonde journal 1\nwhat\n", true, 2},
		{"hello\n", false, 4},
		{"pid x\n", false, 4},
		{"pid 1 2\n", false, 4},
		{"add kprobe_events\n", false, 4},
		{"add kprobe_events p\n", false, 4},
		{"add kprobe_events -:a/b\n", false, 4},
		{"add dynamic_events p:a/b f\n", false, 4},
		{"there p:a/b f\n", false, 4},
		{"add kprobe_events p:a/b f\nthere\n", false, 5},
		{"end\nadd kprobe_events p:a/b f\n", false, 5},
	};
	_cleanup_free_ char *boot = boot_id();
	_cleanup_free_ char *path = path_in(*state, "journal-junk");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_runfile_ struct runfile journal = RUNFILE_INIT;
		_cleanup_journal_record_ struct journal_record record = {0};
		_cleanup_str_ struct str text = STR_INIT;
		_cleanup_str_ struct str part = STR_INIT;

		if (!rows[i].is_all)
			str_appendf(&text, "sonde journal 1\nboot %s\npid 1\n", boot);
		str_append(&text, rows[i].text);
		str_appendf(&part, "Line %zu of %s is none of a journal", rows[i].line, path);
		put_file(*state, "journal-junk", str_text(&text));
		check_error(journal_open(path, &journal, &record), SONDE_ERROR_FORMAT,
			    str_text(&part));
		assert_int_equal(journal.fd, -1);
	}
}

static void check_refused(const char *path, enum sonde_error_kind kind, const char *part)
{
	_cleanup_runfile_ struct runfile journal = RUNFILE_INIT;
	_cleanup_journal_record_ struct journal_record record = {0};

	check_error(journal_open(path, &journal, &record), kind, part);
	assert_int_equal(journal.fd, -1);
	assert_int_equal(record.lines.size, 0);
}

/* Files that somebody else may have put there, and none that make it wait. */
static void test_hostile_files(void **state)
{
	_cleanup_free_ char *path = path_in(*state, "journal-x");

	put_file(*state, "journal-x", "sonde journal 1\n");
	assert_return_code(chmod(path, 0620), 0);
	check_refused(path, SONDE_ERROR_PERMISSION, "because others can write it. Remove it.");
	assert_return_code(chmod(path, 0600), 0);
	assert_return_code(truncate(path, (off_t)JOURNAL_LIMIT + 1), 0);
	check_refused(path, SONDE_ERROR_FORMAT, "is larger than");
	assert_return_code(truncate(path, 4096), 0);
	check_refused(path, SONDE_ERROR_FORMAT, "is none of a journal");
	assert_return_code(unlink(path), 0);
	assert_return_code(mkfifo(path, 0600), 0);
	check_refused(path, SONDE_ERROR_FORMAT, "is no file. Remove it.");
	assert_return_code(unlink(path), 0);
	assert_return_code(mkdir(path, 0700), 0);
	check_refused(path, SONDE_ERROR_FORMAT, "is no file. Remove it.");
	assert_return_code(rmdir(path), 0);
	assert_return_code(symlink("/proc/version", path), 0);
	check_refused(path, SONDE_ERROR_FORMAT, "is no file. Remove it.");
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(test_while_adding),
		WITH_DIRECTORY(test_stays_with_what_is_left),
		WITH_DIRECTORY(test_first_line_is_refused),
		WITH_DIRECTORY(test_not_for_one_write),
		WITH_DIRECTORY(test_none_can_be_kept),
		WITH_DIRECTORY(test_open_waits_for_death),
		WITH_DIRECTORY(test_torn),
		WITH_DIRECTORY(test_other_boot),
		WITH_DIRECTORY(test_junk),
		WITH_DIRECTORY(test_hostile_files),
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
