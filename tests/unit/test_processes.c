/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/run/processes.h"
#include "hist/read.h"
#include "hist/setup.h"
#include "tests/unit/check.h"
#include "tests/unit/folders.h"

static char root[] = "/tmp/sonde-test-XXXXXX";

static int make_root(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
	_cleanup_str_ struct str command = STR_INIT;

	(void)state;
	str_appendf(&command, "rm -rf '%s'", root);
	return system(str_text(&command));
}

static void write_file(unsigned thread, const char *name, const char *text)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s/%u", root, thread);
	make_folders(str_text(&path), 0700);
	str_appendf(&path, "/%s", name);
	check_ok(file_replace_lazily(str_text(&path), text, strlen(text), 0600));
}

/* A thread as proc(5) has it. */
static void make_thread(unsigned thread, unsigned process, const char *command)
{
	char status[64];

	snprintf(status, sizeof(status), "Name:\tx\nUmask:\t0022\nTgid:\t%u\nPid:\t%u\n", process,
		 thread);
	write_file(thread, "status", status);
	if (thread == process)
		write_file(thread, "comm", command);
}

static void end_thread(unsigned thread)
{
	_cleanup_str_ struct str command = STR_INIT;

	str_appendf(&command, "rm -r '%s/%u'", root, thread);
	assert_int_equal(system(str_text(&command)), 0);
}

/* A table of threads, with hits of 1, 2, 4, ... */
static struct hist_table make_table(const uint64_t *threads, size_t count)
{
	struct hist_table table = HIST_TABLE_INIT;
	struct hist_column key = {.shape = HIST_SHAPE_PROCESS}, value = {0};

	check_ok(sonde_strdup("pid", &key.title));
	check_ok(sonde_strdup("hits", &value.title));
	check_ok(vec_push(&table.keys, key));
	check_ok(vec_push(&table.values, value));
	for (size_t i = 0; i < count; i++) {
		struct hist_row row = {0};

		check_ok(vec_push(&row.cells, (struct hist_cell){.kind = HIST_CELL_NUMBER,
								 .low = threads[i],
								 .high = threads[i]}));
		check_ok(vec_push(&row.values, (struct hist_value){.kind = HIST_VALUE_INTEGER,
								   .integer = 1U << i}));
		check_ok(vec_push(&table.rows, row));
		table.hits += 1U << i;
	}
	return table;
}

/* `PID COMMAND HITS` of each row, in any order of rows but sorted by the number. */
static void check_rows(const struct hist_table *table, const char *want)
{
	_cleanup_str_ struct str got = STR_INIT;

	for (uint64_t pid = 0; pid < 1000; pid++) {
		vec_for_each(&table->rows, row) {
			const struct hist_cell *cell = &row->cells.data[0];

			if (cell->low != pid)
				continue;
			assert_int_equal(cell->high, pid);
			str_appendf(&got, "%d %s %d\n", (int)pid, cell->text ? cell->text : "-",
				    (int)hist_row_count(row));
		}
	}
	assert_string_equal(str_text(&got), want);
}

static void test_threads_become_processes(void **state)
{
	const uint64_t threads[] = {11, 20, 10, 12, 0, 21};
	_cleanup_processes_ struct processes processes = PROCESSES_INIT;
	_cleanup_hist_table_ struct hist_table table = make_table(threads, 6);

	(void)state;
	processes.root = root;
	make_thread(10, 10, "many threads\n");
	make_thread(11, 10, "");
	make_thread(12, 10, "");
	make_thread(20, 20, "one\n");
	assert_true(processes_are_in(&table));
	check_ok(processes_learn(&processes, &table));
	check_ok(processes_tell(&processes, &table));
	/* Of 21 nobody knows. */
	check_rows(&table, "0 idle 16\n10 many threads 13\n20 one 2\n21 - 32\n");
	assert_int_equal(table.hits, 63);
	assert_int_equal(table.remarks.size, 1);
	assert_non_null(strstr(table.remarks.data[0], "1 row is of a thread"));
}

/* What has ended is remembered; what has got another command since is told by that. */
static void test_are_remembered(void **state)
{
	const uint64_t threads[] = {30, 40};
	_cleanup_processes_ struct processes processes = PROCESSES_INIT;
	_cleanup_hist_table_ struct hist_table first = make_table(threads, 2);
	_cleanup_hist_table_ struct hist_table second = make_table(threads, 2);

	(void)state;
	processes.root = root;
	make_thread(30, 30, "ends\n");
	make_thread(40, 40, "sh\n");
	check_ok(processes_learn(&processes, &first));
	end_thread(30);
	make_thread(40, 40, "dd\n");
	check_ok(processes_learn(&processes, &second));
	check_ok(processes_tell(&processes, &second));
	check_rows(&second, "30 ends 1\n40 dd 2\n");
	assert_int_equal(second.remarks.size, 0);
}

/* The hist of a file that has one. */
static void read_hist(const char *text, struct hist_raw_file *ret)
{
	check_ok(hist_read(text, strlen(text), ret));
	assert_int_equal(ret->hists.size, 1);
}

