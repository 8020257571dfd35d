/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The table of latencies: the trigger of the synthetic event, or, where that is enough, of the end.
 */
#ifndef HIST_PAIR_TABLE_H
#define HIST_PAIR_TABLE_H

#include "hist/layout.h"
#include "hist/pair.h"
#include "hist/trigger.h"

struct hist_pair_table {
	struct hist_trigger trigger;
	struct hist_layout layout;
};

/** A table without columns. */
#define HIST_PAIR_TABLE_INIT \
	{                    \
		0            \
	}

struct hist_pair_tables VEC_BODY(struct hist_pair_table);

/** Free them. */
void hist_pair_tables_deinit(struct hist_pair_tables *tables);

/** A `struct hist_pair_tables` that is released at the end of its scope. */
#define _cleanup_hist_pair_tables_ _cleanup_(hist_pair_tables_deinit)

/** Make the table of all pairs, or with `func` one for each. @param ret appended to */
struct sonde_error *hist_pair_make_tables(struct hist_pairs *pairs, struct hist_pair_tables *ret);

/**
 * Whether the rows of the end's trigger are those of the table: it is one of threads, of whose
 * longest time is kept what the end knows.
 */
bool hist_pair_fits_end(const struct hist_pairs *pairs);

/** Make that table. @param ret appended to */
struct sonde_error *hist_pair_make_table_at_end(struct hist_pairs *pairs,
						struct hist_pair_tables *ret);

/**
 * The trigger of an end as far as all are the same: keys, the time, the filter.
 *
 * @param index of the pair
 * @param latency the name of the variable that has the time; the caller frees it
 */
struct sonde_error *hist_pair_begin_end(const struct hist_pairs *pairs, size_t index,
					struct hist_trigger *trigger, char **latency);

#endif /* HIST_PAIR_TABLE_H */
