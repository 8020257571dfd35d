/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde cache gc`: what is of no use any more is removed. */
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "cache/apply.h"
#include "cache/key.h"
#include "cache/summary.h"
#include "cache/tidy.h"
#include "cli/cache/gone.h"
#include "cli/cache/pick.h"
#include "cli/cache/verbs.h"
#include "cli/cached/wait.h"
#include "cli/json.h"
#include "cli/out.h"

#define NOTES_PATH "/sys/kernel/notes"

enum option_id {
	OPTION_DRY_RUN = 1,
	OPTION_UNKNOWN,
	OPTION_JSON,
	OPTION_VERBOSE,
};

static const struct option_spec options[] = {
	{OPTION_DRY_RUN, 'n', "dry-run", NULL, false, "say what would be removed, remove nothing"},
	{OPTION_UNKNOWN, 0, "unknown", NULL, false,
	 "remove also what may never have been here, as what was imported"},
	{OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},
	{OPTION_VERBOSE, 'v', "verbose", NULL, false, "say of each build that is kept why"},
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	bool dry_run;
	bool unknown;
	bool json;
	bool verbose;
};

/* One run of the verb. */
struct collecting {
	const struct context *context;
	const struct request *request;
	char *root;
	struct cache_summaries summaries;
	struct build_id running;
	/* As hexadecimal digits. */
	struct str running_text;
	/* One for each build that goes; they stay where they are. */
	struct cache_key *keys;
	size_t key_count;
	VEC(struct cache_change) changes;
	/* Build ids of these, and of those that stay. */
	struct map gone, kept;
	/* Answers. */
	struct str out;
	struct json_object *json;
	/* How many files beside the builds go. */

	size_t files;
};

static void collecting_deinit(struct collecting *collecting)
{
	for (size_t i = 0; i < collecting->key_count; i++)
		cache_key_deinit(&collecting->keys[i]);
	free(collecting->keys);
	vec_deinit(&collecting->changes);
	map_deinit(&collecting->gone);
	map_deinit(&collecting->kept);
	cache_summaries_deinit(&collecting->summaries);
	free(collecting->root);
	str_deinit(&collecting->running_text);
	str_deinit(&collecting->out);
	json_destroy(collecting->json);
}

static const char *verb_of(const struct collecting *collecting)
{
	return collecting->request->dry_run ? "Would remove" : "Removed";
}

/* Say of a build that it goes, or stays. */
static struct sonde_error *tell_build(struct collecting *collecting,
				      const struct cache_summary *summary, bool goes,
				      const char *reason)
{
	struct str *out = &collecting->out;

	if (collecting->json)
		return json_add_swept(collecting->json, summary, goes, reason);
	if (goes)
		str_appendf(out, "%s %zu definition%s of ", verb_of(collecting), summary->entries,
			    summary->entries == 1 ? "" : "s");
	else
		str_append(out, "Kept ");
	cache_picked_print_build(summary, out);
	str_append(out, ": ");
	str_append_clean(out, reason, "");
	str_append_char(out, '\n');
	return str_check(out);
}

/* Files of perf's are not sonde's to remove. */
static struct sonde_error *tell_others(struct collecting *collecting, const struct cache_key *key)
{
	_cleanup_str_ struct str names = STR_INIT, directory = STR_INIT;

	TRY(cache_tidy_others(key, &names));
	if (!names.size)
		return NULL;
	cache_key_directory(key, &directory);
	TRY(str_check(&directory));
	if (collecting->json)
		return json_add_swept_file(collecting->json, "others", str_text(&directory), false);
	str_appendf(&collecting->out, "Kept %s, which has files of others:", str_text(&directory));
	str_append_clean(&collecting->out, str_text(&names), "");
	str_append_char(&collecting->out, '\n');
	return str_check(&collecting->out);
}

static struct sonde_error *remove_build(struct collecting *collecting,
					const struct cache_summary *summary, const char *reason)
{
	struct cache_key *key = &collecting->keys[collecting->key_count];

	TRY(cache_key_init(collecting->root, summary->target, summary->build_id, key));
	collecting->key_count++;
	TRY(vec_push(&collecting->changes, (struct cache_change){.key = key}));
	TRY(map_put(&collecting->gone, summary->build_id, NULL));
	TRY(tell_build(collecting, summary, true, reason));
	return tell_others(collecting, key);
}

static struct sonde_error *keep_build(struct collecting *collecting,
				      const struct cache_summary *summary,
				      const struct cache_gone *gone)
{
	TRY(map_put(&collecting->kept, summary->build_id, NULL));
	if (gone->state == CACHE_GONE_NOT && !collecting->request->verbose)
		return NULL;
	return tell_build(collecting, summary, false, gone->reason);
}

static struct sonde_error *judge_build(struct collecting *collecting,
				       const struct cache_summary *summary)
{
	_cleanup_cache_gone_ struct cache_gone gone = {0};

	/* A link without a directory is a matter for cache_tidy(); junk is a person's. */
	if (summary->problem) {
		if (summary->target)
			cache_summary_note_problem(collecting->context, summary);
		return map_put(&collecting->kept, summary->build_id, NULL);
	}
	TRY(cache_gone_look(summary, &collecting->running, &gone));
	if (gone.state == CACHE_GONE ||
	    (gone.state == CACHE_GONE_UNKNOWN && collecting->request->unknown))
		return remove_build(collecting, summary, gone.reason);
	return keep_build(collecting, summary, &gone);
}

/* An index can be made again at any time. Of what is not cached nobody knows whether it is there.
 */
static bool wants_index(const char *build_id, void *data)
{
	const struct collecting *collecting = data;

	if (map_has(&collecting->kept, build_id) ||
	    strcmp(build_id, str_text(&collecting->running_text)) == 0)
		return true;
	return !map_has(&collecting->gone, build_id) && !collecting->request->unknown;
}

static struct sonde_error *tell_file(struct collecting *collecting,
				     const struct cache_tidy_item *item)
{
	static const char *const kinds[] = {
		[CACHE_TIDY_LINK] = "link",	      [CACHE_TIDY_INDEX] = "index",
		[CACHE_TIDY_LEFTOVER] = "leftover",   [CACHE_TIDY_REMAINS] = "remains",
		[CACHE_TIDY_DIRECTORY] = "directory",
	};
	static const char *const texts[] = {
		[CACHE_TIDY_LINK] = "a link that leads nowhere",
		[CACHE_TIDY_INDEX] = "an index",
		[CACHE_TIDY_LEFTOVER] = "what a killed writer left",
		[CACHE_TIDY_REMAINS] = "what is left of a build without definitions",
		[CACHE_TIDY_DIRECTORY] = "an empty directory",
	};

	collecting->files++;
	if (collecting->json)
		return json_add_swept_file(collecting->json, kinds[item->kind], item->path, true);
	str_appendf(&collecting->out, "%s %s: ", verb_of(collecting), texts[item->kind]);
	str_append_clean(&collecting->out, item->path, "");
	str_append_char(&collecting->out, '\n');
	return str_check(&collecting->out);
}

static struct sonde_error *tidy(struct collecting *collecting)
{
	_cleanup_cache_tidied_ struct cache_tidied items = VEC_INIT;
	const struct cache_tidy_request request = {
		.wants_index = wants_index,
		.data = collecting,
		.dry_run = collecting->request->dry_run,
	};
	struct sonde_error *error = cache_tidy(collecting->root, &request, &items);

	vec_for_each(&items, item) {
		struct sonde_error *failed = tell_file(collecting, item);

		if (failed) {
			sonde_error_destroy(error);
			return failed;
		}
	}
	return error;
}

static struct sonde_error *look(struct collecting *collecting)
{
	TRY(command_cache_root(collecting->context, &collecting->root));
	TRY(cache_scan(collecting->root, &collecting->summaries));
	TRY(build_id_find_notes(NOTES_PATH, &collecting->running));
	build_id_print(&collecting->running, &collecting->running_text);
	TRY(str_check(&collecting->running_text));
	if (collecting->request->json)
		TRY(json_create_list(&collecting->json));
	collecting->keys = calloc(collecting->summaries.size + 1, sizeof(*collecting->keys));
	if (!collecting->keys)
		return &sonde_error_no_memory;
	vec_for_each(&collecting->summaries, summary)
		TRY(judge_build(collecting, summary));
	return NULL;
}

static void print_answer(struct collecting *collecting, bool is_whole)
{
	const struct context *context = collecting->context;

	if (collecting->json) {
		json_print(collecting->json, context);
		return;
	}
	out_clean_text(context, context->out, &collecting->out);
	if (is_whole && !collecting->changes.size && !collecting->files)
		fputs("Nothing is to be removed.\n", context->out);
}

static struct sonde_error *collect(struct collecting *collecting)
{
	struct sonde_error *error;

	TRY(look(collecting));
	if (collecting->changes.size && !collecting->request->dry_run) {
		cache_wait(collecting->context->err, collecting->root);
		TRY(cache_apply(collecting->root, collecting->changes.data,
				collecting->changes.size, NULL, NULL));
	}
	/* What was removed by now is said in any case. */
	error = tidy(collecting);
	print_answer(collecting, !error);
	return error;
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;

	if (id == OPTS_WORD)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: '%s' is left over: gc looks at everything.", value);
	request->dry_run |= id == OPTION_DRY_RUN;
	request->unknown |= id == OPTION_UNKNOWN;
	request->json |= id == OPTION_JSON;
	request->verbose |= id == OPTION_VERBOSE;
	return NULL;
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	struct request request = {0};
	const struct command_reader reader = {.take = take, .request = &request};
	_cleanup_(collecting_deinit) struct collecting collecting = {
		.context = context,
		.request = &request,
	};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_cache_gc, argv, &reader, &status))
		return status;
	error = collect(&collecting);
	return error ? out_error(context, error) : STATUS_OK;
}

const struct command command_cache_gc = {
	.name = "gc",
	.of = "cache",
	.synopsis = "[OPTIONS]",
	.summary = "remove what is cached for files that are gone",
	.page = "sonde-cache(1)",
	.options = options,
	.run = run,
};
