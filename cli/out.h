/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What sonde says: errors, remarks, and events in the words of perf probe.
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include "base/err.h"
#include "base/notes.h"
#include "base/str.h"
#include "cli/cmd.h"
#include "probe/def.h"
#include "probe/event.h"

/** Print @p error to context->err and destroy it. Returns the exit status it stands for. */
enum exit_status out_error(const struct context *context, struct sonde_error *error);

/**
 * Print @p text to @p stream, which is one of @p context. If memory was too short for it nothing is
 * printed, and sonde will say so in the end and fail.
 */
void out_text(const struct context *context, FILE *stream, const struct str *text);

/**
 * The same of lines with texts in them that are not sonde's own, such as names out of a cache: what
 * a terminal would act on, and what is no UTF-8, is printed as `?`, but for newlines and tabs.
 */
void out_clean_text(const struct context *context, FILE *stream, const struct str *text);

/** Print what was left out or changed to context->err. */
void out_notes(const struct context *context, const struct notes *notes);

/** Print one remark of these. */
void out_note(const struct context *context, const struct note *note);

/**
 * Append `  GROUP:EVENT          (on POINT with ARGS)`, as perf lists an event that was just
 * made from @p def.
 */
void out_defined_event(const struct probe_event *event, const struct probe_def *def,
		       struct str *out);

/**
 * Append `  GROUP:EVENT          (on FUNCTION[+OFFSET][%return][ in MODULE][ with ARGS])` for an
 * event of the kernel; where its position is known, FUNCTION[:LINE][%return]@FILE.
 *
 * @param function the function it is in, or NULL to use the event's own symbol
 * @param offset bytes after that function
 */
void out_listed_event(const struct probe_event *event, const char *function, uint64_t offset,
		      struct str *out);

#endif /* CLI_OUT_H */
