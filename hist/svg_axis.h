/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The axis of buckets that histograms of a drawing have in common.
 */
#ifndef HIST_SVG_AXIS_H
#define HIST_SVG_AXIS_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "hist/groups.h"
#include "hist/table.h"

struct svg_axis {
	/** Borrowed. */
	const struct hist_column *column;
	bool is_signed;
	/** Those of all rows, and the empty ones between; each once, side by side. */
	struct hist_buckets slots;
};

/** Free what it holds. */
void svg_axis_deinit(struct svg_axis *axis);

/** A `struct svg_axis` that is released at the end of its scope. */
#define _cleanup_svg_axis_ _cleanup_(svg_axis_deinit)

/**
 * Make the axis of the key at @p key.
 *
 * @param ret initialised by this; borrows from the table; the caller deinits it
 */
struct sonde_error *svg_axis_make(const struct hist_table *table, size_t key, struct svg_axis *ret);

/** The slot of @p cell; HIST_NO_KEY for one that is no bucket. */
size_t svg_axis_slot(const struct svg_axis *axis, const struct hist_cell *cell);

/** Append what stands at edge @p edge, which is the left one of the slot of that number. */
void svg_axis_edge(const struct svg_axis *axis, size_t edge, struct str *out);

/** Append what slot @p slot is: `(4us, 8us]`, `17 empty`. */
void svg_axis_label(const struct svg_axis *axis, size_t slot, struct str *out);

/**
 * Append the labels of edges from left to right, as many as there is room for.
 *
 * @param x, y where the first edge and the baseline is
 * @param width of all slots
 */
void svg_axis_print(const struct svg_axis *axis, double x, double y, double width, struct str *out);

#endif /* HIST_SVG_AXIS_H */
