/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "tests/unit/tracing_tree.h"
#include "tracefs/expedite.h"

/* A made-up machine. */
struct machine {
	char *setting, *dir, *record;
	struct expedite_place place;
	struct notes notes;
};

static struct machine machine_init(const char *directory, const char *setting)
{
	struct machine machine = {
		.setting = path_in(directory, "setting"),
		.dir = path_in(directory, "run"),
		.record = path_in(directory, "run/expedite"),
		.notes = NOTES_INIT,
	};

	if (setting)
		put_file(directory, "setting", setting);
	machine.place = (struct expedite_place){machine.setting, machine.dir};
	return machine;
}

static void machine_deinit(struct machine *machine)
{
	free(machine->setting);
	free(machine->dir);
	free(machine->record);
	notes_deinit(&machine->notes);
}

#define _cleanup_machine_ _cleanup_(machine_deinit)

/* The text of a file that tells of a killed sonde. */
static void compose(struct str *out)
{
	_cleanup_str_ struct str boot = STR_INIT;

	check_ok(file_read("/proc/sys/kernel/random/boot_id", 0, &boot));
	str_appendf(out, "sonde expedite 1\nboot %swas 0\nend\n", str_text(&boot));
}

static void recover(struct machine *machine, bool only_look, const char *said)
{
	notes_deinit(&machine->notes);
	check_ok(expedite_recover(&machine->place, only_look, &machine->notes));
	assert_int_equal(machine->notes.size, said != NULL);
	if (said)
		assert_non_null(strstr(machine->notes.data[0].text, said));
}

static void test_one(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state, "0\n");
	_cleanup_str_ struct str want = STR_INIT;
	struct expedite expedite = EXPEDITE_INIT;
	struct stat status;

	compose(&want);
	check_ok(expedite_begin(&machine.place, &expedite));
	check_file(*state, "setting", "1\n");
	check_file(*state, "run/expedite", str_text(&want));
	assert_return_code(stat(machine.record, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	/* It is alive. */
	recover(&machine, true, NULL);
	recover(&machine, false, NULL);
	check_file(*state, "setting", "1\n");
	check_ok(expedite_end(&expedite));
	check_file(*state, "setting", "0\n");
	assert_false(file_exists(machine.record));
	check_ok(expedite_end(&expedite));
}

/* The last one to end puts it back, in whatever order. */
static void test_two(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state, "0\n");

	for (int first = 0; first < 2; first++) {
		struct expedite uses[2] = {EXPEDITE_INIT, EXPEDITE_INIT};

		check_ok(expedite_begin(&machine.place, &uses[0]));
		check_ok(expedite_begin(&machine.place, &uses[1]));
		check_ok(expedite_end(&uses[first]));
		check_file(*state, "setting", "1\n");
		assert_true(file_exists(machine.record));
		check_ok(expedite_end(&uses[!first]));
		check_file(*state, "setting", "0\n");
		assert_false(file_exists(machine.record));
	}
}

/* One that comes while another is there has it, though somebody has turned it off meanwhile. */
static void test_turned_off(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state, "0\n");
	struct expedite one = EXPEDITE_INIT, two = EXPEDITE_INIT;

	check_ok(expedite_begin(&machine.place, &one));
	put_file(*state, "setting", "0\n");
	check_ok(expedite_begin(&machine.place, &two));
	/* Another file is there now: what is open is the old one. */
	check_ok(expedite_end(&one));
	check_file(*state, "setting", "1\n");
	check_ok(expedite_end(&two));
	check_file(*state, "setting", "0\n");
}

/* Who has set it before keeps it. */
static void test_set_before(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state, "1\n");
	struct expedite expedite = EXPEDITE_INIT;

	check_ok(expedite_begin(&machine.place, &expedite));
	assert_int_equal(expedite.record, -1);
	assert_false(file_exists(machine.record));
	check_ok(expedite_end(&expedite));
	check_file(*state, "setting", "1\n");
}

/* What a killed one has left is put back by who looks for it, or by who uses it next. */
static void test_left(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state, "1\n");
	_cleanup_str_ struct str text = STR_INIT;
	struct expedite expedite = EXPEDITE_INIT;

	recover(&machine, false, NULL);
	compose(&text);
	put_file(*state, "run/expedite", str_text(&text));
	recover(&machine, true, "/setting at 1; the next sonde probe that adds or deletes events");
	check_file(*state, "setting", "1\n");
	recover(&machine, false, "/setting, which an interrupted sonde had left at 1.");
	check_file(*state, "setting", "0\n");
	assert_false(file_exists(machine.record));
	put_file(*state, "run/expedite", str_text(&text));
	put_file(*state, "setting", "1\n");
	check_ok(expedite_begin(&machine.place, &expedite));
	check_ok(expedite_end(&expedite));
	check_file(*state, "setting", "0\n");
	assert_false(file_exists(machine.record));
	/* It was put back before it was killed. */
	put_file(*state, "run/expedite", str_text(&text));
	recover(&machine, true, NULL);
	recover(&machine, false, NULL);
	assert_false(file_exists(machine.record));
}

