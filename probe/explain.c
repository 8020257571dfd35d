/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/explain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "probe/args.h"
#include "probe/availability.h"
#include "probe/die.h"
#include "probe/globals.h"
#include "probe/scope.h"
#include "probe/units.h"
#include "probe/value.h"

/* Blocks nested deeper than this come from no compiler. */
#define DEPTH_MAX 128

/* If so many variables can be had nowhere, so can the others. */
#define TRIED_MAX 8

/* More ranges of lines than these help nobody. */
#define RANGES_SHOWN 8

/** A variable that is missing, and what is found out about it. */
struct missing {
	const struct args_request *request;
	const struct probe_arg *arg;
	/** The one that is meant; without `is_known` any of its name. */
	Dwarf_Die variable;
	bool is_known;
	/** Where it can be had, the function's first line being 0. */
	struct listing_lines lines;
	/** The function has lines at all. */
	bool has_lines;
};

static void missing_deinit(struct missing *missing)
{
	vec_deinit(&missing->lines);
}

/* The local variable or parameter that the name means at an address of a copy. */
static struct sonde_error *find_local(const struct loc_context *context, const char *name,
				      bool *found, Dwarf_Die *ret)
{
	_cleanup_(scope_variables_deinit) struct scope_variables variables = VEC_INIT;

	*found = false;
	TRY(scope_variables(context->instance, context->pc, true, &variables));
	vec_for_each(&variables, variable) {
		if (strcmp(die_name(variable), name) != 0)
			continue;
		*ret = *variable;
		*found = true;
	}
	return NULL;
}

/* Each copy of the function has a DIE of its own for the variable, and all of them one origin. */
static bool is_meant(const struct missing *missing, Dwarf_Die *variable)
{
	Dwarf_Die known = missing->variable;

	return !missing->is_known || func_origin(&known) == func_origin(variable);
}

/* Whether the argument, said of the same variable, can be had there. */
static struct sonde_error *try_at(const struct missing *missing, struct line_place *place,
				  bool *ret)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	struct loc_context here = *missing->request->context;
	struct args_request request = *missing->request;
	Dwarf_Die variable;

	here.instance = &place->instance;
	here.pc = place->address;
	request.context = &here;
	request.notes = &notes;
	TRY(find_local(&here, missing->arg->base, ret, &variable));
	if (!*ret || !is_meant(missing, &variable)) {
		*ret = false;
		return NULL;
	}
	error = value_add(&(struct value){
		.request = &request,
		.arg = missing->arg,
		.variable = &variable,
		.event = &event,
	});
	*ret = !error;
	return error && error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
}

static struct sonde_error *find_lines(struct missing *missing)
{
	const struct loc_context *context = missing->request->context;
	_cleanup_(unit_lines_deinit) struct unit_lines tables = {.image = context->image};
	_cleanup_(line_places_deinit) struct line_places places = VEC_INIT;
	const struct func_instance *instance = context->instance;
	Dwarf_Die die = instance->die;
	const struct line_table *table;
	const char *path;
	uint32_t first;

	if (!die_name(&die) || !line_of_declaration(&die, &path, &first))
		return NULL;
	TRY(unit_lines_of(&tables, &die, &table));
	TRY(line_find_in_copies(table, instance, (struct line_span){first, UINT32_MAX}, &places));
	missing->has_lines = places.size;
	vec_for_each(&places, place) {
		bool available;

		if (!availability_is_place(place, first))
			continue;
		TRY(try_at(missing, place, &available));
		if (available)
			TRY(availability_add_line(place->line - first, &missing->lines));
	}
	return NULL;
}

/* `line 3`, `lines 3-7 and 12`. */
static void print_lines(const struct listing_lines *lines, struct str *out)
{
	const size_t shown = lines->size <= RANGES_SHOWN ? lines->size : RANGES_SHOWN;
	const bool is_one = lines->size == 1 && lines->data[0].first == lines->data[0].last;

	str_append(out, is_one ? "line " : "lines ");
	for (size_t i = 0; i < shown; i++) {
		const struct listing_line_range *range = &lines->data[i];

		if (i)
			str_append(out, i + 1 == lines->size ? " and " : ", ");
		str_appendf(out, "%" PRIu32, range->first);
		if (range->last != range->first)
			str_appendf(out, "-%" PRIu32, range->last);
	}
	if (shown < lines->size)
		str_appendf(out, " and %zu more ranges", lines->size - shown);
}

/* Whose lines they are, and the command that shows it all. */
static void print_command(const struct missing *missing, struct str *out)
{
	Dwarf_Die die = missing->request->context->instance->die;
	const char *name = die_name(&die);

	str_appendf(out, " of %s; sonde probe -V %s:%" PRIu32 " --range shows where", name, name,
		    missing->lines.data[0].first);
}

