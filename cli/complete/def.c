/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Definitions while they are typed: functions, lines, files, markers, variables. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/nameexpr.h"
#include "cli/complete/complete.h"
#include "image/index.h"
#include "image/sdt_notes.h"
#include "probe/def.h"
#include "probe/fetch_type.h"
#include "probe/grammar.h"
#include "probe/line_list.h"
#include "probe/line_range.h"
#include "probe/listing.h"

/* As `sonde probe` has it. */
#define PLACES_MOST 128

#define BLANKS " \t"

/* A single `:`, not one of `::`; NULL without one. */
static const char *find_colon(const char *text)
{
	for (; *text; text++) {
		if (text[0] == ':' && text[1] != ':')
			return text;
		text += text[0] == ':';
	}
	return NULL;
}

static struct sonde_error *add_lines(struct completion *completion, const struct line_list *list)
{
	uint32_t last = UINT32_MAX;

	vec_for_each(&list->marks, mark) {
		char number[16];

		if (mark->line < list->base || mark->line - list->base == last)
			continue;
		last = mark->line - list->base;
		snprintf(number, sizeof(number), "%" PRIu32, last);
		TRY(completion_add(completion, number, ""));
	}
	return NULL;
}

/* The lines of a function or file that can be probed. */
static struct sonde_error *complete_line_numbers(struct completion *completion, const char *colon)
{
	_cleanup_line_range_ struct line_range range = {0};
	_cleanup_line_lists_ struct line_lists lists = VEC_INIT;
	struct image *image = complete_image(completion);
	_cleanup_free_ char *name = NULL;

	if (!image || !image->index)
		return NULL;
	TRY(sonde_strndup(completion->text, (size_t)(colon - completion->text), &name));
	TRY(line_range_parse(name, &range));
	completion_settle(completion, (size_t)(colon - completion->text) + 1);
	TRY(line_lists_find(image, &range, false, &lists));
	vec_for_each(&lists, list)
		TRY(add_lines(completion, list));
	return NULL;
}

/* The end of the path that goes on with what was typed, from the start of a component. */
static const char *find_tail(const char *path, const char *text)
{
	const char *found = NULL;

	for (const char *at = path; at; at = strchr(at, '/')) {
		at += *at == '/';
		if (strncmp(at, text, strlen(text)) == 0)
			found = at;
	}
	return found;
}

static struct sonde_error *add_source(struct completion *completion, const char *path)
{
	const char *tail = find_tail(path, completion->text);
	_cleanup_str_ struct str word = STR_INIT;

	if (!tail || strpbrk(tail, " \\"))
		return NULL;
	str_appendf(&word, "%s:", tail);
	TRY(str_check(&word));
	vec_for_each(&completion->choices, choice) {
		const size_t whole = strlen(choice->word);

		if (whole >= word.size && strcmp(choice->word + whole - word.size, word.data) == 0)
			return NULL;
	}
	return completion_add(completion, str_text(&word), "source file");
}

/* Source files by their names. Of one letter there are too many. */
static struct sonde_error *complete_sources(struct completion *completion)
{
	const struct image *image = complete_image(completion);

	if (!image || !image->index || strlen(completion->text) < 2)
		return NULL;
	for (size_t i = 0; i < index_file_count(image->index); i++)
		TRY(add_source(completion, index_file(image->index, i)));
	return NULL;
}

static struct sonde_error *complete_markers(struct completion *completion)
{
	_cleanup_sdt_notes_ struct sdt_notes notes = VEC_INIT;
	_cleanup_notes_ struct notes remarks = NOTES_INIT;
	const struct image *image = complete_image(completion);
	const struct sdt_note *last = NULL;

	if (!image || image->kind != IMAGE_USER)
		return NULL;
	TRY(sdt_notes_read(image, &remarks, &notes));
	vec_for_each(&notes, note) {
		_cleanup_str_ struct str word = STR_INIT;

		if (last && strcmp(last->name, note->name) == 0 &&
		    strcmp(last->provider, note->provider) == 0)
			continue;
		last = note;
		str_appendf(&word, "%%sdt_%s:%s", note->provider, note->name);
		TRY(str_check(&word));
		TRY(completion_add(completion, str_text(&word), "marker"));
	}
	return NULL;
}

/* What stands before the first blank: where the probe is to be. */
struct sonde_error *complete_point(struct completion *completion)
{
	const char *equals = strchr(completion->text, '=');
	const char *colon, *percent;

	completion->goes_on = true;
	if (equals)
		completion_settle(completion, (size_t)(equals - completion->text) + 1);
	if (completion->text[0] == '%')
		return complete_markers(completion);
	percent = strchr(completion->text, '%');
	colon = find_colon(completion->text);
	if (colon)
		return complete_line_numbers(completion, colon);
	if (percent) {
		completion_settle(completion, (size_t)(percent - completion->text) + 1);
		return completion_add(completion, "return", "where it returns");
	}
	if (strpbrk(completion->text, "@;+"))
		return NULL;
	TRY(complete_functions(completion));
	return complete_sources(completion);
}

