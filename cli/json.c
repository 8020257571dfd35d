/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/json.h"

#include "base/json_text.h"
#include "base/str.h"
#include "cli/json_give.h"
#include "cli/out.h"
#include "probe/fetch.h"

struct sonde_error *json_create_list(struct json_object **ret)
{
	struct json_object *list = json_object_new_array();

	if (!list)
		return &sonde_error_no_memory;
	*ret = list;
	return NULL;
}

/* An object would have the names in any order, and each but once. */
static struct sonde_error *give_values(struct json_object *object, const struct enumeration *values)
{
	struct json_object *list;

	TRY(give(object, "values", json_object_new_array()));
	json_object_object_get_ex(object, "values", &list);
	vec_for_each(&values->names, name) {
		_cleanup_json_ struct json_object *item = json_object_new_object();

		if (!item)
			return &sonde_error_no_memory;
		TRY(give_text(item, "name", name->name));
		TRY(give(item, "value",
			 values->is_signed ? json_object_new_int64((int64_t)name->value)
					   : json_object_new_uint64(name->value)));
		TRY(append(list, &item));
	}
	return NULL;
}

static struct sonde_error *give_position(struct json_object *object,
					 const struct position *position)
{
	_cleanup_json_ struct json_object *place = json_object_new_object();

	if (!place)
		return &sonde_error_no_memory;
	TRY(give_text(place, "file", position->file));
	TRY(give(place, "line", json_object_new_uint64(position->line)));
	if (position->function) {
		TRY(give_text(place, "function", position->function));
		TRY(give(place, "function_line", json_object_new_uint64(position->function_line)));
	}
	return give(object, "position", take_ptr(place));
}

static struct sonde_error *add_arg(struct json_object *list, const struct probe_event_arg *arg)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	_cleanup_str_ struct str fetch = STR_INIT;

	if (!object)
		return &sonde_error_no_memory;
	fetch_print(&arg->fetch, &fetch);
	TRY(str_check(&fetch));
	TRY(give_text(object, "name", arg->name));
	TRY(give_text(object, "fetch", str_text(&fetch)));
	TRY(give_text(object, "type", arg->type));
	if (arg->values.names.size)
		TRY(give_values(object, &arg->values));
	return append(list, &object);
}

static struct sonde_error *give_place(struct json_object *object, const struct probe_event *event)
{
	TRY(give(object, "return", json_object_new_boolean(event->is_return)));
	TRY(give_text(object, "module", event->module));
	TRY(give_text(object, "symbol", event->symbol));
	TRY(give_text(object, "path", event->path));
	if (event->ref_offset)
		TRY(give(object, "ref_offset", json_object_new_uint64(event->ref_offset)));
	return give(object, "offset", json_object_new_uint64(event->offset));
}

struct sonde_error *json_add_event(struct json_object *list, const struct probe_event *event)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	_cleanup_str_ struct str line = STR_INIT;
	struct json_object *args;

	if (!object)
		return &sonde_error_no_memory;
	probe_event_print(event, &line);
	TRY(str_check(&line));
	TRY(give_text(object, "group", event->group));
	TRY(give_text(object, "event", event->event));
	TRY(give_text(object, "line", str_text(&line)));
	TRY(give_place(object, event));
	if (event->position.file)
		TRY(give_position(object, &event->position));
	TRY(give(object, "args", json_object_new_array()));
	json_object_object_get_ex(object, "args", &args);
	vec_for_each(&event->args, arg)
		TRY(add_arg(args, arg));
	return append(list, &object);
}

struct sonde_error *json_add_line(struct json_object *list, const char *group, const char *event,
				  const char *line)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "group", group));
	TRY(give_text(object, "event", event));
	TRY(give_text(object, "line", line));
	return append(list, &object);
}

struct sonde_error *json_add_cached(struct json_object *list, const struct cache_summary *summary,
				    const struct cache_picked_entry *picked)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	struct json_object *lines;

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "target", summary->target));
	TRY(give_text(object, "build_id", summary->build_id));
	TRY(give_text(object, "release", summary->info.release));
	TRY(give_text(object, "architecture", summary->info.arch));
	TRY(give_text(object, "definition", picked->definition));
	TRY(give(object, "lines", json_object_new_array()));
	json_object_object_get_ex(object, "lines", &lines);
	vec_for_each(&picked->entry->lines, line) {
		_cleanup_json_ struct json_object *text = json_text(*line, strlen(*line));

		if (!text)
			return &sonde_error_no_memory;
		TRY(append(lines, &text));
	}
	return append(list, &object);
}

