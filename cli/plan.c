/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The story of the definitions of a command, in order:
 *
 *   1. parse each                                      probe/grammar
 *   2. look which of them are cached                   cache/
 *   3. search the image for all others at once         probe/resolve
 *
 * and then of each:
 *
 *   4. take its events from the cache, else resolve it
 *      in the image, else from the kernel's symbols    probe/resolve, probe/symbolic
 *   5. leave out what the kernel would refuse          cli/plan/refuse, blacklist/
 *   6. make the arguments of its events equal          probe/common
 *   7. settle its events' names                        probe/name
 */
#include "cli/plan.h"

#include <inttypes.h>
#include <string.h>

#include "cli/cached/cached.h"
#include "cli/plan/able.h"
#include "cli/plan/notes.h"
#include "cli/plan/refuse.h"
#include "cli/plan/repeats.h"
#include "cli/target/markers.h"
#include "cli/target/module.h"
#include "probe/common.h"
#include "probe/grammar.h"
#include "probe/name.h"
#include "probe/symbolic.h"

void plan_deinit(struct plan *plan)
{
	probe_events_deinit(&plan->events);
	notes_deinit(&plan->notes);
}

const char *plan_source_name(enum plan_source source)
{
	switch (source) {
	case PLAN_FROM_CACHE:
		return "cache";
	case PLAN_FROM_IMAGE:
		return "image";
	default:
		return "symbols";
	}
}

struct plans {
	const struct plan_input *input;
	const char *const *texts;
	size_t count;
	/** For each text: what it says, or why it says nothing. */
	struct probe_def *defs;
	struct sonde_error **errors;
	/** What is cached for each, or NULL. Borrowed from the input. */
	const struct cache_entry **cached;
	/** Position of each in the batch. */
	size_t *positions;
	/** Those that are not cached, in order. */
	const struct probe_def **searched;
	/** The search for them; NULL without an image. */
	struct resolve_batch *batch;
	/** Of the kernel; none where they are not known. */
	struct features features;
	/** The input's, with what the kernel can do. */
	struct resolve_options resolve;
	/** Why there is no search, or NULL. */
	struct sonde_error *failure;
	/** Those that were planned. */
	struct repeats repeats;
};

/* One plan being made. */
struct making {
	const struct plan_input *input;
	struct plan *plan;
	struct repeats *repeats;
	struct name_register names;
	/** Events wait in the plan until all are there: each may change others. */
	bool waits;
	/** Lines may come twice: what they are so far. */
	bool may_repeat;
	struct map lines;
	/** The last event that the kernel would have refused, as a remark. */
	char *refused;
	/** Why it was not known of one, or NULL. */
	char *doubt;
};

void plans_destroy(struct plans *plans)
{
	if (!plans)
		return;
	for (size_t i = 0; i < plans->count; i++) {
		if (plans->defs)
			probe_def_deinit(&plans->defs[i]);
		if (plans->errors)
			sonde_error_destroy(plans->errors[i]);
	}
	resolve_batch_destroy(plans->batch);
	sonde_error_destroy(plans->failure);
	repeats_deinit(&plans->repeats);
	free(plans->defs);
	free(plans->errors);
	free(plans->cached);
	free(plans->positions);
	free(plans->searched);
	free(plans);
}

static void plans_destroyp(struct plans **plans)
{
	plans_destroy(*plans);
}

static void parse_all(struct plans *plans)
{
	for (size_t i = 0; i < plans->count; i++)
		plans->errors[i] = probe_def_parse(plans->texts[i], &plans->defs[i]);
}

/* What is cached has the inlined copies, structs to the usual depth, and all arguments. */
static bool uses_cache(const struct plan_input *input)
{
	return input->cached && !input->image_given && !input->resolve.no_inlines &&
	       input->resolve.depth == RESOLVE_DEPTH_DEFAULT && input->sharing == PLAN_SHARE_ALIKE;
}

static struct sonde_error *look_into_cache(struct plans *plans)
{
	_cleanup_(cached_deinit) struct cached cached = {0};

