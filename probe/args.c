/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/args.h"

#include <elf.h>
#include <string.h>

#include "probe/cast.h"
#include "probe/die.h"
#include "probe/expand.h"
#include "probe/explain.h"
#include "probe/externs.h"
#include "probe/func.h"
#include "probe/globals.h"
#include "probe/name.h"
#include "probe/place.h"
#include "probe/resolve.h"
#include "probe/room.h"
#include "probe/scope.h"
#include "probe/self.h"
#include "probe/symbolic.h"
#include "probe/value.h"
#include "probe/variable.h"

void args_outcomes_deinit(struct args_outcomes *outcomes)
{
	vec_for_each(outcomes, outcome) {
		sonde_error_destroy(outcome->error);
		free(outcome->place);
	}
	vec_deinit(outcomes);
}

/* How memory at a symbol is fetched; false where it cannot be. */
static bool print_symbol(const struct loc_context *context, const struct symbol *symbol,
			 struct str *out)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_fetch_ struct fetch fetch = {.base = FETCH_FILE_OFFSET};
	const struct image *image = context->image;

	if (image->kind != IMAGE_USER) {
		str_appendf(out, "@%s", symbols_name(&image->symbols, symbol));
		return true;
	}
	error = place_of_program_data(image, symbol->address, &fetch.value);
	if (!error && !context->at_return)
		error = place_from_pc(image, context->arch, context->pc, &fetch);
	if (!error)
		fetch_print(&fetch, out);
	return !error;
}

/* The variables outside of functions that the file knows; the locals were offered before. */
static struct sonde_error *offer_globals(const struct args_request *request,
					 struct suggest *suggest)
{
	_cleanup_(scope_variables_deinit) struct scope_variables globals = VEC_INIT;

	TRY(externs_of_unit(&request->context->instance->outer, &globals));
	vec_for_each(&globals, global) {
		if (global_is_definition(global) || die_flag(global, DW_AT_external))
			suggest_offer(suggest, die_name(global));
	}
	return NULL;
}

static struct sonde_error *not_found(const struct args_request *request,
				     const struct probe_arg *arg, struct suggest *suggest)
{
	const struct symbols *symbols = &request->context->image->symbols;
	const struct symbol *symbol = symbols_unique(symbols, arg->base);
	_cleanup_str_ struct str fetch = STR_INIT;
	struct sonde_error *error;

	/* Only the first error has room for a suggestion. */
	if (!request->has_failed)
		TRY(offer_globals(request, suggest));
	error = probe_def_error(request->def, SONDE_ERROR_NOT_FOUND, arg->column,
				"Failed to find '%s' in this function.", arg->base);
	if (symbol && !symbol->is_function && print_symbol(request->context, symbol, &fetch))
		return sonde_error_hint(error, "It is a symbol without a type: write %s:u64.",
					str_text(&fetch));
	return suggest_hint(suggest, error);
}

static struct sonde_error *add_found(const struct args_request *request,
				     const struct probe_arg *arg, struct global *global,
				     struct probe_event *event)
{
	struct sonde_error *error = value_add(&(struct value){
		.request = request,
		.arg = arg,
		.variable = &global->die,
		.address = global->has_address ? &global->address : NULL,
		.event = event,
	});

	if (error && request->context->at_return && error->kind == SONDE_ERROR_UNAVAILABLE &&
	    !error->text)
		return sonde_error_hint(value_error(request, arg, error),
					"Use $retval here, or probe the function's entry.");
	return error;
}

static struct sonde_error *add_named(const struct args_request *request,
				     const struct probe_arg *arg, struct probe_event *event)
{
	_cleanup_(expand_arg_deinit) struct probe_arg own = {0};
	struct variable variable;
	struct sonde_error *error;
	struct suggest suggest;

	suggest_init(&suggest, arg->base);
	error = variable_find(request, arg, &suggest, &variable);
	if (!error && !variable.is_found)
		error = not_found(request, arg, &suggest);
	suggest_deinit(&suggest);
	if (error)
		return error;
	if (!variable.self.count)
		return add_found(request, arg, &variable.global, event);
	TRY(self_arg(arg, &variable.self, &own));
	return add_found(request, &own, &variable.global, event);
}

/* Of functions in assembler debuginfo says that they return something, and not what. */
static bool is_unspecified(Dwarf_Die *type)
{
	Dwarf_Die peeled;

	return die_peel(type, &peeled) && dwarf_tag(&peeled) == DW_TAG_unspecified_type;
}

struct sonde_error *args_add_return(const struct args_request *request, const struct probe_arg *arg,
				    struct probe_event *event)
{
	const struct value value = {.request = request, .arg = arg, .event = event};
	Dwarf_Die type;

