/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where the tables of a measurement go, and in which form.
 */
#ifndef CLI_MEASURE_REPORT_H
#define CLI_MEASURE_REPORT_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "cli/cmd.h"
#include "cli/measure/measure.h"
#include "cli/run/outlet.h"
#include "hist/heat.h"
#include "hist/style.h"
#include "hist/table.h"

struct report {
	const struct context *context;
	const struct measure_options *options;
	/** The answers go to a terminal, which texts in them must not command. */
	bool is_terminal;
	/** Of MEASURE_TEXT. */
	struct hist_style style;
	/** What --svg will draw, with an interval. */
	struct hist_heat heat;
	/** How many tables it has had. */
	size_t tables;
	/** Where the tables go, and the drawing if there is one. */
	struct outlet out, svg;
	/** What is waited for besides their readers; nothing after report_init(). */
	struct outlet_wait wait;
	/** Nobody reads the answers any more (EPIPE): there is no use in going on. */
	bool is_unread;
};

/** Free what it holds. */
void report_deinit(struct report *report);

/** A report that is released at the end of its scope. */
#define _cleanup_report_ _cleanup_(report_deinit)

/**
 * Look at where it goes. What will be written later is tried: that a file cannot be made is to be
 * known before anything is measured.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *report_init(const struct context *context,
				const struct measure_options *options, struct report *ret);

/**
 * Print a table, sorted and cut as asked for.
 *
 * @param table what came in an interval, or everything; it is changed by this
 * @param whole everything since the beginning, for what has to be totals; it is changed by this;
 *        NULL: @p table is it
 * @return that it cannot be written; not if nobody reads it, see `is_unread`
 */
struct sonde_error *report_table(struct report *report, struct hist_table *table,
				 struct hist_table *whole);

/**
 * The end: the file of -o is closed, and the drawing of --svg made.
 *
 * @param whole everything since the beginning
 */
struct sonde_error *report_finish(struct report *report, const struct hist_table *whole);

#endif /* CLI_MEASURE_REPORT_H */
