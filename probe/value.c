/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/value.h"

#include <inttypes.h>
#include <string.h>

#include "probe/cast.h"
#include "probe/die.h"
#include "probe/enumerators.h"
#include "probe/expand.h"
#include "probe/field.h"
#include "probe/fits.h"
#include "probe/lookup.h"
#include "probe/name.h"
#include "probe/place.h"
#include "probe/print.h"
#include "probe/type.h"
#include "probe/variant.h"

struct sonde_error *value_error(const struct args_request *request, const struct probe_arg *arg,
				struct sonde_error *error)
{
	_cleanup_str_ struct str place = STR_INIT, name = STR_INIT;
	_cleanup_error_ struct sonde_error *reason = error;

	if (error->kind != SONDE_ERROR_UNAVAILABLE || error->text) {
		reason = NULL;
		return error;
	}
	loc_print(request->context, &place);
	probe_arg_print(arg, &name);
	if (place.failed || name.failed)
		return &sonde_error_no_memory;
	error = probe_def_error(request->def, SONDE_ERROR_UNAVAILABLE, arg->column,
				"'%s' cannot be fetched at %s: %s.", str_text(&name),
				str_text(&place), reason->message);
	return reason->hint ? sonde_error_hint(error, "%s", reason->hint) : error;
}

bool value_type(const struct value *value, Dwarf_Die *ret)
{
	return die_type(value->variable ? value->variable : &value->request->context->instance->die,
			ret);
}

/* Where the variable is: the only place that fields come from. */
static struct sonde_error *start_field(const struct value *value, struct field *ret)
{
	const struct loc_context *context = value->request->context;
	const struct operand operand = {
		.base = OPERAND_ADDRESS,
		.number = value->address ? *value->address : 0,
		.in_memory = true,
		.own_derefs = 1,
	};

	ret->has_type = value_type(value, &ret->type);
	ret->user = value->arg->user;
	if (value->address)
		return field_of_operand(context, &operand, ret);
	if (value->variable)
		return field_of_variable(context, value->variable, ret);
	return field_of_return(context, &ret->type, ret);
}

/* The argument's steps from `from` to `to`, which it lends. */
static struct sonde_error *take_steps(const struct value *value, size_t from, size_t to,
				      struct field *field)
{
	struct probe_arg some = *value->arg;

	some.steps.data = some.steps.data ? some.steps.data + from : NULL;
	some.steps.size = to - from;
	return field_access(value->request->def, &some, field);
}

/* From the variable through the argument's steps and its cast. */
static struct sonde_error *reach_field(const struct value *value, struct field *field)
{
	const struct args_request *request = value->request;
	const struct probe_arg *arg = value->arg;
	size_t taken;

	TRY(start_field(value, field));
	if (!arg->cast)
		return field_access(request->def, arg, field);
	TRY(take_steps(value, 0, arg->cast_after, field));
	TRY(cast_apply(request, arg, field, &taken));
	return take_steps(value, arg->cast_after + taken, arg->steps.size, field);
}

/* When a function returns, no register has an address that data of its program could be counted
 * from. */
static struct sonde_error *note_distance(const struct value *value)
{
	return notes_add(value->request->notes, NOTE_CHANGED,
			 "'%s' is read at its distance from the program's start (@+N): Linux 4.20 "
			 "and later read something else there, unless they have the fix of 2026. "
			 "At the entry it is read otherwise.",
			 value->arg->base ? value->arg->base : "$retval");
}

/* The operand as text. */
static struct sonde_error *print_fetch(const struct value *value, const struct field *field,
				       struct fetch *ret)
{
	const struct loc_context *context = value->request->context;
	struct sonde_error *error = operand_to_fetch(&field->operand, context->image, context->arch,
						     ret);

	if (!error && !context->at_return)
		return place_from_pc(context->image, context->arch, context->pc, ret);
	if (!error && ret->base == FETCH_FILE_OFFSET)
		return note_distance(value);
	if (!error || error->kind != SONDE_ERROR_UNAVAILABLE || error->hint ||
	    !field_leads_on(field))
		return error;
	return sonde_error_hint(error, "What it points to can be had: write [0] or a member behind "
				       "it.");
}

