/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A definition and an image -> the probe events that the kernel is to be told.
 */
#ifndef PROBE_RESOLVE_H
#define PROBE_RESOLVE_H

#include "base/err.h"
#include "base/notes.h"
#include "image/elf.h"
#include "probe/def.h"
#include "probe/event.h"

struct resolve_options {
	/** At most this many places of one definition; more is an error. 0: no limit. */
	size_t max_probes;
	/** Leave out the inlined instances of functions. */
	bool no_inlines;
};

/**
 * Resolve @p def in @p image.
 *
 * Groups and names are set as the definition says, or by default; events of several places
 * share their name where their arguments are alike, else get `_1`, `_2`, ... behind it.
 *
 * @param notes gets what was left out and why
 * @param ret gets the events added to it, in the order in which to write them; untouched on
 *            failure
 * @return NOT_FOUND for an unknown function or variable, UNAVAILABLE for one that this place
 *         does not have, both with the column in the definition
 */
struct sonde_error *probe_resolve(struct image *image, const struct probe_def *def,
				  const struct resolve_options *options, struct notes *notes,
				  struct probe_events *ret);

#endif /* PROBE_RESOLVE_H */
