/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cache/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cache/key.h"
#include "cli/out.h"
#include "cli/plan.h"
#include "cli/plan/digest.h"
#include "cli/plan/expand.h"
#include "cli/plan/judge.h"
#include "cli/plan/reason.h"

/* Nobody reads explanations of more definitions than this. */
#define READABLE_MAX 100

/* After so many what was read of the file is given back. */
#define RELEASE_INTERVAL 1024

/* One run. */
struct bulk {
	const struct bulk_request *request;
	struct bulk_result *result;
	struct staged *staged;
	struct expanded_words words;
	/** No name is taken: each definition is for itself. */
	struct names names;
	struct verdicts verdicts;
	struct plan_input input;
	struct plans *plans;
	/** What was left out. */
	struct digest digest;
	/** What is otherwise than one would expect. */
	struct digest changes;
	/** For each definition: the first word that has it as it is, or NULL. Borrowed. */
	const struct expanded_word **askers;
	/** For each definition: whether it was staged. */
	bool *done;
};

static void bulk_deinit(struct bulk *bulk)
{
	plans_destroy(bulk->plans);
	verdicts_deinit(&bulk->verdicts);
	expanded_words_deinit(&bulk->words);
	names_deinit(&bulk->names);
	digest_deinit(&bulk->digest);
	digest_deinit(&bulk->changes);
	free(bulk->askers);
	free(bulk->done);
}

static struct sonde_error *check_target(struct target *target)
{
	TRY(target_find_image(target));
	if (!target->id.size)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "%s has no build id: nothing can be cached for it.",
				       target->image->path);
	return target->cache_root ? NULL : cache_default_root(&target->cache_root);
}

static struct sonde_error *find_askers(struct bulk *bulk)
{
	const size_t count = bulk->words.texts.size;

	bulk->askers = calloc(count + 1, sizeof(*bulk->askers));
	bulk->done = calloc(count + 1, sizeof(*bulk->done));
	if (!bulk->askers || !bulk->done)
		return &sonde_error_no_memory;
	vec_for_each(&bulk->words.words, word) {
		if (word->is_pattern)
			continue;
		vec_for_each(&word->positions, position) {
			if (!bulk->askers[*position])
				bulk->askers[*position] = word;
		}
	}
	return NULL;
}

static struct sonde_error *make_plans(struct bulk *bulk)
{
	const struct bulk_request *request = bulk->request;

	bulk->verdicts = (struct verdicts){.target = request->target};
	bulk->input = (struct plan_input){
		.target = request->target,
		.image_given = true,
		.verdicts = &bulk->verdicts,
		.names = &bulk->names,
		.strict = request->strict,
		.resolve =
			{
				.max_probes = request->max_probes,
				.depth = RESOLVE_DEPTH_DEFAULT,
				.all_matched = request->verbose,
				.details = true,
				.is_brief = bulk->words.texts.size > READABLE_MAX,
			},
	};
	return plans_create(&bulk->input, (const char *const *)bulk->words.texts.data,
			    bulk->words.texts.size, &bulk->plans);
}

static void print_lines(const struct plan *plan, const struct context *context)
{
	_cleanup_str_ struct str lines = STR_INIT;

	vec_for_each(&plan->events, event) {
		probe_event_print(event, &lines);
		str_append_char(&lines, '\n');
	}
	out_text(context, context->err, &lines);
}

/* Whether each remark may be read by somebody. */
static bool is_readable(const struct bulk *bulk)
{
	return bulk->words.texts.size <= READABLE_MAX || bulk->request->verbose;
}

/* Of very many definitions remarks are read by their number only. */
static struct sonde_error *take_notes(struct bulk *bulk, size_t position, struct notes *notes)
{
	const char *definition = bulk->words.texts.data[position];
	_cleanup_notes_ struct notes changes = NOTES_INIT;
	size_t kept = 0;

	if (is_readable(bulk))
		return digest_take(&bulk->digest, notes);
	vec_for_each(notes, note) {
		_cleanup_str_ struct str text = STR_INIT;

		if (note->kind == NOTE_OMITTED) {
			const struct note swapped = notes->data[kept];

			notes->data[kept++] = *note;
			*note = swapped;
			continue;
		}
		TRY(reason_print(definition, note->text, &text));
		TRY(notes_add(&changes, NOTE_CHANGED, "%s: %s", definition, str_text(&text)));
	}
	while (notes->size > kept)
		free(notes->data[--notes->size].text);
	TRY(digest_take(&bulk->changes, &changes));
	return digest_take(&bulk->digest, notes);
}

static struct sonde_error *take_plan(struct bulk *bulk, size_t position, struct plan *plan)
{
	const struct bulk_request *request = bulk->request;

