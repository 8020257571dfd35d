/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/fetchable.h"

#include "probe/args.h"
#include "probe/die.h"
#include "probe/field.h"
#include "probe/member.h"
#include "probe/resolve.h"
#include "probe/value.h"

static bool has_members(const struct field *field)
{
	Dwarf_Die type = field->type, peeled;

	return field->location.data[0].kind == LOC_POINTER ||
	       (field->has_type && die_peel(&type, &peeled) && member_is_aggregate(&peeled));
}

/* What is split, or a pointer to something known, leads to its members. */
static struct sonde_error *try_field(struct field *field, bool *available)
{
	const struct loc_context *context = field->context;
	_cleanup_fetch_ struct fetch fetch = {0};
	struct sonde_error *error;

	*available = has_members(field);
	TRY(field_settle(field));
	error = operand_to_fetch(&field->operand, context->image, context->arch, &fetch);
	*available = !error || field_leads_on(field);
	return error;
}

/* Make the argument; what is wrong with its place comes first: a member would not be there too. */
static struct sonde_error *try_variable(const struct args_request *request, Dwarf_Die *variable,
					bool *available)
{
	/* With a name of its own: that the variable has one that is not free is no matter here. */
	const struct probe_arg arg = {
		.kind = PROBE_ARG_VARIABLE,
		.name = (char *)"variable",
		.base = (char *)die_name(variable),
	};
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_field_ struct field field = {0};

	TRY(field_of_variable(request->context, variable, &field));
	TRY(try_field(&field, available));
	return value_add(&(struct value){
		.request = request,
		.arg = &arg,
		.variable = variable,
		.event = &event,
	});
}

static struct sonde_error *try_return(const struct args_request *request, bool *available)
{
	const struct probe_arg arg = {
		.kind = PROBE_ARG_RETVAL,
		.name = (char *)"variable",
		.base = (char *)"$retval",
	};
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_field_ struct field field = {0};

	field.has_type = die_type(&request->context->instance->die, &field.type);
	TRY(args_add_return(request, &arg, &event));
	TRY(field_of_return(request->context, &field.type, &field));
	return try_field(&field, available);
}

/* An error that is about the variable is the answer. */
static struct sonde_error *finish(struct sonde_error *why, bool available, struct fetchable *ret)
{
	_cleanup_error_ struct sonde_error *error = why;
	struct fetchable fetchable = {.available = available};

	if (error && error->kind != SONDE_ERROR_UNAVAILABLE && error->kind != SONDE_ERROR_NOT_FOUND)
		return take_ptr(error);
	if (error)
		TRY(sonde_strdup(error->message, &fetchable.reason));
	*ret = fetchable;
	return NULL;
}

static struct args_request request_of(const struct loc_context *context,
				      const struct probe_def *def, struct notes *notes)
{
	return (struct args_request){
		.context = context,
		.def = def,
		.depth = RESOLVE_DEPTH_DEFAULT,
		.notes = notes,
	};
}

struct sonde_error *fetchable_variable(const struct loc_context *context,
				       const struct probe_def *def, Dwarf_Die *variable,
				       struct fetchable *ret)
{
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	const struct args_request request = request_of(context, def, &notes);
	bool available = false;
	struct sonde_error *error = try_variable(&request, variable, &available);

	return finish(error, available, ret);
}

struct sonde_error *fetchable_return(const struct loc_context *context, const struct probe_def *def,
				     struct fetchable *ret)
{
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	const struct args_request request = request_of(context, def, &notes);
	bool available = false;
	struct sonde_error *error = try_return(&request, &available);

	return finish(error, available, ret);
}
