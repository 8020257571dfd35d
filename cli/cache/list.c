/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde cache list`. */
#include "cli/cache/list.h"

#include "base/str.h"
#include "cli/cache/verbs.h"
#include "cli/json.h"
#include "cli/out.h"

enum option_id {
	OPTION_BUILDS = 1,
	OPTION_JSON,
	OPTION_VERBOSE,
};

static const struct option_spec options[] = {
	{OPTION_BUILDS, 'b', "builds", NULL, false, "list the builds only, one a line"},
	{OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},
	{OPTION_VERBOSE, 'v', "verbose", NULL, false,
	 "say of each build what it is, and who made it"},
	CACHE_PICK_SPECS,
	COMMAND_HELP_SPEC,
	{0},
};

/* A list that is being made. */
struct listing {
	const struct cache_list_request *request;
	struct json_object *json;
	struct str out;
};

static void listing_deinit(struct listing *listing)
{
	json_destroy(listing->json);
	str_deinit(&listing->out);
}

/* The filter below it, so that each definition has its line as perf prints it. */
static void append_definition(const struct cache_picked_entry *picked, struct str *out)
{
	const struct cache_filter *filter = &picked->entry->filter;

	str_appendf(out, "%s\n", picked->definition);
	if (filter->text)
		str_appendf(out, "    --if %s\n", filter->text);
	else if (filter->is_damaged)
		str_append(out, "    --if (damaged)\n");
}

static struct sonde_error *append_text(struct listing *listing,
				       const struct cache_picked_build *build)
{
	const struct cache_list_request *request = listing->request;
	struct str *out = &listing->out;

	if (request->builds_only || request->verbose)
		cache_picked_print_facts(build->summary, out);
	else
		cache_picked_print_build(build->summary, out);
	str_append(out, request->builds_only ? "\n" : ":\n");
	if (!request->builds_only) {
		vec_for_each(&build->picked, entry)
			append_definition(entry, out);
	}
	return str_check(out);
}

static struct sonde_error *append_listed(struct listing *listing,
					 const struct cache_picked_build *build)
{
	const struct cache_list_request *request = listing->request;

	if (request->form == CACHE_LIST_TEXT)
		return append_text(listing, build);
	if (request->form == CACHE_LIST_JSON)
		return json_add_build(listing->json, build, !request->builds_only);
	vec_for_each(&build->picked, entry)
		TRY(json_add_cached(listing->json, build->summary, entry));
	return NULL;
}

/* As little as will be shown. */
static enum cache_pick_mode mode_of(const struct cache_list_request *request)
{
	if (request->builds_only)
		return CACHE_PICK_BUILDS;
	return request->form == CACHE_LIST_TEXT ? CACHE_PICK_DEFINITIONS : CACHE_PICK_ANY;
}

struct sonde_error *cache_list_print(const struct context *context,
				     const struct cache_list_request *request)
{
	_cleanup_(listing_deinit) struct listing listing = {.request = request};
	_cleanup_cache_picked_ struct cache_picked picked = {0};
	_cleanup_str_ struct str clean = STR_INIT;

	TRY(cache_pick_find(context, &request->pick, mode_of(request), &picked));
	cache_picked_note_problems(context, &picked);
	if (request->form != CACHE_LIST_TEXT)
		TRY(json_create_list(&listing.json));
	vec_for_each(&picked.builds, build) {
		if (program_has_cached(request->program, build->summary))
			TRY(append_listed(&listing, build));
	}
	str_append_clean(&clean, str_text(&listing.out), "\n\t");
	TRY(str_check(&clean));
	if (listing.json)
		json_print(listing.json, context);
	else
		fputs(str_text(&clean), context->out);
	return NULL;
}

void cache_list_request_deinit(struct cache_list_request *request)
{
	cache_pick_deinit(&request->pick);
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct cache_list_request *request = data;
	bool taken;

	TRY(cache_pick_take(&request->pick, id, value, &taken));
	if (taken)
		return NULL;
	if (id == OPTION_BUILDS)
		request->builds_only = true;
	else if (id == OPTION_JSON)
		request->form = CACHE_LIST_JSON;
	else
		request->verbose = true;
	return NULL;
}

static struct sonde_error *check(const void *request)
{
	return cache_pick_check(&((const struct cache_list_request *)request)->pick);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	const struct program_filter every = {0};
	_cleanup_cache_list_request_ struct cache_list_request request = {.program = &every};
	const struct command_reader reader = {take, check, &request};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_cache_list, argv, &reader, &status))
		return status;
	error = cache_list_print(context, &request);
	return error ? out_error(context, error) : STATUS_OK;
}

const struct command command_cache_list = {
	.name = "list",
	.of = "cache",
	.synopsis = "[OPTIONS] [GLOB ...]",
	.summary = "list what is cached, by builds",
	.page = "sonde-cache(1)",
	.words = "GLOB",
	.options = options,
	.run = run,
};