/* Type, text and name. */
static struct sonde_error *add_field(const struct value *value, struct field *field)
{
	_cleanup_(probe_event_arg_deinit) struct probe_event_arg added = {0};

	TRY(type_of_field(field, value->arg->type, &added.type));
	TRY(print_fetch(value, field, &added.fetch));
	TRY(fits_check_arg(&added.fetch, added.type));
	if (value->request->details && field->has_type)
		TRY(enumerators_of(value->request->context->lookup, &field->type, &added.values));
	if (value->name)
		TRY(sonde_strdup(value->name, &added.name));
	else
		TRY(name_of_arg(value->arg, &added.name));
	added.is_named = value->name ? value->is_named : value->arg->name != NULL;
	added.rank = value->rank;
	TRY(vec_push(&value->event->args, added));
	added = (struct probe_event_arg){0};
	return field->is_variant ? variant_note(&field->sum, value->request->notes) : NULL;
}

/* The members of a struct, as they come in. */
struct expansion {
	const struct value *whole;
	struct expand_members members;
	/** Members that were had. */
	size_t count;
	/** Why the others were not. */
	struct notes missing;
	/** The reason of the first one of these, rather not that it is too deep. */
	struct sonde_error *reason;
	bool reason_is_depth;
	/** They are not all missing for that reason. */
	bool has_reasons;
};

static void expansion_deinit(struct expansion *expansion)
{
	expand_members_deinit(&expansion->members);
	notes_deinit(&expansion->missing);
	sonde_error_destroy(expansion->reason);
}

static void set_reason(struct expansion *expansion, const struct sonde_error *error, bool is_depth)
{
	if (!expansion->reason || (expansion->reason_is_depth && !is_depth)) {
		sonde_error_destroy(expansion->reason);
		expansion->reason = sonde_error_copy(error);
		expansion->reason_is_depth = is_depth;
	} else if (!is_depth && strcmp(expansion->reason->message, error->message) != 0) {
		expansion->has_reasons = true;
	}
}

static struct sonde_error *miss_member(struct expansion *expansion, const struct probe_arg *arg,
				       bool is_too_deep, struct sonde_error *why)
{
	_cleanup_error_ struct sonde_error *error = why;
	const struct args_request *request = expansion->whole->request;

	if (error->kind != SONDE_ERROR_UNAVAILABLE && error->kind != SONDE_ERROR_NOT_FOUND)
		return take_ptr(error);
	set_reason(expansion, error, is_too_deep);
	return notes_add_error(&expansion->missing, value_error(request, arg, take_ptr(error)));
}

static struct sonde_error *try_member(const struct value *value, unsigned depth, bool too_deep)
{
	_cleanup_field_ struct field field = {0};

	if (too_deep)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is a struct deeper than --depth %u: name one of its "
				       "members, or raise the depth",
				       depth);
	TRY(reach_field(value, &field));
	return add_field(value, &field);
}

static struct sonde_error *add_member(struct expansion *expansion,
				      const struct expand_member *member, bool is_only)
{
	_cleanup_(expand_arg_deinit) struct probe_arg arg = {0};
	const struct value *whole = expansion->whole;
	_cleanup_free_ char *name = NULL;
	struct value value = *whole;
	struct sonde_error *error;

	TRY(expand_arg(whole->arg, member, &arg));
	/* A struct around one number is that number. */
	TRY(name_of_member(whole->arg, member->names, is_only ? 0 : member->depth, &name));
	value.arg = &arg;
	value.name = name;
	value.is_named = is_only && whole->arg->name;
	if (!is_only)
		value.rank = PROBE_RANK_MEMBER;
	error = try_member(&value, whole->request->depth, member->is_too_deep);
	if (error)
		return miss_member(expansion, &arg, member->is_too_deep, error);
	expansion->count++;
	return NULL;
}

/* Whether nothing is known of what is in it, to the depth that was asked for. */
static bool is_opaque(const struct expansion *expansion)
{
	return !expansion->count && (!expansion->reason || expansion->reason_is_depth);
}

