/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A measurement: what is written to the kernel, how long it runs, and what is made of its hist
 * files. hist, latency, count and stacks fill one and have it carried out.
 */
#ifndef CLI_MEASURE_MEASURE_H
#define CLI_MEASURE_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/notes.h"
#include "base/vec.h"
#include "cli/cmd.h"
#include "cli/run/undertaking_options.h"
#include "hist/setup.h"

/** What the tables are printed as. */
enum measure_format {
	/** Columns and bars, for people. */
	MEASURE_TEXT,
	/** --json: an object; with an interval one for each table, each on a line of its own. */
	MEASURE_JSON,
	/** --csv: a line of titles, then a line for each row; tables of intervals follow each
	 * other. */
	MEASURE_CSV,
	/** --folded: stacks, outermost frame first, and a number. */
	MEASURE_FOLDED,
	/** --openmetrics: a true histogram; of an interval the sums since the beginning. */
	MEASURE_OPENMETRICS,
};

/** The options that all measuring commands have. All strings are borrowed from the command line. */
struct measure_options {
	/** -p, -d, `--`, -o and the like. */
	struct undertaking_options common;
	/** -i, in seconds: a table of what came in each; 0: one table at the end. */
	double interval;
	/** --top: rows that are shown; 0: all. */
	uint64_t top;
	/** --sort FIELD[.desc], or NULL: the order of the table. */
	const char *sort;
	/** --size: entries that the kernel's table has room for; 0: what the setup says. */
	uint64_t size;
	/** --keep: name under which it is left running; NULL: it is undone at the end. It excludes
	 * `command`, `duration`, `interval`, `output`, `svg`, `expedite` and each `format` but
	 * MEASURE_TEXT. */
	const char *keep;
	enum measure_format format;
	/** --svg: file that gets a drawing at the end, or NULL. The tables are printed besides. */
	const char *svg;
};

/** An event of the setup in the words of the person, for what is to be said about it. */
struct measure_event {
	/** As the setup has it. Owned. */
	char *system, *event;
	/** The group that it would have if it were added for good: `probe`, `probe_bash`. Owned. */
	char *group;
	/** The definition that it was made of, or the name `GROUP:EVENT` that was given. Owned. */
	char *definition;
	/** The definition without what the question has added to it, or the same name. Owned. */
	char *given;
	/** The function it is in, or NULL if that is not known. Owned. */
	char *function;
	/** The module it is in, if it is in one; else NULL. Owned. */
	char *module;
	/** Path of the program or library that it is in, or NULL: it is in the kernel. Owned. */
	char *program;
};

/** See cli/hist/gate.h. */
struct gate;

/** A measurement. To be zeroed, filled, and given back with measure_deinit(). */
struct measure {
	const struct context *context;
	/** Borrowed, as what it points to. */
	struct measure_options options;
	/** See tracing_dir_find(). Owned. */
	char *tracing_dir;
	/**
	 * Name of the session: that of --keep, or NULL: the number of this process. The group and
	 * the names in `setup` are made of it (session.h). Owned.
	 */
	char *session;
	/** The command line as it can be typed again, for `sonde session list`. Owned. */
	char *asked;
	/** What is written, and which hist files are read; with lineage_set_up(). */
	struct hist_setup setup;
	/** Its events, in any order. */
	VEC(struct measure_event) events;
	/** Its programs (--gate), or NULL. Owned. */
	struct gate *gate;
	/** What was left out or changed while the definitions became events; printed before the
	 * beginning unless `quiet`. */
	struct notes notes;
};

/** Free what it holds. */
void measure_deinit(struct measure *measure);

/**
 * Carry it out: begin a session, write, start the command, wait, print tables, undo everything.
 * Errors and remarks are printed. Without --keep nothing of it is left in the kernel, whatever
 * happens; what cannot be undone is said.
 *
 * @return STATUS_OK if it could be measured to its end, which may be a signal; not the command's
 *         own status, which is said if it is not 0
 */
enum exit_status measure_run(struct measure *measure);

/**
 * The table of a session that was left running (--keep), as it is now: `sonde session show NAME`.
 *
 * @param session its name
 * @param options `top`, `sort`, `format`, `output`, `svg` and `quiet` of them are used
 * @return with a kind and a message if there is no such session, or it cannot be read
 */
struct sonde_error *measure_show(const struct context *context, const char *session,
				 const struct measure_options *options);

#endif /* CLI_MEASURE_MEASURE_H */
