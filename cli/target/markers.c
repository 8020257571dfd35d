/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/markers.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/cached/names.h"
#include "probe/grammar.h"
#include "probe/print.h"
#include "probe/sdt.h"
#include "probe/sdt_resolve.h"

/* Digits of a build id that can stand for it. */
#define PREFIX_MIN 4

void markers_destroy(struct markers *markers)
{
	if (!markers)
		return;
	sdt_notes_deinit(&markers->list);
	notes_deinit(&markers->remarks);
	free(markers);
}

static void markers_destroyp(struct markers **markers)
{
	markers_destroy(*markers);
}

struct sonde_error *markers_read(struct target *target)
{
	_cleanup_(markers_destroyp) struct markers *markers = NULL;

	if (target->markers)
		return NULL;
	markers = calloc(1, sizeof(*markers));
	if (!markers)
		return &sonde_error_no_memory;
	TRY(sdt_notes_read(target->image, &markers->remarks, &markers->list));
	target->markers = take_ptr(markers);
	return NULL;
}

bool markers_are_meant(const struct target *target, const struct probe_def *def)
{
	return def->point.kind == PROBE_POINT_MARKER && target_is_program(target);
}

/* The definition with the marker's full name. */
static struct sonde_error *print_named(const struct probe_def *def, const struct sdt_note *note,
				       char **ret)
{
	_cleanup_str_ struct str group = STR_INIT, text = STR_INIT;
	struct probe_def named = *def;

	str_appendf(&group, SDT_GROUP "%s", note->provider);
	TRY(str_check(&group));
	named.point.marker_group = group.data;
	named.point.marker_event = (char *)note->name;
	probe_def_print(&named, &text);
	return str_take(&text, ret);
}

static struct sonde_error *add_word(struct words *words, const char *text, const char *origin)
{
	_cleanup_free_ char *copy = NULL, *origin_copy = NULL;

	TRY(sonde_strdup(text, &copy));
	TRY(sonde_strdup(origin, &origin_copy));
	TRY(vec_push(&words->origins, origin_copy));
	origin_copy = NULL;
	TRY(vec_push(&words->texts, copy));
	copy = NULL;
	return NULL;
}

/* Whether the event that the definition names can have its group: the definition's or its own. */
static bool is_groupable(const struct probe_def *def, const struct sdt_note *note)
{
	return def->group ||
	       sdt_has_event_name(&(struct sdt_note){.provider = note->provider, .name = "event"});
}

static struct sonde_error *add_marker(struct markers *markers, const struct probe_def *def,
				      const struct sdt_note *note, const char *origin,
				      struct words *words)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_str_ struct str name = STR_INIT;

	if (sdt_has_event_name(note) || (def->event && is_groupable(def, note))) {
		TRY(print_named(def, note, &text));
		return add_word(words, text, origin);
	}
	sdt_print_name(note, &name);
	TRY(str_check(&name));
	return notes_add(&markers->remarks, NOTE_OMITTED,
			 "The marker '%s' can have no event of its name: the kernel takes C "
			 "identifiers of at most 63 bytes.",
			 str_text(&name));
}

/* The markers that a definition means, each once; they are sorted. */
static struct sonde_error *add_markers(struct markers *markers, const struct probe_def *def,
				       const char *origin, struct words *words)
{
	const struct sdt_note *last = NULL;

	vec_for_each(&markers->list, note) {
		if (!sdt_matches(&def->point, note) || (last && sdt_same_marker(last, note)))
			continue;
		last = note;
		TRY(add_marker(markers, def, note, origin, words));
	}
	return NULL;
}

/* The words of a command while they are expanded. */
struct expansion {
	struct target *target;
	/** What is cached for the target, once a word needs it. */
	struct cached_names names;
	/** What they become. */
	struct words words;
};

static void expansion_deinit(struct expansion *expansion)
{
	cached_names_deinit(&expansion->names);
	words_deinit(&expansion->words);
}

