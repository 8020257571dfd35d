/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Tables that the tests of all outputs print. Included after cmocka.h and tests/unit/check.h.
 */
#ifndef TESTS_UNIT_HIST_SAMPLES_H
#define TESTS_UNIT_HIST_SAMPLES_H

#include <stdarg.h>
#include <stddef.h>

#include "hist/table.h"
#include "tests/unit/check.h"

/** A copy, or NULL of NULL. */
static inline char *sample_copy(const char *text)
{
	char *copy = NULL;

	check_ok(sonde_strdup(text, &copy));
	return copy;
}

static inline void sample_key(struct hist_table *table, const char *title, const char *unit,
			      enum hist_shape shape)
{
	check_ok(vec_push(&table->keys, (struct hist_column){
						.title = sample_copy(title),
						.field = sample_copy(title),
						.unit = sample_copy(unit),
						.shape = shape,
					}));
}

static inline void sample_value(struct hist_table *table, const char *title, const char *unit,
				enum hist_value_role role)
{
	check_ok(vec_push(
		&table->values,
		(struct hist_column){
			.title = sample_copy(title),
			.field = sample_copy(role == HIST_VALUE_COUNT ? "hitcount" : title),
			.unit = sample_copy(unit),
			.role = role,
		}));
}

/** Begin a row with so many hits. */
static inline void sample_row(struct hist_table *table, uint64_t hits)
{
	check_ok(vec_push(&table->rows, (struct hist_row){0}));
	check_ok(vec_push(&vec_last(&table->rows)->values,
			  (struct hist_value){.kind = HIST_VALUE_INTEGER, .integer = hits}));
	table->hits += hits;
	table->entries++;
}

static inline void sample_range(struct hist_table *table, int64_t low, int64_t high, bool is_signed)
{
	check_ok(vec_push(&vec_last(&table->rows)->cells,
			  (struct hist_cell){.kind = HIST_CELL_RANGE,
					     .is_signed = is_signed,
					     .low = (uint64_t)low,
					     .high = (uint64_t)high}));
}

/** The bucket of powers of two that ends with 2^@p power. */
static inline void sample_log2(struct hist_table *table, unsigned power)
{
	const uint64_t high = (uint64_t)1 << power;

	sample_range(table, (int64_t)(power ? high / 2 + 1 : 0), (int64_t)high, false);
}

/** A number, with a text that is shown for it or NULL. */
static inline void sample_number(struct hist_table *table, int64_t number, const char *text)
{
	check_ok(vec_push(&vec_last(&table->rows)->cells,
			  (struct hist_cell){.kind = HIST_CELL_NUMBER,
					     .is_signed = true,
					     .low = (uint64_t)number,
					     .high = (uint64_t)number,
					     .text = sample_copy(text)}));
}

static inline void sample_text(struct hist_table *table, const char *text)
{
	check_ok(vec_push(&vec_last(&table->rows)->cells,
			  (struct hist_cell){.kind = HIST_CELL_TEXT, .text = sample_copy(text)}));
}

/** Frames from the innermost on, ended by NULL. */
static inline void sample_stack(struct hist_table *table, ...)
{
	struct hist_cell *cell;
	const char *frame;
	va_list frames;

	check_ok(vec_push(&vec_last(&table->rows)->cells,
			  (struct hist_cell){.kind = HIST_CELL_STACK}));
	cell = vec_last(&vec_last(&table->rows)->cells);
	va_start(frames, table);
	while ((frame = va_arg(frames, const char *)))
		check_ok(vec_push(&cell->frames, sample_copy(frame)));
	va_end(frames);
}

static inline void sample_integer(struct hist_table *table, int64_t integer, bool is_signed)
{
	check_ok(vec_push(&vec_last(&table->rows)->values,
			  (struct hist_value){.kind = HIST_VALUE_INTEGER,
					      .is_signed = is_signed,
					      .integer = (uint64_t)integer}));
}

static inline void sample_real(struct hist_table *table, uint64_t sum, double real)
{
	check_ok(vec_push(
		&vec_last(&table->rows)->values,
		(struct hist_value){.kind = HIST_VALUE_REAL, .integer = sum, .real = real}));
}

static inline void sample_word(struct hist_table *table, const char *text)
{
	check_ok(vec_push(&vec_last(&table->rows)->values,
			  (struct hist_value){.kind = text ? HIST_VALUE_TEXT : HIST_VALUE_NONE,
					      .text = sample_copy(text)}));
}