/* Cut anywhere, it is one whose writer had set nothing yet; so is one of another boot. */
static void test_torn(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state, "1\n");
	_cleanup_str_ struct str text = STR_INIT;

	compose(&text);
	for (size_t size = text.size; size-- > 0;) {
		str_truncate(&text, size);
		put_file(*state, "run/expedite", str_text(&text));
		recover(&machine, true, NULL);
		assert_true(file_exists(machine.record));
		recover(&machine, false, NULL);
		assert_false(file_exists(machine.record));
	}
	put_file(*state, "run/expedite",
		 "sonde expedite 1\nboot 6a9f1c0e-4c63-4a39-a1f4-9ce2d6ba4ea7\nwas 0\nend\n");
	recover(&machine, false, NULL);
	check_file(*state, "setting", "1\n");
	assert_false(file_exists(machine.record));
}

/* Nothing is set that could not be put back. */
static void test_refused(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state, NULL);
	_cleanup_str_ struct str text = STR_INIT;
	struct expedite expedite = EXPEDITE_INIT;

	check_error(expedite_begin(&machine.place, &expedite), SONDE_ERROR_UNSUPPORTED,
		    "/setting: --expedite cannot be had.");
	put_file(*state, "setting", "0\n");
	put_file(*state, "run", "");
	check_error(expedite_begin(&machine.place, &expedite), SONDE_ERROR_PERMISSION,
		    "because it is no directory");
	assert_return_code(unlink(machine.dir), 0);
	compose(&text);
	put_file(*state, "run/expedite", str_text(&text));
	assert_return_code(chmod(machine.record, 0666), 0);
	check_error(expedite_begin(&machine.place, &expedite), SONDE_ERROR_PERMISSION,
		    "/run/expedite is not used, because others can write it. Remove it.");
	check_error(expedite_recover(&machine.place, false, &machine.notes), SONDE_ERROR_PERMISSION,
		    "because others can write it");
	assert_return_code(unlink(machine.record), 0);
	assert_return_code(symlink("/proc/version", machine.record), 0);
	check_error(expedite_begin(&machine.place, &expedite), SONDE_ERROR_OS, "Cannot use ");
	assert_return_code(unlink(machine.record), 0);
	assert_return_code(chmod(machine.dir, 0777), 0);
	check_error(expedite_begin(&machine.place, &expedite), SONDE_ERROR_PERMISSION,
		    "/run is not used, because others can write it.");
	check_file(*state, "setting", "0\n");
	assert_int_equal(expedite.record, -1);
}

static void check_hint(struct sonde_error *error, enum sonde_error_kind kind, const char *hint)
{
	assert_non_null(error);
	assert_int_equal(error->kind, kind);
	assert_non_null(error->hint);
	if (!strstr(error->hint, hint))
		fail_msg("%s", error->hint);
	sonde_error_destroy(error);
}

/* The directory goes away while it is used: the last one still puts back what it has open. */
static void test_gone(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state, "0\n");
	_cleanup_free_ char *moved = path_in(*state, "moved");
	struct expedite one = EXPEDITE_INIT, two = EXPEDITE_INIT;

	check_ok(expedite_begin(&machine.place, &one));
	check_ok(expedite_begin(&machine.place, &two));
	assert_return_code(rename(machine.dir, moved), 0);
	check_hint(expedite_end(&one), SONDE_ERROR_NOT_FOUND, "Unless another sonde still uses it");
	check_file(*state, "setting", "1\n");
	check_ok(expedite_end(&two));
	check_file(*state, "setting", "0\n");
	/* Others can write it now. */
	check_ok(expedite_begin(&machine.place, &one));
	assert_return_code(chmod(machine.dir, 0777), 0);
	check_hint(expedite_end(&one), SONDE_ERROR_PERMISSION, "/setting is at 0 again.");
	check_file(*state, "setting", "0\n");
	assert_true(file_exists(machine.record));
}

/* It cannot be put back: how to do it is said. */
static void test_stuck(void **state)
{
	_cleanup_machine_ struct machine machine = machine_init(*state, "0\n");
	_cleanup_free_ char *moved = path_in(*state, "moved");
	struct expedite expedite = EXPEDITE_INIT;

	for (int is_gone = 0; is_gone < 2; is_gone++) {
		check_ok(expedite_begin(&machine.place, &expedite));
		close(expedite.setting);
		expedite.setting = open("/dev/full", O_WRONLY | O_CLOEXEC);
		assert_return_code(expedite.setting, errno);
		if (is_gone)
			assert_return_code(rename(machine.dir, moved), 0);
		check_hint(expedite_end(&expedite), SONDE_ERROR_OS, ": echo 0 > ");
		assert_int_equal(file_exists(machine.record), !is_gone);
	}
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIRECTORY(test_one),	 WITH_DIRECTORY(test_two),
		WITH_DIRECTORY(test_turned_off), WITH_DIRECTORY(test_set_before),
		WITH_DIRECTORY(test_left),	 WITH_DIRECTORY(test_torn),
		WITH_DIRECTORY(test_refused),	 WITH_DIRECTORY(test_gone),
		WITH_DIRECTORY(test_stuck),
	};

	return cmocka_run_group_tests_name("expedite", tests, NULL, NULL);
}
