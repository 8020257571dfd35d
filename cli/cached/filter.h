/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Filters that are kept in the cache, with the definitions that have what they need (cache/
 * entry_filter.h), found by what a person types:
 *
 *     sonde probe -k vmlinux --cache -D 'vfs_read count' --if 'count > file->f_inode->i_size'
 *         keeps    vfs_read count i_size=file->f_inode->i_size      of which i_size is hidden
 *
 *     vfs_read count         as it was given
 *     probe:vfs_read         by the names of its events, if there is no such event in the kernel
 *     vfs_read count i_size=file->f_inode->i_size                   in full
 */
#ifndef CLI_CACHED_FILTER_H
#define CLI_CACHED_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "cache/entry_filter.h"
#include "cache/format.h"
#include "cli/ask/plan.h"
#include "cli/cmd.h"
#include "cli/target/options.h"
#include "filter/expr.h"
#include "hist/question.h"
#include "probe/def.h"
#include "probe/event.h"

/** What a word means. */
struct cached_filter {
	/** The definition in full, to be taken in place of the word; NULL: the word is to be taken
	 * as it is. Owned. */
	char *definition;
	/** What is kept with it: no text if there is no filter, or none is wanted. */
	struct cache_filter filter;
};

/** For each word, in their order. */
struct cached_filters VEC_BODY(struct cached_filter);

/** Free what it holds; the list is empty afterwards. */
void cached_filters_deinit(struct cached_filters *filters);

/** Whose words they are. */
struct cached_filter_question {
	const struct context *context;
	/** Which kernel, module or program definitions are of. */
	const struct target_options *target;
	/** Definitions, and names of events; @p count. */
	const char *const *words;
	size_t count;
	/** The filter will be used: there is neither --if nor --no-if. Else a definition is taken
	 * in full only where it is not cached as it was given. */
	bool wants_filter;
};

/**
 * Look for words in the cache of the build that is meant. To be called before ask_begin(): what it
 * gives in place of the name of an event is a definition.
 *
 * @param ret empty before; the caller deinits it, on failure too
 * @return USAGE if a word means several entries with filters; FORMAT for a filter that is wanted
 *         and damaged; what target_options_init() returns
 */
struct sonde_error *cached_filters_find(const struct cached_filter_question *question,
					struct cached_filters *ret);

/**
 * Hold the filter of an entry, if it has one, against its definition and its lines.
 *
 * @return SYNTAX, NOT_FOUND or UNAVAILABLE with the column in the filter; FORMAT for an argument
 *         that is hidden and not there
 */
struct sonde_error *cached_filter_check(const struct cache_entry *entry);

/**
 * Whether the names and types of a filter make sense at an event of a definition.
 *
 * @return SYNTAX, NOT_FOUND or UNAVAILABLE with the column in the filter
 */
struct sonde_error *cached_filter_type(const struct filter_expr *expr,
				       const struct ask_found *found,
				       const struct probe_event *event);

/** Whether a field of an event is there for the filter alone, and is not shown unasked. */
bool cached_filter_hides(const struct cache_filter *filter, const struct hist_field *field);

#endif /* CLI_CACHED_FILTER_H */
