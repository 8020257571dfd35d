/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A table as metrics, for Prometheus and what reads its formats.
 *
 * A key of ranges, the last one if there are several, makes a histogram, whose buckets count all up
 * to their bound; all other keys are labels. Without one the hits are a counter. Sums are counters
 * too, the greatest ones gauges. Names are `sonde_`, the title of the table up to its colon, and
 * the title of the column; times are in seconds, whatever the unit of the table.
 *
 * Metrics are totals: a table has to be all since the beginning, and not of one interval.
 */
#ifndef HIST_OPENMETRICS_H
#define HIST_OPENMETRICS_H

#include "base/err.h"
#include "base/str.h"

struct hist_table;

/** The two formats differ in how counters are announced, and in `# UNIT` and `# EOF`. */
enum hist_metrics_format {
	/** OpenMetrics 1.0, as Prometheus reads it over HTTP. */
	HIST_METRICS_OPENMETRICS,
	/**
	 * Prometheus' own text format 0.0.4. It is all that node_exporter's textfile collector
	 * reads, from files whose names end in `.prom`.
	 */
	HIST_METRICS_PROMETHEUS,
};

/** The format for a file of this name, which may be NULL: PROMETHEUS for one that ends in `.prom`.
 */
enum hist_metrics_format hist_metrics_format_of(const char *path);

/** Append @p table, whole: with `# EOF` where the format has that. */
struct sonde_error *hist_openmetrics_print(const struct hist_table *table,
					   enum hist_metrics_format format, struct str *out);

#endif /* HIST_OPENMETRICS_H */
