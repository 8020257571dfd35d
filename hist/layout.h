/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How the text of a hist file has to be understood, key by key and value by value.
 *
 * A layout is made together with the trigger that makes the kernel write the file (hist/setup.h),
 * and kept with it: it can be printed and parsed, so that whoever comes later reads the file as
 * well.
 */
#ifndef HIST_LAYOUT_H
#define HIST_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/enumeration.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

/** What a cell shows of the number or the text that the kernel has counted by. */
enum hist_shape {
	/** The number itself. The kernel prints it in decimal and without a sign. */
	HIST_SHAPE_PLAIN,
	/** `~ 2^N` in the file, for (2^(N-1), 2^N]; the kernel counts powers of two. */
	HIST_SHAPE_LOG2,
	/** `~ LOW-HIGH` in the file, HIGH included; buckets of `width`. */
	HIST_SHAPE_LINEAR,
	/** A number to be shown in hexadecimal. The file has it in decimal. */
	HIST_SHAPE_HEX,
	/** A kernel address: `[ADDRESS] SYMBOL+0xN` in the file (`.sym-offset`). */
	HIST_SHAPE_SYM,
	/** A kernel function: `[ADDRESS] SYMBOL` in the file (`.sym`); rows of one symbol are one.
	 */
	HIST_SHAPE_FUNC,
	/** A number that is an error if it is negative: to be shown by its name. Decimal in the
	 * file. */
	HIST_SHAPE_ERRNO,
	/** A system call: `NAME[NUMBER]` in the file (`.syscall`). */
	HIST_SHAPE_SYSCALL,
	/** A text. */
	HIST_SHAPE_STRING,
	/** A number to be shown as its name in `values`. Decimal in the file. */
	HIST_SHAPE_ENUM,
	/** A stack of the kernel, in lines of its own (`stacktrace`). */
	HIST_SHAPE_STACK,
	/** A thread, to be told as the process that it is of. Decimal in the file. */
	HIST_SHAPE_PROCESS,
	/**
	 * A thread, to be told as its command: `COMM [TID]` in the file (`common_pid.execname`).
	 * Rows of one command are one.
	 */
	HIST_SHAPE_COMM,
};

/** How many shapes there are. */
#define HIST_SHAPE_COUNT (HIST_SHAPE_COMM + 1)

/** The name of @p shape as a layout has it: `plain`, `log2`, ... Static. */
const char *hist_shape_name(enum hist_shape shape);

/** One key: a column that rows are counted by. */
struct hist_key_layout {
	/** As the person wrote it, without the shape: `$retval`, `count`, `comm`, `latency`. Owned.
	 */
	char *title;
	/**
	 * Its name in the hist file, without modifiers: `count`. NULL: not there, `constant` says
	 * it; if that is so of all keys, the file has `common_cpu`, which says nothing. Owned.
	 */
	char *field;
	/** The cell of all rows where the file does not have it, else NULL. Owned. */
	char *constant;
	enum hist_shape shape;
	/** Of LINEAR: the width of a bucket; else 0. */
	uint64_t width;
	/**
	 * LOG2 and LINEAR: the file has the numbers themselves, as the kernel cannot make these
	 * buckets. Whoever reads it makes them: of LOG2 as the kernel does, of LINEAR from
	 * multiples of the width on, below 0 as well.
	 */
	bool is_folded;
	/**
	 * If folded, and not 0: the file has narrower buckets, `~ LOW-HIGH`, or such in a smaller
	 * unit; the number is LOW divided by this, rounded down.
	 */
	uint64_t scale;
	/** It has a sign, which the kernel does not print: -1 of two bytes comes as 65535. */
	bool is_signed;
	/** Bytes of the number: 1, 2, 4 or 8; 0 for texts and stacks. */
	unsigned size;
	/** What the numbers count, `us`, `B`, or NULL. Owned. */
	char *unit;
	/** The names of ENUM; empty for other shapes. Owned. */
	struct enumeration values;
};

/** Free what @p key holds and make it empty. */
void hist_key_layout_deinit(struct hist_key_layout *key);

/** A `struct hist_key_layout` that is released at the end of its scope. */
#define _cleanup_hist_key_layout_ _cleanup_(hist_key_layout_deinit)

