/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * `verdicts`, beside `probes`: what the image said of the places of each entry when it was cached,
 * for a machine without it. perf's format has no room for that.
 *
 *     #clockid_to_kclock
 *     =6c62272e07bb0142
 *     -__do_sys_clock_adjtime+71 cannot be probed: notrace: ...
 *
 * A definition as in `probes` but without another spelling; the digest of its lines and of the
 * version of the rules, since what older ones passed is asked again; a `?` if it is
 * not known of all of them; what was left out of it and why, one sentence a line. An entry that is
 * not there, or has other lines, was not checked: perf may have put it there.
 */
#ifndef CACHE_VERDICTS_H
#define CACHE_VERDICTS_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "cache/format.h"

/** Name of the file. */
#define CACHE_VERDICTS_NAME "verdicts"

/** Append the text of the file for the entries that were checked, or of which something was left
 * out. */
void cache_verdicts_print(const struct cache_entries *entries, struct str *out);

/**
 * Set `is_checked` and `left_out` of those entries of which the text says so. What is not as
 * cache_verdicts_print() makes it says nothing.
 *
 * @param text of @p size bytes, which may hold NULs
 * @return NO_MEMORY
 */
struct sonde_error *cache_verdicts_apply(const char *text, size_t size,
					 struct cache_entries *entries);

#endif /* CACHE_VERDICTS_H */