static struct sonde_error *add_listed(struct completion *completion,
				      const struct listing_places *places)
{
	vec_for_each(places, place) {
		vec_for_each(&place->variables, variable) {
			if (variable->available)
				TRY(completion_add(completion, variable->name, variable->type));
		}
		/* Those of the other places are mostly the same. */
		break;
	}
	return NULL;
}

static struct sonde_error *list_variables(struct image *image, const struct probe_def *def,
					  struct listing_places *ret)
{
	struct nameexpr filter = NAMEEXPR_INIT;
	const struct listing_options options = {
		.resolve = {.max_probes = PLACES_MOST},
		.filter = &filter,
	};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	struct sonde_error *error = nameexpr_add(&filter, "*");

	if (!error)
		error = listing_make(image, def, &options, &notes, ret);
	nameexpr_deinit(&filter);
	return error;
}

static struct sonde_error *add_variables(struct completion *completion, const char *point)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;
	struct image *image = complete_image(completion);

	error = probe_def_parse(point, &def);
	if (error || !image || !image->index || def.point.kind == PROBE_POINT_MARKER)
		return NULL;
	error = list_variables(image, &def, &places);
	return error ? NULL : add_listed(completion, &places);
}

/* `name=` before an argument gives it that name. */
static struct sonde_error *add_named(struct completion *completion, const char *arguments)
{
	while (*arguments) {
		const size_t size = strcspn(arguments, BLANKS);
		const size_t name = strcspn(arguments, "=");
		_cleanup_free_ char *word = NULL;

		if (name < size) {
			TRY(sonde_strndup(arguments, name, &word));
			TRY(completion_add(completion, word, "argument"));
		}
		arguments += size;
		arguments += strspn(arguments, BLANKS);
	}
	return NULL;
}

struct sonde_error *complete_variables(struct completion *completion, const char *definition)
{
	const size_t size = strcspn(definition, BLANKS);
	_cleanup_free_ char *point = NULL;

	TRY(sonde_strndup(definition, size, &point));
	TRY(add_variables(completion, point));
	return add_named(completion, definition + size + strspn(definition + size, BLANKS));
}

/* What can be fetched at every place. */
static struct sonde_error *add_general(struct completion *completion, const char *point)
{
	const size_t size = strlen(point);

	TRY(completion_add(completion, "$params", "all parameters"));
	TRY(completion_add(completion, "$vars", "all variables"));
	TRY(completion_add(completion, "$comm", "name of the process"));
	TRY(completion_add(completion, "$stack", "address of the stack"));
	if (size > 7 && strcmp(point + size - 7, "%return") == 0)
		TRY(completion_add(completion, "$retval", "what is returned"));
	return NULL;
}

static struct sonde_error *complete_type(struct completion *completion)
{
	completion_settle_list(completion, ":");
	return complete_each(completion, fetch_type_name);
}

/* An argument: the last piece behind a blank. */
static struct sonde_error *complete_argument(struct completion *completion, size_t point_size)
{
	_cleanup_free_ char *point = NULL;
	const char *equals;

	TRY(sonde_strndup(completion->text, point_size, &point));
	completion->goes_on = true;
	completion_settle_list(completion, BLANKS);
	equals = strchr(completion->text, '=');
	if (equals)
		completion_settle(completion, (size_t)(equals - completion->text) + 1);
	if (find_colon(completion->text))
		return complete_type(completion);
	TRY(add_general(completion, point));
	return add_variables(completion, point);
}

struct sonde_error *complete_definition(struct completion *completion)
{
	const size_t point = strcspn(completion->text, BLANKS);

	/* A file with definitions. */
	if (completion->text[0] == '@') {
		completion_settle(completion, 1);
		completion->has_files = true;
		return NULL;
	}
	TRY(complete_cached_definition(completion));
	return completion->text[point] ? complete_argument(completion, point)
				       : complete_point(completion);
}

/* The bare words of `sonde probe` are one definition. */
struct sonde_error *complete_definition_words(struct completion *completion)
{
	_cleanup_str_ struct str whole = STR_INIT;

	for (size_t i = 0; i < completion->before; i++) {
		const struct complete_given *given = &completion->given.data[i];

		if (!given->option)
			str_appendf(&whole, "%s ", given->value);
	}
	completion->elsewhere = whole.size;
	str_append(&whole, completion->text);
	TRY(str_check(&whole));
	free(take_ptr(completion->typed));
	TRY(str_take(&whole, &completion->typed));
	completion->text = completion->typed;
	if (completion_has(completion, "list"))
		return complete_probe_event(completion);
	return completion_has(completion, "funcs") ? complete_functions(completion)
						   : complete_definition(completion);
}

struct sonde_error *complete_definition_or_event(struct completion *completion)
{
	const char *text = completion->text;

	TRY(complete_any_event(completion));
	/* `sched:` is no function with lines. */
	if (completion->choices.size && find_colon(text))
		return NULL;
	completion->text = text;
	return complete_definition(completion);
}
