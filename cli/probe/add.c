/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `sonde probe -a` and `-D`: all definitions are searched for at once; then each is planned, and
 * its plan carried out, on its own. One that fails leaves nothing of itself behind and does not
 * stop the others. With --cache all that did not fail are stored at the end, in one step.
 */
#include "cli/probe/adding.h"

#include <stdlib.h>

#include "cache/key.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/probe/added.h"
#include "cli/probe/carry.h"
#include "cli/target/leftover.h"
#include "cli/target/markers.h"

static void adding_deinit(struct adding *adding)
{
	plans_destroy(adding->plans);
	verdicts_deinit(&adding->verdicts);
	dynevent_writer_deinit(&adding->writer);
	target_deinit(&adding->target);
	cache_entries_deinit(&adding->cached);
	live_deinit(&adding->live);
	free(adding->no_live);
	names_deinit(&adding->names);
	running_symbols_deinit(&adding->symbols);
	words_deinit(&adding->words);
	filtered_deinit(&adding->filtered);
	digest_deinit(&adding->digest);
	if (!adding->request->answers)
		json_destroy(adding->json);
	json_destroy(adding->refused);
	str_deinit(&adding->list);
	pending_deinit(&adding->pending);
}

/* What may surprise: the kernel takes such probes, and sets them when the module is loaded. */
static void note_not_loaded(const struct adding *adding)
{
	const struct target *target = &adding->target;

	if (target->module && !target->is_loaded && !adding->request->quiet)
		fprintf(adding->context->err,
			"Note: The module %s is not loaded: its probes come into effect when it "
			"is.\n",
			target->module);
}

/* Whether lines are printed as they are settled. With --strict, the last of them could fail. */
static bool is_streaming(const struct adding *adding)
{
	const struct probe_request *request = adding->request;

	return request->action == PROBE_ACTION_DEFINITION && !request->json && !request->cache &&
	       !request->strict;
}

/* A line that is final. */
static struct sonde_error *print_event(void *data, struct plan *plan,
				       const struct probe_event *event)
{
	struct adding *adding = data;

	adding_print_line(adding, event, adding->context->out);
	if (adding->request->verbose)
		adding_print_line(adding, event, adding->context->err);
	tally_notes(&adding->tally, &plan->notes);
	TRY(digest_take(&adding->digest, &plan->notes));
	return adding_take_name(adding, event);
}

/* For --json. */
static struct sonde_error *hear_place(void *data, const struct verdict_place *place)
{
	struct adding *adding = data;

	if (place->answer->verdict != BLACKLIST_REFUSED)
		return NULL;
	if (!adding->refused)
		TRY(json_create_list(&adding->refused));
	return json_add_place(adding->refused, place, false);
}

/* The words of the command line, and what they stand for. A list that cannot be read is one thing.
 */
static struct sonde_error *read_words(struct adding *adding)
{
	struct words *words = &adding->words;

	vec_for_each(&adding->request->words, word) {
		struct sonde_error *error = words_add(words, *word);

		if (error && error->kind == SONDE_ERROR_NO_MEMORY)
			return error;
		if (error) {
			adding->tally.is_wanted = true;
			tally_failure(&adding->tally, error);
			if (adding->json)
				TRY(json_add_failure(adding->json, *word, error));
			out_error(adding->context, error);
			continue;
		}
		adding->tally.is_wanted |= *vec_last(&words->origins) != NULL;
	}
	return NULL;
}

/* Whoever only wants to see lines need not be allowed to look. */
static struct sonde_error *try_live(struct adding *adding)
{
	_cleanup_(names_deinit) struct names unused = {0};
	_cleanup_error_ struct sonde_error *error = live_init(&unused, &adding->live);

	return error ? sonde_strdup(error->message, &adding->no_live) : NULL;
}

/* A program is always given as a file; without debuginfo, others may have cached what it is of. */
static bool uses_cache(const struct adding *adding)
{
	const struct target *target = &adding->target;

	if (!target_is_program(target))
		return !target_options_have_image(&adding->request->target);
	return target->id.size && target->cache_root && !target_has_debuginfo(target);
}

/* What the plans depend on, all of which is there. */
static void init_input(struct adding *adding)
{
	const struct probe_request *request = adding->request;

	adding->input = (struct plan_input){
		.target = &adding->target,
		.image_given = !uses_cache(adding),
		.cached = &adding->cached,
		.symbols = request->target.module ? NULL : adding->verdicts.symbols,
		.live = adding_is_live(adding) ? &adding->live : NULL,
		.verdicts = &adding->verdicts,
		.names = &adding->names,
		.force = request->force,
		.strict = request->strict,
		.sharing = request->common  ? PLAN_COMMON
			   : request->split ? PLAN_SPLIT
					    : PLAN_SHARE_ALIKE,
		.resolve =
			{
				.max_probes = request->max_probes,
				.no_inlines = request->no_inlines,
				.depth = request->depth,
				.details = request->cache || request->json,
				.all_matched = request->verbose,
				.source_dir = request->source,
			},
	};
}

