/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `sonde cache verify`: all definitions of a build are planned anew at once, if its image is here,
 * and what comes out is held against the lines; else the entries are looked at by themselves.
 */
#include "base/str.h"
#include "cli/cache/check.h"
#include "cli/cache/image.h"
#include "cli/cache/pick.h"
#include "cli/cache/remains.h"
#include "cli/cache/verbs.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/plan.h"
#include "probe/resolve.h"

enum option_id {
	OPTION_JSON = 1,
	OPTION_QUIET,
};

static const struct option_spec options[] = {
	{OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},
	{OPTION_QUIET, 'q', "quiet", NULL, false, "say nothing of what is ok"},
	CACHE_PICK_SPECS,
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	struct cache_pick pick;
	bool json;
	bool quiet;
};

/* One run of the verb. */
struct verifying {
	const struct context *context;
	const struct request *request;
	struct cache_picked picked;
	/** Builds that have lost their definitions. */
	struct cache_summaries remains;
	struct json_object *json;
	/** The build whose name was printed last; borrowed. */
	const struct cache_summary *named;
	/** How often each result came. */
	size_t counts[CACHE_CHECK_RESULTS];
};

/* The build at hand. */
struct build {
	struct cache_picked_build *picked;
	/** With its image, if that is here. */
	struct target target;
	/** Why it is not, or cannot be used, or NULL. */
	struct sonde_error *failure;
	/** The same as a clause. Owned. */
	char *why;
	/** Of some entry nobody can tell whether it is right. */
	bool has_unknown;
	struct verdicts verdicts;
	struct names names;
	/** The definitions of its entries; each is owned. */
	VEC(char *) texts;
	struct plan_input input;
	struct plans *plans;
};

static void request_deinit(struct request *request)
{
	cache_pick_deinit(&request->pick);
}

static void verifying_deinit(struct verifying *verifying)
{
	cache_picked_deinit(&verifying->picked);
	cache_summaries_deinit(&verifying->remains);
	json_destroy(verifying->json);
}

static void build_deinit(struct build *build)
{
	plans_destroy(build->plans);
	verdicts_deinit(&build->verdicts);
	names_deinit(&build->names);
	vec_for_each(&build->texts, text)
		free(*text);
	vec_deinit(&build->texts);
	target_deinit(&build->target);
	sonde_error_destroy(build->failure);
	free(build->why);
}

static void print_check(struct verifying *verifying, const struct cache_summary *summary,
			const char *definition, const struct cache_check *check)
{
	_cleanup_str_ struct str out = STR_INIT;
	const char *by = check->result == CACHE_CHECK_OK_CHECKSUM ? " (checksum)"
			 : check->result == CACHE_CHECK_OK_IMAGE  ? " (image)"
								  : "";

	if (verifying->named != summary) {
		cache_picked_print_build(summary, &out);
		str_append(&out, ":\n");
		verifying->named = summary;
	}
	str_appendf(&out, "%s%s", cache_check_name(check->result), by);
	if (definition)
		str_appendf(&out, ": %s", definition);
	str_append_char(&out, '\n');
	if (check->reason) {
		str_append(&out, "    ");
		if (check->line)
			str_appendf(&out, "line %zu: ", check->line);
		str_append_clean(&out, check->reason, "\n");
		str_append_char(&out, '\n');
	}
	if (check->cached)
		str_appendf(&out, "    cached:   %s\n", check->cached);
	if (check->resolved)
		str_appendf(&out, "    resolved: %s\n", check->resolved);
	out_clean_text(verifying->context, verifying->context->out, &out);
}

static struct sonde_error *report(struct verifying *verifying, const struct cache_summary *summary,
				  const char *definition, const struct cache_check *check)
{
	const bool is_ok = check->result == CACHE_CHECK_OK_IMAGE ||
			   check->result == CACHE_CHECK_OK_CHECKSUM;

	verifying->counts[check->result]++;
	if (verifying->json)
		return json_add_check(verifying->json, summary, definition, check);
	if (!is_ok || !verifying->request->quiet)
		print_check(verifying, summary, definition, check);
	return NULL;
}

