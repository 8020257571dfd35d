/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cache/check.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "cli/cached/cached.h"
#include "cli/cached/filter.h"
#include "probe/fits.h"
#include "probe/grammar.h"
#include "probe/place.h"

void cache_check_deinit(struct cache_check *check)
{
	free(check->reason);
	free(check->cached);
	free(check->resolved);
	*check = (struct cache_check){0};
}

const char *cache_check_name(enum cache_check_result result)
{
	static const char *const names[] = {
		[CACHE_CHECK_OK_IMAGE] = "ok",	   [CACHE_CHECK_OK_CHECKSUM] = "ok",
		[CACHE_CHECK_DIFFERS] = "differs", [CACHE_CHECK_DAMAGED] = "damaged",
		[CACHE_CHECK_UNKNOWN] = "unknown", [CACHE_CHECK_RESULTS] = "",
	};

	return names[result];
}

struct sonde_error *cache_check_set(struct cache_check *check, enum cache_check_result result,
				    const char *reason)
{
	check->result = result;
	free(take_ptr(check->reason));
	return sonde_strdup(reason, &check->reason);
}

/* A line that is none. Errors that say so are taken; the others are returned. */
static struct sonde_error *set_damaged(struct cache_check *check, const struct cache_entry *entry,
				       size_t line, struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *owned = error;

	if (owned->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(owned);
	check->line = line + 1;
	TRY(sonde_strdup(entry->lines.data[line], &check->cached));
	return cache_check_set(check, CACHE_CHECK_DAMAGED, owned->message);
}

static struct sonde_error *check_line(const char *line, bool is_user)
{
	_cleanup_probe_event_ struct probe_event event = {0};

	TRY(probe_event_parse(line, &event));
	if (!event.group || !event.event)
		return sonde_error_new(SONDE_ERROR_FORMAT, "The event has no name.");
	if (event.is_user != is_user)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       event.is_user ? "It is for a program, in a build of the "
						       "kernel."
						     : "It is for the kernel, in a build of a "
						       "program.");
	return fits_check_event(&event);
}

/* An event's name without the number that it has if others had its name. */
static int name_size(const char *name)
{
	size_t size = strlen(name);

	while (size && isdigit((unsigned char)name[size - 1]))
		size--;
	return (int)(size > 1 && name[size - 1] == '_' && name[size] ? size - 1 : strlen(name));
}

/* What events have in common that set the same probe. */
static struct sonde_error *print_key(const struct target *target, const struct probe_event *event,
				     struct str *out)
{
	uint64_t address;

	str_appendf(out, "%c%u:%s/%.*s ", event->is_return ? 'r' : 'p', event->maxactive,
		    event->group ? event->group : "", event->event ? name_size(event->event) : 0,
		    event->event ? event->event : "");
	if (!event->is_user && place_address(target->image, event, &address))
		str_appendf(out, "%s:0x%" PRIx64, event->module ? event->module : "", address);
	else
		probe_event_print_place(event, out);
	vec_for_each(&event->args, arg) {
		str_append_char(out, ' ');
		probe_event_arg_print(arg, out);
	}
	return str_check(out);
}

/* Keys of what the image gives, and how often. */
static struct sonde_error *count_events(const struct target *target, const struct plan *plan,
					struct map *counts)
{
	vec_for_each(&plan->events, event) {
		_cleanup_str_ struct str key = STR_INIT;
		const size_t one = 1;
		size_t *count;

		TRY(print_key(target, event, &key));
		count = map_get(counts, str_text(&key));
		if (count)
			++*count;
		else
			TRY(map_put_copy(counts, str_text(&key), &one, sizeof(one)));
	}
	return NULL;
}

static bool take_one(const struct map *counts, const char *key)
{
	size_t *count = map_get(counts, key);

	if (!count || !*count)
		return false;
	--*count;
	return true;
}

/* Of the events that the image gives, one that is not cached: that of the line, if it is one. */
static struct sonde_error *show_resolved(const struct target *target, const struct plan *plan,
					 const struct map *counts, struct cache_check *check)
{
	const size_t count = plan->events.size;
	const size_t start = check->line ? check->line - 1 : 0;

	for (size_t i = 0; i < count; i++) {
		const struct probe_event *event = &plan->events.data[(start + i) % count];
		_cleanup_str_ struct str key = STR_INIT, line = STR_INIT;

		TRY(print_key(target, event, &key));
		if (!take_one(counts, str_text(&key)))
			continue;
		probe_event_print(event, &line);
		return str_take(&line, &check->resolved);
	}
	return NULL;
}

