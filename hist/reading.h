/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Steps through a row of a hist file, some of which can be tried in vain. Each returns where it has
 * come to, or NULL.
 */
#ifndef HIST_READING_H
#define HIST_READING_H

#include "hist/raw.h"

/** What is taken for a text, from what is likely to what is possible. */
enum hist_trust {
	/** Long ones, which are not filled up, neither end with a blank nor go over lines. */
	HIST_TRUST_IN_LINE,
	/** They go over lines. */
	HIST_TRUST_OVER_LINES,
	/** They end anywhere, and so do short ones. */
	HIST_TRUST_ANYWHERE,
};

/** What is known of a row while it is read. */
struct hist_reading {
	/** By whose keys and values. */
	const struct hist_raw *hist;
	/** The end of the file, where a NUL stands. */
	const char *end;
	/** The furthest place that was reached: there it is wrong, if it is. */
	const char *bad;
	enum hist_trust trust;
	struct hist_raw_cell cells[HIST_RAW_KEYS];
	/** What is behind the keys, once it is known. */
	const char *tail;
	/** Keys that may still be tried: texts made for it can be read in very many ways. */
	size_t tries;
};

/** NULL; it is remembered that it was wrong at @p at. */
const char *reading_fail(struct hist_reading *reading, const char *at);

/** Behind @p word, which has to be here. */
const char *reading_step(struct hist_reading *reading, const char *at, const char *word);

/** Behind the blanks that are here, if any. */
const char *reading_blanks(const char *at);

/** Behind a number of at most 64 bits, with blanks in front. @p base is 10 or 16. */
const char *reading_number(struct hist_reading *reading, const char *at, unsigned base,
			   uint64_t *ret);

/** Bytes from @p at that can be of one text: @p most, or fewer at the end of the file. */
size_t reading_reach(const struct hist_reading *reading, const char *at, size_t most);

/** What is between @p from and @p to, without the blanks at its end. */
struct hist_piece reading_trimmed(const char *from, const char *to);

#endif /* HIST_READING_H */