static struct sonde_error *give_events(struct json_object *object,
				       const struct probe_events *events)
{
	struct json_object *list;

	TRY(give(object, "events", json_object_new_array()));
	json_object_object_get_ex(object, "events", &list);
	vec_for_each(events, event)
		TRY(json_add_event(list, event));
	return NULL;
}

/* The texts of all notes of one kind. */
static struct sonde_error *give_notes(struct json_object *object, const char *key,
				      const struct notes *notes, enum note_kind kind)
{
	struct json_object *list;

	TRY(give(object, key, json_object_new_array()));
	json_object_object_get_ex(object, key, &list);
	vec_for_each(notes, note) {
		_cleanup_json_ struct json_object *text = NULL;

		if (note->kind != kind)
			continue;
		text = json_text(note->text, strlen(note->text));
		if (!text)
			return &sonde_error_no_memory;
		TRY(append(list, &text));
	}
	return NULL;
}

struct sonde_error *json_add_definition(struct json_object *list, const char *definition,
					const char *source, const struct probe_events *events,
					const struct notes *notes)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "definition", definition));
	TRY(give_text(object, "source", source));
	TRY(give_events(object, events));
	TRY(give_notes(object, "left_out", notes, NOTE_OMITTED));
	TRY(give_notes(object, "notes", notes, NOTE_CHANGED));
	return append(list, &object);
}

struct sonde_error *json_add_place(struct json_object *list, const struct verdict_place *place,
				   bool with_verdict)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	const struct blacklist_answer *answer = place->answer;

	if (!object)
		return &sonde_error_no_memory;
	if (with_verdict)
		TRY(give_text(object, "verdict", blacklist_verdict_name(answer->verdict)));
	TRY(give_text(object, "function", place->function));
	TRY(give_text(object, "module", place->module));
	TRY(give_text(object, "symbol", place->symbol));
	TRY(give(object, "offset", json_object_new_uint64(place->offset)));
	if (place->address)
		TRY(give_address(object, "address", place->address));
	TRY(give(object, "return", json_object_new_boolean(place->is_return)));
	if (answer->cause != BLACKLIST_CAUSE_NONE)
		TRY(give_text(object, "cause", blacklist_cause_name(answer->cause)));
	TRY(give_text(object, "reason", answer->reason));
	return append(list, &object);
}

static struct sonde_error *give_list(struct json_object *object, const char *key,
				     struct json_object **list)
{
	return give(object, key, take_ptr(*list));
}

struct sonde_error *json_add_verdicts(struct json_object *list, const char *definition,
				      struct json_object **places)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "definition", definition));
	TRY(give_list(object, "places", places));
	return append(list, &object);
}

struct sonde_error *json_give_refused(struct json_object *list, struct json_object **places)
{
	const size_t count = json_object_array_length(list);
	struct json_object *object;

	if (!count || !*places || json_object_array_length(*places) == 0)
		return NULL;
	object = json_object_array_get_idx(list, count - 1);
	return give_list(object, "refused", places);
}

struct sonde_error *json_add_failure(struct json_object *list, const char *definition,
				     const struct sonde_error *failure)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "definition", definition));
	TRY(give_text(object, "error", failure->message));
	TRY(give_text(object, "hint", failure->hint));
	if (failure->column)
		TRY(give(object, "column", json_object_new_uint64(failure->column)));
	return append(list, &object);
}

struct sonde_error *json_add_failures(struct json_object *list, const char *const *definitions,
				      size_t count, const struct sonde_error *failure)
{
	for (size_t i = 0; i < count; i++)
		TRY(json_add_failure(list, definitions[i], failure));
	return NULL;
}

/* A line of a source, which can have any bytes, as text. */
static struct sonde_error *give_line(struct json_object *object, const struct source *source,
				     uint32_t line)
{
	const char *text;
	size_t size;

	if (!source_line(source, line, &text, &size))
		return NULL;
	return give(object, "text", json_text(text, size));
}

static struct sonde_error *add_mark(struct json_object *list, const struct line_list *lines,
				    const struct line_mark *mark, const struct source *source)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	if (lines->function)
		TRY(give(object, "relative", json_object_new_int64(mark->line - lines->base)));
	TRY(give(object, "line", json_object_new_int64(mark->line)));
	TRY(give(object, "places", json_object_new_uint64(mark->places)));
	TRY(give(object, "only_inlined", json_object_new_boolean(mark->only_inlined)));
	TRY(give_text(object, "inlines", mark->inlines));
	TRY(give_line(object, source, mark->line));
	return append(list, &object);
}

