/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A table of hits: what all outputs are made of.
 *
 * Rows are counted by their cells, one for each key; no two rows of a table have the same ones.
 * Beside them each row has its values: the count first, then sums and others. Everything is said
 * once, in numbers; texts that stand for numbers are beside them.
 *
 * hist_table_make() (hist/cell.h) makes tables of hist files, hist/merge.h, hist/differ.h and
 * hist/order.h make others of them.
 */
#ifndef HIST_TABLE_H
#define HIST_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "hist/layout.h"

/** What a cell is. */
enum hist_cell_kind {
	/** One number. */
	HIST_CELL_NUMBER,
	/** A bucket: the whole numbers from `low` to `high`. */
	HIST_CELL_RANGE,
	/** A text only. */
	HIST_CELL_TEXT,
	/** A stack. */
	HIST_CELL_STACK,
};

/** Texts that are owned one by one. */
struct hist_texts VEC_BODY(char *);

/** What a row is counted by, in one column. */
struct hist_cell {
	enum hist_cell_kind kind;
	/** `low` and `high` are the 64 bits of an int64_t. */
	bool is_signed;
	/**
	 * NUMBER: it. RANGE: the least number of the bucket, which belongs to it. The kernel's log2
	 * bucket (4, 8] is 5 to 8, its first one is 0 to 1; the linear one [100, 200) is 100 to
	 * 199.
	 */
	uint64_t low;
	/** RANGE: the greatest number of the bucket, which belongs to it. NUMBER: as `low`. */
	uint64_t high;
	/**
	 * What is shown instead of the numbers: a text, the name of an error, an enumerator, a
	 * system call, `vfs_read+0x1b`, the command of the process whose number `low` is. NULL: the
	 * numbers. May hold any bytes but NUL, and bytes that command a terminal among them. Owned.
	 */
	char *text;
	/**
	 * STACK: `symbol+0x1b` or `symbol+0x1b [module]`, innermost first, without those of the
	 * probe itself. It may be empty. Else unused. Owned.
	 */
	struct hist_texts frames;
};

/** What a value is. */
enum hist_value_kind {
	/** It is not known: nothing was saved, or it cannot be told of this interval. */
	HIST_VALUE_NONE,
	HIST_VALUE_INTEGER,
	/** A mean, or a number in another unit than the kernel's: 1.5 ms of 1500 us. */
	HIST_VALUE_REAL,
	HIST_VALUE_TEXT,
};

/** What a row has in one column besides its cells. */
struct hist_value {
	enum hist_value_kind kind;
	/** `integer` is the 64 bits of an int64_t. */
	bool is_signed;
	/**
	 * INTEGER: it. REAL: what the kernel has, of a mean the sum; to be divided by `scale` of
	 * the column, and for a mean by the count. Who shows it takes `real`. Else 0.
	 */
	uint64_t integer;
	/** REAL: it. Else 0. */
	double real;
	/**
	 * TEXT: it, and of INTEGER what is shown instead of the number, or NULL. May hold any bytes
	 * but NUL. Owned.
	 */
	char *text;
};

struct hist_row {
	/** As many as the table has keys. */
	VEC(struct hist_cell) cells;
	/** As many as it has values; values[0] is the count. */
	VEC(struct hist_value) values;
};

struct hist_column {
	/** As the person wrote it: `$retval`, `comm`; `hits`, `mean`. Owned. */
	char *title;
	/**
	 * The kernel's name, or NULL: a key and a sum of the same thing have the same one, which is
	 * how to find the sum of a bucketed key. Owned.
	 */
	char *field;
	/** What it counts: `us`, `B`; NULL: nothing that has a name. Owned. */
	char *unit;
	/** How it is shown. */
	enum hist_shape shape;
	/** Of LINEAR: the width of its buckets; else 0. */
	uint64_t width;
	/**
	 * Of a value: by what the kernel's numbers are divided, 1 or more. Of a key as in its
	 * layout: above 1, a number of its buckets stands for what is above the one before, up to
	 * itself.
	 */
	uint64_t scale;
	/** Of a value: what it is; of a key COUNT, unused. */
	enum hist_value_role role;
	/** Of WORST: the value that was greatest then, as a place in `values`; else 0. */
	size_t of;
};

struct hist_table_columns VEC_BODY(struct hist_column);

