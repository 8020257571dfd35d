/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The tables of a session as they are at one moment: all its hist files read and made one table.
 */
#ifndef CLI_MEASURE_SNAPSHOTS_H
#define CLI_MEASURE_SNAPSHOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "cli/run/processes.h"
#include "hist/setup.h"
#include "hist/table.h"
#include "tracefs/session.h"

struct snapshots {
	/** Whose they are. Borrowed. */
	struct session *session;
	/** What is read; those of one event follow each other. Borrowed. */
	const struct hist_source *sources;
	size_t count;
	/** Files of which only the hits that were dropped are read, see `pairings` of a setup.
	 * Borrowed. */
	const struct hist_source *pairings;
	size_t pairing_count;
	/** Of the columns of processes. */
	struct processes processes;
	/** The last one that was read, with threads in the columns of processes; if has_last. */
	struct hist_table last;
	bool has_last;
	/** A table of the kernel has no room for more rows. */
	bool is_full;
	/** Dropped hits of the pairings that it has. */
	uint64_t unpaired;
	/** When that was, see interval_now(). */
	uint64_t last_time;
	/** What it took, in seconds. */
	double spent;
};

/** Free what it holds. */
void snapshots_deinit(struct snapshots *snapshots);

/** Snapshots that are released at the end of their scope. */
#define _cleanup_snapshots_ _cleanup_(snapshots_deinit)

/**
 * Read a table of everything since the beginning; it becomes the last one as well. If there are no
 * news, it is the last one again, with what was lost since.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *snapshots_read(struct snapshots *snapshots, struct hist_table *ret);

#endif /* CLI_MEASURE_SNAPSHOTS_H */
