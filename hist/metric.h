/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The lines of a metric: its name and unit, what is said of it, samples. For hist/openmetrics.c.
 */
#ifndef HIST_METRIC_H
#define HIST_METRIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "hist/openmetrics.h"
#include "hist/table.h"

/** A family of samples. */
struct metric {
	enum hist_metrics_format format;
	/** `counter`, `gauge`, `histogram`. Static. */
	const char *type;
	/** Without `_total`. Owned. */
	char *name;
	/** `seconds`, `bytes`, or NULL. Static. */
	const char *unit;
	/** How many of the table's unit are one of `unit`: 1,000,000 for microseconds. */
	double per_unit;
};

/** Free what it holds. */
void metric_deinit(struct metric *metric);

/** A `struct metric` that is released at the end of its scope. */
#define _cleanup_metric_ _cleanup_(metric_deinit)

/**
 * Make the family @p what of @p table.
 *
 * @param unit of the numbers as a column has it, or NULL
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *metric_make(const struct hist_table *table, enum hist_metrics_format format,
				const char *type, const char *what, const char *unit,
				struct metric *ret);

/** Append its lines TYPE, UNIT and HELP; @p help is a phrase to which the title is added. */
void metric_print_head(const struct metric *metric, const struct hist_table *table,
		       const char *help, struct str *out);

/**
 * Begin a sample: its name with @p suffix and its labels.
 *
 * @param labels `a="x",b="y"` or ""
 * @param le the bound of a bucket, as it is printed, or NULL
 */
void metric_begin_sample(const struct metric *metric, const char *suffix, const char *labels,
			 const char *le, struct str *out);

/** End it with a number, divided by per_unit. */
void metric_end_sample(const struct metric *metric, uint64_t number, bool is_signed,
		       struct str *out);

/** Append a number as the formats want bounds: the shortest, `0.001024`, `1.0`, `1e+06`. */
void metric_print_bound(double number, struct str *out);

/**
 * Append labels of the keys of @p row but the one at @p without: `comm="cat",cpu="1"`. Names are
 * made valid, and each is there once.
 */
void metric_print_labels(const struct hist_table *table, const struct hist_row *row, size_t without,
			 struct str *out);

#endif /* HIST_METRIC_H */
