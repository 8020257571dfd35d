/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde probe -d`: remove the probe events that match a pattern. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/signals.h"
#include "base/str.h"
#include "cli/out.h"
#include "cli/pattern.h"
#include "cli/probe/probe.h"
#include "cli/run/pace.h"
#include "cli/target/leftover.h"
#include "cli/target/program_filter.h"
#include "tracefs/dir.h"
#include "tracefs/dynevent.h"
#include "tracefs/expedite.h"
#include "tracefs/runfile.h"
#include "tracefs/writer.h"

struct deleting {
	const struct context *context;
	const struct probe_request *request;
	char *tracing_dir;
	struct dynevent_writer writer;
	/** All probes there are, and the events that they make. */
	struct dynevents probes;
	struct dynevent_names events;
	/** Whose events may be removed. */
	struct program_filter program;
	/** Errors of single events; they do not stop the others. */
	size_t failed;
	/** How many events there are to remove, and how many were. */
	size_t wanted, removed;
	struct pace pace;
	/** The signals that are held back while all are removed, or NULL. */
	const struct signals *held;
};

static void deleting_deinit(struct deleting *deleting)
{
	dynevent_writer_deinit(&deleting->writer);
	free(deleting->tracing_dir);
	dynevents_deinit(&deleting->probes);
	vec_deinit(&deleting->events);
	program_filter_deinit(&deleting->program);
}

static bool is_meant(const struct deleting *deleting, const struct dynevent_named *event,
		     const char *pattern)
{
	return program_has_event(&deleting->program, event->first) &&
	       pattern_matches(pattern, event->first->group, event->first->event);
}

static size_t count_wanted(const struct deleting *deleting)
{
	size_t count = 0;

	vec_for_each(&deleting->request->words, pattern) {
		vec_for_each(&deleting->events, event)
			count += is_meant(deleting, event, *pattern);
	}
	return count;
}

static void delete_event(struct deleting *deleting, const struct dynevent_named *named)
{
	const struct dynevent *event = named->first;
	const struct probe_request *request = deleting->request;
	struct sonde_error *error = NULL;

	if (!request->dry_run)
		error = dynevent_remove(&deleting->writer, &deleting->probes, named);
	if (error) {
		out_error(deleting->context, error);
		deleting->failed++;
		return;
	}
	if (!request->quiet)
		fprintf(deleting->context->err, "Removed event: %s:%s\n", event->group,
			event->event);
	deleting->removed++;
	if (!request->dry_run)
		pace_step(&deleting->pace, deleting->removed, deleting->wanted);
}

static bool is_about_to_end(const struct deleting *deleting)
{
	return deleting->held && signals_are_waiting(deleting->held);
}

static void delete_matching(struct deleting *deleting, const char *pattern)
{
	size_t hits = 0;

	vec_for_each(&deleting->events, event) {
		if (!is_meant(deleting, event, pattern))
			continue;
		hits++;
		if (is_about_to_end(deleting))
			return;
		delete_event(deleting, event);
	}
	if (hits)
		return;
	fprintf(deleting->context->err, "\"%s\" does not hit any event.\n", pattern);
	deleting->failed++;
}

static struct sonde_error *prepare(struct deleting *deleting)
{
	TRY(program_filter_init(&deleting->request->target.program, &deleting->program));
	leftover_clean(deleting->context, deleting->request, deleting->request->dry_run);
	TRY(tracing_dir_find(&deleting->tracing_dir));
	deleting->writer.tracing_dir = deleting->tracing_dir;
	TRY(dynevent_list(deleting->tracing_dir, &deleting->probes));
	TRY(dynevent_names(&deleting->probes, &deleting->events));
	deleting->wanted = count_wanted(deleting);
	pace_step(&deleting->pace, 0, deleting->wanted);
	return NULL;
}

static void delete_all(struct deleting *deleting)
{
	vec_for_each(&deleting->request->words, pattern)
		delete_matching(deleting, *pattern);
}

/* What is said while the kernel's waits are short. Who reads it may be slow: it is kept for later.
 */
struct said {
	FILE *stream;
	char *text;
	size_t size;
};

static void said_deinit(struct said *said)
{
	if (said->stream)
		fclose(said->stream);
	free(said->text);
}

static struct sonde_error *said_init(struct said *said)
{
	said->stream = open_memstream(&said->text, &said->size);
	return said->stream ? NULL : &sonde_error_no_memory;
}

static struct sonde_error *said_print(struct said *said, FILE *stream)
{
	if (fflush(said->stream) != 0 || ferror(said->stream))
		return &sonde_error_no_memory;
	fwrite(said->text, 1, said->size, stream);
	fflush(stream);
	return NULL;
}

/* Remove all while the kernel's waits are short. */
static struct sonde_error *delete_quietly(struct deleting *deleting, struct said *said)
{
	const struct expedite_place place = {EXPEDITE_SETTING, RUNFILE_DIR};
	const struct context *context = deleting->context;
	const struct context collecting = {context->out, said->stream, context->is_cut,
					   context->buildid_dir};
	struct expedite expedite = EXPEDITE_INIT;

	TRY(expedite_begin(&place, &expedite));
	deleting->context = &collecting;
	delete_all(deleting);
	deleting->context = context;
	return expedite_end(&expedite);
}

static struct sonde_error *delete_expedited(struct deleting *deleting)
{
	/* A setting of the whole system: whatever comes, it is put back first. */
	_cleanup_signals_ struct signals held = signals_hold();
	_cleanup_(said_deinit) struct said said = {0};
	struct sonde_error *error, *unsaid;

	TRY(said_init(&said));
	deleting->held = &held;
	error = delete_quietly(deleting, &said);
	deleting->held = NULL;
	/* The signal that has ended this ends the process: it is to say before what it has done. */
	if (!signals_are_waiting(&held))
		signals_release(&held);
	unsaid = said_print(&said, deleting->context->err);
	return error ? error : unsaid;
}

enum exit_status probe_delete(const struct context *context, const struct probe_request *request)
{
	_cleanup_(deleting_deinit) struct deleting deleting = {
		.context = context,
		.request = request,
		.writer = dynevent_writer_init(NULL),
		.pace = {.err = request->quiet || request->expedite ? NULL : context->err,
			 .what = "events"},
	};
	struct sonde_error *error = prepare(&deleting);

	if (!error && request->expedite && !request->dry_run)
		error = delete_expedited(&deleting);
	else if (!error)
		delete_all(&deleting);
	if (error) {
		out_error(context, error);
		deleting.failed++;
	}
	if (!deleting.failed)
		return STATUS_OK;
	fputs("  Error: Failed to delete events.\n", context->err);
	return STATUS_FAILED;
}