	if (request->def->point.place != PROBE_PLACE_RETURN)
		return sonde_error_hint(probe_def_error(request->def, SONDE_ERROR_UNAVAILABLE,
							arg->column,
							"$retval is known at a return probe only."),
					"Write FUNCTION%%return.");
	if (!value_type(&value, &type))
		return probe_def_error(request->def, SONDE_ERROR_UNAVAILABLE, arg->column,
				       "%s returns nothing: its type is void.",
				       die_name(&request->context->instance->die));
	if (func_is_nocall(&request->context->instance->die))
		return probe_def_error(request->def, SONDE_ERROR_UNAVAILABLE, arg->column,
				       "The compiler changed what %s returns: it may be nothing, "
				       "or elsewhere (DW_CC_nocall).",
				       die_name(&request->context->instance->die));
	if (is_unspecified(&type) && !arg->steps.size && !arg->cast)
		return symbolic_add_arg(arg, event);
	return value_add(&value);
}

/* A variable of the place, which may be a declaration of one outside. */
static struct sonde_error *add_known(const struct args_request *request,
				     const struct probe_arg *arg, Dwarf_Die *die,
				     struct probe_event *event)
{
	struct variable variable = {.global = {.die = *die}};
	const struct global *global = &variable.global;

	if (global_is_elsewhere(die))
		TRY(variable_find(request, arg, NULL, &variable));
	return value_add(&(struct value){
		.request = request,
		.arg = arg,
		.variable = &variable.global.die,
		.address = global->has_address ? &global->address : NULL,
		.rank = PROBE_RANK_VARIABLE,
		.event = event,
	});
}

/* One of all variables: if it cannot be had, that is a note. */
static struct sonde_error *add_one_of_all(const struct args_request *request, size_t column,
					  Dwarf_Die *variable, struct probe_event *event)
{
	const struct probe_arg arg = {
		.kind = PROBE_ARG_VARIABLE,
		.base = (char *)die_name(variable),
		.column = column,
	};
	struct sonde_error *error = add_known(request, &arg, variable, event);

	if (!error || error->kind != SONDE_ERROR_UNAVAILABLE)
		return error;
	return notes_add_error(request->notes, value_error(request, &arg, error));
}

static struct sonde_error *not_at_return(const struct probe_def *def, const struct probe_arg *arg)
{
	return sonde_error_hint(probe_def_error(def, SONDE_ERROR_UNAVAILABLE, arg->column,
						"The function's variables are not known any more "
						"when it returns."),
				"Use $retval here, or probe the function's entry.");
}

/* $params and $vars: each variable on its own. */
static struct sonde_error *add_all(const struct args_request *request, const struct probe_arg *arg,
				   struct probe_event *event)
{
	_cleanup_(scope_variables_deinit) struct scope_variables variables = VEC_INIT;
	const struct loc_context *context = request->context;

	if (context->at_return && (!context->keeps_arguments || arg->kind == PROBE_ARG_VARS))
		return not_at_return(request->def, arg);
	TRY(scope_variables(context->instance, context->pc, arg->kind == PROBE_ARG_VARS,
			    &variables));
	vec_for_each(&variables, variable)
		TRY(add_one_of_all(request, arg->column, variable, event));
	return NULL;
}

/* Where the kernel finds a function's entry: at a symbol, or behind the ENDBR that is there. */
static bool is_entry(const struct image *image, uint64_t pc)
{
	static const unsigned char endbr[PROBE_ENDBR_SIZE] = {0xf3, 0x0f, 0x1e, 0xfa};
	const uint64_t start = place_of_symbol(image, pc);
	struct image_section section;

	if (start == pc)
		return true;
	return pc - start == sizeof(endbr) && image->machine == EM_X86_64 &&
	       image_section_at(image, start, &section) && section.data &&
	       section.size >= sizeof(endbr) && memcmp(section.data, endbr, sizeof(endbr)) == 0;
}

/* The kernel takes $argN for what the ABI hands over. */
static struct sonde_error *check_entry(const struct args_request *request,
				       const struct probe_event_arg *arg)
{
	const struct loc_context *context = request->context;

	if (!fetch_is_argument(&arg->fetch) || context->at_return)
		return NULL;
	if (context->instance->is_inlined)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the function is inlined here, and has no arguments of its "
				       "own: name the parameter");
	if (is_entry(context->image, context->pc))
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "the kernel has it at the entry of a function only: name the "
			       "parameter or a register");
}

static struct sonde_error *add_raw(const struct args_request *request, const struct probe_arg *arg,
				   struct probe_event *event)
{
	struct sonde_error *error;

	TRY(symbolic_add_arg(arg, event));
	error = check_entry(request, vec_last(&event->args));
	if (error) {
		probe_event_arg_deinit(vec_last(&event->args));
		event->args.size--;
	}
	return error;
}