/*
 * Of a struct that a register holds, not every member can be had. So that nothing is lost, all of
 * it is there as a number then; and so is a small one of which no members are known.
 */
static struct sonde_error *add_whole(struct expansion *expansion)
{
	const bool is_only = is_opaque(expansion);
	struct value value = *expansion->whole;
	_cleanup_free_ char *name = NULL;
	struct sonde_error *error;
	_cleanup_field_ struct field field = {0};

	if (!expansion->missing.size && !is_only)
		return NULL;
	TRY(name_of_member(value.arg, NULL, 0, &name));
	value.name = name;
	value.is_named = value.arg->name;
	error = reach_field(&value, &field);
	if (!error && field.operand.in_memory && !is_only)
		return NULL;
	if (!error)
		error = add_field(&value, &field);
	if (!error)
		expansion->count++;
	if (error && error->kind != SONDE_ERROR_UNAVAILABLE)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

/* A struct without members, or of which only the name is in the debuginfo. */
static struct sonde_error *no_members(const struct loc_context *context, Dwarf_Die *type)
{
	Dwarf_Die peeled, definition;

	if (!die_peel(type, &peeled) || !die_flag(&peeled, DW_AT_declaration) ||
	    lookup_definition(context->lookup, &peeled, &definition))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "its type has no members");
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "its type is only declared here, and its members are not in this "
			       "debuginfo%s",
			       context->image->kind == IMAGE_USER
				       ? " (clang gives them with -fstandalone-debug)"
				       : "");
}

/* What is missing is a remark, unless nothing is left. */
static struct sonde_error *finish_expansion(struct expansion *expansion, Dwarf_Die *type)
{
	struct notes *missing = &expansion->missing;

	if (!expansion->count && !expansion->reason)
		return no_members(expansion->whole->request->context, type);
	if (!expansion->count && expansion->has_reasons)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is a struct, and none of its members can be had; of the "
				       "first, %s",
				       expansion->reason->message);
	if (!expansion->count)
		return take_ptr(expansion->reason);
	vec_for_each(missing, note)
		TRY(notes_add(expansion->whole->request->notes, note->kind, "%s", note->text));
	return NULL;
}

/* The members of a struct in its place. */
static struct sonde_error *add_members(const struct value *value, Dwarf_Die *type)
{
	_cleanup_(expansion_deinit) struct expansion expansion = {.whole = value};
	_cleanup_str_ struct str name = STR_INIT;
	struct expand_members *members = &expansion.members;

	TRY(expand_members(value->request->context->lookup, type, value->request->depth, members));
	vec_for_each(&members->list, member)
		TRY(add_member(&expansion, member, members->list.size == 1));
	TRY(add_whole(&expansion));
	TRY(finish_expansion(&expansion, type));
	if (!members->beyond)
		return NULL;
	probe_arg_print(value->arg, &name);
	return notes_add(value->request->notes, NOTE_OMITTED,
			 "Of '%s', the members behind the first %d: an event has room for no more.",
			 str_text(&name), EXPAND_MEMBERS_MAX);
}

/* Whether members stand for it; of what cannot be had as a whole, perhaps some can. */
static bool wants_members(const struct value *value, const struct sonde_error *error,
			  const struct field *field, Dwarf_Die *ret)
{
	const struct probe_arg *arg = value->arg;
	bool has_type;

	if (arg->type || !value->request->depth)
		return false;
	if (error) {
		has_type = error->kind == SONDE_ERROR_UNAVAILABLE && !arg->steps.size &&
			   !arg->cast && value_type(value, ret);
	} else {
		*ret = field->type;
		has_type = field->has_type;
	}
	return has_type && expand_applies(ret);
}

struct sonde_error *value_add(const struct value *value)
{
	_cleanup_field_ struct field field = {0};
	struct sonde_error *error = reach_field(value, &field);
	Dwarf_Die type;

	if (wants_members(value, error, &field, &type)) {
		sonde_error_destroy(error);
		return add_members(value, &type);
	}
	TRY(error);
	return add_field(value, &field);
}
