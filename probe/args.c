/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/args.h"

#include <inttypes.h>
#include <string.h>

#include "probe/die.h"
#include "probe/explain.h"
#include "probe/field.h"
#include "probe/name.h"
#include "probe/print.h"
#include "probe/scope.h"
#include "probe/symbolic.h"
#include "probe/type.h"

void args_outcomes_deinit(struct args_outcomes *outcomes)
{
	vec_for_each(outcomes, outcome) {
		sonde_error_destroy(outcome->error);
		free(outcome->place);
	}
	vec_deinit(outcomes);
}

/* Where the context stands, for people. */
static void print_place(const struct loc_context *context, struct str *out)
{
	const char *name = die_name(&context->instance->die);
	const char *outer = die_name(&context->instance->outer);

	str_append(out, name ? name : "?");
	if (context->instance->is_inlined)
		str_appendf(out, " inlined in %s", outer ? outer : "?");
	if (context->at_return)
		str_append(out, "%return");
	else if (context->pc != context->instance->entry)
		str_appendf(out, "+%" PRIu64, context->pc - loc_start(context));
}

/* Make the bare reason of an UNAVAILABLE error a sentence with the argument and its column. */
static struct sonde_error *with_argument(const struct loc_context *context,
					 const struct probe_def *def, const struct probe_arg *arg,
					 struct sonde_error *error)
{
	_cleanup_str_ struct str place = STR_INIT, name = STR_INIT;
	_cleanup_error_ struct sonde_error *reason = error;

	if (error->kind != SONDE_ERROR_UNAVAILABLE || error->text) {
		reason = NULL;
		return error;
	}
	print_place(context, &place);
	probe_arg_print(arg, &name);
	error = probe_def_error(def, SONDE_ERROR_UNAVAILABLE, arg->column,
				"'%s' cannot be fetched at %s: %s.", str_text(&name),
				str_text(&place), reason->message);
	return reason->hint ? sonde_error_hint(error, "%s", reason->hint) : error;
}

/* Steps, type and text: from the variable's place to the argument. */
static struct sonde_error *add_field(const struct probe_def *def, const struct probe_arg *arg,
				     struct field *field, struct probe_event *event)
{
	const struct loc_context *context = field->context;
	_cleanup_(probe_event_arg_deinit) struct probe_event_arg added = {0};

	field->user = arg->user;
	TRY(field_access(def, arg, field));
	TRY(type_of_field(field, arg->type, &added.type));
	TRY(operand_to_fetch(&field->operand, context->image, context->arch, &added.fetch));
	TRY(name_of_arg(arg, &added.name));
	added.is_named = arg->name;
	TRY(vec_push(&event->args, added));
	added = (struct probe_event_arg){0};
	return NULL;
}

struct sonde_error *args_add_variable(const struct loc_context *context,
				      const struct probe_def *def, const struct probe_arg *arg,
				      Dwarf_Die *variable, struct probe_event *event)
{
	_cleanup_field_ struct field field = {0};

	TRY(field_of_variable(context, variable, &field));
	return add_field(def, arg, &field, event);
}

static struct sonde_error *add_named(const struct loc_context *context, const struct probe_def *def,
				     const struct probe_arg *arg, struct probe_event *event)
{
	struct sonde_error *error;
	struct suggest suggest;
	Dwarf_Die variable;
	bool found = false;

	if (arg->cast)
		return probe_def_error(def, SONDE_ERROR_UNSUPPORTED, arg->column,
				       "Casts are not resolved by this version of sonde.");
	suggest_init(&suggest, arg->base);
	error = scope_find(context->instance, context->pc, arg->base, &suggest, &found, &variable);
	if (!error && !found)
		error = suggest_hint(&suggest,
				     probe_def_error(def, SONDE_ERROR_NOT_FOUND, arg->column,
						     "Failed to find '%s' in this function.",
						     arg->base));
	suggest_deinit(&suggest);
	if (error)
		return error;
	error = args_add_variable(context, def, arg, &variable, event);
	if (error && context->at_return && error->kind == SONDE_ERROR_UNAVAILABLE && !error->text)
		return sonde_error_hint(with_argument(context, def, arg, error),
					"Use $retval here, or probe the function's entry.");
	return error;
}

static struct sonde_error *add_retval(const struct loc_context *context,
				      const struct probe_def *def, const struct probe_arg *arg,
				      struct probe_event *event)
{
	_cleanup_field_ struct field field = {0};

