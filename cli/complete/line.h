/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A command line as it stands in a shell while it is typed: its words, and the one that the cursor
 * is in. Quotes and backslashes are those of POSIX (2.2 Quoting), and `$'...'` as bash and zsh have
 * it, but for bytes by their numbers (`\x41`); nothing is expanded but a `~/` at the beginning of a
 * word.
 */
#ifndef CLI_COMPLETE_LINE_H
#define CLI_COMPLETE_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

struct complete_line {
	/** The words, the program's name first, without their quotes. Owned. */
	VEC(char *) words;
	/**
	 * The position of the word that ends at the cursor, which is in `words` cut there; it may
	 * be empty.
	 */
	size_t cursor;
	/** It is the name of a file behind `<` or `>`, and no word of the command. */
	bool is_redirection;
	/** `'`, `"`, or `$` for `$'`, where that is open at the cursor, else 0. */
	char quote;
	/**
	 * Nothing can replace the word at the cursor: in some `$'...'` before it is `\'`, which
	 * readline takes for its end, or a byte by its number, which is not read here.
	 */
	bool is_lost;
	/**
	 * Bytes of the word at the cursor that stand before what readline replaces: those before
	 * the open quote, else those up to the last character that ends words for it.
	 */
	size_t kept;
};

/** Free what it holds. */
void complete_line_deinit(struct complete_line *line);

/** A `struct complete_line` that is released at the end of its scope. */
#define _cleanup_complete_line_ _cleanup_(complete_line_deinit)

/**
 * Read a line. Of several commands it is the one with the cursor.
 *
 * @param before what stands before the cursor
 * @param behind what stands behind it
 * @param breaks characters that end words for readline (COMP_WORDBREAKS), or ""
 * @param ret initialised by this; the caller deinits it. `words` may be empty: then the cursor is
 * in no command
 */
struct sonde_error *complete_line_read(const char *before, const char *behind, const char *breaks,
				       struct complete_line *ret);

/**
 * Append what replaces a word for bash: of @p word, which begins as the one at the cursor does,
 * what stands behind `kept`, with what bash would read otherwise quoted.
 *
 * @return false if it cannot be written within the open quote, or the line `is_lost`: nothing is
 * appended
 */
bool complete_line_quote(const struct complete_line *line, const char *word, struct str *out);

#endif /* CLI_COMPLETE_LINE_H */
