/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Definitions and an image -> the probe events that the kernel is to be told.
 */
#ifndef PROBE_RESOLVE_H
#define PROBE_RESOLVE_H

#include "base/err.h"
#include "base/notes.h"
#include "image/elf.h"
#include "probe/def.h"
#include "probe/event.h"

/** Levels of members that stand for a struct, if nobody asks for others. */
#define RESOLVE_DEPTH_DEFAULT 2
/** The most that can be asked for. */
#define RESOLVE_DEPTH_MAX 8

struct resolve_options {
	/**
	 * A struct or union by value is expanded to its members: to those of itself (1), and to
	 * those of the structs in it (2), and so on. 0: it is taken as one number, if it has the
	 * size of one. At most RESOLVE_DEPTH_MAX.
	 */
	unsigned depth;
	/** At most this many places of one definition; more is an error. 0: no limit. */
	size_t max_probes;
	/** Leave out the inlined instances of functions. */
	bool no_inlines;
	/** The kernel has `$argN` at returns too, with what it was at the entry. */
	bool keeps_arguments;
	/** Where source files lie, besides the usual places; NULL for nowhere. Borrowed. */
	const char *source_dir;
	/** Give events their positions, and arguments the names of their values. */
	bool details;
	/** Name all functions that one name means, and not only the first few. */
	bool all_matched;
	/**
	 * Do not look for where else in the code a variable can be had that is missing: that reads
	 * line tables, and of very many definitions nobody reads it.
	 */
	bool is_brief;
};

/** Definitions that are resolved together, in one pass over the image. */
struct resolve_batch;

/**
 * Search @p image for what the points of @p count definitions name. An image without debuginfo
 * is searched for symbols only.
 *
 * @param defs definitions and what they point to outlive the batch
 * @param ret the caller destroys it
 * @return UNSUPPORTED for an image of an architecture without register names, and in a build
 *         without libdw
 */
struct sonde_error *resolve_batch_create(struct image *image, const struct probe_def *const *defs,
					 size_t count, const struct resolve_options *options,
					 struct resolve_batch **ret);

/** Free @p batch; NULL is fine. */
void resolve_batch_destroy(struct resolve_batch *batch);

/** A place of a definition that can have no event. All is borrowed. */
struct resolve_loss {
	/** The symbol or function that it is in, as the remark about it says; never NULL. */
	const char *name;
	/** In the image or in the running kernel; 0 if it is not known. */
	uint64_t address;
	/** Why not, without a full stop. */
	const char *reason;
};

/** Who gets the events of a definition, one by one. */
struct resolve_sink {
	/** Hears of each place that is left out, beside the remark or error about it; or NULL. */
	struct sonde_error *(*lose)(void *data, const struct resolve_loss *loss);
	/** Takes over what @p event holds, and leaves it empty; on failure too. */
	struct sonde_error *(*take)(void *data, struct probe_event *event);
	void *data;
};

/**
 * Resolve the definition at @p position of the batch.
 *
 * Groups and names of events are set as the definition says, or by default: events of several
 * places have the same name, though their arguments may differ. None is given to the sink before
 * each argument that was asked for by name was had somewhere.
 *
 * @param notes gets what was left out and why
 * @return NOT_FOUND for an unknown function or variable, UNAVAILABLE for one that no place has,
 *         both with the column in the definition: then the sink got nothing
 */
struct sonde_error *probe_resolve(const struct resolve_batch *batch, size_t position,
				  struct notes *notes, const struct resolve_sink *sink);

#endif /* PROBE_RESOLVE_H */
