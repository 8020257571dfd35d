/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The markers of a program (image/sdt_notes.h) as places with arguments: what the kernel can be
 * told of them without debuginfo.
 */
#ifndef PROBE_SDT_H
#define PROBE_SDT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "image/elf.h"
#include "image/sdt_notes.h"
#include "probe/def.h"
#include "probe/event.h"

/** What the groups of markers' events begin with, as perf has it: `sdt_PROVIDER`. */
#define SDT_GROUP "sdt_"

/** One argument of a marker at one of its places. */
struct sdt_argument {
	/** The operand as the note has it. Owned. */
	char *operand;
	/** How it is fetched, named `argN`; empty where there is a `reason`. */
	struct probe_event_arg arg;
	/** Why it cannot be fetched, a clause, or NULL. Owned. */
	struct sonde_error *reason;
};

/** All of them, arg1 first. */
struct sdt_arguments VEC_BODY(struct sdt_argument);

/** Free what they hold; the list is empty afterwards. */
void sdt_arguments_deinit(struct sdt_arguments *arguments);

/** A `struct sdt_arguments` that is released at the end of its scope. */
#define _cleanup_sdt_arguments_ _cleanup_(sdt_arguments_deinit)

/**
 * Read the operands of a marker.
 *
 * @param ret empty before; the caller deinits it
 * @return UNSUPPORTED for an image of an architecture without register names
 */
struct sonde_error *sdt_arguments_of(const struct image *image, const struct sdt_note *note,
				     struct sdt_arguments *ret);

/**
 * Set the place of @p event to the marker's: the path, the file offset of its no-operation and
 * that of its semaphore.
 *
 * @return UNAVAILABLE, a clause: where there is no no-operation, a probe breaks the program; with a
 *         semaphore that the kernel cannot count up, the program passes the marker by
 */
struct sonde_error *sdt_place(const struct image *image, const struct sdt_note *note,
			      struct probe_event *event);

/**
 * Whether the point means the marker: by its name or glob, and by its group if one is given, which
 * is `sdt_PROVIDER` or PROVIDER. The file is not looked at.
 */
bool sdt_matches(const struct probe_point *point, const struct sdt_note *note);

/** Whether an event can have the names of the marker: `sdt_PROVIDER` and NAME. */
bool sdt_has_event_name(const struct sdt_note *note);

/** Append `sdt_PROVIDER:NAME`; what is no letter, digit or `_` stays. */
void sdt_print_name(const struct sdt_note *note, struct str *out);

/** Whether two notes are of one marker. */
bool sdt_same_marker(const struct sdt_note *a, const struct sdt_note *b);

#endif /* PROBE_SDT_H */
