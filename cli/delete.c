/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde probe -d`: remove the probe events that match a pattern. */
#include <fnmatch.h>
#include <string.h>

#include "base/str.h"
#include "cli/leftover.h"
#include "cli/out.h"
#include "cli/pattern.h"
#include "cli/probe.h"
#include "cli/program_filter.h"
#include "tracefs/dir.h"
#include "tracefs/dynevent.h"

struct deleting {
	const struct context *context;
	const struct probe_request *request;
	char *tracing_dir;
	struct dynevents events;
	/** Whose events may be removed. */
	struct program_filter program;
	/** Errors of single events; they do not stop the others. */
	size_t failed;
};

static void deleting_deinit(struct deleting *deleting)
{
	free(deleting->tracing_dir);
	dynevents_deinit(&deleting->events);
	program_filter_deinit(&deleting->program);
}

/* Several probes can share an event: it is removed with the first of them. */
static bool is_first_of_name(const struct dynevents *events, const struct dynevent *event)
{
	for (const struct dynevent *other = events->data; other < event; other++) {
		if (other->kind == event->kind && strcmp(other->group, event->group) == 0 &&
		    strcmp(other->event, event->event) == 0)
			return false;
	}
	return true;
}

static void delete_event(struct deleting *deleting, const struct dynevent *event)
{
	const struct probe_request *request = deleting->request;
	struct sonde_error *error = NULL;

	if (!request->dry_run)
		error = dynevent_remove(deleting->tracing_dir, event->kind, event->group,
					event->event);
	if (error) {
		out_error(deleting->context, error);
		deleting->failed++;
	} else if (!request->quiet) {
		fprintf(deleting->context->err, "Removed event: %s:%s\n", event->group,
			event->event);
	}
}

static void delete_matching(struct deleting *deleting, const char *pattern)
{
	size_t hits = 0;

	vec_for_each(&deleting->events, event) {
		if (!program_has_event(&deleting->program, event) ||
		    !pattern_matches(pattern, event->group, event->event) ||
		    !is_first_of_name(&deleting->events, event))
			continue;
		hits++;
		delete_event(deleting, event);
	}
	if (hits)
		return;
	fprintf(deleting->context->err, "\"%s\" does not hit any event.\n", pattern);
	deleting->failed++;
}

static struct sonde_error *prepare(struct deleting *deleting)
{
	TRY(program_filter_init(&deleting->request->program, &deleting->program));
	leftover_clean(deleting->context, deleting->request, deleting->request->dry_run);
	TRY(tracing_dir_find(&deleting->tracing_dir));
	return dynevent_list(deleting->tracing_dir, &deleting->events);
}

enum exit_status probe_delete(const struct context *context, const struct probe_request *request)
{
	_cleanup_(deleting_deinit) struct deleting deleting = {
		.context = context,
		.request = request,
	};
	struct sonde_error *error = prepare(&deleting);

	if (error) {
		out_error(context, error);
		deleting.failed++;
	} else {
		vec_for_each(&request->words, pattern)
			delete_matching(&deleting, *pattern);
	}
	if (!deleting.failed)
		return STATUS_OK;
	fputs("  Error: Failed to delete events.\n", context->err);
	return STATUS_FAILED;
}