/* The definition of an entry, with the names that the person gives instead. */
static struct sonde_error *add_cached(struct expansion *expansion, const struct probe_def *def,
				      const struct cache_entry *entry, const char *origin)
{
	_cleanup_probe_def_ struct probe_def cached = {0};
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error;
	struct probe_def named;

	if (def->args.size)
		return probe_def_error(def, SONDE_ERROR_USAGE, def->args.data[0].column,
				       "'%s' is cached with its arguments: others cannot be given.",
				       entry->definition);
	error = probe_def_parse(entry->definition, &cached);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	sonde_error_destroy(error);
	/* One that does not parse has no meaning. */
	if (error)
		return NULL;
	named = cached;
	named.group = def->group ? def->group : cached.group;
	named.event = def->event ? def->event : cached.event;
	probe_def_print(&named, &text);
	TRY(str_check(&text));
	return add_word(&expansion->words, str_text(&text), origin);
}

/* The entries that a definition means by their names, each once. */
static struct sonde_error *add_all_cached(struct expansion *expansion, const struct probe_def *def,
					  const char *origin)
{
	const struct target *target = expansion->target;
	const char *file = def->point.file, *path = target->path ? target->path : "";
	const struct cached_names *names = &expansion->names;
	const struct cached_name *last = NULL;

	if (!target->cache_root || !*target->build_id ||
	    (file && !markers_mean_file(file, path, target->build_id)))
		return NULL;
	TRY(cached_names_read(target->cache_root, target->build_id, &expansion->names));
	vec_for_each(&names->items, name) {
		if (!cached_names_match(names, name, &def->point) ||
		    (last && last->entry == name->entry))
			continue;
		last = name;
		TRY(add_cached(expansion, def, &names->entries.data[name->entry], origin));
	}
	return NULL;
}

static struct sonde_error *expand_word(struct expansion *expansion, const char *text,
				       const char *origin)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_error_ struct sonde_error *error = probe_def_parse(text, &def);
	struct target *target = expansion->target;
	struct words *words = &expansion->words;
	const size_t before = words->texts.size;

	if (!error && markers_are_meant(target, &def)) {
		TRY(markers_read(target));
		TRY(add_markers(target->markers, &def, origin, words));
	}
	if (!error && def.point.kind == PROBE_POINT_MARKER && words->texts.size == before)
		TRY(add_all_cached(expansion, &def, origin));
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	/* What is wrong with it is said when it is its turn. */
	return words->texts.size > before ? NULL : add_word(words, text, origin);
}

struct sonde_error *markers_expand(struct target *target, struct words *words)
{
	_cleanup_(expansion_deinit) struct expansion expansion = {.target = target};
	struct words before = *words;

	for (size_t i = 0; i < words->texts.size; i++)
		TRY(expand_word(&expansion, words->texts.data[i], words->origins.data[i]));
	*words = expansion.words;
	expansion.words = before;
	return NULL;
}

bool markers_mean_file(const char *wanted, const char *path, const char *build_id)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	const size_t size = strlen(wanted);

	if (strcmp(wanted, path) == 0 || strcmp(wanted, base) == 0)
		return true;
	return size >= PREFIX_MIN && strncasecmp(wanted, build_id, size) == 0;
}

/* Another spelling of the path is fine. */
static struct sonde_error *check_file(const struct target *target, const struct probe_def *def)
{
	const char *wanted = def->point.file;
	_cleanup_free_ char *path = NULL;

	if (!wanted || markers_mean_file(wanted, target->path, target->build_id))
		return NULL;
	path = realpath(wanted, NULL);
	if (path && strcmp(path, target->path) == 0)
		return NULL;
	return probe_def_error(def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT, "'%s' is not %s (%s).",
			       wanted, target->path,
			       *target->build_id ? target->build_id : "without a build id");
}

static bool lacks(struct features features, enum feature feature)
{
	return features.mask && !features_have(features, feature);
}

struct sonde_error *markers_resolve(struct target *target, const struct markers_question *question,
				    const struct resolve_sink *sink)
{
	struct sdt_request request = {
		.image = target->image,
		.def = question->def,
		.options = question->options,
		.no_constants = lacks(question->features, FEATURE_IMMEDIATE),
		.no_semaphores = lacks(question->features, FEATURE_REF_COUNTER),
		.notes = question->notes,
	};

	TRY(check_file(target, question->def));
	TRY(markers_read(target));
	vec_for_each(&target->markers->remarks, remark)
		TRY(notes_add(question->notes, remark->kind, "%s", remark->text));
	notes_deinit(&target->markers->remarks);
	request.markers = &target->markers->list;
	return sdt_resolve(&request, sink);
}
