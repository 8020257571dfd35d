/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The plan for one definition: what would be written, and what was left out and why.
 *
 * Planning writes nothing. What it depends on comes in through struct plan_input, so that the
 * same input always gives the same plan.
 */
#ifndef CLI_PLAN_H
#define CLI_PLAN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"
#include "cache/format.h"
#include "cli/plan/judge.h"
#include "cli/plan/names.h"
#include "cli/plan/verdict.h"
#include "cli/target/live.h"
#include "cli/target/running.h"
#include "cli/target/target.h"
#include "probe/def.h"
#include "probe/event.h"
#include "probe/resolve.h"

struct plan;

/** What is done with places of one event whose arguments differ, which the kernel refuses. */
enum plan_sharing {
	/** Constants get the type that their argument has elsewhere; what differs then is split. */
	PLAN_SHARE_ALIKE,
	/** They become events of their own, with `_1`, `_2`, ... behind the name. */
	PLAN_SPLIT,
	/** Each keeps what all places of the event have. */
	PLAN_COMMON,
};

/** What plans depend on. */
struct plan_input {
	/** The kernel that is meant. Its image is looked for only if the plan needs it. */
	struct target *target;
	/** Use the image and not the cache: it was given. */
	bool image_given;
	/** What is cached for the target; NULL to leave the cache alone. */
	const struct cache_entries *cached;
	/** Symbols of the running kernel if that is meant, else NULL. */
	struct running_symbols *symbols;
	/** The running kernel if its word is wanted before anything is written, else NULL. */
	const struct live *live;
	/** Who knows where probes can be. */
	struct verdicts *verdicts;
	/** Who hears of each place. */
	struct judge judge;
	/** Names of events that are not free. */
	const struct names *names;
	/** Give an event whose name is taken another one (`-f`) instead of failing. */
	bool force;
	/** Fail if anything is left out. */
	bool strict;
	enum plan_sharing sharing;
	struct resolve_options resolve;
	/** Who gets events as they are settled, instead of the plan; or an empty one. */
	struct plan_listener {
		/** The remarks so far are in plan->notes; it may take them. */
		struct sonde_error *(*take)(void *data, struct plan *plan,
					    const struct probe_event *event);
		void *data;
	} listener;
};

enum plan_source {
	PLAN_FROM_CACHE,
	PLAN_FROM_IMAGE,
	PLAN_FROM_SYMBOLS,
};

struct plan {
	/** Borrowed from the plans. */
	const struct probe_def *def;
	enum plan_source source;
	/** In the order of writing; empty if there is a listener, who had them all. */
	struct probe_events events;
	/** How many there are: at least one, unless it repeats another plan. */
	size_t event_count;
	/** The image said that probes can be there: now, or when the events were cached. */
	bool was_checked;
	/** The filter that is kept with it: of the cached entry that it was taken from, or one that
	 * its caller puts there to be cached; or NULL. Borrowed. */
	const struct cache_filter *filter;
	/** A definition before it asked for the same, and was done: there is nothing to do. */
	bool repeats;
	struct notes notes;
};

/** Free what it holds. */
void plan_deinit(struct plan *plan);

/** A `struct plan` that is released at the end of its scope. */
#define _cleanup_plan_ _cleanup_(plan_deinit)

/** The plans for the definitions of one command. */
struct plans;

/**
 * Parse definitions, and search the image once for what they name.
 *
 * @param input outlives the plans
 * @param texts the definitions; they outlive the plans
 * @param ret the caller destroys it
 * @return NO_MEMORY; what is wrong with a definition or the image, plans_make() tells
 */
struct sonde_error *plans_create(const struct plan_input *input, const char *const *texts,
				 size_t count, struct plans **ret);

/** Free @p plans; NULL is fine. */
void plans_destroy(struct plans *plans);

/**
 * Make the plan for the definition at @p position, once. The caller deinits @p ret before the
 * plans.
 */
struct sonde_error *plans_make(struct plans *plans, size_t position, struct plan *ret);

/** `cache`, `image` or `symbols`. */
const char *plan_source_name(enum plan_source source);

#endif /* CLI_PLAN_H */
