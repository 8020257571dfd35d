/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/measure/report.h"
#include "tests/unit/check.h"

/* Where answers and messages go. */
struct said {
	struct context context;
	char *out, *err;
	size_t out_size, err_size;
};

static void listen(struct said *said)
{
	*said = (struct said){0};
	said->context.out = open_memstream(&said->out, &said->out_size);
	said->context.err = open_memstream(&said->err, &said->err_size);
	assert_non_null(said->context.out);
	assert_non_null(said->context.err);
}

static void said_deinit(struct said *said)
{
	fclose(said->context.out);
	fclose(said->context.err);
	free(said->out);
	free(said->err);
}

/* A table of one key, with as many rows as there are hits. */
static struct hist_table make_table(const uint64_t *hits, size_t count)
{
	struct hist_column key = {0}, value = {.role = HIST_VALUE_COUNT};
	struct hist_table table = HIST_TABLE_INIT;

	check_ok(sonde_strdup("f: n", &table.title));
	check_ok(sonde_strdup("n", &key.title));
	check_ok(sonde_strdup("hits", &value.title));
	check_ok(vec_push(&table.keys, key));
	check_ok(vec_push(&table.values, value));
	for (size_t i = 0; i < count; i++) {
		struct hist_row row = {0};

		check_ok(vec_push(
			&row.cells,
			(struct hist_cell){.kind = HIST_CELL_NUMBER, .low = i, .high = i}));
		check_ok(vec_push(&row.values, (struct hist_value){.kind = HIST_VALUE_INTEGER,
								   .integer = hits[i]}));
		check_ok(vec_push(&table.rows, row));
		table.hits += hits[i];
	}
	table.missed = 0;
	table.ended = 1000;
	table.seconds = 1;
	return table;
}

static const uint64_t few[] = {3, 1, 2};

/* Print a table twice; what was printed is in `said`. */
static void print_twice(struct said *said, const struct measure_options *options)
{
	_cleanup_report_ struct report report = {0};

	check_ok(report_init(&said->context, options, &report));
	for (int i = 0; i < 2; i++) {
		_cleanup_hist_table_ struct hist_table table = make_table(few, 3);

		check_ok(report_table(&report, &table, NULL));
	}
	assert_int_equal(report.tables, 2);
	assert_false(report.is_unread);
	fflush(said->context.out);
	fflush(said->context.err);
}

/* One line of titles for all intervals, and what tells them apart. */
static void test_csv(void **state)
{
	const struct measure_options options = {.format = MEASURE_CSV, .interval = 1};
	_cleanup_(said_deinit) struct said said;

	(void)state;
	listen(&said);
	print_twice(&said, &options);
	assert_string_equal(said.out, "time,n,hits\r\n"
				      "1000.000,0,3\r\n1000.000,1,1\r\n1000.000,2,2\r\n"
				      "1000.000,0,3\r\n1000.000,1,1\r\n1000.000,2,2\r\n");
	assert_string_equal(said.err, "");
}

static void test_json_lines(void **state)
{
	const struct measure_options options = {.format = MEASURE_JSON, .interval = 1};
	_cleanup_(said_deinit) struct said said;
	size_t lines = 0;

	(void)state;
	listen(&said);
	print_twice(&said, &options);
	for (const char *c = said.out; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 2);
}

/* What the format has no place for is said elsewhere. */
static void test_sorted_and_cut(void **state)
{
	const struct measure_options options = {
		.format = MEASURE_CSV, .sort = "hits.desc", .top = 2, .common.quiet = true};
	_cleanup_hist_table_ struct hist_table table = make_table(few, 3);
	_cleanup_report_ struct report report = {0};
	_cleanup_(said_deinit) struct said said;

	(void)state;
	listen(&said);
	table.dropped = 17;
	check_ok(report_init(&said.context, &options, &report));
	check_ok(report_table(&report, &table, NULL));
	fflush(said.context.out);
	fflush(said.context.err);
	assert_string_equal(said.out, "n,hits\r\n0,3\r\n2,2\r\n");
	assert_non_null(strstr(said.err, "17"));
	assert_non_null(strstr(said.err, "dropped"));
}

