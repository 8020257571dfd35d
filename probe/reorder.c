/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/reorder.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "probe/name.h"

/* An argument in its new order. */
struct moved {
	/* Where it was. */
	size_t from;
	/* What it would be called if it were alone, or NULL: by its position. Owned. */
	char *name;
	/* It was given that name, and keeps it. */
	bool is_given;
};

struct moves VEC_BODY(struct moved);

static void moves_deinit(struct moves *moves)
{
	vec_for_each(moves, moved)
		free(moved->name);
	vec_deinit(moves);
}

static bool is_moved(const struct moves *moves, size_t from)
{
	vec_for_each(moves, moved) {
		if (moved->from == from)
			return true;
	}
	return false;
}

static struct sonde_error *add_move(const struct probe_def *from, const struct probe_arg *wanted,
				    struct moves *moves)
{
	struct moved moved = {.is_given = wanted->name};

	while (moved.from < from->args.size &&
	       (is_moved(moves, moved.from) ||
		!probe_arg_equal(&from->args.data[moved.from], wanted)))
		moved.from++;
	TRY(vec_push(moves, moved));
	return name_of_arg(wanted, &vec_last(moves)->name);
}

static bool are_called_alike(const struct moved *a, const struct moved *b)
{
	return !a->is_given && !b->is_given && a->name && b->name && strcmp(a->name, b->name) == 0;
}

/* How many of its name came before it: now, or in the old order. */
static size_t rank_of(const struct moves *moves, const struct moved *moved, bool is_old)
{
	size_t rank = 0;

	vec_for_each(moves, other) {
		if (are_called_alike(other, moved))
			rank += is_old ? other->from < moved->from : other < moved;
	}
	return rank;
}

/* Numbers behind a name are in the order of the arguments that have it. */
static size_t find_name(const struct moves *moves, const struct moved *moved)
{
	const size_t rank = rank_of(moves, moved, false);

	vec_for_each(moves, other) {
		if (are_called_alike(other, moved) && rank_of(moves, other, true) == rank)
			return other->from;
	}
	return moved->from;
}

/* As name_args() calls an argument that has no name. */
static struct sonde_error *print_position(size_t at, char **ret)
{
	_cleanup_str_ struct str name = STR_INIT;

	str_appendf(&name, "arg%zu", at + 1);
	return str_take(&name, ret);
}

static struct sonde_error *copy_name(const struct probe_event *event, const struct moves *moves,
				     size_t at, char **ret)
{
	const struct moved *moved = &moves->data[at];
	const char *old = event->args.data[find_name(moves, moved)].name;
	_cleanup_free_ char *positional = NULL;

	if (!old)
		return NULL;
	TRY(print_position(moved->from, &positional));
	if (!moved->name && strcmp(old, positional) == 0)
		return print_position(at, ret);
	return sonde_strdup(old, ret);
}

/* All names first: what fails then leaves the event as it was. */
static struct sonde_error *move(const struct moves *moves, struct probe_event *event)
{
	_cleanup_free_ struct probe_event_arg *args = calloc(moves->size, sizeof(*args));
	struct sonde_error *error = NULL;

	if (!args)
		return &sonde_error_no_memory;
	for (size_t i = 0; i < moves->size && !error; i++)
		error = copy_name(event, moves, i, &args[i].name);
	for (size_t i = 0; i < moves->size; i++) {
		struct probe_event_arg *old = &event->args.data[moves->data[i].from];
		char *name = args[i].name;

		if (error) {
			free(name);
			continue;
		}
		free(old->name);
		args[i] = *old;
		args[i].name = name;
	}
	if (!error)
		memcpy(event->args.data, args, moves->size * sizeof(*args));
	return error;
}

static bool expands(const struct probe_arg *arg)
{
	return arg->kind == PROBE_ARG_PARAMS || arg->kind == PROBE_ARG_VARS;
}

struct sonde_error *reorder_args(const struct probe_def *from, const struct probe_def *to,
				 struct probe_event *event)
{
	_cleanup_(moves_deinit) struct moves moves = VEC_INIT;
	bool is_same = true;

	if (from->args.size != to->args.size || event->args.size != to->args.size)
		return NULL;
	vec_for_each(&to->args, arg) {
		if (expands(arg))
			return NULL;
		TRY(add_move(from, arg, &moves));
		/* The two do not ask for the same. */
		if (vec_last(&moves)->from == from->args.size)
			return NULL;
		is_same &= vec_last(&moves)->from + 1 == moves.size;
	}
	return is_same ? NULL : move(&moves, event);
}
