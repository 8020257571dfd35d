/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Entries of bundles, checked: what goes into one, and what comes out of one, is parsed and printed
 * anew. Errors have no place; who calls knows where the text stands.
 */
#ifndef CLI_CACHE_BUNDLE_ENTRY_H
#define CLI_CACHE_BUNDLE_ENTRY_H

#include "base/err.h"
#include "cache/format.h"
#include "probe/event.h"

/**
 * The definition of @p entry in its one spelling.
 *
 * @param is_readable as people write it, else as the cache has it
 * @param ret the caller frees it
 * @return SYNTAX, or FORMAT for a marker that is none
 */
struct sonde_error *bundle_entry_definition(const struct cache_entry *entry, bool is_readable,
					    char **ret);

/**
 * Parse a line, and check that it is one of the target and that kernels take it.
 *
 * @param target as in struct cache_key
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX, FORMAT, REFUSED
 */
struct sonde_error *bundle_entry_line(const char *target, const char *line,
				      struct probe_event *ret);

/**
 * Check what can be seen of a line without an image: that it is a return probe if @p entry asks for
 * one, and has the group and the name that its definition gives.
 *
 * @param line from which @p event was parsed
 * @return FORMAT
 */
struct sonde_error *bundle_entry_agrees(const struct cache_entry *entry, const char *line,
					const struct probe_event *event);

#endif /* CLI_CACHE_BUNDLE_ENTRY_H */
