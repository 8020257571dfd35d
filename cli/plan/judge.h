/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Telling somebody of each place that a definition means, whether it can be probed or not.
 */
#ifndef CLI_PLAN_JUDGE_H
#define CLI_PLAN_JUDGE_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/plan/refuse.h"
#include "cli/plan/verdict.h"
#include "probe/resolve.h"

/** Who is told; all zero: nobody. */
struct judge {
	/** Gets each place, with its answer. */
	struct sonde_error *(*hear)(void *data, const struct verdict_place *place);
	void *data;
	/** That is all that is wanted: neither events nor remarks about places. */
	bool is_all;
};

/** Tell of the place of an event, whatever the answer. */
struct sonde_error *judge_event(const struct judge *judge, const struct verdicts *verdicts,
				const struct refusal *refusal);

/**
 * Tell of a place that can have no event: it is REFUSED. Where the image itself says that the
 * kernel frees it, or that no instruction begins there, in those words.
 */
struct sonde_error *judge_loss(const struct judge *judge, struct verdicts *verdicts,
			       const struct probe_def *def, const struct resolve_loss *loss);

#endif /* CLI_PLAN_JUDGE_H */
