/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A heat map: tables of intervals, each a column, with the hits of a bucket as a colour.
 *
 *     struct hist_heat heat = HIST_HEAT_INIT;
 *
 *     for each interval:
 *             TRY(hist_heat_add(&heat, &table));
 *     TRY(hist_heat_print(&heat, &out));
 *
 * Rows are the buckets of the last key of ranges, whatever the other keys are; of a table without
 * one, its combinations of keys. Memory is bounded in time: where there are too many columns, each
 * two neighbours become one. Colours are hits in a second, since columns may be of different
 * lengths.
 */
#ifndef HIST_HEAT_H
#define HIST_HEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "hist/table.h"

/** Columns that a map has at the most. */
#define HIST_HEAT_COLUMNS 240

/** A column of the map. */
struct hist_heat_column {
	/** When it begins and ends, in seconds since the first one began. */
	double begin, end;
	/** Hits by row of `total`; rows that came later are not there, and have none. */
	VEC(uint64_t) counts;
};

struct hist_heat {
	/**
	 * All columns together, with one key: the lanes of the map, in the order in which they
	 * came. Its `hits`, `dropped` and the like are those of all tables.
	 */
	struct hist_table total;
	/** Titles of the other keys of the tables, which are added up here; "" for none. Owned. */
	char *others;
	/** The key of the tables that has the ranges; HIST_NO_KEY (hist/groups.h): none. */
	size_t key;
	/** From what is counted by to rows of `total`, counted from 1. */
	struct map places;
	VEC(struct hist_heat_column) columns;
	/** How many tables a column is of, and how many the last one has. */
	size_t fold, held;
	/** When the first column began, in seconds since 1970; 0: unknown. */
	double began;
};

/** A map without columns. */
#define HIST_HEAT_INIT                               \
	{                                            \
		.total = HIST_TABLE_INIT, .fold = 1, \
	}

/** Free what it holds and make it empty. */
void hist_heat_deinit(struct hist_heat *heat);

/** A `struct hist_heat` that is released at the end of its scope. */
#define _cleanup_hist_heat_ _cleanup_(hist_heat_deinit)

/** Add a table of an interval as the next column; its keys are those of the others. */
struct sonde_error *hist_heat_add(struct hist_heat *heat, const struct hist_table *table);

/** Append the map as a whole SVG file; of no table at all too. */
struct sonde_error *hist_heat_print(const struct hist_heat *heat, struct str *out);

#endif /* HIST_HEAT_H */
