/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde probe -l`: the kernel's probe events, or with --cache what is cached. */
#include <fnmatch.h>
#include <string.h>

#include "base/str.h"
#include "cache/key.h"
#include "cache/store.h"
#include "cache/summary.h"
#include "cli/cached.h"
#include "cli/json.h"
#include "cli/leftover.h"
#include "cli/locator.h"
#include "cli/out.h"
#include "cli/pattern.h"
#include "cli/probe.h"
#include "cli/program_filter.h"
#include "tracefs/dir.h"
#include "tracefs/dynevent.h"

/* What a list is made with. */
struct listing {
	struct locator locator;
	struct json_object *json;
	struct str out;
};

static void listing_deinit(struct listing *listing)
{
	locator_deinit(&listing->locator);
	json_destroy(listing->json);
	str_deinit(&listing->out);
}

static struct sonde_error *append_event(struct listing *listing, const struct dynevent *dynevent)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_error_ struct sonde_error *error = probe_event_parse(dynevent->line, &event);
	struct str *out = &listing->out;
	const char *function;
	uint64_t offset = 0;

	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	if (error && listing->json)
		return json_add_line(listing->json, dynevent->group, dynevent->event,
				     dynevent->line);
	if (error) {
		/* Somebody else's, in words that sonde does not know: show it as it is. */
		str_appendf(out, "  %s:%s (%s)\n", dynevent->group, dynevent->event,
			    dynevent->line);
		return str_check(out);
	}
	if (listing->json)
		return json_add_event(listing->json, &event);
	TRY(locator_find(&listing->locator, &event, &function, &offset));
	out_listed_event(&event, function, offset, out);
	str_append_char(out, '\n');
	return str_check(out);
}

static struct sonde_error *list_kernel(const struct context *context,
				       const struct probe_request *request)
{
	_cleanup_dynevents_ struct dynevents events = VEC_INIT;
	_cleanup_(listing_deinit) struct listing listing = {.locator = LOCATOR_INIT};
	_cleanup_program_filter_ struct program_filter program = {0};
	_cleanup_free_ char *tracing_dir = NULL;

	TRY(program_filter_init(&request->program, &program));
	leftover_clean(context, request, true);
	TRY(tracing_dir_find(&tracing_dir));
	TRY(dynevent_list(tracing_dir, &events));
	if (request->json)
		TRY(json_create_list(&listing.json));
	vec_for_each(&events, event) {
		if (!program_has_event(&program, event))
			continue;
		if (!request->filter ||
		    pattern_matches(request->filter, event->group, event->event))
			TRY(append_event(&listing, event));
	}
	if (listing.json)
		json_print(listing.json, context->out);
	else
		fputs(str_text(&listing.out), context->out);
	return NULL;
}

/* The entries of one build whose definition matches, as a list under the build's name. */
static struct sonde_error *append_cached(const char *root, const struct cache_summary *summary,
					 const char *filter, struct json_object *json,
					 struct str *out)
{
	_cleanup_(cache_entries_deinit) struct cache_entries entries = VEC_INIT;
	size_t shown = 0;

	TRY(cache_load(root, summary->build_id, &entries));
	vec_for_each(&entries, entry) {
		TRY(cached_make_readable(&entry->definition));
		if (filter && fnmatch(filter, entry->definition, 0) != 0)
			continue;
		if (json) {
			TRY(json_add_cached(json, summary, entry));
			continue;
		}
		if (shown++ == 0)
			str_appendf(out, "%s (%s):\n", summary->target, summary->build_id);
		str_appendf(out, "%s\n", entry->definition);
	}
	return str_check(out);
}

static struct sonde_error *cache_root(const struct context *context, char **ret)
{
	if (context->buildid_dir && !*context->buildid_dir)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "The name of the cache directory is empty.");
	return context->buildid_dir ? sonde_strdup(context->buildid_dir, ret)
				    : cache_default_root(ret);
}

static struct sonde_error *list_cache(const struct context *context,
				      const struct probe_request *request)
{
	_cleanup_cache_summaries_ struct cache_summaries summaries = VEC_INIT;
	_cleanup_program_filter_ struct program_filter program = {0};
	_cleanup_json_ struct json_object *json = NULL;
	_cleanup_free_ char *root = NULL;
	_cleanup_str_ struct str out = STR_INIT;

	TRY(program_filter_init(&request->program, &program));
	TRY(cache_root(context, &root));
	TRY(cache_scan(root, &summaries));
	if (request->json)
		TRY(json_create_list(&json));
	vec_for_each(&summaries, summary) {
		if (summary->problem)
			fprintf(context->err, "Left out: %s: %s\n", summary->path,
				summary->problem);
		else if (program_has_cached(&program, summary))
			TRY(append_cached(root, summary, request->filter, json, &out));
	}
	if (json)
		json_print(json, context->out);
	else
		fputs(str_text(&out), context->out);
	return NULL;
}

enum exit_status probe_list(const struct context *context, const struct probe_request *request)
{
	struct sonde_error *error = request->cache ? list_cache(context, request)
						   : list_kernel(context, request);
	enum exit_status status;

	if (!error)
		return STATUS_OK;
	status = out_error(context, error);
	fputs("  Error: Failed to show event list.\n", context->err);
	return status;
}
