/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde cache rm`: entries removed, all that are named or none. */
#include <string.h>

#include "base/str.h"
#include "cache/apply.h"
#include "cache/key.h"
#include "cli/cache/pick.h"
#include "cli/cache/verbs.h"
#include "cli/cached/wait.h"
#include "cli/out.h"

enum option_id {
	OPTION_ALL = 1,
	OPTION_DRY_RUN,
	OPTION_QUIET,
};

static const struct option_spec options[] = {
	{OPTION_ALL, 0, "all", NULL, false, "all of the build, even what cannot be read"},
	{OPTION_DRY_RUN, 'n', "dry-run", NULL, false, "say what would be removed, remove nothing"},
	{OPTION_QUIET, 'q', "quiet", NULL, false, "say nothing but errors"},
	CACHE_PICK_SPECS,
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	struct cache_pick pick;
	bool all;
	bool dry_run;
	bool quiet;
};

/* One run of the verb. */
struct removing {
	struct cache_picked picked;
	/* One for each build; they stay where they are. */
	struct cache_key *keys;
	size_t key_count;
	VEC(struct cache_change) changes;
	/* What is said at the end. */
	struct str out;
};

static void request_deinit(struct request *request)
{
	cache_pick_deinit(&request->pick);
}

static void removing_deinit(struct removing *removing)
{
	for (size_t i = 0; i < removing->key_count; i++)
		cache_key_deinit(&removing->keys[i]);
	free(removing->keys);
	vec_deinit(&removing->changes);
	cache_picked_deinit(&removing->picked);
	str_deinit(&removing->out);
}

static struct sonde_error *add_key(struct removing *removing, const struct cache_summary *summary,
				   const struct cache_key **ret)
{
	struct cache_key *key = &removing->keys[removing->key_count];

	TRY(cache_key_init(removing->picked.root, summary->target, summary->build_id, key));
	removing->key_count++;
	*ret = key;
	return NULL;
}

static void tell(struct removing *removing, const struct request *request, const char *what,
		 const struct cache_summary *summary)
{
	str_appendf(&removing->out, "%s %s of ", request->dry_run ? "Would remove" : "Removed",
		    what);
	cache_picked_print_build(summary, &removing->out);
	str_append_char(&removing->out, '\n');
}

static struct sonde_error *add_build(struct removing *removing, const struct request *request,
				     const struct cache_picked_build *build)
{
	const struct cache_key *key;

	TRY(add_key(removing, build->summary, &key));
	vec_for_each(&build->picked, entry) {
		_cleanup_str_ struct str what = STR_INIT;
		const struct cache_change change = {
			.key = key,
			.definition = entry->entry->definition,
		};

		TRY(vec_push(&removing->changes, change));
		str_appendf(&what, "'%s'", entry->definition);
		TRY(str_check(&what));
		tell(removing, request, str_text(&what), build->summary);
	}
	return str_check(&removing->out);
}

/* All of the build that was asked for. */
static struct sonde_error *add_whole(struct removing *removing, const struct request *request)
{
	struct cache_picked *picked = &removing->picked;

	vec_for_each(&picked->summaries, summary) {
		_cleanup_str_ struct str what = STR_INIT;
		struct cache_change change = {0};

		if (strcmp(summary->build_id, picked->build_id) != 0)
			continue;
		if (!summary->target)
			return sonde_error_hint(sonde_error_new(SONDE_ERROR_FORMAT,
								"%s cannot be used: %s",
								summary->path, summary->problem),
						"Remove it by hand.");
		if (summary->is_newer)
			return sonde_error_hint(sonde_error_new(SONDE_ERROR_UNSUPPORTED,
								"%s stays: %s", summary->path,
								summary->problem),
						"Remove it with the sonde that made it.");
		TRY(add_key(removing, summary, &change.key));
		TRY(vec_push(&removing->changes, change));
		if (summary->problem)
			str_append(&what, "all, which is junk,");
		else
			str_appendf(&what, "%zu definition%s", summary->entries,
				    summary->entries == 1 ? "" : "s");
		TRY(str_check(&what));
		tell(removing, request, str_text(&what), summary);
	}
	if (removing->changes.size)
		return str_check(&removing->out);
	return cache_picked_nothing(picked);
}

static struct sonde_error *remove_picked(const struct context *context,
					 const struct request *request, struct removing *removing)
{
	struct cache_picked *picked = &removing->picked;

	TRY(cache_pick_find(context, &request->pick,
			    request->all ? CACHE_PICK_BUILD : CACHE_PICK_SOME, picked));
	if (!request->all && !request->quiet)
		cache_picked_note_problems(context, picked);
	removing->keys = calloc(picked->summaries.size + 1, sizeof(*removing->keys));
	if (!removing->keys)
		return &sonde_error_no_memory;
	if (request->all)
		TRY(add_whole(removing, request));
	vec_for_each(&picked->builds, build)
		TRY(add_build(removing, request, build));
	if (!request->dry_run) {
		cache_wait(request->quiet ? NULL : context->err, picked->root);
		TRY(cache_apply(picked->root, removing->changes.data, removing->changes.size, NULL,
				NULL));
	}
	if (!request->quiet)
		out_clean_text(context, context->out, &removing->out);
	return NULL;
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;
	bool taken;

	TRY(cache_pick_take(&request->pick, id, value, &taken));
	request->all |= id == OPTION_ALL;
	request->dry_run |= id == OPTION_DRY_RUN;
	request->quiet |= id == OPTION_QUIET;
	return NULL;
}

static struct sonde_error *check(const void *data)
{
	const struct request *request = data;

	if (!request->all && !request->pick.globs.size)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE, "Error: rm needs to be told what."),
			"Name definitions by a glob ('*': every one), or a build and --all.");
	if (request->all && request->pick.globs.size)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: --all cannot be used with '%s'",
				       request->pick.globs.data[0]);
	if (request->all && !cache_pick_has_build(&request->pick))
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE, "Error: --all is about one build."),
			"Say which by --build-id, -k, -m or -x; '*' is every definition.");
	return cache_pick_check(&request->pick);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	_cleanup_(request_deinit) struct request request = {0};
	const struct command_reader reader = {take, check, &request};
	_cleanup_(removing_deinit) struct removing removing = {0};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_cache_rm, argv, &reader, &status))
		return status;
	error = remove_picked(context, &request, &removing);
	return error ? out_error(context, error) : STATUS_OK;
}

const struct command command_cache_rm = {
	.name = "rm",
	.of = "cache",
	.synopsis = "[OPTIONS] GLOB ...\n"
		    "[OPTIONS] --all",
	.summary = "remove cached definitions",
	.page = "sonde-cache(1)",
	.words = "GLOB",
	.options = options,
	.run = run,
};
