/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/common.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"

/* The events that share a name. */
struct group {
	VEC(struct probe_event *) events;
};

/* In the order of their first events. */
struct groups {
	VEC(struct group) list;
	/** GROUP/EVENT -> a size_t, the position in the list. */
	struct map positions;
};

static void groups_deinit(struct groups *groups)
{
	vec_for_each(&groups->list, group)
		vec_deinit(&group->events);
	vec_deinit(&groups->list);
	map_deinit_values(&groups->positions);
}

static struct sonde_error *add_to_group(struct groups *groups, struct probe_event *event)
{
	_cleanup_str_ struct str name = STR_INIT;
	const size_t *position;

	str_appendf(&name, "%s/%s", event->group, event->event);
	TRY(str_check(&name));
	position = map_get(&groups->positions, str_text(&name));
	if (!position) {
		TRY(map_put_copy(&groups->positions, str_text(&name), &groups->list.size,
				 sizeof(groups->list.size)));
		TRY(vec_push(&groups->list, (struct group){0}));
		return vec_push(&vec_last(&groups->list)->events, event);
	}
	return vec_push(&groups->list.data[*position].events, event);
}

static struct sonde_error *groups_init(struct probe_events *events, struct groups *groups)
{
	vec_for_each(events, event)
		TRY(add_to_group(groups, event));
	return NULL;
}

/* A number's type, taken apart. */
struct number_type {
	bool is_signed;
	unsigned bits;
};

/* `u8` to `x64`; false for what is none of these. */
static bool parse_type(const char *type, struct number_type *ret)
{
	static const unsigned sizes[] = {8, 16, 32, 64};
	char *end;
	unsigned long bits;

	if (!type || !*type || !strchr("usx", type[0]))
		return false;
	bits = strtoul(type + 1, &end, 10);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		if (bits == sizes[i] && !*end) {
			*ret = (struct number_type){type[0] == 's', sizes[i]};
			return true;
		}
	}
	return false;
}

/* The kernel stores the lowest bits: what they are as a number of this type. */
static int64_t number_of(int64_t value, const struct number_type *type)
{
	const unsigned unused = 64 - type->bits;
	const uint64_t bits = (uint64_t)value << unused;

	return type->is_signed ? (int64_t)bits >> unused : (int64_t)(bits >> unused);
}

/* The same number in another type; false where it is another number. */
static bool convert(int64_t value, const char *from, const char *to, int64_t *ret)
{
	struct number_type old, new;
	int64_t number;

	if (!parse_type(from, &old) || !parse_type(to, &new))
		return false;
	number = number_of(value, &old);
	*ret = number;
	if (number_of(number, &new) != number)
		return false;
	/* With all of 64 bits, one of the types has numbers that the other has not. */
	return number >= 0 || old.is_signed == new.is_signed;
}

static bool is_constant(const struct probe_event_arg *arg)
{
	return arg->fetch.base == FETCH_IMMEDIATE && !arg->fetch.derefs.size;
}

/* The types of the arguments of a group. */
struct types {
	/** NAME -> the argument whose type constants of that name get. Borrowed. */
	struct map targets;
	/** `NAME:TYPE` of what is no constant. */
	struct map read;
};

static void types_deinit(struct types *types)
{
	map_deinit(&types->targets);
	map_deinit(&types->read);
}

static struct sonde_error *print_key(const struct probe_event_arg *arg, struct str *out)
{
	str_appendf(out, "%s:%s", arg->name, arg->type);
	return str_check(out);
}

static struct sonde_error *note_type(struct types *types, struct probe_event_arg *arg)
{
	const struct probe_event_arg *target;
	_cleanup_str_ struct str key = STR_INIT;

	if (!arg->name || !arg->type)
		return NULL;
	target = map_get(&types->targets, arg->name);
	if (!target || (is_constant(target) && !is_constant(arg)))
		TRY(map_put(&types->targets, arg->name, arg));
	if (is_constant(arg))
		return NULL;
	TRY(print_key(arg, &key));
	return map_put(&types->read, str_text(&key), NULL);
}

/* One that has a type with others stays with them. */
static struct sonde_error *give_type(const struct types *types, struct probe_event_arg *arg)
{
	const struct probe_event_arg *target;
	_cleanup_str_ struct str key = STR_INIT;
	_cleanup_free_ char *type = NULL;
	int64_t value;

	if (!arg->name || !arg->type || !is_constant(arg))
		return NULL;
	target = map_get(&types->targets, arg->name);
	TRY(print_key(arg, &key));
	if (target == arg || map_has(&types->read, str_text(&key)) ||
	    !convert(arg->fetch.value, arg->type, target->type, &value))
		return NULL;
	TRY(sonde_strdup(target->type, &type));
	arg->fetch.value = value;
	free(arg->type);
	arg->type = take_ptr(type);
	return NULL;
}

static struct sonde_error *make_types_equal(const struct group *group)
{
	_cleanup_(types_deinit) struct types types = {0};

	vec_for_each(&group->events, event) {
		vec_for_each(&(*event)->args, arg)
			TRY(note_type(&types, arg));
	}
	vec_for_each(&group->events, event) {
		vec_for_each(&(*event)->args, arg)
			TRY(give_type(&types, arg));
	}
	return NULL;
}

struct sonde_error *common_types(struct probe_events *events)
{
	_cleanup_(groups_deinit) struct groups groups = {0};

