/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of hist files -> their rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>

#include "tests/unit/hist_files.h"

static const struct hist_raw_cell *cell(const struct hist_raw *hist, size_t row, size_t key)
{
	assert_true(row < hist->rows.size && key < hist->keys.size);
	return &hist->cells.data[row * hist->keys.size + key];
}

static uint64_t number(const struct hist_raw *hist, size_t row, size_t value)
{
	assert_true(row < hist->rows.size && value < hist->values.size);
	return hist->figures.data[row * hist->values.size + value].number;
}

static void piece_is(struct hist_piece piece, const char *want)
{
	if (piece.size != strlen(want) || memcmp(piece.data, want, piece.size) != 0)
		fail_msg("'%.*s' is not '%s'", (int)piece.size, piece.data, want);
}

static void text_is(const struct hist_raw *hist, size_t row, size_t key, const char *want)
{
	assert_int_equal(cell(hist, row, key)->kind, HIST_RAW_STRING);
	piece_is(cell(hist, row, key)->text, want);
}

/* The row whose first key is this text. */
static size_t row_of(const struct hist_raw *hist, const char *text)
{
	for (size_t i = 0; i < hist->rows.size; i++) {
		const struct hist_piece piece = cell(hist, i, 0)->text;

		if (piece.size == strlen(text) && memcmp(piece.data, text, piece.size) == 0)
			return i;
	}
	fail_msg("no row '%s'", text);
	return 0;
}

/* What holds of all files: rows and hits are those that the totals say. */
static void check_hist(const char *name, const struct hist_raw *hist)
{
	uint64_t hits = 0;

	if (hist->rows.size != hist->entries)
		fail_msg("%s: %zu rows of %zu", name, hist->rows.size, (size_t)hist->entries);
	assert_true(hist->keys.size > 0);
	if (hist->values.size == 0 || strcmp(hist->values.data[0].name, "hitcount") != 0)
		return;
	for (size_t i = 0; i < hist->rows.size; i++)
		hits += number(hist, i, 0);
	if (hits != hist->hits)
		fail_msg("%s: %zu hits of %zu", name, (size_t)hits, (size_t)hist->hits);
}

static unsigned check_folder(const char *kernel)
{
	const char *source = getenv("srcdir");
	_cleanup_free_ char *path = NULL;
	struct dirent *entry;
	unsigned count = 0;
	DIR *folder;

	assert_true(asprintf(&path, "%s/tests/data/hist/%s", source ? source : ".", kernel) >= 0);
	folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
		_cleanup_free_ char *name = NULL;

		if (entry->d_name[0] == '.' || strstr(entry->d_name, ".truth"))
			continue;
		assert_true(asprintf(&name, "%s/%s", kernel, entry->d_name) >= 0);
		hist_file_read(name, &file);
		assert_true(file.hists.size > 0);
		vec_for_each(&file.hists, hist)
			check_hist(name, hist);
		count++;
	}
	closedir(folder);
	return count;
}

static void files_of_kernels_are_whole(void **state)
{
	(void)state;
	assert_true(check_folder("6.12-amd64") > 40);
	assert_true(check_folder("6.1-amd64") > 10);
	assert_true(check_folder("6.12-arm64") > 3);
	assert_true(check_folder("6.1-arm64") > 3);
	assert_true(check_folder("../hist-truth/6.12-amd64") > 20);
	assert_true(check_folder("../hist-truth/6.1-amd64") > 20);
	assert_true(check_folder("../hist-truth/6.1-arm64") > 20);
}

static void an_empty_file_has_no_hist(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;

	(void)state;
	check_ok(hist_read("", 0, &file));
	assert_int_equal(file.hists.size, 0);
}

