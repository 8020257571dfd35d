/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/program.h"
#include "probe/fits.h"
#include "probe/grammar.h"
#include "probe/print.h"

struct sonde_error *cached_init(const struct cache_entries *entries, struct cached *ret)
{
	ret->entries = entries;
	vec_for_each(entries, entry) {
		struct probe_def def = {0};
		struct sonde_error *error = probe_def_parse(entry->definition, &def);

		/* One that does not parse is equal to nothing. */
		sonde_error_destroy(error);
		error = vec_push(&ret->defs, def);
		if (error) {
			probe_def_deinit(&def);
			return error;
		}
	}
	return NULL;
}

void cached_deinit(struct cached *cached)
{
	vec_for_each(&cached->defs, def)
		probe_def_deinit(def);
	vec_deinit(&cached->defs);
}

const struct cache_entry *cached_find(const struct cached *cached, const struct probe_def *def)
{
	for (size_t i = 0; i < cached->defs.size; i++) {
		const struct cache_entry *entry = &cached->entries->data[i];

		if (cached->defs.data[i].text && entry->lines.size &&
		    probe_def_equal(&cached->defs.data[i], def))
			return entry;
	}
	return NULL;
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

struct sonde_error *cached_for_none(const struct target *target, const struct probe_def *def,
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
