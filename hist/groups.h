/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A table with a key of ranges, taken apart: the rows of each combination of the other keys, and
 * the buckets of each in their order.
 */
#ifndef HIST_GROUPS_H
#define HIST_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "hist/table.h"

/** No key of the table has ranges. */
#define HIST_NO_KEY SIZE_MAX

/** Empty buckets in a row that are listed one by one. */
#define HIST_GAP_MOST 8

/** The same of powers of two: the shape of a distribution is seen only with them. */
#define HIST_GAP_MOST_LOG2 20

/** A bucket of a histogram. */
struct hist_bucket {
	/** Its row; NULL: nothing was in it. Borrowed. */
	const struct hist_row *row;
	/** As of a cell. Of an empty one too; the first one's `low` and the last one's `high` if it
	 * stands for several. */
	uint64_t low, high;
	/** Empty buckets that it stands for: 1 where each has its own, more for a long gap; 0 for
	 * one that is not empty. */
	uint64_t empty;
};

struct hist_buckets VEC_BODY(struct hist_bucket);

/** The rows of one combination of the other keys. */
struct hist_group {
	/** In the order of the table; at least one. Borrowed. */
	VEC(const struct hist_row *) rows;
	/** The hits of all its rows; UINT64_MAX if there are more. */
	uint64_t hits;
};

struct hist_groups {
	/** The key that has the ranges. */
	size_t key;
	/** In the order in which they come first in the table. */
	VEC(struct hist_group) groups;
};

/** Free what it holds and make it empty. */
void hist_groups_deinit(struct hist_groups *groups);

/** A `struct hist_groups` that is released at the end of its scope. */
#define _cleanup_hist_groups_ _cleanup_(hist_groups_deinit)

/** The last key whose shape is LOG2 or LINEAR; HIST_NO_KEY if there is none. */
size_t hist_groups_key(const struct hist_table *table);

/** The last key whose shape is STACK; HIST_NO_KEY if there is none. */
size_t hist_groups_stack_key(const struct hist_table *table);

/**
 * Take @p table apart.
 *
 * @param key from hist_groups_key()
 * @param ret initialised by this; borrows the rows of the table; the caller deinits it
 */
struct sonde_error *hist_groups_make(const struct hist_table *table, size_t key,
				     struct hist_groups *ret);

/**
 * The buckets of a group in order, with the empty ones between them; without those where rows of
 * the table were left out, since these may be theirs.
 *
 * @param gap_most empty ones in a row that are there one by one; a longer gap is one bucket. Of
 *        powers of two, HIST_GAP_MOST_LOG2 if that is more
 * @param ret initialised by this; the caller frees it with vec_deinit()
 */
struct sonde_error *hist_groups_buckets(const struct hist_table *table, size_t key,
					const struct hist_group *group, uint64_t gap_most,
					struct hist_buckets *ret);

/** @p a and @p b, or UINT64_MAX if that is less. */
static inline uint64_t hist_add_up(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

#endif /* HIST_GROUPS_H */
