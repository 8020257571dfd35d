/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The definition of a marker -> the events at all of its places.
 */
#ifndef PROBE_SDT_RESOLVE_H
#define PROBE_SDT_RESOLVE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"
#include "image/elf.h"
#include "image/sdt_notes.h"
#include "probe/def.h"
#include "probe/resolve.h"

struct sdt_request {
	/** The program. */
	struct image *image;
	/** Its markers. */
	const struct sdt_notes *markers;
	/** What is asked for; its point is a MARKER. */
	const struct probe_def *def;
	const struct resolve_options *options;
	/** The kernel has no constants in fetch arguments (`\1`). */
	bool no_constants;
	/** The kernel cannot count up semaphores (`PATH:OFFSET(REF)`). */
	bool no_semaphores;
	/** Gets what was left out and why. */
	struct notes *notes;
};

/**
 * Resolve the definition of a marker. Without arguments in the definition its events have all
 * arguments of the marker that can be fetched, as arg1, arg2, ... Else they have those that are
 * given:
 *
 *     arg2 NAME=arg2 arg2:TYPE    of the marker; `:string` is the text that it points to
 *     NAME=%REG ...               raw arguments
 *     VARIABLE $vars              what debuginfo knows at the marker
 *
 * As of functions, what one place lacks is a remark, what all of them lack an error. Groups and
 * names are `sdt_PROVIDER` and the marker's, if no others are given.
 *
 * @return NOT_FOUND for a marker that the program does not have, or an argument that the marker
 * does not have; UNAVAILABLE for one that no place has; both with the column in the definition:
 *         then the sink got nothing. As of a function, too, for too many places
 */
struct sonde_error *sdt_resolve(const struct sdt_request *request, const struct resolve_sink *sink);

/** NOT_FOUND for a definition that means none of the markers; with the nearest name, if one is
 * near. */
struct sonde_error *sdt_not_found(const struct image *image, const struct sdt_notes *markers,
				  const struct probe_def *def) __attribute__((returns_nonnull));

#endif /* PROBE_SDT_RESOLVE_H */
