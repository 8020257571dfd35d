/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The words of a question that list fields: `comm,$retval.errno`.
 *
 *     --by, --worst   NAME[.SHAPE][,...]     SHAPE: log2 linear=N hex sym errno syscall str enum
 *     --sum           NAME[,...]
 *     --match         NAME[=NAME][,...]
 *     --sort          NAME[.desc]
 *
 * What a name means is not known here. It can be the text of a member, as in `a.b`; so only what
 * stands behind the last dot and is a shape is taken for one.
 */
#ifndef HIST_SPEC_H
#define HIST_SPEC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "hist/layout.h"
#include "hist/question.h"

/** The shapes as they are written, by position; NULL behind the last. `linear` goes on: `=N`. */
const char *hist_shape_word(size_t position);

/** One name of a list. */
struct hist_term {
	/** Without the shape. Owned. */
	char *name;
	/** Its 1-based column. */
	size_t column;
	/** --match: its name at the end points, where that is another; else NULL. Owned. */
	char *other;
	/** Its column. */
	size_t other_column;
	/** A shape is asked for. */
	bool is_shaped;
	/** LOG2, LINEAR, HEX, SYM, ERRNO, SYSCALL, STRING or ENUM if so, else PLAIN. */
	enum hist_shape shape;
	/** The column of the shape. */
	size_t shape_column;
	/** N of `linear=N`, at least 1. */
	uint64_t width;
};

/** A word that lists names. */
struct hist_terms {
	VEC(struct hist_term) list;
	/** The option it belongs to. */
	enum hist_word word;
	/** The whole text, borrowed: columns count in it. */
	const char *text;
};

/** Free what it holds; the list is empty afterwards. */
void hist_terms_deinit(struct hist_terms *terms);

/** A `struct hist_terms` that is released at the end of its scope. */
#define _cleanup_hist_terms_ _cleanup_(hist_terms_deinit)

/**
 * Parse a list.
 *
 * @param text NULL gives an empty list; borrowed, see above
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX with the column
 */
struct sonde_error *hist_terms_parse(enum hist_word word, const char *text, struct hist_terms *ret);

/** An error of @p kind at @p column of a text that stands behind @p option, which it begins with.
 */
struct sonde_error *hist_word_error(enum sonde_error_kind kind, const char *option,
				    const char *text, size_t column, const char *format, ...)
	__attribute__((format(printf, 5, 6), returns_nonnull));

/** Split `NAME.desc` and `NAME` (also `.descending` and `.asc`) of --sort. */
struct sonde_error *hist_sort_parse(const char *text, char **name, bool *descending);

#endif /* HIST_SPEC_H */