static struct sonde_error *add_one(const struct args_request *request, const struct probe_arg *arg,
				   struct probe_event *event)
{
	switch (arg->kind) {
	case PROBE_ARG_RAW:
		return add_raw(request, arg, event);
	case PROBE_ARG_RETVAL:
		return args_add_return(request, arg, event);
	case PROBE_ARG_VARIABLE:
		return add_named(request, arg, event);
	default:
		return add_all(request, arg, event);
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

static void keep_place(const struct loc_context *context, struct args_outcome *outcome)
{
	outcome->context = *context;
	outcome->instance = *context->instance;
}

/* The first error may turn out to be the only answer; the others are remarks. */
static struct sonde_error *keep_error(const struct loc_context *context,
				      struct args_outcome *outcome, struct sonde_error *error,
				      struct notes *notes)
{
	_cleanup_str_ struct str place = STR_INIT;

	loc_print(context, &place);
	if (outcome->error)
		return note_at(str_text(&place), error, notes);
	outcome->error = error;
	keep_place(context, outcome);
	return str_take(&place, &outcome->place);
}

/* What stands for all may be nothing at a place. */
static void note_count(const struct loc_context *context, size_t count,
		       struct args_outcome *outcome)
{
	if (count)
		outcome->has_any = true;
	else if (!outcome->has_none && !outcome->error)
		keep_place(context, outcome);
	outcome->has_none |= !count;
}

static bool has_members(const struct probe_event *event)
{
	vec_for_each(&event->args, arg) {
		if (arg->rank == PROBE_RANK_MEMBER)
			return true;
	}
	return false;
}

/* No member gets the name of a variable of the place. */
static struct sonde_error *give_names(const struct args_request *request, struct probe_event *event)
{
	_cleanup_(scope_variables_deinit) struct scope_variables variables = VEC_INIT;
	const struct loc_context *context = request->context;
	struct name_list names = VEC_INIT;
	struct sonde_error *error = NULL;

	if (has_members(event))
		TRY(scope_variables(context->instance, context->pc, true, &variables));
	vec_for_each(&variables, variable) {
		if (!error)
			error = vec_push(&names, die_name(variable));
	}
	if (!error)
		error = name_args(&names, event);
	vec_deinit(&names);
	return error;
}

/* All of them are there: each gets a name of its own, and room. */
static struct sonde_error *finish(const struct args_request *request, struct probe_event *event)
{
	_cleanup_str_ struct str place = STR_INIT;

	TRY(give_names(request, event));
	if (event->args.size <= ROOM_ARGS_FEW)
		return NULL;
	loc_print(request->context, &place);
	return room_make(event, str_text(&place), request->notes);
}

struct sonde_error *args_resolve(const struct args_request *request, struct args_outcomes *outcomes,
				 struct probe_event *event)
{
	const struct probe_def *def = request->def;

	while (outcomes->size < def->args.size)
		TRY(vec_push(outcomes, (struct args_outcome){0}));
	for (size_t i = 0; i < def->args.size; i++) {
		const struct probe_arg *arg = &def->args.data[i];
		struct args_outcome *outcome = &outcomes->data[i];
		const size_t before = event->args.size;
		struct args_request one = *request;
		struct sonde_error *error;

		one.has_failed = outcome->error != NULL;
		error = add_one(&one, arg, event);
		if (!error) {
			outcome->found = true;
			note_count(request->context, event->args.size - before, outcome);
			continue;
		}
		if (error->kind == SONDE_ERROR_NO_MEMORY)
			return error;
		error = value_error(request, arg, error);
		TRY(keep_error(request->context, outcome, error, request->notes));
	}
	return finish(request, event);
}

static struct args_request request_of(const struct args_request *request,
				      struct args_outcome *outcome)
{
	struct args_request there = *request;

	outcome->context.instance = &outcome->instance;
	there.context = &outcome->context;
	return there;
}

/* What was had at some place, but not at all. */
static struct sonde_error *note_rest(const struct args_request *request,
				     const struct probe_arg *arg, struct args_outcome *outcome)
{
	const struct args_request there = request_of(request, outcome);

	if (outcome->has_none && !outcome->has_any && !outcome->error)
		return request->is_brief ? NULL : explain_nothing(&there, arg);
	if (outcome->error)
		return note_at(outcome->place, take_ptr(outcome->error), request->notes);
	return NULL;
}

struct sonde_error *args_check(const struct args_request *request, struct args_outcomes *outcomes)
{
	const struct probe_def *def = request->def;

	for (size_t i = 0; i < outcomes->size; i++) {
		struct args_outcome *outcome = &outcomes->data[i];
		const struct args_request there = request_of(request, outcome);

		if (!outcome->found && outcome->error && request->is_brief)
			return take_ptr(outcome->error);
		if (!outcome->found && outcome->error)
			return explain_missing(&there, &def->args.data[i],
					       take_ptr(outcome->error));
	}
	for (size_t i = 0; i < outcomes->size; i++)
		TRY(note_rest(request, &def->args.data[i], &outcomes->data[i]));
	return NULL;
}