	TRY(groups_init(events, &groups));
	vec_for_each(&groups.list, group) {
		if (group->events.size > 1)
			TRY(make_types_equal(group));
	}
	return NULL;
}

/* How many places have an argument. */
struct had {
	/** Borrowed. */
	const char *name;
	size_t count;
	/** The first of its types, as the kernel compares them, and another one or NULL. Owned. */
	char *type, *other_type;
	/** Was asked for by name at one of the places. */
	bool is_asked;
};

struct had_list VEC_BODY(struct had);

static void had_list_deinit(struct had_list *list)
{
	vec_for_each(list, had) {
		free(had->type);
		free(had->other_type);
	}
	vec_deinit(list);
}

static struct sonde_error *first_had(struct had_list *list, const struct probe_event_arg *arg,
				     const char *type)
{
	struct had had = {.name = arg->name};
	struct sonde_error *error;

	TRY(sonde_strdup(type, &had.type));
	error = vec_push(list, had);
	if (error)
		free(had.type);
	return error;
}

static struct sonde_error *count_arg(struct map *positions, struct had_list *list,
				     const struct probe_event_arg *arg)
{
	const size_t *position = map_get(positions, arg->name);
	const size_t index = position ? *position : list->size;
	_cleanup_str_ struct str type = STR_INIT;
	struct had *had;

	probe_event_arg_print_type(arg, &type);
	TRY(str_check(&type));
	if (!position) {
		TRY(map_put_copy(positions, arg->name, &index, sizeof(index)));
		TRY(first_had(list, arg, str_text(&type)));
	}
	had = &list->data[index];
	had->count++;
	had->is_asked |= arg->rank == PROBE_RANK_ASKED;
	if (!had->other_type && strcmp(str_text(&type), had->type) != 0)
		return str_take(&type, &had->other_type);
	return NULL;
}

static bool is_common(const struct had *had, size_t places)
{
	return had->count == places && !had->other_type;
}

static struct sonde_error *refuse(const struct had *had, const char *event, size_t places)
{
	if (had->count < places)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					"'%s' was asked for by name, and not all places of %s have "
					"it (%zu of %zu do).",
					had->name, event, had->count, places),
			"Leave --common out, or ask for $params or $vars: of these it takes what "
			"all places have.");
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				"'%s' was asked for by name, and has not the same type at all "
				"places of %s (%s, %s).",
				had->name, event, had->type, had->other_type),
		"Give it a type: %s:TYPE.", had->name);
}

static struct sonde_error *say_dropped(const struct had *had, const char *event, size_t places,
				       struct notes *notes)
{
	if (had->is_asked)
		return refuse(had, event, places);
	if (had->count < places)
		return notes_add(notes, NOTE_OMITTED,
				 "'%s' of %s: not all places of the event have it (%zu of %zu do).",
				 had->name, event, had->count, places);
	return notes_add(
		notes, NOTE_OMITTED,
		"'%s' of %s: it has not the same type at all places of the event (%s, %s).",
		had->name, event, had->type, had->other_type);
}

static struct probe_event_arg *find_arg(const struct probe_event *event, const char *name)
{
	vec_for_each(&event->args, arg) {
		if (arg->name && strcmp(arg->name, name) == 0)
			return arg;
	}
	return NULL;
}

/* The arguments of the names, in that order; the others are freed. */
static struct sonde_error *keep_args(const struct had_list *kept, struct probe_event *event)
{
	_cleanup_probe_event_ struct probe_event left = {0};

	vec_for_each(kept, had) {
		struct probe_event_arg *arg = find_arg(event, had->name);

		TRY(vec_push(&left.args, *arg));
		*arg = (struct probe_event_arg){0};
	}
	for (size_t i = 0; i < event->args.size; i++)
		probe_event_arg_deinit(&event->args.data[i]);
	vec_deinit(&event->args);
	event->args.data = take_ptr(left.args.data);
	event->args.size = left.args.size;
	event->args.capacity = left.args.capacity;
	left.args.size = 0;
	return NULL;
}

static struct sonde_error *count_args(const struct group *group, struct had_list *list)
{
	_cleanup_(map_deinit_values) struct map positions = MAP_INIT;

	vec_for_each(&group->events, event) {
		vec_for_each(&(*event)->args, arg) {
			if (arg->name)
				TRY(count_arg(&positions, list, arg));
		}
	}
	return NULL;
}

static void kept_deinit(struct had_list *kept)
{
	vec_deinit(kept);
}

/* Those that all have come in the order of the first place: it is counted first. */
static struct sonde_error *keep_common(const struct group *group, struct notes *notes)
{
	_cleanup_(had_list_deinit) struct had_list list = VEC_INIT;
	_cleanup_(kept_deinit) struct had_list kept = VEC_INIT;
	const size_t places = group->events.size;

	TRY(count_args(group, &list));
	vec_for_each(&list, had) {
		if (is_common(had, places))
			TRY(vec_push(&kept, *had));
		else
			TRY(say_dropped(had, group->events.data[0]->event, places, notes));
	}
	vec_for_each(&group->events, event)
		TRY(keep_args(&kept, *event));
	return NULL;
}

struct sonde_error *common_args(struct probe_events *events, struct notes *notes)
{
	_cleanup_(groups_deinit) struct groups groups = {0};

	TRY(groups_init(events, &groups));
	vec_for_each(&groups.list, group) {
		if (group->events.size > 1)
			TRY(keep_common(group, notes));
	}
	return NULL;
}
