/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A measurement while it runs, and the steps of measure_run() that have files of their own.
 */
#ifndef CLI_MEASURE_MEASURING_H
#define CLI_MEASURE_MEASURING_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/measure/measure.h"
#include "cli/measure/report.h"
#include "cli/measure/snapshots.h"
#include "cli/run/interval.h"
#include "cli/run/undertaking.h"

struct measuring {
	const struct measure *measure;
	/** The session, the command, signals. */
	struct undertaking run;
	struct snapshots snapshots;
	struct report report;
	struct interval interval;
	/** Of the interval that runs: everything that came before it; if has_before. */
	struct hist_table before;
	bool has_before;
	/** When it began. */
	uint64_t before_time;
};

/** Whether remarks are printed. */
static inline bool measuring_is_quiet(const struct measuring *measuring)
{
	return measuring->measure->options.common.quiet;
}

/**
 * Arm: begin the session, choose processes, write everything.
 *
 * @return what the kernel refuses, in the words of the person who asked; what was written stays, to
 *         be undone with the session; so if a signal has come, which sets `is_quit`
 */
struct sonde_error *measuring_arm(struct measuring *measuring);

/** Wait for the end, and print the tables of intervals that end before it. */
struct sonde_error *measuring_wait(struct measuring *measuring);

/**
 * Whether to give up writing for a reader that does not read, see outlet_wait: a signal has come,
 * or, as long as there is a session to be undone, the end.
 *
 * @param data the struct measuring
 */
bool measuring_gives_up(void *data);

/**
 * Read the last table: of everything, with an interval what came since its beginning.
 *
 * @param ret what is to be shown; initialised by this; the caller deinits it
 * @param whole everything; initialised by this; the caller deinits it
 */
struct sonde_error *measuring_read(struct measuring *measuring, struct hist_table *ret,
				   struct hist_table *whole);

/** Keep what measure_show() needs in the session, and leave it running. */
struct sonde_error *measuring_keep(struct measuring *measuring);

#endif /* CLI_MEASURE_MEASURING_H */
