/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How a definition is spelled in a `probes` file, so that perf can read the file.
 *
 * perf refuses all of a file in which a return has a variable: "You can't specify local variable
 * for kretprobe" (parse_perf_probe_command() of tools/perf/util/probe-event.c). What begins with a
 * `.` is no variable to it: `vfs_read%return file` stands there as `vfs_read%return .file`, and
 * perf replays it by that text. It also refuses a marker with a name of one's own: that of
 * `g:e=%sdt_p:n arg1` is escaped, `g:e=\%sdt_p\:n arg1`, and a function to perf.
 *
 * perf cuts a line at blanks, whatever is before them: `f\(int,\ long\)` stands there as
 * `f\(int,\_long\)`, which it reads as the name of some function. Nothing else writes `\_`.
 */
#ifndef CACHE_SPELLING_H
#define CACHE_SPELLING_H

#include "base/err.h"
#include "base/str.h"

/** Append @p definition as the file has it. */
void spelling_print(const char *definition, struct str *out);

/**
 * The definition that spelling_print() made @p text of; another text is one already.
 *
 * @param ret the caller frees it
 */
struct sonde_error *spelling_parse(const char *text, char **ret);

#endif /* CACHE_SPELLING_H */