	if (!uses_cache(plans->input))
		return NULL;
	TRY(cached_init(plans->input->cached, &cached));
	for (size_t i = 0; i < plans->count; i++) {
		if (!plans->errors[i])
			plans->cached[i] = cached_find(&cached, &plans->defs[i]);
	}
	return NULL;
}

/* By the running kernel's own word, or by its image's. */
static struct features find_features(const struct plan_input *input)
{
	return input->live ? input->live->features : target_features(input->target);
}

/* One search for all that has to be searched for. */
static struct sonde_error *search_image(struct plans *plans)
{
	const struct plan_input *input = plans->input;
	size_t count = 0;

	for (size_t i = 0; i < plans->count; i++) {
		if (plans->errors[i] || plans->cached[i] ||
		    markers_are_meant(input->target, &plans->defs[i]))
			continue;
		plans->positions[i] = count;
		plans->searched[count++] = &plans->defs[i];
	}
	if (count == 0)
		return NULL;
	plans->failure = target_find_image(input->target);
	if (plans->failure)
		return NULL;
	plans->resolve = input->resolve;
	plans->features = find_features(input);
	plans->resolve.keeps_arguments = features_have(plans->features, FEATURE_RETURN_ARG_N);
	plans->failure = resolve_batch_create(input->target->image, plans->searched, count,
					      &plans->resolve, &plans->batch);
	return NULL;
}

struct sonde_error *plans_create(const struct plan_input *input, const char *const *texts,
				 size_t count, struct plans **ret)
{
	_cleanup_(plans_destroyp) struct plans *plans = calloc(1, sizeof(*plans));

	if (!plans)
		return &sonde_error_no_memory;
	*plans = (struct plans){
		.input = input,
		.texts = texts,
		.count = count,
		.defs = calloc(count + 1, sizeof(*plans->defs)),
		.errors = calloc(count + 1, sizeof(*plans->errors)),
		.cached = calloc(count + 1, sizeof(*plans->cached)),
		.positions = calloc(count + 1, sizeof(*plans->positions)),
		.searched = calloc(count + 1, sizeof(*plans->searched)),
	};
	if (!plans->defs || !plans->errors || !plans->cached || !plans->positions ||
	    !plans->searched)
		return &sonde_error_no_memory;
	if (input->live)
		plans->features = input->live->features;
	parse_all(plans);
	TRY(look_into_cache(plans));
	TRY(search_image(plans));
	*ret = take_ptr(plans);
	return NULL;
}

/* Whether probes can share an event: from Linux 5.4 on, which offline is taken for granted. */
static bool can_share(const struct plan_input *input)
{
	return !input->live || features_have(input->live->features, FEATURE_APPEND);
}

static bool is_taken(const void *data, const char *group, const char *event)
{
	return names_taken(data, group, event);
}

/* Lines and functions have instructions. Of a program the event tells it; a marker is one. */
static bool begins_instruction(const struct probe_point *point, const struct probe_event *event)
{
	if (event->is_user)
		return event->begins || point->kind == PROBE_POINT_MARKER;
	return point->kind != PROBE_POINT_ADDRESS && point->place != PROBE_PLACE_OFFSET;
}

/* `refused` is set to whether the event must go; then there is a remark that says so. */
static struct sonde_error *check_place(struct making *making, const struct probe_event *event,
				       bool *refused)
{
	struct notes *notes = &making->plan->notes;
	_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};
	const struct plan_input *input = making->input;
	const struct refusal refusal = {making->plan->def, event, &answer};
	const struct verdict_question question = {
		.event = event,
		.is_of_image = making->plan->source == PLAN_FROM_IMAGE,
		.was_checked = making->plan->source == PLAN_FROM_CACHE && making->plan->was_checked,
		.begins = begins_instruction(&making->plan->def->point, event),
	};

	TRY(verdict_ask(input->verdicts, &question, &answer));
	if (event->is_user && !input->force && !input->judge.is_all)
		TRY(refuse_unknown(&answer));
	TRY(judge_event(&input->judge, input->verdicts, &refusal));
	*refused = answer.verdict == BLACKLIST_REFUSED;
	if (input->judge.is_all)
		return NULL;
	TRY(refuse_note(input->verdicts, &refusal, &making->doubt, notes));
	if (making->doubt)
		making->plan->was_checked = false;
	if (!*refused)
		return NULL;
	free(take_ptr(making->refused));
	return sonde_strdup(vec_last(notes)->text, &making->refused);
}