static void a_file_has_several_hists(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	const struct hist_raw *hist;

	(void)state;
	hist_file_read("6.12-amd64/several", &file);
	assert_int_equal(file.hists.size, 4);
	hist = &file.hists.data[2];
	assert_string_equal(hist->trigger, "hist:keys=fd,length:vals=hitcount,length,fd:"
					   "sort=length.descending,hitcount:size=2048 "
					   "if length < 100 [active]");
	assert_int_equal(hist->keys.size, 2);
	assert_string_equal(hist->keys.data[1].name, "length");
	assert_int_equal(hist->values.size, 3);
	assert_int_equal(hist->rows.size, 8);
	assert_int_equal(cell(hist, 6, 1)->number, 1);
	assert_int_equal(number(hist, 6, 0), 2);
	assert_int_equal(number(hist, 6, 2), 8);
	assert_int_equal(hist->size, 2048);
	assert_false(hist->is_paused);
	/* nohitcount */
	hist = &file.hists.data[3];
	assert_int_equal(hist->values.size, 1);
	assert_true(number(hist, 12, 0) == 2);
	assert_true(number(hist, 10, 0) == INT64_MAX);
}

static void numbers_have_many_forms(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file log2 = HIST_RAW_FILE_INIT,
						     linear = HIST_RAW_FILE_INIT,
						     repeated = HIST_RAW_FILE_INIT,
						     negative = HIST_RAW_FILE_INIT;
	const struct hist_raw *hist;

	(void)state;
	hist_file_read("6.12-amd64/log2", &log2);
	hist = &log2.hists.data[0];
	assert_int_equal(cell(hist, 0, 0)->kind, HIST_RAW_LOG2);
	assert_int_equal(cell(hist, 9, 0)->number, 63);
	hist_file_read("6.12-amd64/linear", &linear);
	hist = &linear.hists.data[0];
	assert_int_equal(cell(hist, 1, 0)->kind, HIST_RAW_RANGE);
	assert_int_equal(cell(hist, 1, 0)->number, 100);
	assert_int_equal(cell(hist, 1, 0)->high, 199);
	/* One label three times. */
	hist_file_read("6.12-amd64/repeated", &repeated);
	hist = &repeated.hists.data[0];
	assert_int_equal(cell(hist, 9, 0)->number, 1000);
	assert_int_equal(cell(hist, 9, 1)->number, 10);
	assert_int_equal(cell(hist, 9, 2)->number, 1000);
	hist_file_read("6.12-amd64/negative", &negative);
	hist = &negative.hists.data[0];
	assert_true(cell(hist, 1, 2)->number == (uint64_t)-2);
}

static void texts_are_not_read_for_more(void **state)
{
	const char *zeros = "000000000000000000000000000000000000000000000000000000000007";
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	char text[512];
	const struct hist_raw *hist;

	(void)state;
	hist_file_read("6.12-amd64/execstr", &file);
	hist = &file.hists.data[0];
	assert_int_equal(number(hist, row_of(hist, "/tmp/odd/a{b}c, d"), 0), 1);
	row_of(hist, "/tmp/odd/      1234");
	row_of(hist, "/tmp/odd/new\nline");
	row_of(hist, "/tmp/odd/12345");
	row_of(hist, "/tmp/odd/} hitcount: 1");
	row_of(hist, "/tmp/odd/x } hitcount:          5  n:          9");
	snprintf(text, sizeof(text), "/tmp/odd/very-long-%s, comm: sh", zeros);
	row_of(hist, text);
	snprintf(text, sizeof(text), "/tmp/odd/very-long-%s } hitcount:         77", zeros);
	assert_int_equal(cell(hist, row_of(hist, text), 1)->number, 937);
	piece_is(cell(hist, row_of(hist, text), 1)->text, "cat");
	/* A line in it that looks like a row. */
	row_of(hist, "/tmp/odd/two\n{ file: forged                                             } "
		     "hitcount:       9999\nx");
}

static void texts_of_digits_are_texts(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	const struct hist_raw *hist;

	(void)state;
	hist_text_read("keys=s,n:vals=hitcount:size=128 [active]",
		       "{ s:       1234                                        , n:         12 } "
		       "hitcount:          1\n"
		       "{ s: 1234567890                                        , n: "
		       "18446744073709551615 } hitcount:          1\n",
		       2, &file);
	hist = &file.hists.data[0];
	text_is(hist, 0, 0, "      1234");
	assert_int_equal(cell(hist, 0, 1)->kind, HIST_RAW_NUMBER);
	text_is(hist, 1, 0, "1234567890");
	assert_true(cell(hist, 1, 1)->number == UINT64_MAX);
}