/* That there is no image, or that it cannot be read, is no error: there are checksums. */
static struct sonde_error *take_failure(struct build *build, struct sonde_error *error)
{
	_cleanup_str_ struct str why = STR_INIT;

	if (!error || error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	build->failure = error;
	if (error->kind == SONDE_ERROR_NOT_FOUND)
		return sonde_strdup("no file of the build is here", &build->why);
	str_appendf(&why, "the image cannot be used: %s", error->message);
	return str_take(&why, &build->why);
}

static struct sonde_error *make_plans(struct build *build)
{
	build->verdicts.target = &build->target;
	build->input = (struct plan_input){
		.target = &build->target,
		.image_given = true,
		.verdicts = &build->verdicts,
		.names = &build->names,
		/* Whoever cached it may have insisted. */
		.force = true,
		.resolve = {.max_probes = SIZE_MAX, .depth = RESOLVE_DEPTH_DEFAULT},
	};
	vec_for_each(&build->picked->picked, entry) {
		_cleanup_free_ char *text = NULL;

		TRY(cache_check_definition(entry->entry, &text));
		TRY(vec_push(&build->texts, text));
		text = NULL;
	}
	return plans_create(&build->input, (const char *const *)build->texts.data,
			    build->texts.size, &build->plans);
}

static struct sonde_error *open_build(struct verifying *verifying, struct build *build)
{
	const struct cache_summary *summary = build->picked->summary;
	struct sonde_error *error;

	error = cache_image_find(verifying->picked.root, &verifying->request->pick, summary,
				 &build->target);
	TRY(take_failure(build, error));
	return build->why ? NULL : make_plans(build);
}

/* Of an image that has no debuginfo, less is known than when the entry was cached. */
static struct sonde_error *check_alone(const struct build *build, const struct cache_entry *entry,
				       const char *why, struct cache_check *check)
{
	const bool is_user = cache_image_kind(build->picked->summary) == CACHE_IMAGE_PROGRAM;

	cache_check_deinit(check);
	return cache_check_by_itself(entry, is_user, why, check);
}

/* The image does not give anything for the definition. */
static struct sonde_error *check_failed(const struct build *build, const struct cache_entry *entry,
					struct sonde_error *failure, struct cache_check *check)
{
	_cleanup_error_ struct sonde_error *error = failure;
	_cleanup_str_ struct str why = STR_INIT;

	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	if (error->kind == SONDE_ERROR_SYNTAX)
		return cache_check_set(check, CACHE_CHECK_DAMAGED, error->message);
	if (target_has_debuginfo(&build->target) && error->kind != SONDE_ERROR_UNSUPPORTED)
		return cache_check_set(check, CACHE_CHECK_DIFFERS, error->message);
	str_appendf(&why, "the image does not tell: %s", error->message);
	TRY(str_check(&why));
	return check_alone(build, entry, str_text(&why), check);
}

static struct sonde_error *check_entry(struct build *build, size_t position,
				       struct cache_check *check)
{
	const struct cache_entry *entry = build->picked->picked.data[position].entry;
	_cleanup_plan_ struct plan plan = {0};
	struct sonde_error *error;

	if (!build->plans || !entry->lines.size)
		return check_alone(build, entry, build->why, check);
	error = plans_make(build->plans, position, &plan);
	if (error)
		return check_failed(build, entry, error, check);
	TRY(cache_check_by_image(entry, &build->target, &plan, check));
	if (check->result == CACHE_CHECK_DIFFERS && !target_has_debuginfo(&build->target))
		return check_alone(build, entry, "the image has no debuginfo to tell", check);
	return NULL;
}

/* Where was looked for the image. */
static void note_failure(const struct verifying *verifying, const struct build *build)
{
	_cleanup_str_ struct str text = STR_INIT;

	str_appendf(&text, "Note: build id %s: ", build->picked->summary->build_id);
	str_append_clean(&text, build->failure->message, "\n");
	str_append_char(&text, '\n');
	out_text(verifying->context, verifying->context->err, &text);
}

static struct sonde_error *verify_build(struct verifying *verifying,
					struct cache_picked_build *picked)
{
	_cleanup_(build_deinit) struct build build = {.picked = picked};

