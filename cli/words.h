/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The definitions of a command line: each a word, or a line of a file that a word names.
 *
 *     vfs_read count     a definition
 *     @FILE              the definitions of a file, one on each line
 *     -                  those of the standard input
 *
 * Empty lines and those that begin with `#` are passed over. `@SRC:LINE` and `@SRC;PATTERN` are
 * definitions (probe/def.h), so that a FILE has neither `:` nor `;`.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stddef.h>

#include "base/err.h"
#include "base/vec.h"

struct words {
	/** The definitions. Owned. */
	VEC(char *) texts;
	/** Where each is from, as `FILE:LINE`, or NULL for the command line. Owned. */
	VEC(char *) origins;
};

/** Free what it holds. */
void words_deinit(struct words *words);

/** Add a definition, whatever it begins with. */
struct sonde_error *words_add_text(struct words *words, const char *text);

/** Add what @p word means. */
struct sonde_error *words_add(struct words *words, const char *word);

#endif /* CLI_WORDS_H */
