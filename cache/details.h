/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * `details`, beside `probes`: what perf's format has no room for, of each entry that sonde stored.
 *
 *     #vfs_llseek whence f_pos=file->f_pos
 *     sum 6c62272e07bb0142
 *     checked 1
 *     omitted vfs_llseek+71 cannot be probed: ...
 *     at vfs_llseek+0 fs/read_write.c:293 vfs_llseek
 *     enum whence SEEK_SET=0 SEEK_CUR=1 SEEK_END=2
 *     filter f222d8c3af57343a whence != SEEK_SET && f_pos > 0
 *     hidden f_pos
 *
 * A definition as in `probes` but without another spelling, and what is known of its entry:
 *
 * - `sum`, always the first line: the checksum (cache/checksum.h). Where it is not that of the
 *   entry, somebody else has changed the lines, and the rest is not about them.
 * - `checked`: all places were checked when they were cached, with this version of the rules
 *   (blacklist/image.h). What older ones passed is asked again.
 * - `omitted`: what was left out and why, one sentence a line.
 * - `at`: the source of the place of a line, which follows the place as that line has it.
 * - `enum`: an argument, and the names of its values.
 * - `filter`: its filter (cache/entry_filter.h), behind the checksum of it and the definition; `-`
 *   in place of both if it is damaged. `hidden`, below it: an argument that is there for it alone.
 * - `foreign`, right below the sum: sonde did not store these lines, and nothing is known of them.
 *   It is there only while they are replaced.
 *
 * Lines that begin otherwise are passed over. An entry that is not there has no details: perf may
 * have put it into `probes`.
 */
#ifndef CACHE_DETAILS_H
#define CACHE_DETAILS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "cache/format.h"

/** Name of the file. */
#define CACHE_DETAILS_NAME "details"

/** What the line behind that of a definition begins with. */
#define CACHE_DETAILS_SUM "sum "

/** Append the text of the file for those entries that have a checksum. */
void cache_details_print(const struct cache_entries *entries, struct str *out);

/**
 * Append what is there of @p dropped until @p entries, which take their place, are written:
 * whichever of them a reader finds, he finds what is known of it, and not that it was changed.
 */
struct sonde_error *cache_details_print_dropped(const struct cache_entries *dropped,
						const struct cache_entries *entries,
						struct str *out);

/** Whether a line of @p size bytes is about a filter. */
bool cache_details_is_filter(const char *line, size_t size);

/**
 * Add to @p entries, as cache_format_parse() gives them, what the text says of them. What is not as
 * cache_details_print() makes it says nothing.
 *
 * @param text of @p size bytes, which may hold NULs
 * @return NO_MEMORY
 */
struct sonde_error *cache_details_apply(const char *text, size_t size,
					struct cache_entries *entries);

#endif /* CACHE_DETAILS_H */