	TRY(open_build(verifying, &build));
	for (size_t i = 0; i < picked->picked.size; i++) {
		_cleanup_cache_check_ struct cache_check check = {0};

		TRY(check_entry(&build, i, &check));
		TRY(report(verifying, picked->summary, picked->picked.data[i].definition, &check));
		build.has_unknown |= check.result == CACHE_CHECK_UNKNOWN;
	}
	if (build.failure && build.has_unknown)
		note_failure(verifying, &build);
	return NULL;
}

/* A build that cannot be used at all. */
static struct sonde_error *report_problem(struct verifying *verifying,
					  const struct cache_summary *summary)
{
	_cleanup_cache_check_ struct cache_check check = {0};

	TRY(cache_check_set(&check, CACHE_CHECK_DAMAGED, summary->problem));
	return report(verifying, summary, NULL, &check);
}

/* What is no list's, because it has no definitions. */
static struct sonde_error *report_remains(struct verifying *verifying)
{
	size_t useless;

	TRY(cache_remains_find(verifying->picked.root, &verifying->remains, &useless));
	vec_for_each(&verifying->remains, summary)
		TRY(report_problem(verifying, summary));
	if (useless)
		fprintf(verifying->context->err,
			"Note: Files and directories of the cache that are of no use: %zu. 'sonde "
			"cache gc -n' names them.\n",
			useless);
	return NULL;
}

static struct sonde_error *verify(struct verifying *verifying)
{
	const struct request *request = verifying->request;
	struct cache_picked *picked = &verifying->picked;

	if (request->json)
		TRY(json_create_list(&verifying->json));
	TRY(cache_pick_find(verifying->context, &request->pick,
			    request->pick.globs.size ? CACHE_PICK_SOME : CACHE_PICK_ANY, picked));
	if (request->pick.globs.size)
		cache_picked_note_problems(verifying->context, picked);
	vec_for_each(&picked->builds, build)
		TRY(verify_build(verifying, build));
	vec_for_each(&picked->summaries, summary) {
		if (summary->problem && !request->pick.globs.size && !picked->build_id)
			TRY(report_problem(verifying, summary));
	}
	return request->pick.globs.size || picked->build_id ? NULL : report_remains(verifying);
}

static void print_summary(const struct verifying *verifying)
{
	const size_t *counts = verifying->counts;

	fprintf(verifying->context->out,
		"%zu ok (%zu by the image, %zu by checksum), %zu differ, %zu damaged, %zu "
		"unknown\n",
		counts[CACHE_CHECK_OK_IMAGE] + counts[CACHE_CHECK_OK_CHECKSUM],
		counts[CACHE_CHECK_OK_IMAGE], counts[CACHE_CHECK_OK_CHECKSUM],
		counts[CACHE_CHECK_DIFFERS], counts[CACHE_CHECK_DAMAGED],
		counts[CACHE_CHECK_UNKNOWN]);
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;
	bool taken;

	TRY(cache_pick_take(&request->pick, id, value, &taken));
	request->json |= id == OPTION_JSON;
	request->quiet |= id == OPTION_QUIET;
	return NULL;
}

static struct sonde_error *check(const void *data)
{
	return cache_pick_check(&((const struct request *)data)->pick);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	_cleanup_(request_deinit) struct request request = {0};
	const struct command_reader reader = {take, check, &request};
	_cleanup_(verifying_deinit) struct verifying verifying = {
		.context = context,
		.request = &request,
	};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_cache_verify, argv, &reader, &status))
		return status;
	error = verify(&verifying);
	if (error)
		return out_error(context, error);
	if (verifying.json)
		json_print(verifying.json, context);
	else
		print_summary(&verifying);
	return verifying.counts[CACHE_CHECK_DIFFERS] || verifying.counts[CACHE_CHECK_DAMAGED]
		       ? STATUS_FAILED
		       : STATUS_OK;
}

const struct command command_cache_verify = {
	.name = "verify",
	.of = "cache",
	.synopsis = "[OPTIONS] [GLOB ...]",
	.summary = "check what is cached against its image, or its checksum",
	.page = "sonde-cache(1)",
	.words = "GLOB",
	.options = options,
	.run = run,
};