/** What a value of a row is. */
enum hist_value_role {
	/** How often: `hitcount` in the file. */
	HIST_VALUE_COUNT,
	/** The sum of `field`. */
	HIST_VALUE_SUM,
	/** Not in the file: the sum of `field`, which is a value too, divided by the count. */
	HIST_VALUE_MEAN,
	/** The greatest one: `max` in the file, in the line behind the row. */
	HIST_VALUE_MAX,
	/** `field` as it was when the greatest one came: in the same line. */
	HIST_VALUE_WORST,
};

/** How many roles there are. */
#define HIST_VALUE_ROLE_COUNT (HIST_VALUE_WORST + 1)

/** The name of @p role as a layout has it: `count`, `sum`, ... Static. */
const char *hist_value_role_name(enum hist_value_role role);

/**
 * What a value with this title is of: `count` of `sum(count)`, `ret` of `ret at max`; else the
 * title.
 *
 * @param ret where in @p title that begins
 * @return its bytes
 */
size_t hist_value_subject(const char *title, enum hist_value_role role, const char **ret);

/**
 * Whether a person can mean a value with this title by @p name (of @p size bytes): `sum(count)`
 * by that, by `sum` or by `count`; `max` also by `max(latency)` or `latency`; `ret at max` by
 * `ret`, and the count by `hitcount`. A title that is the very same has to come first, of keys or
 * values.
 */
bool hist_value_is_called(const char *title, enum hist_value_role role, const char *name,
			  size_t size);

/** One value: a column that rows have besides the keys. */
struct hist_value_layout {
	/**
	 * `hits`; `sum(NAME)`; of the latency `sum`, `mean` and `max`, or `sum(latency)` where a
	 * key is called `sum`; of WORST `NAME at max`; with names as the person wrote them. No two
	 * columns of a layout have the same. Owned.
	 */
	char *title;
	/** Its name in the hist file: `hitcount`, `count`, `lat`, `max`. Owned. */
	char *field;
	enum hist_value_role role;
	/** As of a key. A sum is of 64 bits whatever its field is: what `field` had, this is about.
	 */
	bool is_signed;
	/** As of a key: bytes of the field. A sum of it is of 8. */
	unsigned size;
	/** The numbers of the file are to be divided by this to be in `unit`s; 1 or more. */
	uint64_t scale;
	/** WORST of a text. */
	bool is_string;
	/** How to show it: PLAIN, and of WORST also HEX, ERRNO, ENUM and STRING. */
	enum hist_shape shape;
	/** What it counts, `us`, `B`, or NULL. Owned. */
	char *unit;
	/** The names of ENUM; empty for other shapes. Owned. */
	struct enumeration values;
};

/** Free what @p value holds and make it empty. */
void hist_value_layout_deinit(struct hist_value_layout *value);

/** A `struct hist_value_layout` that is released at the end of its scope. */
#define _cleanup_hist_value_layout_ _cleanup_(hist_value_layout_deinit)

struct hist_layout {
	/** What it is about, in one line: `vfs_read: count`. Owned. */
	char *title;
	/**
	 * How the rows are sorted: the title of a column, with `.desc` behind it from the greatest
	 * on. NULL: by all keys. Owned.
	 */
	char *sort;
	/** At least one; in the order of the file, but for constant ones, and of the columns. */
	VEC(struct hist_key_layout) keys;
	/** values[0] is the count. */
	VEC(struct hist_value_layout) values;
};

/** A layout of nothing yet. */
#define HIST_LAYOUT_INIT \
	{                \
		0        \
	}

/** Free what it holds and make it empty. */
void hist_layout_deinit(struct hist_layout *layout);

/** A `struct hist_layout` that is released at the end of its scope. */
#define _cleanup_hist_layout_ _cleanup_(hist_layout_deinit)

/** Add @p key, which is empty afterwards; it stays whose it was on failure. */
struct sonde_error *hist_layout_add_key(struct hist_layout *layout, struct hist_key_layout *key);

/** Add @p value, which is empty afterwards; it stays whose it was on failure. */
struct sonde_error *hist_layout_add_value(struct hist_layout *layout,
					  struct hist_value_layout *value);

/** Append it as text: lines of one item each, the first one `layout 1`. */
void hist_layout_print(const struct hist_layout *layout, struct str *out);

/**
 * Parse what hist_layout_print() makes.
 *
 * @param text may hold anything
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT for any other text, with the number of the line in its message
 */
struct sonde_error *hist_layout_parse(const char *text, struct hist_layout *ret);

#endif /* HIST_LAYOUT_H */
