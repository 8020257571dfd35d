/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/name.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "probe/event_stem.h"
#include "probe/print.h"

/* The longest name the kernel takes: MAX_EVENT_NAME_LEN of kernel/trace/trace_probe.h, less NUL. */
#define EVENT_NAME_MAX 63

/* Append `text`, every byte that an identifier cannot have made `_`. */
static void append_identifier(struct str *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		str_append_char(out, isalnum(c) ? (char)c : '_');
	}
}

static struct sonde_error *default_group(const struct probe_event *event, struct str *out)
{
	const char *base;
	size_t size = 0;

	if (!event->is_user) {
		str_append(out, "probe");
		return str_check(out);
	}
	base = strrchr(event->path, '/') ? strrchr(event->path, '/') + 1 : event->path;
	while (isalnum((unsigned char)base[size]))
		size++;
	str_append(out, "probe_");
	append_identifier(out, base, size);
	TRY(str_check(out));
	if (!probe_event_name_valid(str_text(out)))
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_REFUSED,
							"'%s' is too long for the name of a group.",
							str_text(out)),
					"Give it a name: GROUP:EVENT=...");
	return NULL;
}

/* `address` is where the probe is, for what has no other name. */
static struct sonde_error *default_name(const struct probe_def *def, const char *function,
					uint64_t address, struct str *out)
{
	_cleanup_str_ struct str tail = STR_INIT;

	if (function && def->point.kind != PROBE_POINT_ADDRESS)
		TRY(event_stem(function, out));
	else
		str_appendf(out, "abs_%" PRIx64, address);
	if (def->point.place == PROBE_PLACE_RETURN)
		str_append(&tail, "__return");
	else if (def->point.place == PROBE_PLACE_LINE)
		str_appendf(&tail, "_L%" PRIu32, def->point.line);
	if (out->size > EVENT_NAME_MAX - tail.size)
		str_truncate(out, EVENT_NAME_MAX - tail.size);
	str_append(out, str_text(&tail));
	TRY(str_check(&tail));
	TRY(str_check(out));
	if (!probe_event_name_valid(str_text(out)))
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_REFUSED,
					"'%s' cannot name an event: the kernel takes C identifiers "
					"of at most %d bytes.",
					str_text(out), EVENT_NAME_MAX),
			"Give it a name: EVENT=%s", function ? function : "...");
	return NULL;
}

struct sonde_error *name_event(const struct probe_def *def, const char *function,
			       struct probe_event *event)
{
	_cleanup_str_ struct str group = STR_INIT, name = STR_INIT;

	if (def->group)
		str_append(&group, def->group);
	else
		TRY(default_group(event, &group));
	if (def->event)
		str_append(&name, def->event);
	else
		TRY(default_name(def, function,
				 def->point.address ? def->point.address : event->offset, &name));
	TRY(str_take(&group, &event->group));
	return str_take(&name, &event->event);
}

/* Empty where a group cannot be named after the program. */
static struct sonde_error *group_of_program(const struct probe_event *event, struct str *out)
{
	struct sonde_error *error = default_group(event, out);

	if (!error || error->kind != SONDE_ERROR_REFUSED)
		return error;
	sonde_error_destroy(error);
	str_truncate(out, 0);
	return NULL;
}

struct sonde_error *name_move(const char *path, struct probe_event *event)
{
	_cleanup_str_ struct str before = STR_INIT, after = STR_INIT;

	TRY(group_of_program(event, &before));
	free(take_ptr(event->path));
	TRY(sonde_strdup(path, &event->path));
	TRY(group_of_program(event, &after));
	if (!after.size || strcmp(str_text(&before), event->group) != 0)
		return NULL;
	free(take_ptr(event->group));
	return str_take(&after, &event->group);
}

struct sonde_error *name_with_suffix(struct probe_event *event, const char *base, unsigned n)
{
	_cleanup_str_ struct str name = STR_INIT, tail = STR_INIT;
	_cleanup_free_ char *fresh = NULL;