struct hist_table {
	/** What it is about, in one line: `vfs_read: count`. Owned; may be NULL. */
	char *title;
	/**
	 * How the rows are sorted if nobody says it, as hist_table_sort() takes it. Owned; NULL: by
	 * all keys.
	 */
	char *sort;
	struct hist_table_columns keys;
	/** values[0] is the count of hits. */
	struct hist_table_columns values;
	VEC(struct hist_row) rows;
	/** Hits that the kernel has counted into rows, those that are left out here included. */
	uint64_t hits;
	/** Hits that it could not count because its table was full. */
	uint64_t dropped;
	/** Rows that the kernel's tables have, and the most that they can have; 0: unknown. */
	uint64_t entries, size;
	/** Hits that the probes missed (kprobe_profile); UINT64_MAX: unknown. */
	uint64_t missed;
	/** Rows that --top took away, and the hits in them. */
	uint64_t left_out, left_out_hits;
	/** Seconds that it covers; 0: unknown. */
	double seconds;
	/** When it was taken, in seconds since 1970; 0: unknown. */
	double ended;
	/** Sentences that have to be shown with it. Owned. */
	struct hist_texts remarks;
};

/** A table of nothing yet. */
#define HIST_TABLE_INIT               \
	{                             \
		.missed = UINT64_MAX, \
	}

/** Free all texts; the list is empty afterwards. */
void hist_texts_deinit(struct hist_texts *texts);

/** Free what they hold and make them empty. */
void hist_cell_deinit(struct hist_cell *cell);
void hist_value_deinit(struct hist_value *value);
void hist_row_deinit(struct hist_row *row);
void hist_column_deinit(struct hist_column *column);
void hist_table_deinit(struct hist_table *table);

/** Such variables that are released at the end of their scope. */
#define _cleanup_hist_texts_  _cleanup_(hist_texts_deinit)
#define _cleanup_hist_cell_   _cleanup_(hist_cell_deinit)
#define _cleanup_hist_row_    _cleanup_(hist_row_deinit)
#define _cleanup_hist_column_ _cleanup_(hist_column_deinit)
#define _cleanup_hist_table_  _cleanup_(hist_table_deinit)

/** Make copies that share nothing with what is copied. The caller deinits them. */
struct sonde_error *hist_cell_copy(const struct hist_cell *cell, struct hist_cell *ret);
struct sonde_error *hist_row_copy(const struct hist_row *row, struct hist_row *ret);
struct sonde_error *hist_column_copy(const struct hist_column *column, struct hist_column *ret);
struct sonde_error *hist_table_copy(const struct hist_table *table, struct hist_table *ret);

/** The same of what a table is without its rows and the numbers that go with them: its title, how
 * it is sorted, its columns and remarks. */
struct sonde_error *hist_table_copy_form(const struct hist_table *table, struct hist_table *ret);

/** Add a printf-style sentence to the remarks, unless it is there. */
struct sonde_error *hist_table_remark(struct hist_table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** The count of @p row; 0 where it has none. */
uint64_t hist_row_count(const struct hist_row *row);

/**
 * Negative, 0 or positive as @p a comes before @p b, is equal to it or comes after it: numbers and
 * buckets by their size, signed ones below 0 first, others by their texts, stacks frame by frame.
 * Equal ones of one column are of one row.
 */
int hist_cell_compare(const struct hist_cell *a, const struct hist_cell *b);

/** The same of values; NONE comes first. */
int hist_value_compare(const struct hist_value *a, const struct hist_value *b);

/** hist_cell_compare() from the first cell to the last. */
int hist_row_compare(const struct hist_row *a, const struct hist_row *b);

/**
 * Append a cell as people read it, on one line: its text, else its number (in hexadecimal where
 * the column is so), `[5, 8]` for a bucket (`2` where there is but one number in it), frames from
 * the innermost with ` < ` between them, and a process as `COMMAND (PID)`. Without the unit. Texts
 * are appended as they are: what goes to a terminal has to pass str_append_clean().
 */
void hist_cell_print(const struct hist_column *column, const struct hist_cell *cell,
		     struct str *out);

/** The same of a value: a mean with two decimals, NONE as `-`. */
void hist_value_print(const struct hist_column *column, const struct hist_value *value,
		      struct str *out);

/** Add a printf-style text. */
struct sonde_error *hist_texts_add(struct hist_texts *texts, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* HIST_TABLE_H */