static void two_texts_are_told_apart(void **state)
{
	/* Longer than 50 bytes, with what looks like the second key in it. */
	const char *longer = "0123456789012345678901234567890123456789012345678901, b: x";
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_str_ struct str rows = STR_INIT;
	const struct hist_raw *hist;

	(void)state;
	str_appendf(&rows, "{ a: %-50s, b: %-50s } hitcount: %10u\n", longer, "y", 1);
	str_appendf(&rows, "{ a: %-50s, b: %-50s } hitcount: %10u\n", ", b: z", "} hitcount: 1\n",
		    2);
	str_appendf(&rows, "{ a: %-50s, b: %-50s } hitcount: %10u\n", "y", longer, 3);
	str_appendf(&rows, "{ a: %-50s, b: %-50s } hitcount: %10u\n", "", "", 4);
	hist_text_read("keys=a,b:vals=hitcount:size=128 [active]", str_text(&rows), 4, &file);
	hist = &file.hists.data[0];
	text_is(hist, 0, 0, longer);
	text_is(hist, 0, 1, "y");
	text_is(hist, 1, 0, ", b: z");
	text_is(hist, 1, 1, "} hitcount: 1\n");
	text_is(hist, 2, 0, "y");
	text_is(hist, 2, 1, longer);
	text_is(hist, 3, 0, "");
	text_is(hist, 3, 1, "");
}

static void stacks_have_lines_and_keys_behind(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT,
						     before = HIST_RAW_FILE_INIT;
	const struct hist_raw *hist;

	(void)state;
	hist_file_read("6.1-amd64/stackcomm", &file);
	hist = &file.hists.data[0];
	assert_int_equal(cell(hist, 0, 0)->kind, HIST_RAW_STACK);
	assert_non_null(memmem(cell(hist, 0, 0)->text.data, cell(hist, 0, 0)->text.size,
			       "         vfs_open+0x5/0x30\n", 27));
	text_is(hist, 0, 1, "dd");
	assert_int_equal(number(hist, 0, 0), 2);
	hist_file_read("6.12-amd64/commstack", &before);
	hist = &before.hists.data[0];
	text_is(hist, 1, 0, "dd");
	assert_int_equal(cell(hist, 1, 1)->kind, HIST_RAW_STACK);
	assert_int_equal(number(hist, 1, 0), 2);
}

static void names_stand_before_or_behind_numbers(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file threads = HIST_RAW_FILE_INIT,
						     calls = HIST_RAW_FILE_INIT,
						     symbols = HIST_RAW_FILE_INIT;
	const struct hist_raw_cell *found;

	(void)state;
	hist_file_read("6.12-amd64/execname3", &threads);
	found = cell(&threads.hists.data[0], 8, 1);
	assert_int_equal(found->kind, HIST_RAW_NAMED);
	assert_int_equal(found->number, 582);
	piece_is(found->text, "truncate");
	assert_int_equal(cell(&threads.hists.data[0], 8, 2)->number, 1000);
	hist_file_read("6.12-amd64/syscall", &calls);
	found = cell(&calls.hists.data[0], 0, 0);
	assert_int_equal(found->number, 257);
	piece_is(found->text, "sys_openat");
	hist_file_read("6.12-amd64/sym3", &symbols);
	found = cell(&symbols.hists.data[0], 2, 0);
	assert_int_equal(found->kind, HIST_RAW_SYMBOL);
	assert_int_equal(found->number & 0xfff, 0x26b);
	piece_is(found->text, "ksys_read");
	text_is(&symbols.hists.data[0], 2, 1, "busybox");
	assert_int_equal(cell(&symbols.hists.data[0], 2, 2)->kind, HIST_RAW_LOG2);
}

static void commands_can_have_brackets(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;

	(void)state;
	hist_text_read("keys=common_pid.execname:vals=hitcount:size=128 [active]",
		       "{ common_pid: a[ 5], } hitcou [      1829] } hitcount:          1\n", 1,
		       &file);
	piece_is(cell(&file.hists.data[0], 0, 0)->text, "a[ 5], } hitcou");
	assert_int_equal(cell(&file.hists.data[0], 0, 0)->number, 1829);
}

