/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The variables of a point: at each of its places what is there, what is not, and where it is.
 */
#ifndef PROBE_LISTING_H
#define PROBE_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/nameexpr.h"
#include "base/notes.h"
#include "base/vec.h"
#include "image/elf.h"
#include "probe/def.h"
#include "probe/resolve.h"

/** A piece of code in which a variable is available. */
struct listing_range {
	/** What the distances count from: the function, or the symbol of a piece of it. Owned. */
	char *function;
	/** Bytes from there to the first one. */
	uint64_t start;
	/** Bytes from there to the one after the last. */
	uint64_t end;
};

/** Lines from `first` to `last`, the function's first one being 0. */
struct listing_line_range {
	uint32_t first;
	uint32_t last;
};

struct listing_lines VEC_BODY(struct listing_line_range);

struct listing_variable {
	/** It is a variable outside of functions. */
	bool external;
	/** A fetch argument can have it here, or something that it holds or points to. */
	bool available;
	/** As perf spells it (probe/typename.h). Owned. */
	char *type;
	/** `$retval` for what the function returns. Owned. */
	char *name;
	/** Why a fetch argument cannot be the variable as a whole here, or NULL. Owned. */
	char *reason;
	/** Where it is available; only if asked for, and not of an external one. */
	VEC(struct listing_range) ranges;
	/** The same as lines of the place's `source`; of one that is not available here. */
	struct listing_lines lines;
};

/** One place of the point. */
struct listing_place {
	/** The function whose code it is, or the symbol of a piece of it. Owned. */
	char *function;
	/** Bytes after that function's start. */
	uint64_t offset;
	/** Address in the image. */
	uint64_t address;
	/** The function that the point names; another one where it was inlined. Owned. */
	char *source;
	/**
	 * By type, then by name; if ranges were asked for, first the external ones, then those that
	 * are not available, then the others.
	 */
	VEC(struct listing_variable) variables;
};

struct listing_places VEC_BODY(struct listing_place);

/** Free all of them. */
void listing_places_deinit(struct listing_places *listings);

/** A `struct listing_places` that is released at the end of its scope. */
#define _cleanup_listing_places_ _cleanup_(listing_places_deinit)

struct listing_options {
	/** Which places of the point are meant, as for a definition. */
	struct resolve_options resolve;
	/** List the variables of the unit outside of functions too. */
	bool externs;
	/** Say where variables are available, and list those that are not available here. */
	bool ranges;
	/** Which names are listed. */
	const struct nameexpr *filter;
};

/**
 * List the variables at the point of @p def, which has no arguments. At a return these are the
 * parameters that the kernel has kept and the return value, without ranges.
 *
 * @param notes gets what was left out, and places that cannot be probed
 * @param ret its places in the order of the image, at least one; initialised by this, the caller
 *            deinits it
 * @return NOT_FOUND for an unknown function, UNAVAILABLE for one without debuginfo or without code
 *         there, and for a return where the kernel keeps no arguments
 */
struct sonde_error *listing_make(struct image *image, const struct probe_def *def,
				 const struct listing_options *options, struct notes *notes,
				 struct listing_places *ret);

#endif /* PROBE_LISTING_H */
