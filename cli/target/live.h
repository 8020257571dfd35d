/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What has to be known of the running kernel before something is written to it.
 */
#ifndef CLI_TARGET_LIVE_H
#define CLI_TARGET_LIVE_H

#include <stdbool.h>

#include "base/err.h"
#include "blacklist/list.h"
#include "cli/plan/names.h"
#include "tracefs/feature.h"

struct live {
	/** Path of the tracing directory; NULL if it was not found by live_look(). Owned. */
	char *tracing_dir;
	/** Why not, for people. Owned. */
	char *no_tracing;
	struct features features;
	/** The kprobe blacklist, if has_blacklist. */
	struct blacklist blacklist;
	bool has_blacklist;
	/** Why there is none, for people. Owned. */
	char *no_blacklist;
};

/** Free what it holds. */
void live_deinit(struct live *live);

/**
 * Read it.
 *
 * @param names gets the names of the events there are
 * @param ret initialised by this; the caller deinits it
 * @return without tracefs, or without permission for it
 */
struct sonde_error *live_init(struct names *names, struct live *ret);

/**
 * Find only what says where probes can be. What cannot be read is no error: then the reasons are
 * there.
 */
struct sonde_error *live_look(struct live *ret);

#endif /* CLI_TARGET_LIVE_H */