	str_appendf(&tail, "_%u", n);
	str_append(&name, base);
	if (name.size > EVENT_NAME_MAX - tail.size)
		str_truncate(&name, EVENT_NAME_MAX - tail.size);
	str_append(&name, str_text(&tail));
	TRY(str_check(&tail));
	TRY(str_take(&name, &fresh));
	free(event->event);
	event->event = take_ptr(fresh);
	return NULL;
}

void name_register_deinit(struct name_register *names)
{
	map_deinit_values(&names->settled);
	map_deinit_values(&names->given);
}

static struct sonde_error *full_name(const struct probe_event *event, struct str *out)
{
	str_truncate(out, 0);
	str_appendf(out, "%s/%s", event->group, event->event);
	return str_check(out);
}

bool name_register_has(const struct name_register *names, const struct probe_event *event)
{
	/* Nothing can be said of memory here. Both are names that the kernel takes. */
	char name[2 * EVENT_NAME_MAX + 2];
	const int size = snprintf(name, sizeof(name), "%s/%s", event->group, event->event);

	return size < (int)sizeof(name) && map_has(&names->settled, name);
}

/* Store a copy of the value. */
static struct sonde_error *put_text(struct map *map, const char *key, const char *value)
{
	_cleanup_free_ char *copy = NULL;

	TRY(sonde_strdup(value, &copy));
	TRY(map_put(map, key, copy));
	take_ptr(copy);
	return NULL;
}

/* Whether the event can have the name it has now. */
static bool can_have(const struct name_register *names, const char *name, const char *likeness,
		     bool taken)
{
	const char *other = map_get(&names->settled, name);

	if (other)
		return names->share && strcmp(other, likeness) == 0;
	return !taken;
}

/* The first of the event's names that is free, or that it can share. */
static struct sonde_error *find_name(struct name_register *names, name_taken_fn taken,
				     const void *data, const char *likeness,
				     struct probe_event *event)
{
	_cleanup_str_ struct str name = STR_INIT;
	_cleanup_free_ char *base = NULL;

	TRY(sonde_strdup(event->event, &base));
	TRY(full_name(event, &name));
	for (unsigned n = 1; !can_have(names, str_text(&name), likeness,
				       taken && taken(data, event->group, event->event));
	     n++) {
		names->was_split |= map_has(&names->settled, str_text(&name));
		TRY(name_with_suffix(event, base, n));
		TRY(full_name(event, &name));
	}
	if (map_has(&names->settled, str_text(&name)))
		return NULL;
	return put_text(&names->settled, str_text(&name), likeness);
}

struct sonde_error *name_settle(struct name_register *names, name_taken_fn taken, const void *data,
				struct probe_event *event)
{
	_cleanup_str_ struct str wanted = STR_INIT, likeness = STR_INIT;
	const char *given;

	probe_event_print_likeness(event, &likeness);
	str_appendf(&wanted, "%s/%s %s", event->group, event->event, str_text(&likeness));
	TRY(str_check(&likeness));
	TRY(str_check(&wanted));
	given = names->share ? map_get(&names->given, str_text(&wanted)) : NULL;
	if (given) {
		free(take_ptr(event->event));
		return sonde_strdup(given, &event->event);
	}
	TRY(find_name(names, taken, data, str_text(&likeness), event));
	return names->share ? put_text(&names->given, str_text(&wanted), event->event) : NULL;
}

struct sonde_error *name_of_arg(const struct probe_arg *arg, char **ret)
{
	_cleanup_str_ struct str name = STR_INIT;

	if (arg->name)
		return sonde_strdup(arg->name, ret);
	probe_arg_print_default_name(arg, &name);
	TRY(str_check(&name));
	/* Debuginfo can have any name; argN comes later where there is none. */
	if (name.size > PROBE_ARG_NAME_MAX || probe_arg_name_reserved(str_text(&name)) ||
	    (name.size && !probe_event_name_valid(str_text(&name))))
		return sonde_error_new(
			SONDE_ERROR_UNAVAILABLE,
			"the kernel takes no argument of that name, give it another: "
			"NAME=%s",
			str_text(&name));
	if (name.size)
		return str_take(&name, ret);
	*ret = NULL;
	return NULL;
}