struct sonde_error *json_add_lines(struct json_object *list, const struct line_range *range,
				   const struct line_list *lines, const struct source *source)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	struct json_object *marks;

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "definition", range->text));
	TRY(give_text(object, "function", lines->function));
	TRY(give_text(object, "path", lines->path));
	TRY(give_text(object, "file", source->path));
	TRY(give(object, "lines", json_object_new_array()));
	json_object_object_get_ex(object, "lines", &marks);
	vec_for_each(&lines->marks, mark)
		TRY(add_mark(marks, lines, mark, source));
	return append(list, &object);
}

/* Append a text to a list. */
static struct sonde_error *append_text(struct json_object *list, const char *text)
{
	_cleanup_json_ struct json_object *value = json_text(text, strlen(text));

	return value ? append(list, &value) : &sonde_error_no_memory;
}

static struct sonde_error *append_address(struct json_object *list, uint64_t address)
{
	char text[JSON_ADDRESS_SIZE];

	print_address(address, text);
	return append_text(list, text);
}

struct sonde_error *json_add_function(struct json_object *list, const char *name, uint64_t address,
				      bool again)
{
	_cleanup_json_ struct json_object *object = NULL;
	struct json_object *addresses;

	if (again) {
		const size_t last = json_object_array_length(list) - 1;

		object = json_object_get(json_object_array_get_idx(list, last));
	} else {
		object = json_object_new_object();
		if (!object)
			return &sonde_error_no_memory;
		TRY(give_text(object, "function", name));
		TRY(give(object, "addresses", json_object_new_array()));
	}
	json_object_object_get_ex(object, "addresses", &addresses);
	if (address)
		TRY(append_address(addresses, address));
	return again ? NULL : append(list, &object);
}

static struct sonde_error *add_range(struct json_object *list, const struct listing_range *range)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "function", range->function));
	TRY(give(object, "start", json_object_new_uint64(range->start)));
	TRY(give(object, "end", json_object_new_uint64(range->end)));
	return append(list, &object);
}

static struct sonde_error *add_line_range(struct json_object *list,
					  const struct listing_line_range *lines)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give(object, "first", json_object_new_uint64(lines->first)));
	TRY(give(object, "last", json_object_new_uint64(lines->last)));
	return append(list, &object);
}

static struct sonde_error *give_where(struct json_object *object,
				      const struct listing_variable *variable)
{
	struct json_object *list;

	TRY(give(object, "ranges", json_object_new_array()));
	json_object_object_get_ex(object, "ranges", &list);
	vec_for_each(&variable->ranges, range)
		TRY(add_range(list, range));
	TRY(give(object, "lines", json_object_new_array()));
	json_object_object_get_ex(object, "lines", &list);
	vec_for_each(&variable->lines, lines)
		TRY(add_line_range(list, lines));
	return NULL;
}

static struct sonde_error *add_variable(struct json_object *list,
					const struct listing_variable *variable)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "name", variable->name));
	TRY(give_text(object, "type", variable->type));
	TRY(give(object, "external", json_object_new_boolean(variable->external)));
	TRY(give(object, "available", json_object_new_boolean(variable->available)));
	TRY(give_text(object, "reason", variable->reason));
	if (variable->ranges.size)
		TRY(give_where(object, variable));
	return append(list, &object);
}

static struct sonde_error *add_listing(struct json_object *list,
				       const struct listing_place *listing)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	struct json_object *variables;

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "function", listing->function));
	TRY(give(object, "offset", json_object_new_uint64(listing->offset)));
	TRY(give_address(object, "address", listing->address));
	TRY(give_text(object, "point", listing->source));
	TRY(give(object, "variables", json_object_new_array()));
	json_object_object_get_ex(object, "variables", &variables);
	vec_for_each(&listing->variables, variable)
		TRY(add_variable(variables, variable));
	return append(list, &object);
}

struct sonde_error *json_add_listings(struct json_object *list, const char *point,
				      const struct listing_places *listings)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	struct json_object *places;

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "definition", point));
	TRY(give(object, "places", json_object_new_array()));
	json_object_object_get_ex(object, "places", &places);
	vec_for_each(listings, listing)
		TRY(add_listing(places, listing));
	return append(list, &object);
}

void json_print(struct json_object *list, const struct context *context)
{
	_cleanup_str_ struct str text = STR_INIT;

	json_text_append(list, true, &text);
	out_text(context, context->out, &text);
}