/* What the filter reads becomes part of the definitions. */
static struct sonde_error *add_filter(struct adding *adding)
{
	const struct probe_request *request = adding->request;

	if (!request->expression)
		return NULL;
	return filtered_make(&(struct filtered_request){.context = adding->context,
							.target = &request->target,
							.filter = request->expression,
							.max_probes = request->max_probes,
							.source = request->source},
			     &adding->words, &adding->filtered);
}

static struct sonde_error *prepare(struct adding *adding)
{
	const struct probe_request *request = adding->request;

	adding->json = request->answers;
	if (request->json && !adding->json)
		TRY(json_create_list(&adding->json));
	if (request->names)
		adding->names.before = request->names->before;
	TRY(read_words(adding));
	TRY(target_options_init(adding->context, &request->target, &adding->target));
	TRY(markers_expand(&adding->target, &adding->words));
	TRY(add_filter(adding));
	if (adding_is_live(adding)) {
		TRY(target_check_running(&adding->target));
		leftover_clean(adding->context, request, request->dry_run);
		TRY(live_init(&adding->names, &adding->live));
		adding->writer.tracing_dir = adding->live.tracing_dir;
		note_not_loaded(adding);
	} else if (adding->target.is_running && !target_options_have_image(&request->target)) {
		TRY(try_live(adding));
	}
	if (request->cache && adding->target.id.size == 0)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "%s has no build id: nothing can be cached for it.",
				       request->target.module	      ? request->target.module
				       : request->target.program.name ? request->target.program.name
								      : request->target.vmlinux);
	/* Says why it is not known. */
	if (request->cache && !adding->target.cache_root)
		TRY(cache_default_root(&adding->target.cache_root));
	if (uses_cache(adding))
		TRY(target_load_cache(&adding->target,
				      (const char *const *)adding->words.texts.data,
				      adding->words.texts.size, &adding->cached));
	if (!target_options_have_image(&request->target))
		adding->symbols = running_symbols_init();
	adding->verdicts = (struct verdicts){
		.target = &adding->target,
		.live = adding->live.tracing_dir ? &adding->live : NULL,
		.no_live = adding->no_live,
		.symbols = adding->symbols.stream ? &adding->symbols : NULL,
	};
	init_input(adding);
	if (request->json)
		adding->input.judge = (struct judge){.hear = hear_place, .data = adding};
	if (is_streaming(adding))
		adding->input.listener = (struct plan_listener){print_event, adding};
	return plans_create(&adding->input, (const char *const *)adding->words.texts.data,
			    adding->words.texts.size, &adding->plans);
}

/* The plan, with the filter that is to be kept, or that was. */
static struct sonde_error *make_plan(struct adding *adding, size_t position, struct plan *ret)
{
	const struct cache_filter *filter = NULL;

	TRY(filtered_take(&adding->filtered, adding->words.texts.data[position], &filter));
	TRY(plans_make(adding->plans, position, ret));
	if (filter)
		ret->filter = filter;
	if (adding->request->action != PROBE_ACTION_ADD || adding->request->dry_run)
		return NULL;
	return added_note_filter(ret);
}

/* Plan one definition and do what the plan says. */
static struct sonde_error *add_definition(struct adding *adding, size_t position)
{
	_cleanup_plan_ struct plan plan = {0};

	json_destroy(take_ptr(adding->refused));
	TRY(make_plan(adding, position, &plan));
	if (!plan.repeats)
		TRY(carry_out(&(struct carrying){adding->context, adding->request, &adding->target,
						 &adding->writer, &adding->pending},
			      &plan));
	return adding_report(adding, &plan, adding->words.texts.data[position]);
}

enum exit_status probe_add(const struct context *context, const struct probe_request *request)
{
	_cleanup_(adding_deinit) struct adding adding = {
		.context = context,
		.request = request,
		.writer = dynevent_writer_init(NULL),
		.pending = PENDING_INIT,
		.digest = {.context = context, .all = request->verbose, .none = request->quiet},
	};
	struct sonde_error *error = prepare(&adding);

	if (error)
		return adding_report_all(&adding, error);
	for (size_t i = 0; i < adding.words.texts.size; i++) {
		error = add_definition(&adding, i);
		if (error)
			adding_report_failure(&adding, i, error);
	}
	if (request->cache)
		adding_store(&adding);
	adding_print_summary(&adding);
	return adding.tally.failed ? STATUS_FAILED : STATUS_OK;
}
