/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/plan.h"

#include <stdlib.h>
#include <string.h>

#include "cli/plan.h"
#include "cli/target/program.h"
#include "probe/grammar.h"

void ask_candidates_deinit(struct ask_candidates *candidates)
{
	vec_for_each(candidates, candidate) {
		free(candidate->text);
		vec_deinit(&candidate->wanted);
	}
	vec_deinit(candidates);
}

void ask_found_deinit(struct ask_found *found)
{
	probe_def_deinit(&found->def);
	free(found->word);
	probe_events_deinit(&found->events);
	sonde_error_destroy(found->not_full);
	*found = (struct ask_found){0};
}

/* What one call of ask_plan() holds. */
struct planning {
	struct asking *asking;
	/** Of the candidates; borrowed. */
	VEC(const char *) texts;
	struct cache_entries cached;
	struct plan_input input;
	struct plans *plans;
};

static void planning_deinit(struct planning *planning)
{
	plans_destroy(planning->plans);
	cache_entries_deinit(&planning->cached);
	vec_deinit(&planning->texts);
}

/* A program is always given as a file; without debuginfo, others may have cached what it is of. */
static bool uses_cache(const struct asking *asking)
{
	const struct target *target = &asking->target;

	if (!target_is_program(target))
		return !target_options_have_image(&asking->options->target);
	return target->id.size && target->cache_root && !target_has_debuginfo(target);
}

bool ask_leaves_inlines(struct asking *asking)
{
	_cleanup_error_ struct sonde_error *error = NULL;

	if (asking->options->no_inlines)
		return true;
	if (!asking->calls_only || asking->options->cache)
		return false;
	error = target_find_image(&asking->target);
	return !error && target_has_debuginfo(&asking->target);
}

static void init_input(struct planning *planning)
{
	struct asking *asking = planning->asking;
	const struct ask_options *options = asking->options;

	planning->input = (struct plan_input){
		.target = &asking->target,
		.image_given = !uses_cache(asking),
		.cached = &planning->cached,
		.symbols = options->target.module ? NULL : asking->verdicts.symbols,
		.live = asking->is_live ? &asking->live : NULL,
		.verdicts = &asking->verdicts,
		.names = &asking->names,
		.strict = options->strict,
		.resolve =
			{
				.max_probes = options->max_probes,
				.no_inlines = ask_leaves_inlines(asking),
				.depth = RESOLVE_DEPTH_DEFAULT,
				.details = true,
				.all_matched = options->measure.common.verbose,
				.source_dir = options->source,
			},
	};
}

static struct sonde_error *init(struct planning *planning, const struct ask_candidates *candidates)
{
	struct asking *asking = planning->asking;

	vec_for_each(candidates, candidate)
		TRY(vec_push(&planning->texts, candidate->text));
	if (uses_cache(asking))
		TRY(target_load_cache(&asking->target, planning->texts.data, planning->texts.size,
				      &planning->cached));
	init_input(planning);
	return plans_create(&planning->input, planning->texts.data, planning->texts.size,
			    &planning->plans);
}

static bool has_argument(const struct probe_event *event, const char *name)
{
	vec_for_each(&event->args, arg) {
		if (arg->name && strcmp(arg->name, name) == 0)
			return true;
	}
	return false;
}

/* Whether all variables together have those that are needed. */
static struct sonde_error *check_wanted(const struct plan *plan,
					const struct ask_candidate *candidate)
{
	vec_for_each(&candidate->wanted, name) {
		vec_for_each(&plan->events, event) {
			if (!has_argument(event, *name))
				return probe_def_error(plan->def, SONDE_ERROR_NOT_FOUND,
						       PROBE_AT_POINT,
						       "None of the arguments is '%s'.", *name);
		}
	}
	return NULL;
}

static struct sonde_error *take_plan(struct asking *asking, struct plan *plan, const char *text,
				     struct ask_found *ret)
{
	_cleanup_free_ char *copy = NULL;

	if (asking->options->cache)
		TRY(pending_add(&asking->pending, &asking->target, plan, false));
	if (asking->is_live && target_is_program(&asking->target))
		TRY(program_check_unchanged(&asking->target));
	vec_for_each(&plan->notes, note)
		TRY(notes_add(&asking->measure.notes, note->kind, "%s", note->text));
	TRY(probe_def_parse(text, &ret->def));
	TRY(sonde_strdup(text, &copy));
	TRY(vec_push(&asking->defined, copy));
	copy = NULL;
	ret->events = plan->events;
	plan->events = (struct probe_events)VEC_INIT;
	return NULL;
}

/* Plan one of them; its plan is gone when this is over, with the definition that it points to. */
static struct sonde_error *try_one(struct planning *planning, const struct ask_candidate *candidate,
				   size_t position, struct ask_found *ret)
{
	_cleanup_plan_ struct plan plan = {0};

	TRY(plans_make(planning->plans, position, &plan));
	TRY(check_wanted(&plan, candidate));
	ret->position = position;
	return take_plan(planning->asking, &plan, candidate->text, ret);
}

/* What has nothing to do with the text: no other one can be had either. */
static bool is_final(const struct sonde_error *error)
{
	return error->kind == SONDE_ERROR_NO_MEMORY || error->kind == SONDE_ERROR_OS ||
	       error->kind == SONDE_ERROR_PERMISSION;
}

struct sonde_error *ask_plan(struct asking *asking, const struct ask_candidates *candidates,
			     const struct ask_reports *reports, struct ask_found *ret)
{
	_cleanup_(planning_deinit) struct planning planning = {.asking = asking};
	_cleanup_error_ struct sonde_error *failure = NULL;

	TRY(init(&planning, candidates));
	for (size_t i = 0; i < candidates->size; i++) {
		struct sonde_error *error = try_one(&planning, &candidates->data[i], i, ret);

		if (!error)
			return NULL;
		if (is_final(error))
			return error;
		if (i == reports->full && i != reports->failed)
			ret->not_full = error;
		else if (i == reports->failed)
			failure = error;
		else
			sonde_error_destroy(error);
	}
	return take_ptr(failure);
}
