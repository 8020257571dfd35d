/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Why nothing was counted, or has come, as far as that can be found out.
 */
#ifndef CLI_MEASURE_SILENCE_H
#define CLI_MEASURE_SILENCE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"
#include "cli/measure/measuring.h"
#include "cli/run/undertaking.h"
#include "hist/table.h"

/**
 * Add remarks to @p table if nothing was counted since the beginning: a module that is not loaded,
 * a program that nobody runs, functions that were not called, hits that were not of what is
 * measured. The session still has to be there.
 *
 * @param whole everything since the beginning
 */
struct sonde_error *silence_explain(struct measuring *measuring, const struct hist_table *whole,
				    struct hist_table *table);

/**
 * What there is to be said of events that did not come: a module that is not loaded, a program that
 * nobody runs.
 *
 * @param ret gets remarks
 */
struct sonde_error *silence_of_events(const struct undertaking *run,
				      const struct measure_event *events, size_t count,
				      struct notes *ret);

/** Which hits of those that are meant do not count. */
struct silence_choice {
	/** Those of sonde itself, which the kernel counts as well. */
	bool leaves_itself_out;
	/** Those that a filter rejects, or of some CPUs. */
	bool is_filtered;
};

/** The same of probes of the kernel: whether they were hit at all. The session has to be there. */
struct sonde_error *silence_of_probes(const struct undertaking *run, struct silence_choice choice,
				      struct notes *ret);

#endif /* CLI_MEASURE_SILENCE_H */
