/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * At each place of a marker its arguments are put into the definition as raw arguments. If nothing
 * but such is in it then, it is an event; else it is resolved as that of an address is.
 */
#include "probe/sdt_resolve.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "probe/arch.h"
#include "probe/fits.h"
#include "probe/name.h"
#include "probe/print.h"
#include "probe/raw.h"
#include "probe/sdt.h"
#include "probe/sdt_local.h"
#include "probe/symbolic.h"

/* How an argument of the definition fared so far. */
struct outcome {
	bool found;
	/** Of the first place that lacks it, or NULL. Owned. */
	struct sonde_error *error;
};

/* A definition being resolved. */
struct resolving {
	const struct sdt_request *request;
	const struct arch *arch;
	/** By the definition's arguments. */
	VEC(struct outcome) outcomes;
	/** Those that are ready. */
	struct probe_events events;
	/** Why the first place that has no event has none, or NULL. Owned. */
	struct sonde_error *refusal;
};

static void resolving_deinit(struct resolving *resolving)
{
	vec_for_each(&resolving->outcomes, outcome)
		sonde_error_destroy(outcome->error);
	vec_deinit(&resolving->outcomes);
	probe_events_deinit(&resolving->events);
	sonde_error_destroy(resolving->refusal);
}

/* Without a memory failure the rest of the command goes on. */
static struct sonde_error *note_outcome(struct resolving *resolving, size_t i,
					struct sonde_error *error)
{
	struct outcome *outcome = &resolving->outcomes.data[i];

	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	if (outcome->error)
		return notes_add_error(resolving->request->notes, error);
	outcome->error = error;
	return NULL;
}

/* The arguments that are given; what is not to be had is not among them. */
static struct sonde_error *add_given(struct resolving *resolving, struct sdt_local *local)
{
	const struct probe_def *def = resolving->request->def;

	for (size_t i = 0; i < def->args.size; i++) {
		struct sonde_error *error = sdt_local_add(local, &def->args.data[i]);

		if (error)
			TRY(note_outcome(resolving, i, error));
	}
	return NULL;
}

static bool is_raw(const struct probe_def *def)
{
	vec_for_each(&def->args, arg) {
		if (arg->kind != PROBE_ARG_RAW)
			return false;
	}
	return true;
}

static struct sonde_error *take_one(void *data, struct probe_event *event)
{
	struct probe_event *ret = data;

	*ret = *event;
	*event = (struct probe_event){0};
	return NULL;
}

/* With variables, as they are at the marker's address. */
static struct sonde_error *resolve_variables(const struct resolving *resolving,
					     const struct sdt_local *local,
					     struct probe_event *event)
{
	const struct sdt_request *request = resolving->request;
	const struct probe_def *def = &local->def;
	_cleanup_probe_event_ struct probe_event found = {0};
	const struct resolve_sink sink = {.take = take_one, .data = &found};
	struct resolve_batch *batch = NULL;
	struct sonde_error *error;

	TRY(resolve_batch_create(request->image, &def, 1, request->options, &batch));
	error = probe_resolve(batch, 0, request->notes, &sink);
	resolve_batch_destroy(batch);
	if (error)
		return error;
	/* Of the arguments only: the place is known better here. */
	event->args.data = found.args.data;
	event->args.size = found.args.size;
	event->args.capacity = found.args.capacity;
	memset(&found.args, 0, sizeof(found.args));
	return NULL;
}

static struct sonde_error *resolve_raw(const struct sdt_local *local, struct probe_event *event)
{
	vec_for_each(&local->def.args, arg)
		TRY(symbolic_add_arg(arg, event));
	return name_args(&(struct name_list)VEC_INIT, event);
}

/* Drop the argument that the error is about; false if it is about none. */
static bool drop_argument(struct sdt_local *local, const struct sonde_error *error, size_t *column)
{
	size_t kept = 0;
	const size_t count = local->def.args.size;

	*column = error->column;
	if ((error->kind != SONDE_ERROR_UNAVAILABLE && error->kind != SONDE_ERROR_NOT_FOUND) ||
	    !error->column)
		return false;
	vec_for_each(&local->def.args, arg) {
		if (arg->column != error->column || arg->kind == PROBE_ARG_RAW)
			local->def.args.data[kept++] = *arg;
	}
	local->def.args.size = kept;
	return kept < count;
}

