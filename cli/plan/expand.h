/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Definitions of patterns made definitions of what the patterns match: `vfs_* $params` becomes
 * `vfs_read $params`, `vfs_write $params` and so on, `%p:*` a definition for each marker.
 */
#ifndef CLI_PLAN_EXPAND_H
#define CLI_PLAN_EXPAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/vec.h"
#include "cli/target/target.h"
#include "cli/words.h"

/** A word that was given, and what stands for it. */
struct expanded_word {
	/** Borrowed from the words that were given; see struct words. */
	const char *text;
	const char *origin;
	/** It is a pattern. */
	bool is_pattern;
	/** Positions of its definitions in expanded_words.texts; of other words, too, if they ask
	 * for the same. None if there is an error. */
	VEC(size_t) positions;
	/** Why it means nothing, or NULL. Owned. */
	struct sonde_error *error;
};

/** What definitions of a command stand for. */
struct expanded_words {
	/** Definitions, each once; those without a pattern as they were written. Each is owned. */
	VEC(char *) texts;
	/** In the order in which they were given. */
	VEC(struct expanded_word) words;
};

/** Free what it holds. */
void expanded_words_deinit(struct expanded_words *words);

/**
 * Expand the definitions of a target.
 *
 * What does not parse stays as it is: that is told when it is planned. What is wrong with a pattern
 * is the word's error: nothing matches (NOT_FOUND), or it is of lines or has a name for its events,
 * which would be the same for all of them (USAGE).
 *
 * @param target whose image was found
 * @param words outlive @p ret
 * @param ret empty before; the caller deinits it, on failure too
 */
struct sonde_error *expand_words(struct target *target, const struct words *words,
				 struct expanded_words *ret);

#endif /* CLI_PLAN_EXPAND_H */