/* Of a variable that can be had nowhere: a block may have another one of its name. */
static struct sonde_error *explain_namesake(struct missing *missing, struct str *out)
{
	missing->is_known = false;
	TRY(find_lines(missing));
	if (missing->lines.size == 0)
		return NULL;
	str_appendf(out, "%sAnother %s, of a block, is available at ", out->size ? " " : "",
		    missing->arg->base);
	print_lines(&missing->lines, out);
	print_command(missing, out);
	str_append(out, ".");
	return NULL;
}

/* A variable that no line has. */
static void print_nowhere(const struct missing *missing, bool has_ranges, struct str *out)
{
	Dwarf_Die die = missing->request->context->instance->die;
	const char *name = die_name(&die);

	if (!has_ranges) {
		str_append(out, "It is optimized out everywhere in ");
		func_print(missing->request->context->instance, out);
		str_append(out, ".");
	} else if (name && missing->has_lines) {
		str_appendf(out,
			    "No line of %s has it as a whole; sonde probe -V %s --range shows "
			    "where it is.",
			    name, name);
	}
}

/* It means something here, but has no value. */
static struct sonde_error *explain_unavailable(struct missing *missing, struct str *out)
{
	const struct loc_context *context = missing->request->context;
	_cleanup_error_ struct sonde_error *here = NULL;
	struct availability_ranges ranges = VEC_INIT;
	_cleanup_location_ struct location location = VEC_INIT;
	struct sonde_error *error;

	TRY(find_lines(missing));
	if (missing->lines.size) {
		str_append(out, "It is available at ");
		print_lines(&missing->lines, out);
		print_command(missing, out);
		str_append(out, ".");
		return NULL;
	}
	/* If its place is known, what is wrong is the type or a member: the same everywhere. */
	here = loc_of_variable(context, &missing->variable, &location);
	if (!here)
		return NULL;
	error = availability_ranges(context->instance, context->pc, &missing->variable, &ranges);
	if (!error)
		print_nowhere(missing, ranges.size, out);
	vec_deinit(&ranges);
	return error ? error : explain_namesake(missing, out);
}

/** Lines that declare something, the function's first line being 0. */
struct declared VEC_BODY(uint32_t);

/* The line of a variable, if it is one of the function's text. */
static struct sonde_error *add_declared(const struct missing *missing, Dwarf_Die *variable,
					struct declared *ret)
{
	Dwarf_Die function = missing->request->context->instance->die;
	const char *path, *own_path;
	uint32_t line, first;

	if (!line_of_declaration(&function, &own_path, &first) ||
	    !line_of_declaration(variable, &path, &line) || strcmp(path, own_path) != 0 ||
	    line < first)
		return NULL;
	return vec_push(ret, line - first);
}