	if (def->point.place != PROBE_PLACE_RETURN)
		return sonde_error_hint(probe_def_error(def, SONDE_ERROR_UNAVAILABLE, arg->column,
							"$retval is known at a return probe only."),
					"Write FUNCTION%%return.");
	TRY(field_of_operand(context, &(struct operand){.base = OPERAND_RETVAL}, &field));
	field.has_type = die_type(&context->instance->die, &field.type);
	if (!field.has_type)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, arg->column,
				       "%s returns nothing: its type is void.",
				       die_name(&context->instance->die));
	return add_field(def, arg, &field, event);
}

static struct sonde_error *not_at_return(const struct probe_def *def, const struct probe_arg *arg)
{
	return sonde_error_hint(probe_def_error(def, SONDE_ERROR_UNAVAILABLE, arg->column,
						"The function's variables are not known any more "
						"when it returns."),
				"Use $retval here, or probe the function's entry.");
}

/* $params and $vars: each variable on its own; what cannot be had is a note. */
static struct sonde_error *add_all(const struct loc_context *context, const struct probe_def *def,
				   const struct probe_arg *arg, struct notes *notes,
				   struct probe_event *event)
{
	_cleanup_(scope_variables_deinit) struct scope_variables variables = VEC_INIT;

	if (context->at_return && (!context->keeps_arguments || arg->kind == PROBE_ARG_VARS))
		return not_at_return(def, arg);
	TRY(scope_variables(context->instance, context->pc, arg->kind == PROBE_ARG_VARS,
			    &variables));
	vec_for_each(&variables, variable) {
		struct probe_arg one = {
			.kind = PROBE_ARG_VARIABLE,
			.base = (char *)die_name(variable),
			.column = arg->column,
		};
		struct sonde_error *error = args_add_variable(context, def, &one, variable, event);

		if (error && error->kind != SONDE_ERROR_UNAVAILABLE)
			return error;
		if (error)
			TRY(notes_add_error(notes, with_argument(context, def, &one, error)));
	}
	return NULL;
}

static struct sonde_error *add_one(const struct loc_context *context, const struct probe_def *def,
				   const struct probe_arg *arg, struct notes *notes,
				   struct probe_event *event)
{
	switch (arg->kind) {
	case PROBE_ARG_RAW:
		return symbolic_add_arg(arg, event);
	case PROBE_ARG_RETVAL:
		return add_retval(context, def, arg, event);
	case PROBE_ARG_VARIABLE:
		return add_named(context, def, arg, event);
	default:
		return add_all(context, def, arg, notes, event);
	}
}

/* What is said of one place of several names it. */
static struct sonde_error *note_at(const char *place, struct sonde_error *error,
				   struct notes *notes)
{
	/* The others have it in their sentences. */
	if (error->kind == SONDE_ERROR_NOT_FOUND)
		error = sonde_error_prefix(error, "%s: ", place);
	return notes_add_error(notes, error);
}

/* The first error may turn out to be the only answer; the others are remarks. */
static struct sonde_error *keep_error(const struct loc_context *context,
				      struct args_outcome *outcome, struct sonde_error *error,
				      struct notes *notes)
{
	_cleanup_str_ struct str place = STR_INIT;

	print_place(context, &place);
	if (outcome->error)
		return note_at(str_text(&place), error, notes);
	outcome->error = error;
	outcome->context = *context;
	outcome->instance = *context->instance;
	return str_take(&place, &outcome->place);
}

struct sonde_error *args_resolve(const struct loc_context *context, const struct probe_def *def,
				 struct args_outcomes *outcomes, struct notes *notes,
				 struct probe_event *event)
{
	while (outcomes->size < def->args.size)
		TRY(vec_push(outcomes, (struct args_outcome){0}));
	for (size_t i = 0; i < def->args.size; i++) {
		const struct probe_arg *arg = &def->args.data[i];
		struct args_outcome *outcome = &outcomes->data[i];
		struct sonde_error *error = add_one(context, def, arg, notes, event);

		if (!error) {
			outcome->found = true;
			continue;
		}
		if (error->kind == SONDE_ERROR_NO_MEMORY)
			return error;
		error = with_argument(context, def, arg, error);
		TRY(keep_error(context, outcome, error, notes));
	}
	return name_args(event);
}

struct sonde_error *args_check(const struct probe_def *def, struct args_outcomes *outcomes,
			       struct notes *notes)
{
	for (size_t i = 0; i < outcomes->size; i++) {
		struct args_outcome *outcome = &outcomes->data[i];

		if (outcome->found || !outcome->error)
			continue;
		outcome->context.instance = &outcome->instance;
		return explain_missing(&outcome->context, def, &def->args.data[i],
				       take_ptr(outcome->error));
	}
	vec_for_each(outcomes, outcome) {
		if (outcome->error)
			TRY(note_at(outcome->place, take_ptr(outcome->error), notes));
	}
	return NULL;
}