static void saved(const struct hist_raw *hist, size_t row, size_t i, const char *name,
		  const char *text, uint64_t number)
{
	const struct hist_raw_saved *item = &hist->saved.data[hist->rows.data[row].saved + i];

	assert_true(i < hist->rows.data[row].saved_count);
	piece_is(item->name, name);
	assert_int_equal(item->is_text, text != NULL);
	if (text)
		piece_is(item->text, text);
	else
		assert_true(item->number == number);
}

static void what_was_saved_is_read(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file worst = HIST_RAW_FILE_INIT,
						     texts = HIST_RAW_FILE_INIT;
	const char *forged = "/tmp/odd/two\n{ file: forged                                         "
			     "    } hitcount:       9999\nx";
	const struct hist_raw *hist;

	(void)state;
	hist_file_read("6.12-amd64/onmax", &worst);
	hist = &worst.hists.data[0];
	assert_int_equal(hist->rows.data[1].saved_count, 4);
	saved(hist, 1, 0, "max", NULL, 512);
	saved(hist, 1, 2, "comm", "dd", 0);
	saved(hist, 1, 3, "common_pid", NULL, 1833);
	hist_file_read("6.12-amd64/latency", &texts);
	hist = &texts.hists.data[0];
	saved(hist, row_of(hist, forged), 3, "file", forged, 0);
	saved(hist, row_of(hist, forged), 2, "comm", "cat", 0);
}

static void shares_and_bars_are_no_values(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT,
						     sums = HIST_RAW_FILE_INIT;
	const struct hist_raw *hist;

	(void)state;
	hist_file_read("6.12-amd64/graphhit", &file);
	hist = &file.hists.data[0];
	assert_int_equal(hist->figures.data[0].kind, HIST_RAW_INTEGER);
	assert_int_equal(hist->figures.data[1].kind, HIST_RAW_BAR);
	assert_int_equal(hist->figures.data[2].kind, HIST_RAW_PERCENT);
	assert_int_equal(hist->figures.data[2].number, 9864);
	/* The kernel takes `length+1`, and does not print it. */
	hist_file_read("6.12-amd64/expression2", &sums);
	hist = &sums.hists.data[0];
	assert_int_equal(hist->figures.data[1].kind, HIST_RAW_ABSENT);
	assert_int_equal(number(hist, 8, 2), 100);
}

static void what_has_no_rows_has_totals(void **state)
{
	_cleanup_hist_raw_file_ struct hist_raw_file paused = HIST_RAW_FILE_INIT,
						     dropped = HIST_RAW_FILE_INIT,
						     snapshot = HIST_RAW_FILE_INIT;

	(void)state;
	hist_file_read("6.12-amd64/paused", &paused);
	assert_true(paused.hists.data[0].is_paused);
	assert_int_equal(paused.hists.data[0].rows.size, 0);
	hist_file_read("6.12-amd64/dropped", &dropped);
	assert_true(dropped.hists.data[0].dropped > 0);
	assert_int_equal(dropped.hists.data[0].entries, 128);
	hist_file_read("6.12-amd64/snapshot2", &snapshot);
	assert_int_equal(snapshot.hists.data[0].hits, 58);
}

/* The error of a text: where, and what is shown of it. */
static void refused(const char *text, size_t line, size_t column, const char *part)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_error_ struct sonde_error *error = hist_read(text, strlen(text), &file);
	char place[64];

	assert_non_null(error);
	assert_int_equal(error->kind, SONDE_ERROR_FORMAT);
	snprintf(place, sizeof(place), "in line %zu, column %zu", line, column);
	if (line && !strstr(error->message, place))
		fail_msg("not '%s': %s", place, error->message);
	if (!strstr(error->message, part))
		fail_msg("not '%s': %s", part, error->message);
	assert_non_null(error->text);
	assert_true(error->column >= 1 && error->column <= strlen(error->text) + 1);
}

#define HEAD  "# event histogram\n#\n# trigger info: "
#define GOOD  HEAD "hist:keys=n:vals=hitcount:size=128 [active]\n#\n\n"
#define TOTAL "\nTotals:\n    Hits: 1\n    Entries: 1\n    Dropped: 0\n"