/** `sonde latency vfs_read`: gaps, a first bucket, hits of all sizes. */
static inline void sample_latency(struct hist_table *table)
{
	static const struct {
		unsigned power;
		uint64_t hits;
	} rows[] = {{0, 412}, {1, 1893}, {2, 12904}, {3, 8120},	 {4, 1207}, {5, 310}, {6, 88},
		    {7, 12},  {10, 3},	 {11, 1},    {14, 1204}, {15, 340}, {17, 2}};

	table->title = sample_copy("vfs_read: latency");
	sample_key(table, "latency", "us", HIST_SHAPE_LOG2);
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		sample_row(table, rows[i].hits);
		sample_log2(table, rows[i].power);
	}
	table->size = 2048;
	table->missed = 0;
	table->seconds = 10.02;
	table->ended = 1700000000;
}

/** `sonde hist 'vfs_read count' --by 'comm,count.log2' --sum count`, sorted by commands. */
static inline void sample_groups(struct hist_table *table)
{
	static const struct {
		const char *comm;
		unsigned power;
		uint64_t hits;
	} rows[] = {
		{"cat", 0, 12},	  {"cat", 17, 512},    {"sshd", 4, 40},	     {"sshd", 10, 7},
		{"sshd", 14, 90}, {"systemd", 10, 33}, {"systemd", 12, 104},
	};

	table->title = sample_copy("vfs_read: comm, count");
	sample_key(table, "comm", NULL, HIST_SHAPE_STRING);
	sample_key(table, "count", "B", HIST_SHAPE_LOG2);
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	sample_value(table, "count", "B", HIST_VALUE_SUM);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		sample_row(table, rows[i].hits);
		sample_text(table, rows[i].comm);
		sample_log2(table, rows[i].power);
		sample_integer(table, (int64_t)(rows[i].hits << rows[i].power), false);
	}
	table->size = 2048;
	table->missed = 0;
	table->seconds = 5;
}

/** By name, with a sum that it is sorted by, and rows that were left out. */
static inline void sample_names(struct hist_table *table)
{
	static const struct {
		const char *name;
		uint64_t hits, sum;
	} rows[] = {
		{"locale-archive", 14, 734003200},
		{"/usr/lib/x86_64-linux-gnu/perl5/5.36/auto/Encode/Symbol/Symbol.so", 912, 7340032},
		{"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e.txt", 1200, 1228800},
		{"passwd", 77, 315392},
		{"\xc3\xa9t\xc3\xa9", 3, 0},
	};

	table->title = sample_copy("vfs_read: name");
	sample_key(table, "name", NULL, HIST_SHAPE_STRING);
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	sample_value(table, "count", "B", HIST_VALUE_SUM);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		sample_row(table, rows[i].hits);
		sample_text(table, rows[i].name);
		sample_integer(table, (int64_t)rows[i].sum, false);
	}
	table->size = 512;
	table->left_out = 131;
	table->left_out_hits = 409;
	table->hits += 409;
	table->dropped = 17;
	table->missed = 4;
	check_ok(hist_table_remark(table, "Rows of processes that ended have no command."));
}

/** Errors by command, and all values that a row can have. */
static inline void sample_stats(struct hist_table *table)
{
	table->title = sample_copy("do_sys_openat2: latency");
	sample_key(table, "comm", NULL, HIST_SHAPE_STRING);
	sample_key(table, "ret", NULL, HIST_SHAPE_ERRNO);
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	sample_value(table, "latency", "us", HIST_VALUE_SUM);
	sample_value(table, "mean", "us", HIST_VALUE_MEAN);
	sample_value(table, "max", "us", HIST_VALUE_MAX);
	sample_value(table, "flags", NULL, HIST_VALUE_WORST);
	sample_value(table, "comm", NULL, HIST_VALUE_WORST);
	vec_last(&table->values)->of = 3;
	table->values.data[4].of = 3;
	table->values.data[4].shape = HIST_SHAPE_HEX;
	sample_row(table, 1200);
	sample_text(table, "cat");
	sample_number(table, -2, "ENOENT");
	sample_integer(table, 3120, false);
	sample_real(table, 3120, 2.6);
	sample_integer(table, 812, false);
	sample_integer(table, 0x8000, false);
	sample_word(table, "cat");
	sample_row(table, 3);
	sample_text(table, "bash");
	sample_number(table, 3, NULL);
	sample_integer(table, 2000000, false);
	sample_real(table, 2000000, 2000000.0 / 3);
	sample_integer(table, 1999000, false);
	sample_integer(table, 0, false);
	sample_word(table, NULL);
	table->size = 2048;
}

/** Linear buckets with a sign, and a gap that is too long to be listed. */
static inline void sample_linear(struct hist_table *table)
{
	static const struct {
		int64_t low;
		uint64_t hits;
	} rows[] = {{100, 3}, {-100, 7}, {-50, 1}, {250, 40}, {100000, 1}};

	table->title = sample_copy("balance: delta");
	sample_key(table, "delta", NULL, HIST_SHAPE_LINEAR);
	table->keys.data[0].width = 50;
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		sample_row(table, rows[i].hits);
		sample_range(table, rows[i].low, rows[i].low + 49, true);
	}
	table->missed = 0;
}

