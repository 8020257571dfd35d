/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/expand.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "cli/target/markers.h"
#include "probe/grammar.h"
#include "probe/matching.h"
#include "probe/print.h"
#include "probe/sense.h"

/* One run. */
struct expanding {
	struct target *target;
	struct expanded_words *words;
	/** What a definition means, see add_definition() -> its position, and one more. */
	struct map seen;
};

static void expanding_deinit(struct expanding *expanding)
{
	map_deinit(&expanding->seen);
}

static void word_deinit(struct expanded_word *word)
{
	vec_deinit(&word->positions);
	sonde_error_destroy(word->error);
}

void expanded_words_deinit(struct expanded_words *words)
{
	vec_for_each(&words->texts, text)
		free(*text);
	vec_for_each(&words->words, word)
		word_deinit(word);
	vec_deinit(&words->texts);
	vec_deinit(&words->words);
}

/* A definition of the last word, unless it is there; `key` is what all its spellings share. */
static struct sonde_error *add(struct expanding *expanding, const char *key, const char *text)
{
	struct expanded_words *words = expanding->words;
	struct expanded_word *word = vec_last(&words->words);
	uintptr_t position = (uintptr_t)map_get(&expanding->seen, key);
	_cleanup_free_ char *copy = NULL;

	if (position)
		return vec_push(&word->positions, position - 1);
	TRY(sonde_strdup(text, &copy));
	TRY(vec_push(&words->texts, copy));
	copy = NULL;
	TRY(map_put(&expanding->seen, key, (void *)(uintptr_t)words->texts.size));
	return vec_push(&word->positions, words->texts.size - 1);
}

/* Under what all its spellings share, with the names that its events get. */
static struct sonde_error *add_definition(struct expanding *expanding, const struct probe_def *def,
					  const char *text)
{
	_cleanup_str_ struct str key = STR_INIT;

	str_appendf(&key, "%s:%s=", def->group ? def->group : "", def->event ? def->event : "");
	TRY(sense_print(def, &key));
	TRY(str_check(&key));
	return add(expanding, str_text(&key), text);
}

/* The definition with one function in the place of the pattern. */
static struct sonde_error *add_function(struct expanding *expanding, const struct probe_def *def,
					const char *name)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct probe_def named = *def;

	named.point.function = (char *)name;
	named.point.glob = NULL;
	probe_def_print(&named, &text);
	TRY(str_check(&text));
	return add_definition(expanding, &named, str_text(&text));
}

/* A pattern is for what each function has. */
static struct sonde_error *check_pattern(const struct probe_def *def)
{
	const enum probe_place place = def->point.place;

	if (def->event)
		return sonde_error_hint(
			probe_def_error(def, SONDE_ERROR_USAGE, 1,
					"A pattern is cached as a definition for each function, "
					"and they cannot all have one event."),
			"Leave the name of the event out.");
	if (place == PROBE_PLACE_ENTRY || place == PROBE_PLACE_RETURN)
		return NULL;
	return sonde_error_hint(
		probe_def_error(def, SONDE_ERROR_USAGE, PROBE_AT_POINT,
				"A pattern is cached as a definition for each function, which "
				"have no line, offset or text in common."),
		"Probe the entries of the functions or their returns (%%return), or name one "
		"function.");
}

static struct sonde_error *no_match(const struct target *target, const struct probe_def *def)
{
	return probe_def_error(def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
			       "No function with code matches '%s'%s%s in %s.", def->point.function,
			       def->point.file ? " of " : "",
			       def->point.file ? def->point.file : "", target->image->path);
}

/* Keep what is wrong with the word itself; lack of memory is of the command. */
static struct sonde_error *keep_error(struct expanding *expanding, struct sonde_error *error)
{
	if (!error || error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	vec_last(&expanding->words->words)->error = error;
	return NULL;
}

static struct sonde_error *add_functions(struct expanding *expanding, const struct probe_def *def)
{
	_cleanup_matching_names_ struct matching_names names = VEC_INIT;

	TRY(check_pattern(def));
	TRY(matching_find(expanding->target->image, def, &names));
	vec_for_each(&names, name)
		TRY(add_function(expanding, def, *name));
	return names.size ? NULL : no_match(expanding->target, def);
}

/* A definition that is no pattern; what does not parse is told when it is planned. */
static struct sonde_error *add_plain(struct expanding *expanding, const char *text)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_error_ struct sonde_error *error = probe_def_parse(text, &def);

	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	return error ? add(expanding, text, text) : add_definition(expanding, &def, text);
}

/* Each marker that the word means, or the word where it means none. */
static struct sonde_error *add_markers(struct expanding *expanding, const char *text)
{
	_cleanup_(words_deinit) struct words one = {VEC_INIT, VEC_INIT};

	TRY(words_add_text(&one, text));
	TRY(markers_expand(expanding->target, &one));
	vec_last(&expanding->words->words)->is_pattern = one.texts.size > 1;
	vec_for_each(&one.texts, each)
		TRY(add_plain(expanding, *each));
	return NULL;
}

static struct sonde_error *expand_word(struct expanding *expanding, const char *text)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_error_ struct sonde_error *error = probe_def_parse(text, &def);

	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	if (!error && markers_are_meant(expanding->target, &def))
		return add_markers(expanding, text);
	if (error || def.point.kind != PROBE_POINT_FUNCTION || !def.point.glob)
		return add_plain(expanding, text);
	vec_last(&expanding->words->words)->is_pattern = true;
	return keep_error(expanding, add_functions(expanding, &def));
}

struct sonde_error *expand_words(struct target *target, const struct words *words,
				 struct expanded_words *ret)
{
	_cleanup_(expanding_deinit) struct expanding expanding = {.target = target, .words = ret};

	for (size_t i = 0; i < words->texts.size; i++) {
		TRY(vec_push(&ret->words, (struct expanded_word){
						  .text = words->texts.data[i],
						  .origin = words->origins.data[i],
					  }));
		TRY(expand_word(&expanding, words->texts.data[i]));
	}
	return NULL;
}
