/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/cached.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/target/program.h"
#include "probe/fits.h"
#include "probe/grammar.h"
#include "probe/print.h"
#include "probe/reorder.h"
#include "probe/sense.h"

/* From the last on: so each comes before those of its sense that are behind it. */
static struct sonde_error *index_entry(struct cached *cached, size_t at)
{
	struct cached_item *item = &cached->items.data[at];
	_cleanup_str_ struct str sense = STR_INIT;

	TRY(sense_print(&item->def, &sense));
	item->next = map_get(&cached->first, str_text(&sense));
	return map_put(&cached->first, str_text(&sense), item);
}

static struct sonde_error *add_entry(struct cached *cached, const struct cache_entry *entry)
{
	struct sonde_error *error;

	TRY(vec_push(&cached->items, (struct cached_item){.entry = entry}));
	error = probe_def_parse(entry->definition, &vec_last(&cached->items)->def);
	if (!error || error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	/* One that does not parse is equal to nothing. */
	sonde_error_destroy(error);
	cached->items.size--;
	return NULL;
}

struct sonde_error *cached_init(const struct cache_entries *entries, struct cached *ret)
{
	vec_for_each(entries, entry) {
		/* perf leaves such ones, of which there is nothing to use. */
		if (entry->lines.size)
			TRY(add_entry(ret, entry));
	}
	for (size_t at = ret->items.size; at > 0; at--)
		TRY(index_entry(ret, at - 1));
	return NULL;
}

void cached_deinit(struct cached *cached)
{
	vec_for_each(&cached->items, item)
		probe_def_deinit(&item->def);
	vec_deinit(&cached->items);
	map_deinit(&cached->first);
}

const struct cache_entry *cached_find(const struct cached *cached, const struct probe_def *def)
{
	_cleanup_str_ struct str sense = STR_INIT;
	_cleanup_error_ struct sonde_error *error = sense_print(def, &sense);
	const struct cached_item *item = error ? NULL : map_get(&cached->first, str_text(&sense));

	while (item && !probe_def_equal(&item->def, def))
		item = item->next;
	return item ? item->entry : NULL;
}

struct sonde_error *cached_note(const struct cache_entry *entry, const struct probe_def *def,
				const struct target *target, struct notes *notes)
{
	if (entry->checksum == CACHE_CHECKSUM_BAD)
		TRY(notes_add(notes, NOTE_CHANGED,
			      "The lines that are cached for '%s' in %s are not those that sonde "
			      "stored: perf or somebody else has changed them since.",
			      def->text, target->cache_root));
	vec_for_each(&entry->left_out, sentence)
		TRY(notes_add(notes, NOTE_OMITTED, "%s", *sentence));
	return NULL;
}

/* A text that is none says nothing. */
static struct sonde_error *set_position(const char *source, struct probe_event *event)
{
	struct sonde_error *error = position_parse(source, &event->position);

	if (!error || error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

static const struct enumeration *find_values(const struct cache_entry *entry, const char *argument)
{
	vec_for_each(&entry->enums, item) {
		if (argument && strcmp(item->argument, argument) == 0)
			return &item->values;
	}
	return NULL;
}

struct sonde_error *cached_detail(const struct cache_entry *entry, size_t line,
				  struct probe_event *event)
{
	if (line < entry->sources.size && entry->sources.data[line])
		TRY(set_position(entry->sources.data[line], event));
	if (!entry->enums.size)
		return NULL;
	vec_for_each(&event->args, arg) {
		const struct enumeration *values = find_values(entry, arg->name);

		if (values)
			TRY(enumeration_copy(values, &arg->values));
	}
	return NULL;
}

/* A filter that is kept with the entry knows its arguments by their names. */
struct sonde_error *cached_order(const struct cache_entry *entry, const struct probe_def *def,
				 struct probe_event *event)
{
	_cleanup_probe_def_ struct probe_def kept = {0};

	if (def->args.size < 2 || entry->filter.text || strcmp(entry->definition, def->text) == 0)
		return NULL;
	TRY(probe_def_parse(entry->definition, &kept));
	return reorder_args(&kept, def, event);
}

static struct sonde_error *rename_event(const struct probe_def *def, struct probe_event *event)
{
	if (def->group) {
		free(take_ptr(event->group));
		TRY(sonde_strdup(def->group, &event->group));
	}
	if (def->event) {
		free(take_ptr(event->event));
		TRY(sonde_strdup(def->event, &event->event));
	}
	return NULL;
}

/* It was not made here, or not now. */
static struct sonde_error *check_fits(const struct probe_def *def, const char *root,
				      const struct probe_event *event)
{
	struct sonde_error *error = fits_check_event(event);

	if (!error || error->kind != SONDE_ERROR_REFUSED)
		return error;
	return sonde_error_prefix(
		error, "What is cached for '%s' in %s cannot be written: ", def->text, root);
}

struct sonde_error *cached_parse_line(const struct probe_def *def, const struct target *target,
				      const char *line, struct probe_event *ret)
{
	const char *root = target->cache_root;
	struct sonde_error *error = probe_event_parse(line, ret);

	if (error)
		return sonde_error_prefix(
			error, "The entry cached for '%s' in %s is damaged: ", def->text, root);
	if (!ret->group || !ret->event || ret->is_user != target_is_program(target))
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "The entry cached for '%s' in %s is damaged: '%s' is no "
				       "%s probe with a name.",
				       def->text, root, line,
				       ret->is_user ? "kernel" : "program's");
	if (ret->is_user)
		TRY(program_take_cached(target, ret));
	else
		TRY(target_check_module(target, ret->module));
	TRY(rename_event(def, ret));
	return check_fits(def, root, ret);
}

bool cached_tells_more(const struct target *target)
{
	return (target->module || target_is_program(target)) && !target_has_debuginfo(target);
}

struct sonde_error *cached_for_none(struct target *target, const struct probe_def *def,
				    struct sonde_error *error)
{
	/* There may be more to be wrong with a definition for a program, and it says so. */
	if (target_is_program(target))
		return target_explain(target, def, error);
	return target_explain(target, def,
			      sonde_error_prefix(error, "'%s' is not cached for this %s. ",
						 def->text, target->module ? "module" : "kernel"));
}

struct sonde_error *cached_make_readable(char **definition)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_str_ struct str text = STR_INIT;

	/* Only names have escapes: all else is as it was, blanks included. */
	if (!strchr(*definition, '\\'))
		return NULL;
	error = probe_def_parse(*definition, &def);
	if (error)
		return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
	probe_def_print(&def, &text);
	free(take_ptr(*definition));
	return str_take(&text, definition);
}