/** Powers of two of numbers with a sign: the kernel has one bucket for all below 0. */
static inline void sample_negative(struct hist_table *table)
{
	table->title = sample_copy("vfs_read%return: $retval");
	sample_key(table, "$retval", NULL, HIST_SHAPE_LOG2);
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	sample_value(table, "$retval", NULL, HIST_VALUE_SUM);
	sample_row(table, 130);
	sample_range(table, INT64_MIN, -1, true);
	sample_integer(table, -1430, true);
	sample_row(table, 53);
	sample_range(table, 3, 4, true);
	sample_integer(table, 212, true);
	sample_row(table, 1);
	sample_range(table, ((int64_t)1 << 39) + 1, (int64_t)1 << 40, true);
	sample_integer(table, (int64_t)1 << 40, true);
	table->missed = 0;
}

static inline void sample_stacks(struct hist_table *table)
{
	table->title = sample_copy("vfs_open: stack, comm");
	sample_key(table, "stack", NULL, HIST_SHAPE_STACK);
	sample_key(table, "comm", NULL, HIST_SHAPE_STRING);
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	sample_row(table, 1042);
	sample_stack(table, "vfs_open+0x0", "path_openat+0x5c1", "do_filp_open+0xb1",
		     "do_sys_openat2+0x7a", "do_syscall_64+0x5c",
		     "entry_SYSCALL_64_after_hwframe+0x6e", NULL);
	sample_text(table, "cat");
	sample_row(table, 12);
	sample_stack(table, "vfs_open+0x0", "dentry_open+0x4e", "ovl_open+0x8f [overlay]", NULL);
	sample_text(table, "a;b");
	sample_row(table, 1);
	sample_stack(table, NULL);
	sample_text(table, "swapper/0");
	table->missed = 0;
}

/** What a file or a process may be called. */
static inline void sample_hostile(struct hist_table *table)
{
	static const char *const names[] = {
		"\x1b[2J\x1b[31mred\a",
		"a\nb\tc\r",
		"\xff\xfe\xc3",
		"<script>&\"'</script>",
		"a, b } hitcount: 12",
		"\\\"quoted\"\\",
		"\xe2\x80\xaegnp.exe",
		"=1+1",
		"",
		" blank ",
		"\xef\xbf\xbe",
		"\x1b[2J\x1b[31mred\b",
	};
	uint64_t hits = sizeof(names) / sizeof(*names);

	table->title = sample_copy("<a>&\x1b]0;\"x\"\n: \xff");
	sample_key(table, "name;\"<&>\x1b", NULL, HIST_SHAPE_STRING);
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		sample_row(table, hits--);
		sample_text(table, names[i]);
	}
	check_ok(hist_table_remark(table, "A remark\x1b[2J with <&>."));
}

static inline void sample_nothing(struct hist_table *table)
{
	table->title = sample_copy("vfs_read: count");
	sample_key(table, "count", NULL, HIST_SHAPE_LOG2);
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	table->dropped = 3;
}

static inline void sample_one(struct hist_table *table)
{
	table->title = sample_copy("vfs_read: count");
	sample_key(table, "count", NULL, HIST_SHAPE_LOG2);
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	sample_row(table, 1);
	sample_log2(table, 12);
	table->missed = 0;
}

/** The greatest numbers that there can be. */
static inline void sample_greatest(struct hist_table *table)
{
	table->title = sample_copy("greatest");
	sample_key(table, "size", "B", HIST_SHAPE_LOG2);
	sample_value(table, "hits", NULL, HIST_VALUE_COUNT);
	sample_value(table, "size", "B", HIST_VALUE_SUM);
	sample_row(table, UINT64_MAX);
	sample_range(table, (int64_t)0x8000000000000001, -1, false);
	sample_integer(table, -1, false);
	sample_row(table, UINT64_MAX);
	sample_log2(table, 63);
	sample_integer(table, -1, false);
	sample_row(table, 1);
	sample_log2(table, 40);
	sample_integer(table, 1, false);
	table->hits = UINT64_MAX;
	table->dropped = UINT64_MAX;
	table->missed = UINT64_MAX - 1;
	table->size = 131072;
}

struct sample {
	const char *name;
	void (*make)(struct hist_table *table);
};

static const struct sample samples[] = {
	{"latency", sample_latency}, {"groups", sample_groups},	    {"names", sample_names},
	{"stats", sample_stats},     {"linear", sample_linear},	    {"negative", sample_negative},
	{"stacks", sample_stacks},   {"hostile", sample_hostile},   {"nothing", sample_nothing},
	{"one", sample_one},	     {"greatest", sample_greatest},
};

#define SAMPLE_COUNT (sizeof(samples) / sizeof(*samples))

#endif /* TESTS_UNIT_HIST_SAMPLES_H */
