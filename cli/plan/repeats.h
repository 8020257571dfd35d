/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Definitions of a command that ask for the same as one before them, and lines that come twice.
 */
#ifndef CLI_PLAN_REPEATS_H
#define CLI_PLAN_REPEATS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/map.h"
#include "base/notes.h"
#include "cli/plan/names.h"
#include "probe/def.h"
#include "probe/event.h"

/** The definitions of a command so far. */
struct repeats {
	/** A definition in its canonical spelling -> a struct repeated. */
	struct map made;
};

/** Free what it holds. */
void repeats_deinit(struct repeats *repeats);

/** Remember that @p event is the first one of @p def, which outlives @p repeats. */
struct sonde_error *repeats_add(struct repeats *repeats, const struct probe_def *def,
				const struct probe_event *event);

/**
 * Whether a definition before @p def asked for the same, and its events were made: the name of its
 * first one is in @p names.
 *
 * @param notes gets a remark if they are written in different ways
 */
struct sonde_error *repeats_check(const struct repeats *repeats, const struct probe_def *def,
				  const struct names *names, struct notes *notes, bool *ret);

/**
 * Remember the line of @p event; the kernel refuses a probe that is there already, word for word.
 *
 * @param lines those so far
 * @param ret set to whether it is one of them
 */
struct sonde_error *repeats_take_line(struct map *lines, const struct probe_event *event,
				      bool *ret);

#endif /* CLI_PLAN_REPEATS_H */