static size_t position_of(const struct probe_def *def, size_t column)
{
	for (size_t i = 0; i < def->args.size; i++) {
		if (def->args.data[i].column == column)
			return i;
	}
	return 0;
}

/* What one variable lacks does not cost the others. */
static struct sonde_error *resolve_args(struct resolving *resolving, struct sdt_local *local,
					struct probe_event *event)
{
	while (!is_raw(&local->def)) {
		struct sonde_error *error = resolve_variables(resolving, local, event);
		size_t column;

		if (!error)
			return NULL;
		if (!drop_argument(local, error, &column))
			return error;
		TRY(note_outcome(resolving, position_of(resolving->request->def, column), error));
	}
	return resolve_raw(local, event);
}

static struct sonde_error *name_marker(const struct probe_def *def, const struct sdt_note *note,
				       struct probe_event *event)
{
	_cleanup_str_ struct str group = STR_INIT;

	str_appendf(&group, SDT_GROUP "%s", note->provider);
	TRY(str_check(&group));
	TRY(sonde_strdup(def->group ? def->group : str_text(&group), &event->group));
	TRY(sonde_strdup(def->event ? def->event : note->name, &event->event));
	if (probe_event_name_valid(event->group) && probe_event_name_valid(event->event))
		return NULL;
	return sonde_error_hint(
		probe_def_error(def, SONDE_ERROR_REFUSED, PROBE_AT_POINT,
				"'%s:%s' cannot name an event: the kernel takes C identifiers of "
				"at most 63 bytes.",
				event->group, event->event),
		"Give it a name: GROUP:EVENT=%%...");
}

/* Arguments that were given were had here, if they are among those that are left. */
static void note_found(struct resolving *resolving, const struct sdt_local *local)
{
	const struct probe_def *def = resolving->request->def;

	for (size_t i = 0; i < def->args.size; i++) {
		vec_for_each(&local->def.args, arg)
			resolving->outcomes.data[i].found |= arg->column ==
							     def->args.data[i].column;
	}
}

static struct sonde_error *resolve_event(struct resolving *resolving, struct sdt_local *local,
					 struct probe_event *event)
{
	const struct probe_def *def = resolving->request->def;

	TRY(sdt_place(resolving->request->image, local->note, event));
	if (event->ref_offset && resolving->request->no_semaphores)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it has a semaphore, which this kernel cannot count up");
	TRY(name_marker(def, local->note, event));
	TRY(def->args.size ? add_given(resolving, local)
			   : sdt_local_add_all(local, resolving->request->notes));
	TRY(resolve_args(resolving, local, event));
	note_found(resolving, local);
	if (!def->args.size) {
		vec_for_each(&event->args, arg)
			arg->rank = PROBE_RANK_VARIABLE;
	}
	return fits_check_event(event);
}

/* A place that can have no event. */
static struct sonde_error *lose(struct resolving *resolving, const struct sdt_note *note,
				const struct resolve_sink *sink, struct sonde_error *why)
{
	_cleanup_error_ struct sonde_error *reason = why;
	_cleanup_str_ struct str place = STR_INIT;
	struct sonde_error *error;

	sdt_print_name(note, &place);
	TRY(str_check(&place));
	if (sink->lose)
		TRY(sink->lose(sink->data, &(struct resolve_loss){str_text(&place), note->address,
								  reason->message}));
	/* What has a text is a sentence, and names the place; what is refused is one, too. */
	if (reason->text)
		error = take_ptr(reason);
	else if (reason->kind == SONDE_ERROR_REFUSED)
		error = sonde_error_prefix(take_ptr(reason),
					   "%s cannot be probed at 0x%" PRIx64 ": ",
					   str_text(&place), note->address);
	else
		error = sonde_error_new(reason->kind, "%s cannot be probed at 0x%" PRIx64 ": %s.",
					str_text(&place), note->address, reason->message);
	if (resolving->refusal)
		return notes_add_error(resolving->request->notes, error);
	resolving->refusal = error;
	return NULL;
}

/*
 * An error about the definition's point, or without a column, is about this place only; and so is
 * one about the size of an event, if all that is in it is the marker's.
 */
static bool loses_one_place(const struct probe_def *def, const struct sonde_error *error)
{
	if (error->kind == SONDE_ERROR_REFUSED)
		return !def->args.size;
	return error->kind == SONDE_ERROR_UNAVAILABLE &&
	       (!error->text || error->column == def->point.column);
}