/* Find a line that the image does not give. Damage comes before difference. */
static struct sonde_error *compare_lines(const struct cache_entry *entry,
					 const struct target *target, const struct plan *plan,
					 const struct map *counts, struct cache_check *check)
{
	for (size_t i = 0; i < entry->lines.size; i++) {
		_cleanup_probe_event_ struct probe_event event = {0};
		_cleanup_str_ struct str key = STR_INIT;
		struct sonde_error *error;

		error = check_line(entry->lines.data[i], target_is_program(target));
		if (!error)
			error = cached_parse_line(plan->def, target, entry->lines.data[i], &event);
		if (error)
			return set_damaged(check, entry, i, error);
		TRY(print_key(target, &event, &key));
		if (!take_one(counts, str_text(&key)) && !check->line)
			check->line = i + 1;
	}
	return NULL;
}

/* Whether what it says makes sense for the lines. */
static struct sonde_error *check_filter(const struct cache_entry *entry, struct cache_check *check)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str reason = STR_INIT;

	error = cached_filter_check(entry);
	if (!error || error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	str_appendf(&reason, "its filter: %s", error->message);
	TRY(str_check(&reason));
	return cache_check_set(check, CACHE_CHECK_DAMAGED, str_text(&reason));
}

/* Whatever an image says, export and replay hold an entry against what was stored. */
static struct sonde_error *check_unchanged(const struct cache_entry *entry,
					   struct cache_check *check)
{
	if (entry->checksum == CACHE_CHECKSUM_BAD)
		return cache_check_set(check, CACHE_CHECK_DAMAGED,
				       "its lines were changed after sonde stored them");
	if (entry->filter.is_damaged)
		return cache_check_set(check, CACHE_CHECK_DAMAGED,
				       "its filter was changed after sonde kept it");
	return check_filter(entry, check);
}

struct sonde_error *cache_check_by_image(const struct cache_entry *entry,
					 const struct target *target, const struct plan *plan,
					 struct cache_check *ret)
{
	_cleanup_(map_deinit_values) struct map counts = MAP_INIT;
	_cleanup_str_ struct str reason = STR_INIT;

	TRY(count_events(target, plan, &counts));
	ret->result = CACHE_CHECK_OK_IMAGE;
	TRY(compare_lines(entry, target, plan, &counts, ret));
	if (ret->result == CACHE_CHECK_DAMAGED)
		return NULL;
	TRY(show_resolved(target, plan, &counts, ret));
	if (ret->line) {
		TRY(sonde_strdup(entry->lines.data[ret->line - 1], &ret->cached));
		return cache_check_set(ret, CACHE_CHECK_DIFFERS,
				       "the image gives another line, or none");
	}
	if (!ret->resolved)
		return check_unchanged(entry, ret);
	str_appendf(&reason, "the image gives %zu lines, not %zu", plan->events.size,
		    entry->lines.size);
	TRY(str_check(&reason));
	return cache_check_set(ret, CACHE_CHECK_DIFFERS, str_text(&reason));
}

struct sonde_error *cache_check_definition(const struct cache_entry *entry, char **ret)
{
	const char *text = entry->definition, *colon = strchr(text, ':'), *name = strchr(text, '=');
	_cleanup_str_ struct str out = STR_INIT;

	if (!entry->is_marker || !colon || !name || name < colon)
		return sonde_strdup(text, ret);
	str_appendf(&out, "%.*s:%s", (int)(colon - text), text, name + 1);
	return str_take(&out, ret);
}

static struct sonde_error *check_definition(const struct cache_entry *entry,
					    struct cache_check *check)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_free_ char *text = NULL;

	TRY(cache_check_definition(entry, &text));
	error = probe_def_parse(text, &def);
	if (error && error->kind != SONDE_ERROR_NO_MEMORY)
		return cache_check_set(check, CACHE_CHECK_DAMAGED, error->message);
	return take_ptr(error);
}

static struct sonde_error *ask_checksum(const struct cache_entry *entry, const char *why,
					struct cache_check *check)
{
	_cleanup_str_ struct str reason = STR_INIT;

	check->result = CACHE_CHECK_OK_CHECKSUM;
	if (entry->checksum != CACHE_CHECKSUM_NONE)
		return check_unchanged(entry, check);
	str_appendf(&reason, "sonde did not store it, and %s", why);
	TRY(str_check(&reason));
	return cache_check_set(check, CACHE_CHECK_UNKNOWN, str_text(&reason));
}

struct sonde_error *cache_check_by_itself(const struct cache_entry *entry, bool is_user,
					  const char *why, struct cache_check *ret)
{
	ret->result = CACHE_CHECK_OK_CHECKSUM;
	TRY(check_definition(entry, ret));
	for (size_t i = 0; i < entry->lines.size && !ret->reason; i++) {
		struct sonde_error *error = check_line(entry->lines.data[i], is_user);

		if (error)
			TRY(set_damaged(ret, entry, i, error));
	}
	if (ret->reason)
		return NULL;
	if (!entry->lines.size)
		return cache_check_set(ret, CACHE_CHECK_UNKNOWN,
				       "it has no lines, and is not used");
	return ask_checksum(entry, why, ret);
}
