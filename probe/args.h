/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The arguments of a definition -> the arguments of one event.
 */
#ifndef PROBE_ARGS_H
#define PROBE_ARGS_H

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/notes.h"
#include "probe/def.h"
#include "probe/event.h"
#include "probe/loc.h"

/** How an argument fared at the places of a definition so far. */
struct args_outcome {
	/** It was had at one place at least. */
	bool found;
	/** Why it was not had at the first place that lacks it, or NULL. Owned. */
	struct sonde_error *error;
	/** That place, for people. Owned. */
	char *place;
	/** Of `$params` or `$vars`: it gave something at one place at least. */
	bool has_any;
	/** Of these: there is a place at which it gave nothing. */
	bool has_none;
	/** The first place of `error` or `has_none`; its `instance` is set when it is used. */
	struct loc_context context;
	/** The copy of the function there. */
	struct func_instance instance;
};

/** One for each argument of the definition. */
struct args_outcomes VEC_BODY(struct args_outcome);

/** Free what it holds. */
void args_outcomes_deinit(struct args_outcomes *outcomes);

/** What is asked for at one place. */
struct args_request {
	const struct loc_context *context;
	const struct probe_def *def;
	/** Levels of members that stand for a struct, see struct resolve_options. */
	unsigned depth;
	/** Give arguments the names of their values. */
	bool details;
	/** Do not look for where else in the code a variable can be had. */
	bool is_brief;
	/** Of the argument at hand: it is known already why another place lacks it. */
	bool has_failed;
	/** Gets what was left out and why. */
	struct notes *notes;
};

/**
 * Add what @p arg says of the return value to @p event.
 *
 * @return UNAVAILABLE where it cannot be had, there is none, or the point is no return
 */
struct sonde_error *args_add_return(const struct args_request *request, const struct probe_arg *arg,
				    struct probe_event *event);

/**
 * Add the arguments of request->def to @p event, as they are had at context->pc. What cannot be
 * had is left out with a note; args_check() then fails for what was asked for by name and is not
 * to be had at any place.
 *
 * @param outcomes one for each argument of the definition; updated
 * @return REFUSED if the event has no room for what was asked for by name
 */
struct sonde_error *args_resolve(const struct args_request *request, struct args_outcomes *outcomes,
				 struct probe_event *event);

/**
 * The error of the first argument of request->def that was had nowhere, with where it could be had.
 * Where there is none, what was missing at some place only is noted, and where what `$params` or
 * `$vars` stands for can be had if it gave nothing at any place.
 *
 * @param request of any place
 */
struct sonde_error *args_check(const struct args_request *request, struct args_outcomes *outcomes);

#endif /* PROBE_ARGS_H */