/* Metrics are totals, whatever came in the interval. */
static void test_totals(void **state)
{
	static const uint64_t all[] = {30, 10, 20};
	const struct measure_options options = {.format = MEASURE_OPENMETRICS, .interval = 1};
	_cleanup_hist_table_ struct hist_table table = make_table(few, 3);
	_cleanup_hist_table_ struct hist_table whole = make_table(all, 3);
	_cleanup_report_ struct report report = {0};
	_cleanup_(said_deinit) struct said said;

	(void)state;
	listen(&said);
	check_ok(report_init(&said.context, &options, &report));
	check_ok(report_table(&report, &table, &whole));
	fflush(said.context.out);
	assert_non_null(strstr(said.out, "n=\"0\"} 30"));
}

static void test_file(void **state)
{
	char folder[] = "/tmp/sonde-test-XXXXXX", path[64], drawing[64];
	const struct measure_options options = {
		.format = MEASURE_CSV, .common.output = path, .svg = drawing, .interval = 1};
	_cleanup_hist_table_ struct hist_table table = make_table(few, 3);
	_cleanup_str_ struct str text = STR_INIT, drawn = STR_INIT;
	_cleanup_report_ struct report report = {0};
	_cleanup_(said_deinit) struct said said;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/table", folder);
	snprintf(drawing, sizeof(drawing), "%s/drawing", folder);
	listen(&said);
	print_twice(&said, &options);
	assert_string_equal(said.out, "");
	check_ok(file_read(path, 0, &text));
	/* As it would be printed: all of them. */
	assert_string_equal(str_text(&text), "time,n,hits\r\n"
					     "1000.000,0,3\r\n1000.000,1,1\r\n1000.000,2,2\r\n"
					     "1000.000,0,3\r\n1000.000,1,1\r\n1000.000,2,2\r\n");
	check_ok(report_init(&said.context, &options, &report));
	check_ok(report_table(&report, &table, NULL));
	assert_false(file_exists(drawing));
	check_ok(report_finish(&report, &table));
	check_ok(file_read(drawing, 0, &drawn));
	assert_non_null(strstr(str_text(&drawn), "<svg"));
	unlink(path);
	unlink(drawing);
	rmdir(folder);
}

/* Metrics are replaced as a whole: their reader wants those of now. */
static void test_file_of_metrics(void **state)
{
	char path[] = "/tmp/sonde-test-XXXXXX";
	const struct measure_options options = {
		.format = MEASURE_OPENMETRICS, .common.output = path, .interval = 1};
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_(said_deinit) struct said said;
	const char *end;
	const int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	listen(&said);
	print_twice(&said, &options);
	check_ok(file_read(path, 0, &text));
	end = strstr(str_text(&text), "# EOF\n");
	assert_non_null(end);
	assert_string_equal(end, "# EOF\n");
	unlink(path);
}

static void test_no_file(void **state)
{
	struct measure_options options = {.common.output = "/no/such/folder/file"};
	struct context context = {.out = stdout, .err = stderr};
	struct report report = {0};

	(void)state;
	check_error(report_init(&context, &options, &report), SONDE_ERROR_NOT_FOUND,
		    "/no/such/folder");
	options.common.output = "/tmp";
	check_error(report_init(&context, &options, &report), SONDE_ERROR_OS, "directory");
	options.common.output = NULL;
	options.svg = "/no/such/folder/file";
	check_error(report_init(&context, &options, &report), SONDE_ERROR_NOT_FOUND,
		    "/no/such/folder");
}