static void others_are_refused(void **state)
{
	(void)state;
	refused("cat: no such file\n", 1, 1, "no '# event histogram'");
	refused(HEAD "hist:keys=n", 3, 17, "trigger does not end");
	refused(HEAD "lost:keys=n\n", 0, 0, "does not begin with 'hist:'");
	refused(HEAD "hist:vals=n\n", 0, 0, "no keys");
	refused(HEAD "hist:keys=a,,b\n", 0, 0, "name is missing");
	refused(HEAD "hist:keys=a,b,c,d,e,f,g,h,i\n", 0, 0, "too many");
	refused(HEAD "hist:keys=a:size=x\n", 0, 0, "size is no number");
	refused(GOOD "{ m:          1 } hitcount:          1\n" TOTAL, 6, 3,
		"a row that does not fit");
	refused(GOOD "{ n:          1 } hitcount:          x\n" TOTAL, 6, 38, "a row that");
	refused(GOOD "{ n:          1 } hitcount: 99999999999999999999\n" TOTAL, 6, 29,
		"a row that");
	refused(GOOD "{ n:          1 } hitcount:          1 ~\n" TOTAL, 6, 39, "a row that");
	refused(GOOD "{ n:          1 } hitcount:          1\nx\n" TOTAL, 7, 1, "a row that");
	refused(GOOD "{ n:          1 } hitcount:          1\n", 7, 1, "a row that");
	refused(GOOD "x\n" TOTAL, 6, 1, "neither a row nor the totals");
	refused(GOOD "\nTotals:\n    Hits: x\n", 8, 11, "no number");
	refused(GOOD "\nTotals:\n    Hits: 1\n    Dropped: 1\n", 9, 5, "totals do not go on");
	refused(GOOD TOTAL "x", 11, 1, "more than the totals");
	refused(GOOD "\nSnapshot taken (see tracing/snapshot).  Details:\n", 6, 1, "no totals");
}

static void long_lines_are_shown_in_part(void **state)
{
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;

	(void)state;
	str_append(&text, GOOD "{ n:");
	for (size_t i = 0; i < 10000; i++)
		str_append_char(&text, ' ');
	str_append(&text, "x");
	error = hist_read(str_text(&text), text.size, &file);
	assert_non_null(error);
	assert_true(strlen(error->text) <= 200);
	assert_int_equal(error->text[error->column - 1], 'x');
}

static void what_is_before_a_nul_is_not_shown(void **state)
{
	static const char text[] = GOOD "{ n:\0       1 } hitcount:          1\n";
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;
	static const char other[] = HEAD
		"hist:keys=c,d:vals=hitcount:size=128 [active]\n#\n\n{ c: a\0c"
		"                                               , e";
	_cleanup_error_ struct sonde_error *behind = NULL;

	(void)state;
	error = hist_read(text, sizeof(text) - 1, &file);
	assert_non_null(error);
	assert_string_equal(error->text, "{ n:");
	assert_int_equal(error->column, 5);
	behind = hist_read(other, sizeof(other) - 1, &file);
	assert_non_null(behind);
	assert_int_equal(behind->text[0], 'c');
	assert_int_equal(behind->text[behind->column - 1], 'e');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_kernels_are_whole),
		cmocka_unit_test(an_empty_file_has_no_hist),
		cmocka_unit_test(a_file_has_several_hists),
		cmocka_unit_test(numbers_have_many_forms),
		cmocka_unit_test(texts_are_not_read_for_more),
		cmocka_unit_test(texts_of_digits_are_texts),
		cmocka_unit_test(two_texts_are_told_apart),
		cmocka_unit_test(stacks_have_lines_and_keys_behind),
		cmocka_unit_test(names_stand_before_or_behind_numbers),
		cmocka_unit_test(commands_can_have_brackets),
		cmocka_unit_test(what_was_saved_is_read),
		cmocka_unit_test(shares_and_bars_are_no_values),
		cmocka_unit_test(what_has_no_rows_has_totals),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(long_lines_are_shown_in_part),
		cmocka_unit_test(what_is_before_a_nul_is_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
