/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `sonde blacklist check`: definitions are planned as `sonde probe` plans them, but for their
 * arguments, and of each place that they mean it is said whether the kernel takes a probe there.
 */
#include <stdlib.h>

#include "cli/blacklist/bans.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/plan.h"
#include "cli/words.h"
#include "probe/grammar.h"
#include "probe/print.h"

/* One run of the command. */
struct checking {
	const struct context *context;
	const struct bans_request *request;
	struct bans_sources sources;
	struct words words;
	/** The points of the definitions, as texts; what is no definition is as it was given. */
	VEC(char *) points;
	struct names names;
	struct plan_input input;
	struct plans *plans;
	struct json_object *json;
	/** Places of the definition at hand. */
	struct json_object *places;
	size_t heard;
	/** A place cannot be probed, or it is not known, or there is none. */
	bool is_bad;
};

static void checking_deinit(struct checking *checking)
{
	plans_destroy(checking->plans);
	bans_sources_deinit(&checking->sources);
	words_deinit(&checking->words);
	vec_for_each(&checking->points, point)
		free(*point);
	vec_deinit(&checking->points);
	names_deinit(&checking->names);
	json_destroy(checking->json);
	json_destroy(checking->places);
}

static const char *word_for(enum blacklist_verdict verdict)
{
	switch (verdict) {
	case BLACKLIST_ALLOWED:
		return "yes";
	case BLACKLIST_REFUSED:
		return "no";
	default:
		return "unknown";
	}
}

static struct sonde_error *print_place(struct checking *checking, const struct verdict_place *place)
{
	_cleanup_str_ struct str text = STR_INIT;

	str_appendf(&text, "%-7s ", word_for(place->answer->verdict));
	bans_print_place(place, &text);
	if (place->answer->verdict != BLACKLIST_ALLOWED)
		str_appendf(&text, ": %s", place->answer->reason);
	return bans_print_line(checking->context, &text);
}

static struct sonde_error *hear_place(void *data, const struct verdict_place *place)
{
	struct checking *checking = data;

	checking->heard++;
	checking->is_bad |= place->answer->verdict != BLACKLIST_ALLOWED;
	if (checking->request->json)
		return json_add_place(checking->places, place, true);
	return checking->request->quiet ? NULL : print_place(checking, place);
}

/* What fails to parse is told when its turn comes. */
static struct sonde_error *point_of(const char *text, char **ret)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_error_ struct sonde_error *error = probe_def_parse(text, &def);
	_cleanup_str_ struct str point = STR_INIT;

	if (error)
		return sonde_strdup(text, ret);
	probe_point_print(&def.point, &point);
	return str_take(&point, ret);
}

static struct sonde_error *read_words(struct checking *checking)
{
	vec_for_each(&checking->request->words, word)
		TRY(words_add(&checking->words, *word));
	vec_for_each(&checking->words.texts, text) {
		_cleanup_free_ char *point = NULL;

		TRY(point_of(*text, &point));
		TRY(vec_push(&checking->points, point));
		point = NULL;
	}
	return NULL;
}

static struct sonde_error *prepare(struct checking *checking)
{
	const struct bans_request *request = checking->request;
	struct bans_sources *sources = &checking->sources;

	if (request->json)
		TRY(json_create_list(&checking->json));
	TRY(read_words(checking));
	TRY(bans_sources_init(checking->context, request, sources));
	checking->input = (struct plan_input){
		.target = &sources->target,
		.image_given = sources->has_image,
		.symbols = request->target.module ? NULL : sources->verdicts.symbols,
		.verdicts = &sources->verdicts,
		.judge = {.hear = hear_place, .data = checking, .is_all = true},
		.names = &checking->names,
		.resolve = {.depth = RESOLVE_DEPTH_DEFAULT, .source_dir = request->source},
	};
	return plans_create(&checking->input, (const char *const *)checking->points.data,
			    checking->points.size, &checking->plans);
}

/* What was said of its places is all that there is to say of a definition that has none left. */
static bool is_told(const struct checking *checking, const struct sonde_error *error)
{
	return checking->heard &&
	       (error->kind == SONDE_ERROR_UNAVAILABLE || error->kind == SONDE_ERROR_REFUSED);
}

static struct sonde_error *check_definition(struct checking *checking, size_t position)
{
	_cleanup_plan_ struct plan plan = {0};
	_cleanup_error_ struct sonde_error *error = NULL;

	checking->heard = 0;
	if (checking->json)
		TRY(json_create_list(&checking->places));
	error = plans_make(checking->plans, position, &plan);
	if (error && !is_told(checking, error))
		return take_ptr(error);
	vec_for_each(&plan.notes, note) {
		if (note->kind == NOTE_CHANGED && !checking->request->quiet)
			out_note(checking->context, note);
	}
	if (!checking->json)
		return NULL;
	return json_add_verdicts(checking->json, checking->words.texts.data[position],
				 &checking->places);
}

static void report_failure(struct checking *checking, size_t position, struct sonde_error *error)
{
	const struct words *words = &checking->words;
	const char *origin = words->origins.data[position];

	checking->is_bad = true;
	if (checking->json)
		sonde_error_destroy(
			json_add_failure(checking->json, words->texts.data[position], error));
	out_error(checking->context, origin ? sonde_error_prefix(error, "%s: ", origin) : error);
}

/* None of the definitions was come to. */
static enum exit_status report_all(struct checking *checking, struct sonde_error *error)
{
	const struct words *words = &checking->words;

	if (checking->json) {
		sonde_error_destroy(json_add_failures(checking->json,
						      (const char *const *)words->texts.data,
						      words->texts.size, error));
		json_print(checking->json, checking->context);
	}
	return out_error(checking->context, error);
}

enum exit_status bans_check(const struct context *context, const struct bans_request *request)
{
	_cleanup_(checking_deinit) struct checking checking = {
		.context = context,
		.request = request,
	};
	struct sonde_error *error = prepare(&checking);

	if (error)
		return report_all(&checking, error);
	for (size_t i = 0; i < checking.words.texts.size; i++) {
		error = check_definition(&checking, i);
		if (error)
			report_failure(&checking, i, error);
		json_destroy(take_ptr(checking.places));
	}
	if (checking.json)
		json_print(checking.json, context);
	return checking.is_bad ? STATUS_FAILED : STATUS_OK;
}