static struct sonde_error *resolve_note(struct resolving *resolving, const struct sdt_note *note,
					const struct resolve_sink *sink)
{
	_cleanup_(sdt_local_deinit) struct sdt_local local = {0};
	_cleanup_probe_event_ struct probe_event event = {0};
	struct sonde_error *error;

	TRY(sdt_local_init(resolving->request, note, &local));
	error = resolve_event(resolving, &local, &event);
	if (error && loses_one_place(resolving->request->def, error))
		return lose(resolving, note, sink, error);
	if (error)
		return error;
	TRY(vec_push(&resolving->events, event));
	event = (struct probe_event){0};
	return NULL;
}

static struct sonde_error *no_markers(const struct image *image, const struct probe_def *def)
{
	const struct symbols *symbols = &image->symbols;
	struct sonde_error *error = probe_def_error(
		def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
		"%s has no markers: it has no section .note.stapsdt, or nothing is in it.",
		image->path);

	if (!symbols->functions)
		return sonde_error_hint(error, "It has no symbols of functions either.");
	return sonde_error_hint(error,
				"It has symbols of functions (%zu): -F lists those that can "
				"be probed.",
				symbols->functions);
}

struct sonde_error *sdt_not_found(const struct image *image, const struct sdt_notes *markers,
				  const struct probe_def *def)
{
	const struct probe_point *point = &def->point;
	const char *group = point->marker_group;
	_cleanup_str_ struct str wanted = STR_INIT;
	struct sonde_error *error;
	struct suggest suggest;

	if (!markers->size)
		return no_markers(image, def);
	if (group && strncmp(group, SDT_GROUP, strlen(SDT_GROUP)) != 0)
		str_append(&wanted, SDT_GROUP);
	str_appendf(&wanted, "%s%s%s", group ? group : "", group ? ":" : "", point->marker_event);
	TRY(str_check(&wanted));
	suggest_init(&suggest, str_text(&wanted));
	vec_for_each(markers, note) {
		_cleanup_str_ struct str name = STR_INIT;

		sdt_print_name(note, &name);
		if (str_check(&name) == NULL)
			suggest_offer(&suggest, group ? str_text(&name) : note->name);
	}
	error = probe_def_error(def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
				"There is no marker '%s' in %s.", str_text(&wanted), image->path);
	error = suggest.nearest ? suggest_hint(&suggest, error)
				: sonde_error_hint(error, "-F '%%*' lists those that it has.");
	suggest_deinit(&suggest);
	return error;
}

/* Each argument that was asked for was had somewhere, or is the error. */
static struct sonde_error *check_outcomes(struct resolving *resolving)
{
	vec_for_each(&resolving->outcomes, outcome) {
		if (!outcome->found && outcome->error)
			return take_ptr(outcome->error);
	}
	vec_for_each(&resolving->outcomes, outcome) {
		if (outcome->error)
			TRY(notes_add_error(resolving->request->notes, take_ptr(outcome->error)));
	}
	return NULL;
}

static struct sonde_error *hand_over(struct resolving *resolving, const struct resolve_sink *sink)
{
	if (!resolving->events.size && resolving->refusal)
		return take_ptr(resolving->refusal);
	TRY(check_outcomes(resolving));
	if (resolving->refusal)
		TRY(notes_add_error(resolving->request->notes, take_ptr(resolving->refusal)));
	vec_for_each(&resolving->events, event)
		TRY(sink->take(sink->data, event));
	return NULL;
}

struct sonde_error *sdt_resolve(const struct sdt_request *request, const struct resolve_sink *sink)
{
	_cleanup_(resolving_deinit) struct resolving resolving = {.request = request};
	const struct probe_def *def = request->def;
	size_t count = 0;

	TRY(arch_of_image(request->image, &resolving.arch));
	TRY(symbolic_check(def, true));
	TRY(raw_check(def, request->image, resolving.arch));
	vec_for_each(request->markers, note)
		count += sdt_matches(&def->point, note);
	if (!count)
		return sdt_not_found(request->image, request->markers, def);
	TRY(probe_def_check_count(def, request->options->max_probes, count));
	for (size_t i = 0; i < def->args.size; i++)
		TRY(vec_push(&resolving.outcomes, (struct outcome){0}));
	vec_for_each(request->markers, note) {
		if (sdt_matches(&def->point, note))
			TRY(resolve_note(&resolving, note, sink));
	}
	return hand_over(&resolving, sink);
}
