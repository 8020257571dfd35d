/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/carry.h"

#include <stdlib.h>

#include "base/str.h"
#include "cache/key.h"
#include "cache/store.h"
#include "cli/out.h"
#include "cli/program.h"
#include "probe/print.h"
#include "tracefs/dynevent.h"
#include "tracefs/journal.h"

/* What perf itself finds of a marker: all places, with all arguments. */
static bool is_whole_marker(const struct plan *plan)
{
	const struct probe_def *def = plan->def;

	return def->point.kind == PROBE_POINT_MARKER && def->point.marker_group && !def->group &&
	       !def->event && !def->args.size;
}

/* The text under which perf finds the entry: an event's name always with its group. */
static struct sonde_error *cached_definition(const struct plan *plan, char **ret)
{
	const struct probe_point *point = &plan->def->point;
	_cleanup_str_ struct str text = STR_INIT;

	if (is_whole_marker(plan)) {
		str_appendf(&text, "%%%s:%s=%s", point->marker_group, point->marker_event,
			    point->marker_event);
		return str_take(&text, ret);
	}
	if (plan->def->event && !plan->def->group)
		str_appendf(&text, "%s:", plan->events.data[0].group);
	probe_def_print_escaped(plan->def, &text);
	return str_take(&text, ret);
}

static struct sonde_error *make_entry(const struct plan *plan, struct cache_entry *entry)
{
	TRY(cached_definition(plan, &entry->definition));
	entry->is_marker = is_whole_marker(plan);
	entry->is_checked = plan->was_checked;
	vec_for_each(&plan->notes, note) {
		if (note->kind == NOTE_OMITTED)
			TRY(cache_entry_leave_out(entry, note->text));
	}
	vec_for_each(&plan->events, event) {
		_cleanup_str_ struct str text = STR_INIT;
		_cleanup_free_ char *line = NULL;

		probe_event_print(event, &text);
		TRY(str_take(&text, &line));
		TRY(vec_push(&entry->lines, line));
		line = NULL;
	}
	return NULL;
}

static struct sonde_error *store(const struct carrying *carrying, const struct plan *plan)
{
	_cleanup_(cache_entry_deinit) struct cache_entry entry = {0};
	_cleanup_cache_key_ struct cache_key key = {0};
	const struct target *target = carrying->target;
	const char *path = target->path ? target->path : CACHE_TARGET_KERNEL;
	const struct cache_meta meta = {
		.release = carrying->target->release,
		.arch = carrying->target->arch,
		.version = PACKAGE_VERSION,
	};

	if (target->cached_path)
		path = target->cached_path;
	else if (target->module && !target->path && target->image)
		path = target->image->path;
	TRY(cache_key_init(carrying->target->cache_root, path, carrying->target->build_id, &key));
	TRY(make_entry(plan, &entry));
	return cache_put(&key, &entry, &meta, target_same_definition, NULL, NULL);
}

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
	return carrying->request->cache ? store(carrying, finishing->plan) : NULL;
}

/* Write the lines, and cache them if that is wanted: both or neither. */
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
	error = dynevent_add_all(carrying->live->tracing_dir,
				 &(struct dynevent_addition){
					 .lines = lines.lines.data,
					 .count = lines.lines.size,
					 .is_new = true,
					 .journal_dir = JOURNAL_DIR,
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
	return request->cache ? store(carrying, plan) : NULL;
}
