/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Names of events that are not free any more.
 */
#ifndef CLI_PLAN_NAMES_H
#define CLI_PLAN_NAMES_H

#include <stdbool.h>

#include "base/err.h"
#include "base/map.h"

struct names {
	/** Keys are `GROUP/EVENT`. */
	struct map taken;
	/** Names that this command has given before, to events of other files; borrowed, or NULL.
	 */
	const struct names *before;
};

/** No names. */
#define NAMES_INIT          \
	{                   \
		MAP_INIT, 0 \
	}

/** Free what it holds. */
void names_deinit(struct names *names);

/** Remember that an event of this name exists from now on. */
struct sonde_error *names_take(struct names *names, const char *group, const char *event);

/** Whether an event of this name exists, be it one from before. */
bool names_taken(const struct names *names, const char *group, const char *event);

/** Whether one from before has the name: then another one is fine. */
bool names_taken_before(const struct names *names, const char *group, const char *event);

/**
 * The error for a name that is taken, and what to do about it.
 *
 * @param is_live by an event of the running kernel, else of this command
 */
struct sonde_error *names_error(const char *group, const char *event, bool is_live)
	__attribute__((returns_nonnull));

#endif /* CLI_PLAN_NAMES_H */