/* A name that is in use is an error, unless another one is fine. */
static struct sonde_error *settle_name(struct making *making, struct probe_event *event)
{
	const struct plan_input *input = making->input;

	if (!input->force && !name_register_has(&making->names, event) &&
	    !names_taken_before(input->names, event->group, event->event) &&
	    names_taken(input->names, event->group, event->event))
		return names_error(event->group, event->event, input->live);
	return name_settle(&making->names, is_taken, input->names, event);
}

static struct sonde_error *keep_event(struct plan *plan, struct probe_event *event)
{
	TRY(vec_push(&plan->events, *event));
	*event = (struct probe_event){0};
	return NULL;
}

/* An event in its final form, but for its name. */
static struct sonde_error *settle_event(struct making *making, struct probe_event *event)
{
	const struct plan_input *input = making->input;
	struct plan *plan = making->plan;
	bool repeated = false;

	TRY(settle_name(making, event));
	if (making->may_repeat)
		TRY(repeats_take_line(&making->lines, event, &repeated));
	if (repeated)
		return NULL;
	if (!plan->event_count)
		TRY(repeats_add(making->repeats, plan->def, event));
	plan->event_count++;
	if (input->listener.take)
		return input->listener.take(input->listener.data, plan, event);
	return keep_event(plan, event);
}

/* An event as it was found -> one of the plan, or a remark why it is none. */
static struct sonde_error *take_event(void *data, struct probe_event *event)
{
	struct making *making = data;
	const struct plan_input *input = making->input;
	struct plan *plan = making->plan;
	bool refused = false;

	if (input->target->module)
		TRY(module_check_data(input->target, input->live, event, &plan->notes));
	TRY(check_place(making, event, &refused));
	plan->event_count += input->judge.is_all;
	if (refused || input->judge.is_all)
		return NULL;
	return making->waits ? keep_event(plan, event) : settle_event(making, event);
}

/* All of them are there. */
static struct sonde_error *settle_waiting(struct making *making)
{
	_cleanup_probe_events_ struct probe_events waiting = making->plan->events;

	making->plan->events = (struct probe_events)VEC_INIT;
	TRY(common_types(&waiting));
	if (making->input->sharing == PLAN_COMMON)
		TRY(common_args(&waiting, &making->plan->notes));
	vec_for_each(&waiting, event)
		TRY(settle_event(making, event));
	return NULL;
}

static struct sonde_error *lose_place(void *data, const struct resolve_loss *loss)
{
	const struct making *making = data;

	return judge_loss(&making->input->judge, making->input->verdicts, making->plan->def, loss);
}

static struct sonde_error *take_cached(struct making *making, const struct cache_entry *entry)
{
	const struct plan_input *input = making->input;
	const struct probe_def *def = making->plan->def;

	TRY(probe_def_check_count(def, input->resolve.max_probes, entry->lines.size));
	making->plan->source = PLAN_FROM_CACHE;
	making->plan->was_checked = entry->is_checked;
	making->plan->filter = &entry->filter;
	making->may_repeat &= entry->lines.size > 1;
	TRY(cached_note(entry, def, input->target, &making->plan->notes));
	vec_for_each(&entry->lines, line) {
		_cleanup_probe_event_ struct probe_event event = {0};

		TRY(cached_parse_line(def, input->target, *line, &event));
		if (input->resolve.details)
			TRY(cached_detail(entry, (size_t)(line - entry->lines.data), &event));
		TRY(cached_order(entry, def, &event));
		TRY(take_event(making, &event));
	}
	return NULL;
}

