/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The parts of a drawing: texts, boxes, lines, the frame of the file. Lengths are pixels; texts are
 * made valid XML.
 */
#ifndef HIST_SVG_PAGE_H
#define HIST_SVG_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "hist/table.h"

/** Width of a whole drawing. */
#define SVG_WIDTH 960
/** Between its edge and what is drawn. */
#define SVG_MARGIN 24
/** How high title and subtitle are. */
#define SVG_HEAD 76

/** Where a text is held. */
enum svg_anchor {
	SVG_START,
	SVG_MIDDLE,
	SVG_END
};

/** What a text looks like. */
enum svg_type {
	/** Labels and numbers. */
	SVG_LABEL,
	/** Ticks and other small ones. */
	SVG_SMALL,
	/** The title of a part. */
	SVG_HEADING,
	/** The title of all. */
	SVG_TITLE,
	/** What is lacking. */
	SVG_WARNING,
	/** Frames of stacks, which have letters of one width. */
	SVG_MONO,
};

/** About how wide @p text is in that type. */
double svg_text_width(enum svg_type type, const char *text);

/** Append a length, rounded to a tenth. */
void svg_length(double length, struct str *out);

/**
 * Append a text whose baseline is at @p y.
 *
 * @param width longer ones are cut and have the whole text as a tip; 0: never
 */
void svg_text(double x, double y, double width, enum svg_anchor anchor, enum svg_type type,
	      const char *text, struct str *out) __attribute__((nonnull));

/**
 * Append a box; nothing for one without width or height.
 *
 * @param class `bar`, `back`..., of the style sheet in svg_begin(); or a colour that begins with #
 * @param tip shown when one points to it, or NULL
 */
struct svg_box {
	double x, y, width, height;
};
void svg_rect(const struct svg_box *box, const char *class, const char *tip, struct str *out);

/** Append a line of the grid, or of an axis. */
void svg_line(double x1, double y1, double x2, double y2, bool is_axis, struct str *out);

/**
 * Begin a file: frame, styles, white ground, title and subtitle.
 *
 * @param title for screen readers as well
 */
void svg_begin(double height, const char *title, const char *subtitle, struct str *out);

/** End it. */
void svg_end(struct str *out);

/** How many lines say what a table lacks (hist/footer.h). @param out fails if memory is short */
size_t svg_count_lacking(const struct hist_table *table, struct str *out);

/** Append them, the first with its baseline at @p y. */
void svg_print_lacking(const struct hist_table *table, double y, struct str *out);

/**
 * Ticks of an axis from 0: numbers that people like, at the most @p most of them.
 *
 * @param greatest that has to be on the axis, positive
 * @return the distance of two
 */
double svg_tick_step(double greatest, unsigned most);

#endif /* HIST_SVG_PAGE_H */