/* What is no file stays what it is. */
static void test_device(void **state)
{
	char folder[] = "/tmp/sonde-test-XXXXXX", path[64], got[16] = "";
	const struct measure_options options = {.format = MEASURE_CSV, .common.output = path};
	_cleanup_hist_table_ struct hist_table table = make_table(few, 1);
	_cleanup_report_ struct report report = {0};
	_cleanup_(said_deinit) struct said said;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/pipe", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	fd = open(path, O_RDWR | O_NONBLOCK);
	assert_true(fd >= 0);
	listen(&said);
	check_ok(report_init(&said.context, &options, &report));
	check_ok(report_table(&report, &table, NULL));
	assert_int_equal(read(fd, got, sizeof(got) - 1), 13);
	assert_string_equal(got, "n,hits\r\n0,3\r\n");
	close(fd);
	unlink(path);
	rmdir(folder);
}

/* A reader that has gone is no error. */
static void test_unread(void **state)
{
	const struct measure_options options = {.format = MEASURE_CSV};
	_cleanup_hist_table_ struct hist_table table = make_table(few, 3);
	struct context context = {.err = stderr};
	_cleanup_report_ struct report report = {0};
	int ends[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	context.out = fdopen(ends[1], "w");
	check_ok(report_init(&context, &options, &report));
	check_ok(report_table(&report, &table, NULL));
	assert_true(report.is_unread);
	fclose(context.out);
}

/* The drawing shows the rows that the table does. */
static void test_drawn_as_shown(void **state)
{
	char path[] = "/tmp/sonde-test-XXXXXX";
	const struct measure_options options = {.sort = "hits.desc", .top = 1, .svg = path};
	_cleanup_hist_table_ struct hist_table table = make_table(few, 3);
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_report_ struct report report = {0};
	_cleanup_(said_deinit) struct said said;
	const int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	listen(&said);
	check_ok(hist_table_remark(&table, "Nobody knows."));
	check_ok(report_init(&said.context, &options, &report));
	check_ok(report_finish(&report, &table));
	check_ok(file_read(path, 1 << 20, &text));
	assert_non_null(strstr(str_text(&text), "2 rows left out"));
	assert_non_null(strstr(str_text(&text), "Nobody knows."));
	unlink(path);
}

/* A FIFO that nobody has opened is an error at once. */
static void test_no_reader(void **state)
{
	char folder[] = "/tmp/sonde-test-XXXXXX", path[64];
	const struct measure_options options = {.common.output = path};
	const struct context context = {.out = stdout, .err = stderr};
	struct report report;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/pipe", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	check_error(report_init(&context, &options, &report), SONDE_ERROR_OS, "nobody reads it");
	unlink(path);
	rmdir(folder);
}

static bool give_up(void *data)
{
	++*(int *)data;
	return true;
}

/* What a reader does not read makes nobody wait; it is there for one that does. */
static void test_slow_reader(void **state)
{
	_cleanup_str_ struct str text = STR_INIT, none = STR_INIT, read_text = STR_INIT;
	_cleanup_(outlet_deinit) struct outlet outlet;
	int ends[2], asked = 0;
	const struct outlet_wait wait = {-1, give_up, &asked};
	enum outlet_end end;
	FILE *stream;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	stream = fdopen(ends[1], "w");
	for (int i = 0; i < 20000; i++)
		str_appendf(&text, "%d\n", i);
	check_ok(outlet_open_stream(stream, &outlet));
	check_ok(outlet_put(&outlet, &text, &wait, &end));
	assert_int_equal(end, OUTLET_GIVEN_UP);
	assert_int_equal(asked, 1);
	while (end != OUTLET_WRITTEN) {
		char data[4096];
		ssize_t got;

		while ((got = read(ends[0], data, sizeof(data))) > 0)
			str_append_bytes(&read_text, data, (size_t)got);
		check_ok(outlet_put(&outlet, &none, &wait, &end));
	}
	for (char data[4096];;) {
		const ssize_t got = read(ends[0], data, sizeof(data));

		if (got <= 0)
			break;
		str_append_bytes(&read_text, data, (size_t)got);
	}
	assert_string_equal(str_text(&read_text), str_text(&text));
	/* Those who have the pipe too are not changed. */
	assert_false(fcntl(ends[1], F_GETFL) & O_NONBLOCK);
	fclose(stream);
	close(ends[0]);
}

/* Links stay, what they lead to is replaced and keeps its mode; those of /proc are written through.
 */
static void test_links(void **state)
{
	char folder[] = "/tmp/sonde-test-XXXXXX", path[64], link[64], through[64], got[32] = "";
	const struct outlet_wait wait = {.fd = -1};
	_cleanup_str_ struct str text = STR_INIT;
	struct stat status, after;
	struct outlet outlet;
	enum outlet_end end;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
	snprintf(link, sizeof(link), "%s/link", folder);
	assert_int_equal(symlink("file", link), 0);
	str_append(&text, "one\n");
	check_ok(outlet_open(link, &outlet));
	check_ok(outlet_put(&outlet, &text, &wait, &end));
	outlet_deinit(&outlet);
	assert_int_equal(lstat(link, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(chmod(path, 0640), 0);
	check_ok(outlet_open(link, &outlet));
	check_ok(outlet_put(&outlet, &text, &wait, &end));
	outlet_deinit(&outlet);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
	snprintf(through, sizeof(through), "/proc/self/fd/%d", fd);
	unlink(link);
	assert_int_equal(symlink(through, link), 0);
	check_ok(outlet_open(link, &outlet));
	check_ok(outlet_put(&outlet, &text, &wait, &end));
	outlet_deinit(&outlet);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(after.st_ino, status.st_ino);
	assert_int_equal(read(fd, got, sizeof(got) - 1), 8);
	assert_string_equal(got, "one\none\n");
	close(fd);
	unlink(link);
	unlink(path);
	rmdir(folder);
}

/* What is emptied meanwhile begins at its beginning again, without a hole before what follows. */
static void test_appending(void **state)
{
	char folder[] = "/tmp/sonde-test-XXXXXX", path[64];
	const struct outlet_wait wait = {.fd = -1};
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_(outlet_deinit) struct outlet outlet;
	enum outlet_end end;
	struct stat status;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/hits", folder);
	str_append(&text, "one\n");
	check_ok(outlet_open_appending(path, &outlet));
	/* What fails before the first text leaves what was there. */
	assert_int_equal(stat(path, &status), -1);
	for (int i = 0; i < 2; i++)
		check_ok(outlet_put(&outlet, &text, &wait, &end));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, 8);
	assert_int_equal(truncate(path, 0), 0);
	check_ok(outlet_put(&outlet, &text, &wait, &end));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, 4);
	check_ok(outlet_close(&outlet));
	check_ok(outlet_close(&outlet));
	outlet_deinit(&outlet);
	check_ok(outlet_open_appending(path, &outlet));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, 4);
	check_ok(outlet_close(&outlet));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, 0);
	unlink(path);
	rmdir(folder);
}

/* What a close says is told. */
static void test_unclosable(void **state)
{
	char folder[] = "/tmp/sonde-test-XXXXXX", path[64];
	_cleanup_(outlet_deinit) struct outlet outlet;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/hits", folder);
	check_ok(outlet_open_appending(path, &outlet));
	check_ok(outlet_begin(&outlet));
	assert_int_equal(close(outlet.fd), 0);
	check_error(outlet_close(&outlet), SONDE_ERROR_OS, "Cannot write");
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_json_lines),
		cmocka_unit_test(test_sorted_and_cut),
		cmocka_unit_test(test_totals),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_file_of_metrics),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_device),
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_drawn_as_shown),
		cmocka_unit_test(test_no_reader),
		cmocka_unit_test(test_slow_reader),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_appending),
		cmocka_unit_test(test_unclosable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