/* The image is not there, or cannot be searched: what the kernel itself can tell. */
static struct sonde_error *do_without_image(struct making *making,
					    const struct sonde_error *failure)
{
	const struct plan_input *input = making->input;
	const struct probe_def *def = making->plan->def;
	const struct resolve_sink sink = {lose_place, take_event, making};

	if (failure->kind != SONDE_ERROR_NOT_FOUND)
		return sonde_error_copy(failure);
	if (input->symbols && symbolic_suffices(def) && def->point.kind == PROBE_POINT_FUNCTION) {
		making->plan->source = PLAN_FROM_SYMBOLS;
		return running_resolve(input->symbols, def, input->resolve.max_probes,
				       &making->plan->notes, &sink);
	}
	return cached_for_none(input->target, def, sonde_error_copy(failure));
}

static struct sonde_error *find_events(const struct plans *plans, size_t position,
				       struct making *making)
{
	const struct resolve_sink sink = {lose_place, take_event, making};
	const struct plan_input *input = making->input;
	struct sonde_error *error;
	const struct markers_question question = {
		.def = making->plan->def,
		.options = &input->resolve,
		.features = plans->features,
		.notes = &making->plan->notes,
	};
	const bool is_marker = markers_are_meant(input->target, making->plan->def);

	if (plans->cached[position] && !is_marker)
		return take_cached(making, plans->cached[position]);
	if (!plans->batch && !is_marker)
		return do_without_image(making, plans->failure);
	making->plan->source = PLAN_FROM_IMAGE;
	making->plan->was_checked = true;
	if (is_marker)
		return markers_resolve(input->target, &question, &sink);
	error = probe_resolve(plans->batch, plans->positions[position], &making->plan->notes,
			      &sink);
	if (!error || !uses_cache(input) || !cached_tells_more(input->target))
		return error;
	return cached_for_none(input->target, making->plan->def, error);
}

/* What is to be said of the plan as a whole. */
static struct sonde_error *finish(const struct making *making)
{
	const struct plan_input *input = making->input;
	struct plan *plan = making->plan;

	if (plan->event_count == 0)
		return probe_def_error(plan->def, SONDE_ERROR_REFUSED, PROBE_AT_POINT, "%s",
				       making->refused);
	if (input->live && !input->live->has_blacklist && !target_is_program(input->target))
		TRY(notes_add(&plan->notes, NOTE_CHANGED,
			      "The kprobe blacklist was not checked: %s",
			      input->live->no_blacklist));
	if (making->names.was_split && plan->source == PLAN_FROM_IMAGE)
		TRY(plan_note_split(plan, input->sharing, making->names.share));
	return input->strict ? plan_check_strict(plan) : NULL;
}

static void making_deinit(struct making *making)
{
	name_register_deinit(&making->names);
	map_deinit(&making->lines);
	free(making->refused);
	free(making->doubt);
}

/*
 * A pattern can stand for so many places that its lines must not wait for each other. Of a kernel,
 * functions at one address then have different names, and so have their events unless one was
 * given.
 */
static bool must_stream(const struct plan_input *input, const struct probe_def *def)
{
	return input->sharing == PLAN_SPLIT ||
	       (input->sharing == PLAN_SHARE_ALIKE && def->point.glob);
}

struct sonde_error *plans_make(struct plans *plans, size_t position, struct plan *ret)
{
	_cleanup_plan_ struct plan plan = {.def = &plans->defs[position]};
	_cleanup_(making_deinit) struct making making = {
		.input = plans->input,
		.plan = &plan,
		.repeats = &plans->repeats,
		.names = {.share = can_share(plans->input)},
		.waits = !must_stream(plans->input, plan.def),
	};

	TRY(take_ptr(plans->errors[position]));
	/* With -f, other names are fine. */
	if (!plans->input->force)
		TRY(repeats_check(&plans->repeats, plan.def, plans->input->names, &plan.notes,
				  &plan.repeats));
	if (plan.repeats) {
		*ret = plan;
		plan = (struct plan){0};
		return NULL;
	}
	TRY(able_check(plans->features, plan.def));
	making.may_repeat = making.waits || plan.def->event || plans->input->target->path;
	TRY(find_events(plans, position, &making));
	if (making.waits)
		TRY(settle_waiting(&making));
	TRY(finish(&making));
	*ret = plan;
	plan = (struct plan){0};
	return NULL;
}
