/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The definition of a marker at one of the marker's places: what it asks for of the marker's
 * arguments is in it as raw arguments.
 */
#ifndef PROBE_SDT_LOCAL_H
#define PROBE_SDT_LOCAL_H

#include "base/err.h"
#include "base/notes.h"
#include "probe/def.h"
#include "probe/sdt.h"
#include "probe/sdt_resolve.h"

struct sdt_local {
	/** Borrowed. */
	const struct sdt_request *request;
	/** The marker at the place. Borrowed. */
	const struct sdt_note *note;
	/**
	 * A copy without arguments at first. What it points to is the definition's, or in `texts`;
	 * its point has the address.
	 */
	struct probe_def def;
	/** Owned. */
	VEC(char *) texts;
	/** The marker's arguments here. */
	struct sdt_arguments arguments;
};

/**
 * Begin without arguments.
 *
 * @param ret empty before; the caller deinits it, on failure too
 */
struct sonde_error *sdt_local_init(const struct sdt_request *request, const struct sdt_note *note,
				   struct sdt_local *ret);

/** Free what it holds. */
void sdt_local_deinit(struct sdt_local *local);

/**
 * Add an argument of the definition: `argN` as the raw argument that it is here, others as they
 * are.
 *
 * @return NOT_FOUND if the marker has no such argument, UNAVAILABLE if it cannot be fetched, with
 *         the column in the definition: then it was not added
 */
struct sonde_error *sdt_local_add(struct sdt_local *local, const struct probe_arg *arg);

/**
 * Add all arguments of the marker.
 *
 * @param notes gets those that cannot be fetched, and why
 */
struct sonde_error *sdt_local_add_all(struct sdt_local *local, struct notes *notes);

#endif /* PROBE_SDT_LOCAL_H */
