/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Events that must not be written, because the kernel would refuse them.
 */
#ifndef CLI_PLAN_REFUSE_H
#define CLI_PLAN_REFUSE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"
#include "cli/plan/verdict.h"
#include "probe/def.h"

/** An event, and what was said of its place. */
struct refusal {
	const struct probe_def *def;
	const struct probe_event *event;
	const struct blacklist_answer *answer;
};

/**
 * Note that an event must go, or that it is not known whether it must.
 *
 * @param doubt the last reason why it was not known, or NULL: it is not said again. Owned by the
 *        caller, replaced by this
 */
struct sonde_error *refuse_note(const struct verdicts *verdicts, const struct refusal *refusal,
				char **doubt, struct notes *notes);

/**
 * Make an answer that it is not known one that refuses: of a program, whoever is not sure has to
 * ask for it (`-f`), since what the kernel does not refuse breaks the program.
 */
struct sonde_error *refuse_unknown(struct blacklist_answer *answer);

#endif /* CLI_PLAN_REFUSE_H */