/* Variables of the name in all blocks; those of inlined functions are not the function's. */
static struct sonde_error *find_declared(const struct missing *missing, Dwarf_Die *scope,
					 unsigned depth, bool *found, struct declared *ret)
{
	Dwarf_Die child;

	if (depth == DEPTH_MAX || dwarf_child(scope, &child) != 0)
		return NULL;
	do {
		const char *name = die_name(&child);

		if (dwarf_tag(&child) == DW_TAG_lexical_block) {
			TRY(find_declared(missing, &child, depth + 1, found, ret));
		} else if (dwarf_tag(&child) == DW_TAG_variable && name &&
			   strcmp(name, missing->arg->base) == 0) {
			*found = true;
			TRY(add_declared(missing, &child, ret));
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return NULL;
}

static int compare_lines(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Each once, in order; what a copy and the function that it is a copy of both have is one. */
static struct sonde_error *order_declared(struct declared *declared, struct listing_lines *ret)
{
	if (declared->size)
		qsort(declared->data, declared->size, sizeof(*declared->data), compare_lines);
	for (size_t i = 0; i < declared->size; i++) {
		if (i == 0 || declared->data[i] != declared->data[i - 1])
			TRY(availability_add_line(declared->data[i], ret));
	}
	return NULL;
}

static void print_elsewhere(const struct missing *missing, const struct listing_lines *declared,
			    struct str *out)
{
	str_append(out, "It is not in scope here: ");
	if (declared->size) {
		str_append(out, "it is declared at ");
		print_lines(declared, out);
	} else {
		str_append(out, "it is of another block");
	}
	str_append(out, " of ");
	func_print(missing->request->context->instance, out);
	if (missing->lines.size == 0) {
		str_append(out, ", and available at no line.");
		return;
	}
	str_append(out, ", and available at ");
	print_lines(&missing->lines, out);
	print_command(missing, out);
	str_append(out, ".");
}

/* It means nothing here; a block that does not contain the place may have it. */
static struct sonde_error *explain_out_of_scope(struct missing *missing, struct str *out)
{
	Dwarf_Die function = missing->request->context->instance->die, origin;
	struct listing_lines lines = VEC_INIT;
	struct declared declared = VEC_INIT;
	struct sonde_error *error;
	bool found = false;

	error = find_declared(missing, &function, 0, &found, &declared);
	/* Copies drop blocks that they have no code of. */
	if (!error && die_origin(&function, &origin))
		error = find_declared(missing, &origin, 0, &found, &declared);
	if (!error && found)
		error = find_lines(missing);
	if (!error)
		error = order_declared(&declared, &lines);
	if (!error && found)
		print_elsewhere(missing, &lines, out);
	vec_deinit(&declared);
	vec_deinit(&lines);
	return error;
}

static struct sonde_error *explain(struct missing *missing, enum sonde_error_kind kind,
				   struct str *out)
{
	const struct loc_context *context = missing->request->context;
	Dwarf_Die global;
	bool is_global;

	TRY(find_local(context, missing->arg->base, &missing->is_known, &missing->variable));
	/* Where it is, is no matter of lines. */
	if (missing->is_known && global_is_elsewhere(&missing->variable))
		return NULL;
	if (missing->is_known)
		/* What is not found then is a member. */
		return kind == SONDE_ERROR_UNAVAILABLE ? explain_unavailable(missing, out) : NULL;
	if (kind == SONDE_ERROR_UNAVAILABLE)
		return NULL;
	TRY(globals_find_here(context->lookup, &context->instance->die, missing->arg->base,
			      &is_global, &global));
	return is_global ? NULL : explain_out_of_scope(missing, out);
}

struct sonde_error *explain_missing(const struct args_request *request, const struct probe_arg *arg,
				    struct sonde_error *error)
{
	_cleanup_(missing_deinit) struct missing missing = {
		.request = request,
		.arg = arg,
	};
	_cleanup_error_ struct sonde_error *failure = NULL;
	_cleanup_str_ struct str text = STR_INIT;

	if (arg->kind != PROBE_ARG_VARIABLE || request->context->at_return ||
	    (error->kind != SONDE_ERROR_UNAVAILABLE && error->kind != SONDE_ERROR_NOT_FOUND))
		return error;
	failure = explain(&missing, error->kind, &text);
	/* The error itself is worth more than why there is no more to be said of it. */
	if (failure || text.size == 0)
		return error;
	/* Another variable of a like name was not meant. */
	if (error->kind == SONDE_ERROR_NOT_FOUND || !error->hint)
		return sonde_error_hint(error, "%s", str_text(&text));
	return sonde_error_hint(error, "%s %s", error->hint, str_text(&text));
}

static struct sonde_error *note_lines(const struct missing *missing, const struct probe_arg *all)
{
	_cleanup_str_ struct str place = STR_INIT, lines = STR_INIT;

	loc_print(missing->request->context, &place);
	print_lines(&missing->lines, &lines);
	print_command(missing, &lines);
	return notes_add(missing->request->notes, NOTE_CHANGED,
			 "Nothing of %s can be had at %s; '%s' is available at %s.",
			 all->kind == PROBE_ARG_VARS ? "$vars" : "$params", str_text(&place),
			 missing->arg->base, str_text(&lines));
}

static struct sonde_error *note_where(const struct args_request *request,
				      const struct probe_arg *all, Dwarf_Die *variable, bool *done)
{
	const struct probe_arg arg = {
		.kind = PROBE_ARG_VARIABLE,
		.base = (char *)die_name(variable),
	};
	_cleanup_(missing_deinit) struct missing missing = {
		.request = request,
		.arg = &arg,
		.variable = *variable,
		.is_known = true,
	};

	TRY(find_lines(&missing));
	*done = missing.lines.size;
	return *done ? note_lines(&missing, all) : NULL;
}

struct sonde_error *explain_nothing(const struct args_request *request, const struct probe_arg *all)
{
	_cleanup_(scope_variables_deinit) struct scope_variables variables = VEC_INIT;
	const struct loc_context *context = request->context;
	bool done = false;

	if (context->at_return)
		return NULL;
	TRY(scope_variables(context->instance, context->pc, all->kind == PROBE_ARG_VARS,
			    &variables));
	for (size_t i = 0; i < variables.size && i < TRIED_MAX && !done; i++)
		TRY(note_where(request, all, &variables.data[i], &done));
	return NULL;
}
