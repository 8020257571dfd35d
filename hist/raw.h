/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A hist file as it is: what the kernel has printed, in pieces, without what it means.
 *
 * The kernel's side is kernel/trace/trace_events_hist.c: hist_trigger_show(),
 * hist_trigger_print_key(), hist_trigger_print_val(), track_data_print().
 */
#ifndef HIST_RAW_H
#define HIST_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/vec.h"

/** The keys that a hist can have: 3 in kernels as yet (TRACING_MAP_KEYS_MAX). */
#define HIST_RAW_KEYS 8
/** The values that it can have: 2 besides the count, as yet (TRACING_MAP_VALS_MAX), and percents of
 * them. */
#define HIST_RAW_VALUES 16

/** A piece of the file's text, borrowed from it. May hold anything. */
struct hist_piece {
	const char *data;
	size_t size;
};

/** How a key is printed. */
enum hist_raw_kind {
	/** A number, in decimal without a sign or in hexadecimal. */
	HIST_RAW_NUMBER,
	/** `~ 2^NUMBER`. */
	HIST_RAW_LOG2,
	/** `~ NUMBER-HIGH`. */
	HIST_RAW_RANGE,
	/** `[NUMBER] TEXT`, the number an address. */
	HIST_RAW_SYMBOL,
	/** `TEXT [NUMBER]`: a system call, or a command and its thread. */
	HIST_RAW_NAMED,
	/** `TEXT`. */
	HIST_RAW_STRING,
	/** `TEXT`, which are the lines of a stack. */
	HIST_RAW_STACK,
};

struct hist_raw_cell {
	enum hist_raw_kind kind;
	uint64_t number;
	uint64_t high;
	/** Without the blanks that fill it up. */
	struct hist_piece text;
};

/** How a value is printed. */
enum hist_raw_figure {
	/** It is not printed: kernels leave out expressions. */
	HIST_RAW_ABSENT,
	/** A number. */
	HIST_RAW_INTEGER,
	/** A part of the whole, `number` in hundredths of a percent. */
	HIST_RAW_PERCENT,
	/** A bar, which says little. */
	HIST_RAW_BAR,
};

struct hist_raw_value {
	enum hist_raw_figure kind;
	uint64_t number;
};

/** What an action has kept for a row. */
struct hist_raw_saved {
	/** `max` or `changed`, or the name of a field that was saved then. */
	struct hist_piece name;
	/** It is a text; else a number. */
	bool is_text;
	uint64_t number;
	/** Without the blanks that fill it up. */
	struct hist_piece text;
};

struct hist_raw_row {
	/** Where in `saved` of the hist that of this row begins, and how much it is. */
	size_t saved, saved_count;
};

/** A key or a value as the trigger has it. */
struct hist_raw_field {
	/** Its name in the rows. Owned. */
	char *name;
	/** What stood behind it and a `.`: `log2`, `buckets=10`, or "". Owned. */
	char *modifier;
};

struct hist_raw_fields VEC_BODY(struct hist_raw_field);

struct hist_raw {
	/** The trigger, as the kernel prints it. Owned. */
	char *trigger;
	/** At least one, at most HIST_RAW_KEYS. */
	struct hist_raw_fields keys;
	/** At most HIST_RAW_VALUES; `hitcount` is the first, unless the trigger says `nohitcount`.
	 */
	struct hist_raw_fields values;
	/** What save() names. */
	struct hist_raw_fields saves;
	/** Rows that the kernel's table can have; 0: not said. */
	uint64_t size;
	/** Hits are not counted at the time. */
	bool is_paused;
	VEC(struct hist_raw_row) rows;
	/** As many for each row as there are keys. */
	VEC(struct hist_raw_cell) cells;
	/** As many for each row as there are values. */
	VEC(struct hist_raw_value) figures;
	VEC(struct hist_raw_saved) saved;
	/** Totals: hits that were counted, rows, and hits that found the table full. */
	uint64_t hits, entries, dropped;
};

struct hist_raw_file {
	/** The text, in which the pieces are; it ends with a NUL. Owned. */
	char *text;
	/** In the order of the file; none where an event has no hist trigger. */
	VEC(struct hist_raw) hists;
};

/** A file of nothing yet. */
#define HIST_RAW_FILE_INIT \
	{                  \
		0          \
	}

/** Free what it holds and make it empty. */
void hist_raw_deinit(struct hist_raw *hist);
void hist_raw_file_deinit(struct hist_raw_file *file);

/** Such variables that are released at the end of their scope. */
#define _cleanup_hist_raw_	_cleanup_(hist_raw_deinit)
#define _cleanup_hist_raw_file_ _cleanup_(hist_raw_file_deinit)

#endif /* HIST_RAW_H */
