/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where in the source a place is, and its text:
 *
 *     fs/read_write.c:450 vfs_read        where vfs_read() is declared: its entry
 *     fs/read_write.c:463 vfs_read:13     13 lines below
 *     lib/iov_iter.c:1400                 which function's line that is, is not known
 */
#ifndef PROBE_POSITION_H
#define PROBE_POSITION_H

#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

struct position {
	/** The source file as DWARF names it; NULL where the position is not known. Owned. */
	char *file;
	/** Line in it, from 1 on. */
	uint32_t line;
	/**
	 * The function whose text the line is part of, an inlined one perhaps; NULL where that is
	 * not known. Owned.
	 */
	char *function;
	/** Lines from where the function is declared to `line`. */
	uint32_t function_line;
};

/** Free what @p position holds and make it empty. */
void position_deinit(struct position *position);

/** A `struct position` that is released at the end of its scope. */
#define _cleanup_position_ _cleanup_(position_deinit)

/** Append the text of a position that is known. */
void position_print(const struct position *position, struct str *out);

/**
 * Parse what position_print() makes.
 *
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT for another text
 */
struct sonde_error *position_parse(const char *text, struct position *ret);

#endif /* PROBE_POSITION_H */
