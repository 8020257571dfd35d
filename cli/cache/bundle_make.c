/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cache/bundle_make.h"

#include <stdlib.h>

#include "base/str.h"
#include "cli/cache/bundle_entry.h"
#include "cli/plan/needs.h"

/* A build that is being made. */
struct maker {
	const struct cache_picked *picked;
	const struct cache_picked_build *from;
	struct bundle_build *build;
	/** Of all of its entries. */
	struct probe_events events;
};

static void maker_deinit(struct maker *maker)
{
	probe_events_deinit(&maker->events);
}

static struct sonde_error *damaged(const struct maker *maker,
				   const struct cache_picked_entry *picked,
				   struct sonde_error *error)
{
	const struct cache_summary *summary = maker->from->summary;

	return sonde_error_prefix(error, "The entry cached for '%s' in %s is damaged: ",
				  picked->definition, summary->path);
}

static struct sonde_error *changed(const struct maker *maker,
				   const struct cache_picked_entry *picked, const char *what)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_FORMAT,
				"The %s for '%s' in %s was changed since sonde cached it.", what,
				picked->definition, maker->from->summary->path),
		"Cache it again, or remove it: sonde cache rm --build-id %s '%s'",
		maker->from->summary->build_id, picked->definition);
}

/* A program can be cached under the path of a copy of it, see cache_put(). */
static struct sonde_error *parse_line(const char *target, const char *line, struct probe_event *ret)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_str_ struct str text = STR_INIT;

	TRY(probe_event_parse(line, &event));
	if (event.is_user && target[0] == '/') {
		free(take_ptr(event.path));
		TRY(sonde_strdup(target, &event.path));
	}
	probe_event_print(&event, &text);
	TRY(str_check(&text));
	return bundle_entry_line(target, str_text(&text), ret);
}

static struct sonde_error *make_line(struct maker *maker, const char *line,
				     struct cache_entry *entry)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_free_ char *copy = NULL;

	TRY(parse_line(maker->from->summary->target, line, &event));
	probe_event_print(&event, &text);
	TRY(str_take(&text, &copy));
	TRY(vec_push(&entry->lines, copy));
	take_ptr(copy);
	TRY(vec_push(&maker->events, event));
	event = (struct probe_event){0};
	return NULL;
}

static void free_lines(struct cache_entry *entry)
{
	vec_for_each(&entry->lines, line)
		free(*line);
	vec_deinit(&entry->lines);
}

static struct sonde_error *fill_entry(struct maker *maker, const struct cache_entry *from,
				      struct cache_entry *entry)
{
	free_lines(entry);
	free(take_ptr(entry->definition));
	TRY(bundle_entry_definition(from, true, &entry->definition));
	vec_for_each(&from->lines, line)
		TRY(make_line(maker, *line, entry));
	return NULL;
}

static struct sonde_error *make_entry(struct maker *maker, const struct cache_picked_entry *picked,
				      struct notes *notes)
{
	_cleanup_bundle_entry_ struct bundle_entry entry = {0};
	struct sonde_error *error;

	if (!picked->entry->lines.size)
		return notes_add(notes, NOTE_OMITTED, "'%s' has no lines in %s.",
				 picked->definition, maker->from->summary->path);
	if (picked->entry->checksum == CACHE_CHECKSUM_BAD)
		return changed(maker, picked, "entry cached");
	if (picked->entry->filter.is_damaged)
		return changed(maker, picked, "filter that is kept");
	TRY(cache_entry_copy(picked->entry, &entry.entry));
	error = fill_entry(maker, picked->entry, &entry.entry);
	if (error)
		return damaged(maker, picked, error);
	TRY(vec_push(&maker->build->entries, entry));
	entry = (struct bundle_entry){0};
	return NULL;
}

/* The names of what its lines need. */
static struct sonde_error *make_needs(struct maker *maker)
{
	_cleanup_str_ struct str names = STR_INIT;
	struct features needs = {0};

	TRY(needs_add_events(&needs, &maker->events));
	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		if (features_have(needs, i))
			str_appendf(&names, "%s%s", names.size ? " " : "", feature_info(i)->name);
	}
	return str_take(&names, &maker->build->needs);
}

static struct sonde_error *make_build(struct maker *maker, struct notes *notes)
{
	const struct cache_summary *summary = maker->from->summary;
	struct bundle_build *build = maker->build;

	TRY(sonde_strdup(summary->build_id, &build->build_id));
	TRY(sonde_strdup(summary->target, &build->target));
	TRY(sonde_strdup(summary->info.release, &build->release));
	TRY(sonde_strdup(summary->info.arch, &build->arch));
	vec_for_each(&maker->from->picked, picked)
		TRY(make_entry(maker, picked, notes));
	return make_needs(maker);
}

static struct sonde_error *add_build(const struct cache_picked *picked,
				     const struct cache_picked_build *from, struct notes *notes,
				     struct bundle *bundle)
{
	_cleanup_bundle_build_ struct bundle_build build = {0};
	_cleanup_(maker_deinit) struct maker maker = {picked, from, &build, VEC_INIT};

	TRY(make_build(&maker, notes));
	if (!build.entries.size)
		return NULL;
	TRY(vec_push(&bundle->builds, build));
	build = (struct bundle_build){0};
	return NULL;
}

struct sonde_error *bundle_make(const struct cache_picked *picked, struct notes *notes,
				struct bundle *ret)
{
	_cleanup_bundle_ struct bundle bundle = {0};

	TRY(sonde_strdup(PACKAGE_VERSION, &bundle.version));
	vec_for_each(&picked->builds, build)
		TRY(add_build(picked, build, notes, &bundle));
	if (!bundle.builds.size)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND,
				       "Nothing that was picked in %s has lines for the kernel.",
				       picked->root);
	*ret = bundle;
	bundle = (struct bundle){0};
	return NULL;
}
