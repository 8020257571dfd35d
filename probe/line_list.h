/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The lines of a function or of a source file that can be probed anywhere in an image.
 */
#ifndef PROBE_LINE_LIST_H
#define PROBE_LINE_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "image/elf.h"
#include "probe/line_marks.h"
#include "probe/line_range.h"

/** The lines of one function, or of one file. */
struct line_list {
	/** The function's name; NULL for a file. Owned. */
	char *function;
	/** Path of the source file as path_normalize() makes it. Owned. */
	char *path;
	/** The directory of the compilation, or NULL. Borrowed from libdw. */
	const char *comp_dir;
	/** The line that declares the function, which is its line 0; 0 for a file. */
	uint32_t base;
	/** The lines that were asked for, counted in the file; `last` can be LINE_RANGE_OPEN. */
	uint32_t first;
	uint32_t last;
	/** Those of them that can be probed. Their paths are `path`. */
	struct line_marks marks;
};

struct line_lists VEC_BODY(struct line_list);

/** Free the lists; empty afterwards. */
void line_lists_deinit(struct line_lists *lists);

/** A `struct line_lists` that is released at the end of its scope. */
#define _cleanup_line_lists_ _cleanup_(line_lists_deinit)

/**
 * List the lines that @p range asks for.
 *
 * @param no_inlines without those of inlined copies of the function
 * @param ret empty; gets a list for each function that matches, one for a file; none is empty
 * @return NOT_FOUND, with the nearest name or line, where there is no such function, file, or
 *         line that can be probed, and where a file's path is the end of more than one
 */
struct sonde_error *line_lists_find(struct image *image, const struct line_range *range,
				    bool no_inlines, struct line_lists *ret);

#endif /* PROBE_LINE_LIST_H */