/* What stands before the members: the name given, else that of the variable. */
static void append_outer(const struct probe_arg *arg, struct str *out)
{
	if (arg->name)
		str_append(out, arg->name);
	else
		probe_arg_print_default_name(arg, out);
	if (out->size == 0)
		str_append(out, "retval");
}

/* FIRST_LAST, with as much of the first name as there is room for. */
static void shorten(struct str *name, size_t outer, const char *last)
{
	const size_t size = strnlen(last, PROBE_ARG_NAME_MAX);
	const size_t room = PROBE_ARG_NAME_MAX - size;

	str_truncate(name, room <= 1 ? 0 : outer < room - 1 ? outer : room - 1);
	if (name->size)
		str_append_char(name, '_');
	append_identifier(name, last, size);
}

struct sonde_error *name_of_member(const struct probe_arg *arg, const char *const *names,
				   size_t count, char **ret)
{
	_cleanup_str_ struct str name = STR_INIT;
	size_t outer;

	append_outer(arg, &name);
	outer = name.size;
	for (size_t i = 0; i < count; i++) {
		str_append_char(&name, '_');
		append_identifier(&name, names[i], strlen(names[i]));
	}
	if (name.size > PROBE_ARG_NAME_MAX && count)
		shorten(&name, outer, names[count - 1]);
	TRY(str_check(&name));
	if (probe_arg_name_reserved(str_text(&name)))
		str_append_char(&name, '_');
	return str_take(&name, ret);
}

/* By an argument before this one, or by one anywhere that was asked to have it. */
static bool another_has(const struct probe_event *event, size_t which, const char *name)
{
	for (size_t i = 0; i < event->args.size; i++) {
		const struct probe_event_arg *arg = &event->args.data[i];

		if (i != which && (i < which || arg->is_named) && arg->name &&
		    strcmp(arg->name, name) == 0)
			return true;
	}
	return false;
}

static bool is_taken(const struct name_list *variables, const struct probe_event *event,
		     size_t which)
{
	const struct probe_event_arg *arg = &event->args.data[which];

	if (another_has(event, which, arg->name))
		return true;
	if (arg->rank != PROBE_RANK_MEMBER)
		return false;
	vec_for_each(variables, variable) {
		if (strcmp(*variable, arg->name) == 0)
			return true;
	}
	return false;
}

/* BASE_N, of which the base gives way. */
static struct sonde_error *name_with_number(const char *base, unsigned n, char **ret)
{
	_cleanup_str_ struct str name = STR_INIT, number = STR_INIT;

	str_appendf(&number, "_%u", n);
	str_append(&name, base);
	if (name.size + number.size > PROBE_ARG_NAME_MAX)
		str_truncate(&name, PROBE_ARG_NAME_MAX - number.size);
	str_append(&name, str_text(&number));
	TRY(str_check(&number));
	return str_take(&name, ret);
}

static struct sonde_error *name_arg(const struct name_list *variables, struct probe_event *event,
				    size_t i)
{
	struct probe_event_arg *arg = &event->args.data[i];
	_cleanup_str_ struct str name = STR_INIT;
	_cleanup_free_ char *base = NULL;

	if (arg->is_named)
		return NULL;
	if (!arg->name) {
		str_appendf(&name, "arg%zu", i + 1);
		TRY(str_take(&name, &arg->name));
	}
	TRY(sonde_strdup(arg->name, &base));
	for (unsigned n = 1; is_taken(variables, event, i); n++) {
		free(take_ptr(arg->name));
		TRY(name_with_number(base, n, &arg->name));
	}
	return NULL;
}

struct sonde_error *name_args(const struct name_list *variables, struct probe_event *event)
{
	for (size_t i = 0; i < event->args.size; i++)
		TRY(name_arg(variables, event, i));
	return NULL;
}
