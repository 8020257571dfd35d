/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/probe/carry.h"

#include <stdlib.h>

#include "base/str.h"
#include "cli/out.h"
#include "cli/target/program.h"
#include "tracefs/dynevent.h"
#include "tracefs/journal.h"

static enum dynevent_kind kind_of(const struct probe_event *event)
{
	return event->is_user ? DYNEVENT_UPROBE : DYNEVENT_KPROBE;
}

/* The lines of a definition for the kernel. */
struct lines {
	/** Owned. */
	VEC(char *) texts;
	/** These texts. */
	VEC(struct dynevent_line) lines;
};

static void lines_deinit(struct lines *lines)
{
	vec_for_each(&lines->texts, text)
		free(*text);
	vec_deinit(&lines->texts);
	vec_deinit(&lines->lines);
}

static struct sonde_error *lines_add(struct lines *lines, const struct probe_event *event)
{
	struct dynevent_line line = {.kind = kind_of(event)};
	_cleanup_free_ char *copy = NULL;
	_cleanup_str_ struct str text = STR_INIT;

	probe_event_print(event, &text);
	TRY(str_take(&text, &copy));
	TRY(vec_push(&lines->texts, copy));
	line.line = take_ptr(copy);
	return vec_push(&lines->lines, line);
}

/* What has to be done once a definition is written. */
struct finishing {
	const struct carrying *carrying;
	const struct plan *plan;
};

static struct sonde_error *finish_written(void *data)
{
	const struct finishing *finishing = data;
	const struct carrying *carrying = finishing->carrying;

	/* The kernel has looked up the path by now. */
	if (target_is_program(carrying->target))
		TRY(program_check_unchanged(carrying->target));
	if (!carrying->request->cache)
		return NULL;
	return pending_add(carrying->pending, carrying->target, finishing->plan, true);
}

/* Write the lines, and make them ready for the cache if that is wanted: both or neither. */
static struct sonde_error *write_events(const struct carrying *carrying, const struct plan *plan)
{
	const struct probe_request *request = carrying->request;
	const bool is_program = target_is_program(carrying->target);
	const bool needs_finish = request->cache || is_program;
	_cleanup_(lines_deinit) struct lines lines = {VEC_INIT, VEC_INIT};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	struct finishing finishing = {carrying, plan};
	struct sonde_error *error;

	vec_for_each(&plan->events, event)
		TRY(lines_add(&lines, event));
	if (is_program)
		TRY(program_check_unchanged(carrying->target));
	error = dynevent_add_all(carrying->writer,
				 &(struct dynevent_addition){
					 .lines = lines.lines.data,
					 .count = lines.lines.size,
					 .is_new = true,
					 .journal_dir = RUNFILE_DIR,
					 .notes = &notes,
					 .finish = needs_finish ? finish_written : NULL,
					 .data = &finishing,
				 });
	if (request->verbose)
		out_notes(carrying->context, &notes);
	return error;
}

struct sonde_error *carry_out(const struct carrying *carrying, const struct plan *plan)
{
	const struct probe_request *request = carrying->request;

	if (request->action == PROBE_ACTION_ADD && !request->dry_run)
		return write_events(carrying, plan);
	if (!request->cache)
		return NULL;
	return pending_add(carrying->pending, carrying->target, plan, false);
}
