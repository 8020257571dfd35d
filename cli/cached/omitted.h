/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Sentences about what was left out, when there are very many: of an entry in the cache some are
 * kept in full, and for the others one sentence for each reason: `28785 more: it is optimized out.`
 */
#ifndef CLI_CACHED_OMITTED_H
#define CLI_CACHED_OMITTED_H

#include <stddef.h>

#include "base/err.h"
#include "base/notes.h"
#include "cache/format.h"

/** As many sentences of an entry are kept in full. */
#define OMITTED_KEPT_MAX 10000

/**
 * The reason in a sentence: what stands behind the place and the name, which are different in each,
 * and before the details in brackets.
 *
 * @param ret the caller frees it
 */
struct sonde_error *omitted_reason(const char *sentence, char **ret);

/** How many things a sentence is about: 1 unless it stands for more. */
size_t omitted_count(const char *sentence);

/** Add to @p entry what was left out according to @p notes. */
struct sonde_error *omitted_store(const struct notes *notes, struct cache_entry *entry);

#endif /* CLI_CACHED_OMITTED_H */
