/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The options that all measuring commands have (struct measure_options), read from the command
 * line. Commands put MEASURE_OPTION_SPECS into their tables.
 */
#ifndef CLI_MEASURE_OPTIONS_H
#define CLI_MEASURE_OPTIONS_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/measure/measure.h"
#include "cli/opts.h"
#include "cli/run/undertaking_options.h"

/** What their ids are; those of a command's own options are smaller. */
enum measure_option_id {
	MEASURE_OPTION_INTERVAL = 8000,
	MEASURE_OPTION_TOP,
	MEASURE_OPTION_SORT,
	MEASURE_OPTION_SIZE,
	MEASURE_OPTION_KEEP,
	MEASURE_OPTION_JSON,
	MEASURE_OPTION_CSV,
	MEASURE_OPTION_FOLDED,
	MEASURE_OPTION_OPENMETRICS,
	MEASURE_OPTION_SVG,
	/** Not an option: the id behind the last. */
	MEASURE_OPTION_END,
};

/** Their rows in a table of options. */
#define MEASURE_OPTION_SPECS                                                         \
	UNDERTAKING_WHO_SPECS("measure"),                                            \
		{MEASURE_OPTION_INTERVAL,	  'i', "interval", "TIME", false,    \
		 "show a table for each interval"},                                  \
		{MEASURE_OPTION_TOP, 0, "top", "N", false, "show the first N rows"}, \
		{MEASURE_OPTION_SORT,                                                \
		 0,                                                                  \
		 "sort",                                                             \
		 "COLUMN[.desc]",                                                    \
		 false,                                                              \
		 "sort the rows by a column; .desc: the greatest first"},            \
		{MEASURE_OPTION_SIZE,                                                \
		 0,                                                                  \
		 "size",                                                             \
		 "N",                                                                \
		 false,                                                              \
		 "rows that the kernel has room for, 128 to 131072 (2048)"},         \
		{MEASURE_OPTION_KEEP,                                                \
		 0,                                                                  \
		 "keep",                                                             \
		 "NAME",                                                             \
		 false,                                                              \
		 "leave it running; sonde session shows and stops it"},              \
		{MEASURE_OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},     \
		{MEASURE_OPTION_CSV, 0, "csv", NULL, false, "answer as CSV"},        \
		{MEASURE_OPTION_FOLDED,                                              \
		 0,                                                                  \
		 "folded",                                                           \
		 NULL,                                                               \
		 false,                                                              \
		 "a line for each stack, for flame graphs"},                         \
		{MEASURE_OPTION_OPENMETRICS,                                         \
		 0,                                                                  \
		 "openmetrics",                                                      \
		 NULL,                                                               \
		 false,                                                              \
		 "answer in the text format of OpenMetrics"},                        \
		UNDERTAKING_OUTPUT_SPEC, {MEASURE_OPTION_SVG,                        \
					  0,                                         \
					  "svg",                                     \
					  "FILE",                                    \
					  false,                                     \
					  "also draw the answer, into this file"},   \
		UNDERTAKING_HOW_SPECS

/** Whether an option of this id is one of these. */
bool measure_options_have(int id);

/** Take one that measure_options_have(); USAGE for a value that it cannot have. */
struct sonde_error *measure_options_take(struct measure_options *options, int id,
					 const char *value);

/** USAGE if they do not go together. */
struct sonde_error *measure_options_check(const struct measure_options *options);

/** Free what it holds; the texts are the command line's. */
void measure_options_deinit(struct measure_options *options);

#endif /* CLI_MEASURE_OPTIONS_H */