	TRY(staged_add(bulk->staged, request->target, plan));
	bulk->done[position] = true;
	tally_plan(&bulk->result->tally, plan->event_count);
	tally_notes(&bulk->result->tally, &plan->notes);
	if (request->json)
		TRY(json_add_staged(request->json, bulk->words.texts.data[position],
				    plan->event_count, &plan->notes));
	TRY(take_notes(bulk, position, &plan->notes));
	if (request->verbose)
		print_lines(plan, request->context);
	return NULL;
}

/* What a person has written; without memory for a report the command is over. */
static void report_error(struct bulk *bulk, const struct expanded_word *word,
			 struct sonde_error *error)
{
	bulk->result->failed = true;
	/* What was said before it. */
	sonde_error_destroy(digest_finish(&bulk->digest));
	out_error(bulk->request->context,
		  word->origin ? sonde_error_prefix(error, "%s: ", word->origin) : error);
}

/* Why a definition that a pattern stands for cannot be had, in words that are the same for all. */
static struct sonde_error *leave_out(struct bulk *bulk, const char *text,
				     const struct sonde_error *error)
{
	static const char refused[] = " cannot be probed: ", omitted[] = "Left out: ";
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str reason = STR_INIT;
	const char *message = error->message;

	/* By --strict. */
	if (strncmp(message, omitted, strlen(omitted)) == 0)
		message += strlen(omitted);
	if (strstr(message, refused))
		message = strstr(message, refused) + strlen(refused);
	if (is_readable(bulk))
		str_append(&reason, message);
	else
		TRY(reason_print(text, message, &reason));
	TRY(notes_add(&notes, NOTE_OMITTED, "%s: %s", text, str_text(&reason)));
	return digest_take(&bulk->digest, &notes);
}

static struct sonde_error *take_failure(struct bulk *bulk, size_t position,
					struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *owned = error;
	const char *text = bulk->words.texts.data[position];

	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(owned);
	tally_failure(&bulk->result->tally, error);
	if (bulk->request->json)
		TRY(json_add_failure(bulk->request->json, text, error));
	if (!bulk->askers[position])
		return leave_out(bulk, text, error);
	report_error(bulk, bulk->askers[position], take_ptr(owned));
	return NULL;
}

static struct sonde_error *make_plan(struct bulk *bulk, size_t position, struct plan *ret)
{
	struct filtered *filtered = bulk->request->filtered;
	const struct cache_filter *filter = NULL;

	if (filtered)
		TRY(filtered_take(filtered, bulk->words.texts.data[position], &filter));
	TRY(plans_make(bulk->plans, position, ret));
	ret->filter = filter;
	return NULL;
}

static struct sonde_error *plan_each(struct bulk *bulk)
{
	for (size_t i = 0; i < bulk->words.texts.size; i++) {
		_cleanup_plan_ struct plan plan = {0};
		struct sonde_error *error = make_plan(bulk, i, &plan);

		if (!error)
			error = take_plan(bulk, i, &plan);
		if (error)
			TRY(take_failure(bulk, i, error));
		if ((i + 1) % RELEASE_INTERVAL == 0)
			image_release_pages(bulk->request->target->image);
	}
	TRY(digest_finish(&bulk->digest));
	return digest_finish(&bulk->changes);
}

static bool has_any(const struct bulk *bulk, const struct expanded_word *word)
{
	vec_for_each(&word->positions, position) {
		if (bulk->done[*position])
			return true;
	}
	return false;
}

/* Patterns that stand for nothing. */
static struct sonde_error *report_words(struct bulk *bulk)
{
	vec_for_each(&bulk->words.words, word) {
		struct sonde_error *error = take_ptr(word->error);

		if (error) {
			tally_failure(&bulk->result->tally, error);
			if (bulk->request->json)
				TRY(json_add_failure(bulk->request->json, word->text, error));
			report_error(bulk, word, error);
		} else if (word->is_pattern && !has_any(bulk, word)) {
			report_error(bulk, word,
				     sonde_error_new(SONDE_ERROR_UNAVAILABLE,
						     "Nothing that '%s' stands for can be cached "
						     "(%zu definition%s).",
						     word->text, word->positions.size,
						     word->positions.size == 1 ? "" : "s"));
		}
	}
	return NULL;
}

struct sonde_error *bulk_stage(const struct bulk_request *request, const struct words *words,
			       struct staged *staged, struct bulk_result *ret)
{
	_cleanup_(bulk_deinit) struct bulk bulk = {
		.request = request,
		.result = ret,
		.staged = staged,
		.digest =
			{
				.context = request->context,
				.all = request->verbose,
				.none = request->quiet,
			},
		.changes =
			{
				.context = request->context,
				.none = request->quiet,
				.title = "Note",
				.counts_all = true,
			},
	};

	TRY(check_target(request->target));
	TRY(staged_begin(staged, request->target));
	TRY(expand_words(request->target, words, &bulk.words));
	TRY(find_askers(&bulk));
	TRY(make_plans(&bulk));
	TRY(plan_each(&bulk));
	return report_words(&bulk);
}
