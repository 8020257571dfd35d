/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde probe -l`: the kernel's probe events, or with --cache what is cached. */
#include "base/str.h"
#include "cli/cache/list.h"
#include "cli/cached/positions.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/pattern.h"
#include "cli/probe/probe.h"
#include "cli/target/leftover.h"
#include "cli/target/locator.h"
#include "cli/target/program_filter.h"
#include "tracefs/dir.h"
#include "tracefs/dynevent.h"

/* An event that the kernel has. */
struct listed_event {
	/** Borrowed. */
	const struct dynevent *dynevent;
	/** Parsed, unless it has words that sonde does not know. */
	struct probe_event event;
	bool is_known;
};

/* What a list is made with. */
struct listing {
	struct locator locator;
	struct cached_positions positions;
	VEC(struct listed_event) events;
	struct json_object *json;
	struct str out;
};

static void listing_deinit(struct listing *listing)
{
	locator_deinit(&listing->locator);
	cached_positions_deinit(&listing->positions);
	vec_for_each(&listing->events, listed)
		probe_event_deinit(&listed->event);
	vec_deinit(&listing->events);
	json_destroy(listing->json);
	str_deinit(&listing->out);
}

static struct sonde_error *take_event(struct listing *listing, const struct dynevent *dynevent)
{
	struct listed_event *listed;
	struct sonde_error *error;

	TRY(vec_push(&listing->events, (struct listed_event){.dynevent = dynevent}));
	listed = vec_last(&listing->events);
	error = probe_event_parse(dynevent->line, &listed->event);
	listed->is_known = !error;
	if (!error)
		return cached_positions_want(&listing->positions, &listing->locator,
					     &listed->event);
	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

static struct sonde_error *append_event(struct listing *listing, struct listed_event *listed)
{
	const struct dynevent *dynevent = listed->dynevent;
	struct str *out = &listing->out;
	const char *function;
	uint64_t offset = 0;

	if (!listed->is_known && listing->json)
		return json_add_line(listing->json, dynevent->group, dynevent->event,
				     dynevent->line);
	if (!listed->is_known) {
		/* Somebody else's, in words that sonde does not know: show it as it is. */
		str_appendf(out, "  %s:%s (%s)\n", dynevent->group, dynevent->event,
			    dynevent->line);
		return str_check(out);
	}
	TRY(cached_positions_give(&listing->positions, &listing->locator, &listed->event));
	if (listing->json)
		return json_add_event(listing->json, &listed->event);
	TRY(locator_find(&listing->locator, &listed->event, &function, &offset));
	out_listed_event(&listed->event, function, offset, out);
	str_append_char(out, '\n');
	return str_check(out);
}

/* Without a cache, the list goes on without positions. */
static struct sonde_error *read_positions(const struct context *context, struct listing *listing)
{
	_cleanup_free_ char *root = NULL;
	struct sonde_error *error = command_cache_root(context, &root);

	if (!error)
		return cached_positions_read(&listing->positions, root);
	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

static struct sonde_error *list_kernel(const struct context *context,
				       const struct probe_request *request)
{
	_cleanup_dynevents_ struct dynevents events = VEC_INIT;
	_cleanup_(listing_deinit) struct listing listing = {.locator = LOCATOR_INIT};
	_cleanup_program_filter_ struct program_filter program = {0};
	_cleanup_free_ char *tracing_dir = NULL;

	TRY(program_filter_init(&request->target.program, &program));
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
			TRY(take_event(&listing, event));
	}
	TRY(read_positions(context, &listing));
	vec_for_each(&listing.events, listed)
		TRY(append_event(&listing, listed));
	if (listing.json)
		json_print(listing.json, context);
	else
		out_text(context, context->out, &listing.out);
	return NULL;
}

static struct sonde_error *list_cache(const struct context *context,
				      const struct probe_request *request)
{
	_cleanup_program_filter_ struct program_filter program = {0};
	_cleanup_cache_list_request_ struct cache_list_request list = {
		.program = &program,
		.form = request->json ? CACHE_LIST_JSON_FLAT : CACHE_LIST_TEXT,
	};

	TRY(program_filter_init(&request->target.program, &program));
	if (request->filter)
		TRY(vec_push(&list.pick.globs, request->filter));
	return cache_list_print(context, &list);
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
