/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The places of all lines of one copy of a function: the rule that probe/line.h tells.
 */
#ifndef PROBE_LINE_HITS_H
#define PROBE_LINE_HITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "probe/copies.h"
#include "probe/line_owners.h"
#include "probe/line_rows.h"

/** One place of a line. */
struct line_hit {
	struct source_line source;
	uint64_t address;
	/** The innermost copy whose text has the line. */
	size_t copy;
	/** A copy that is inlined at the line, in the code that begins there; or COPY_NONE. */
	size_t inlines;
	/** A statement of the line itself is in that code, not just what is inlined there. */
	bool is_own;
};

struct line_hits VEC_BODY(struct line_hit);

/** Free the list. */
void line_hits_deinit(struct line_hits *hits);

/** Sort by file, line and address, and make one of those that are alike. */
void line_hits_tidy(struct line_hits *hits);

/**
 * The places of all lines that belong to copy @p at or to the rest of it that is nested in it
 * (copies_is_same()).
 *
 * @param owners what is known of the rows, see line_owners_of(); used for many copies of a unit
 * @param ret empty; gets the places sorted by file, line and address, each once
 */
struct sonde_error *line_hits_find(const struct copies *copies, const struct line_rows *rows,
				   size_t at, struct line_owners *owners, struct line_hits *ret);

#endif /* PROBE_LINE_HITS_H */
