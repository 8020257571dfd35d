/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Texts in aligned columns, with a bar at the end of each line.
 *
 *     struct hist_grid grid = HIST_GRID_INIT;
 *
 *     TRY(hist_grid_add_column(&grid, "comm", HIST_GRID_LEFT));
 *     TRY(hist_grid_add_column(&grid, "hits", HIST_GRID_RIGHT));
 *     TRY(hist_grid_begin_row(&grid, 12, 0));
 *     TRY(hist_grid_add_text(&grid, &text));        once for each column
 *     hist_grid_print(&grid, &style, &out);
 */
#ifndef HIST_GRID_H
#define HIST_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "hist/style.h"

enum hist_grid_align {
	HIST_GRID_RIGHT,
	/** Texts; they are cut if the line is too long. */
	HIST_GRID_LEFT,
};

struct hist_grid_column {
	/** Owned. */
	char *title;
	enum hist_grid_align align;
	/** It may be left out for want of room, which is said below. */
	bool is_optional;
	/** It is left out. */
	bool is_hidden;
	/** Columns that its longest text takes, or to which it is cut. */
	size_t width;
};

struct hist_grid_row {
	/** One for each column; of a heading one. Owned. */
	VEC(char *) texts;
	/** It is a line of its own, whatever the columns are. */
	bool is_heading;
	/** Of which the bar is made; less than 0 for no bar. */
	double weight;
	/** Of the longest bar that it is compared with; 0: no bars. */
	double scale;
};

struct hist_grid {
	VEC(struct hist_grid_column) columns;
	VEC(struct hist_grid_row) rows;
	/** Above the bars. Owned, or NULL. */
	char *bar_title;
	/** Optional columns are left out rather than bars. */
	bool prefers_bars;
	/** Blanks before each line but headings. */
	size_t indent;
};

/** A grid without columns. */
#define HIST_GRID_INIT \
	{              \
		0      \
	}

/** Free what it holds and make it empty. */
void hist_grid_deinit(struct hist_grid *grid);

/** A `struct hist_grid` that is released at the end of its scope. */
#define _cleanup_hist_grid_ _cleanup_(hist_grid_deinit)

/** Add a column; before all rows. The title is taken out of @p title, which is empty then. */
struct sonde_error *hist_grid_add_column(struct hist_grid *grid, struct str *title,
					 enum hist_grid_align align);

/** Begin a row, with the weight and scale of its bar. */
struct sonde_error *hist_grid_begin_row(struct hist_grid *grid, double weight, double scale);

/** Begin a row that is a heading: it gets one text, which is printed as it is, in bold. */
struct sonde_error *hist_grid_begin_heading(struct hist_grid *grid);

/** The text of the next column of the row that was begun; taken out of @p text. */
struct sonde_error *hist_grid_add_text(struct hist_grid *grid, struct str *text);

/**
 * Append titles and rows, and which columns were left out. In a line of @p style that is too short,
 * optional columns are left out, from the last on, and then texts are cut.
 */
void hist_grid_print(struct hist_grid *grid, const struct hist_style *style, struct str *out);

#endif /* HIST_GRID_H */