/* Made by 50: 51, its thread; 60, a process with the thread 61; and by that 70, a process. */
static const char births[] =
	"# event histogram\n#\n# trigger info: hist:keys=common_pid,pid,clone_flags:vals=hitcount:"
	"sort=hitcount:size=8192 [active]\n#\n\n"
	"{ common_pid:         50, pid:         51, clone_flags:    4001536 } hitcount:          "
	"1\n"
	"{ common_pid:         51, pid:         60, clone_flags:   18874368 } hitcount:          "
	"1\n"
	"{ common_pid:         60, pid:         61, clone_flags:    4001536 } hitcount:          "
	"1\n"
	"{ common_pid:         61, pid:         70, clone_flags:   18874368 } hitcount:          "
	"1\n"
	"{ common_pid:         90, pid:         91, clone_flags:    4001536 } hitcount:          "
	"1\n"
	"\nTotals:\n    Hits: 5\n    Entries: 5\n    Dropped: 0\n";

static const char ends[] =
	"# event histogram\n#\n# trigger info: hist:keys=pid,comm:vals=hitcount:sort=hitcount:"
	"size=8192 [active]\n#\n\n"
	"{ pid:         60, comm: made here        } hitcount:          1\n"
	"{ pid:         70, comm: dd               } hitcount:          1\n"
	"{ pid:         61, comm: a thread         } hitcount:          1\n"
	"\nTotals:\n    Hits: 3\n    Entries: 3\n    Dropped: 0\n";

/* Those that were there for a moment only. */
static void test_lineage(void **state)
{
	const uint64_t threads[] = {50, 51, 60, 61, 70, 91};
	_cleanup_hist_raw_file_ struct hist_raw_file made = HIST_RAW_FILE_INIT,
						     ended = HIST_RAW_FILE_INIT;
	_cleanup_processes_ struct processes processes = PROCESSES_INIT;
	_cleanup_hist_table_ struct hist_table table = make_table(threads, 6);

	(void)state;
	processes.root = root;
	make_thread(50, 50, "older\n");
	read_hist(births, &made);
	read_hist(ends, &ended);
	check_ok(lineage_add_births(&processes.lineage, &made.hists.data[0]));
	check_ok(lineage_add_ends(&processes.lineage, &ended.hists.data[0]));
	/* One in place of the other says nothing. */
	check_ok(lineage_add_births(&processes.lineage, &ended.hists.data[0]));
	check_ok(lineage_add_ends(&processes.lineage, &made.hists.data[0]));
	check_ok(processes_learn_thread(&processes, 50));
	end_thread(50);
	check_ok(processes_tell(&processes, &table));
	check_rows(&table, "50 older 3\n60 made here 12\n70 dd 16\n91 - 32\n");
	assert_int_equal(table.remarks.size, 1);
}

/* Numbers that were used again make no endless search. */
static void test_circle(void **state)
{
	static const char text[] =
		"# event histogram\n#\n# trigger info: hist:keys=common_pid,pid,clone_flags:"
		"vals=hitcount:sort=hitcount:size=8192 [active]\n#\n\n"
		"{ common_pid:  80, pid:  81, clone_flags:  65536 } hitcount:          1\n"
		"{ common_pid:  81, pid:  80, clone_flags:  65536 } hitcount:          1\n"
		"\nTotals:\n    Hits: 2\n    Entries: 2\n    Dropped: 0\n";
	_cleanup_hist_raw_file_ struct hist_raw_file made = HIST_RAW_FILE_INIT;
	struct lineage lineage = LINEAGE_INIT;
	bool is_process;
	uint64_t found;

	(void)state;
	read_hist(text, &made);
	check_ok(lineage_add_births(&lineage, &made.hists.data[0]));
	check_ok(lineage_find(&lineage, 80, &is_process, &found));
	assert_false(is_process);
	lineage_deinit(&lineage);
}

/* Two triggers more, and only where they are needed. */
static void test_set_up(void **state)
{
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
	struct hist_key_layout key = {.shape = HIST_SHAPE_PLAIN};

	(void)state;
	check_ok(vec_push(&setup.sources, (struct hist_source){0}));
	check_ok(vec_push(&setup.sources.data[0].layout.keys, key));
	check_ok(lineage_set_up(&setup));
	assert_int_equal(setup.writes.size, 0);
	setup.sources.data[0].layout.keys.data[0].shape = HIST_SHAPE_PROCESS;
	check_ok(lineage_set_up(&setup));
	assert_int_equal(setup.writes.size, 2);
	assert_string_equal(setup.writes.data[1].undo, "!hist:keys=pid,comm:size=8192");
	assert_string_equal(setup.writes.data[0].event, "task_newtask");
}

/* Columns of other shapes are left alone. */
static void test_others(void **state)
{
	const uint64_t threads[] = {10};
	_cleanup_processes_ struct processes processes = PROCESSES_INIT;
	_cleanup_hist_table_ struct hist_table table = make_table(threads, 1);

	(void)state;
	processes.root = root;
	table.keys.data[0].shape = HIST_SHAPE_PLAIN;
	assert_false(processes_are_in(&table));
	check_ok(processes_learn(&processes, &table));
	check_ok(processes_tell(&processes, &table));
	check_rows(&table, "10 - 1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_threads_become_processes),
		cmocka_unit_test(test_are_remembered),
		cmocka_unit_test(test_lineage),
		cmocka_unit_test(test_circle),
		cmocka_unit_test(test_set_up),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
