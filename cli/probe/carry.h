/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A plan carried out: its lines written to the kernel, and made ready for the cache.
 */
#ifndef CLI_PROBE_CARRY_H
#define CLI_PROBE_CARRY_H

#include "base/err.h"
#include "cli/cached/pending.h"
#include "cli/cmd.h"
#include "cli/plan.h"
#include "cli/probe/probe.h"
#include "cli/target/target.h"
#include "tracefs/dynevent.h"

/** What it takes; all is borrowed. */
struct carrying {
	const struct context *context;
	const struct probe_request *request;
	const struct target *target;
	/** Writes to the running kernel; unused where nothing is written to it. */
	struct dynevent_writer *writer;
	/** Gets what is to be stored; unused without --cache. */
	struct pending *pending;
};

/**
 * Write all lines of the plan, or let its entry wait to be stored, or both, as the request says:
 * all of it or nothing.
 */
struct sonde_error *carry_out(const struct carrying *carrying, const struct plan *plan);

#endif /* CLI_PROBE_CARRY_H */
