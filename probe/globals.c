/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/globals.h"

#include <string.h>

#include "base/str.h"
#include "probe/die.h"
#include "probe/scope.h"

/* Nobody reads more names of files. */
#define FILES_SHOWN 8
/* Namespaces within each other. */
#define DEPTH_MAX 32

bool global_is_definition(Dwarf_Die *die)
{
	Dwarf_Attribute attr;

	return dwarf_hasattr_integrate(die, DW_AT_location) || die_constant(die, &attr);
}

bool global_is_elsewhere(Dwarf_Die *die)
{
	return !global_is_definition(die) && die_flag(die, DW_AT_declaration) &&
	       die_flag(die, DW_AT_external);
}

/* One of several that nobody sees from other units. */
static void add_static(Dwarf_Die *die, struct lookup_answer *answer)
{
	Dwarf_Die unit;
	const char *file = die_source_unit(die, &unit) ? die_name(&unit) : NULL;

	if (answer->count++ == 0)
		answer->die = *die;
	if (answer->count <= FILES_SHOWN)
		str_appendf(&answer->files, "%s%s", answer->count == 1 ? "" : ", ",
			    file ? file : "?");
}

/* Whether the linker calls it otherwise: a variable of a namespace or a class. */
static bool is_in_space(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	const char *name = NULL;

	if (!dwarf_hasattr(die, DW_AT_specification))
		return false;
	if (dwarf_attr_integrate(die, DW_AT_linkage_name, &attr))
		name = dwarf_formstring(&attr);
	return name && strcmp(name, die_name(die)) != 0;
}

static void add_variable(Dwarf_Die *die, struct lookup_answer *answer)
{
	Dwarf_Die type;

	if (is_in_space(die))
		return;
	if (!global_is_definition(die)) {
		if (!answer->has_declared && die_flag(die, DW_AT_external) &&
		    die_type(die, &type)) {
			answer->declared = *die;
			answer->has_declared = true;
		}
	} else if (die_flag(die, DW_AT_external)) {
		answer->die = *die;
		answer->count = 1;
		answer->is_external = answer->is_final = true;
	} else {
		add_static(die, answer);
	}
}

static struct sonde_error *look_here(struct lookup *lookup, const struct lookup_query *query,
				     Dwarf_Die *unit, struct lookup_answer *answer)
{
	(void)lookup;
	answer->count = scope_find_in_unit(unit, query->data, &answer->die);
	return NULL;
}

struct sonde_error *globals_find_here(struct lookup *lookup, const Dwarf_Die *die, const char *name,
				      bool *found, Dwarf_Die *ret)
{
	_cleanup_str_ struct str key = STR_INIT;
	const struct lookup_answer *answer;
	Dwarf_Die inner = *die, unit;

	*found = false;
	if (!die_source_unit(&inner, &unit))
		return NULL;
	str_appendf(&key, "variable here %s", name);
	TRY(str_check(&key));
	TRY(lookup_ask(
		lookup,
		&(struct lookup_query){
			.key = str_text(&key), .unit = &unit, .look = look_here, .data = name},
		&answer));
	*found = answer->count > 0;
	*ret = answer->die;
	return NULL;
}

/* A unit of gcc -flto has the variables of several sources. */
static struct sonde_error *look(struct lookup *lookup, const struct lookup_query *query,
				Dwarf_Die *unit, struct lookup_answer *answer)
{
	Dwarf_Die child;

	(void)lookup;
	if (!die_child_named(unit, DW_TAG_variable, query->data, &child))
		return NULL;
	do {
		add_variable(&child, answer);
	} while (!answer->is_final && die_sibling_named(&child, DW_TAG_variable, query->data));
	return NULL;
}

static struct sonde_error *several(const struct args_request *request, const struct probe_arg *arg,
				   const struct lookup_answer *answer)
{
	_cleanup_str_ struct str more = STR_INIT;

	if (answer->count > FILES_SHOWN)
		str_appendf(&more, " and %zu more", answer->count - FILES_SHOWN);
	return sonde_error_hint(probe_def_error(request->def, SONDE_ERROR_UNAVAILABLE, arg->column,
						"'%s' is a static variable of several files: %s%s.",
						arg->base, str_text(&answer->files),
						str_text(&more)),
				"Probe a function of the file that is meant.");
}

/* Whether the symbol table has it; gcc -flto adds to the names of statics. */
static bool has_symbol(const struct symbols *symbols, const char *name, struct str *scratch)
{
	size_t first;

	str_appendf(scratch, "%s.lto_priv.0", name);
	return symbols_named(symbols, name, &first) ||
	       symbols_named(symbols, str_text(scratch), &first);
}

/* What tells the type of a variable that only the symbol table has. */
static bool find_declaration(const Dwarf_Die *declared, const struct lookup_answer *answer,
			     Dwarf_Die *ret)
{
	Dwarf_Die type;

	*ret = declared ? *declared : answer->declared;
	if (declared && die_flag(ret, DW_AT_external) && die_type(ret, &type))
		return true;
	*ret = answer->declared;
	return answer->has_declared;
}

static void take_answer(const struct lookup_answer *answer, const struct symbol *symbol,
			const Dwarf_Die *declared, bool *found, struct global *ret)
{
	struct global global = {.die = answer->die};

	*found = answer->is_external || (answer->count && !declared);
	/* Where a unit has a static one, only what all files see is not that. */
	if (!*found && symbol && !symbol->is_function && (!answer->count || symbol->is_global)) {
		*found = find_declaration(declared, answer, &global.die);
		global.has_address = true;
		global.address = symbol->address;
	}
	if (*found)
		*ret = global;
}

static struct sonde_error *find_symbol(const struct args_request *request,
				       const struct probe_arg *arg, const Dwarf_Die *declared,
				       bool *found, struct global *ret)
{
	const struct loc_context *context = request->context;
	const struct symbols *symbols = &context->image->symbols;
	_cleanup_str_ struct str key = STR_INIT;
	const struct lookup_answer *answer;

	if (!has_symbol(symbols, arg->base, &key))
		return NULL;
	str_truncate(&key, 0);
	str_appendf(&key, "variable %s", arg->base);
	TRY(str_check(&key));
	TRY(lookup_ask(
		context->lookup,
		&(struct lookup_query){.key = str_text(&key), .look = look, .data = arg->base},
		&answer));
	if (answer->count > 1 && !declared)
		return several(request, arg, answer);
	take_answer(answer, symbols_unique(symbols, arg->base), declared, found, ret);
	return NULL;
}

struct sonde_error *globals_find(const struct args_request *request, const struct probe_arg *arg,
				 const Dwarf_Die *declared, bool *found, struct global *ret)
{
	*found = false;
	TRY(find_symbol(request, arg, declared, found, ret));
	if (declared && !*found)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is declared here, but nothing in this image defines it");
	return NULL;
}

/* Whether it says where `wanted` is. The origin of one of a namespace is the definition, which has
 * the declaration there for its specification. */
static bool is_copy(Dwarf_Die *die, const Dwarf_Die *wanted)
{
	Dwarf_Attribute attr;
	Dwarf_Die origin, declaration;

	if (dwarf_tag(die) != DW_TAG_variable || !die_origin(die, &origin) ||
	    !global_is_definition(die))
		return false;
	return origin.addr == wanted->addr ||
	       (dwarf_attr(&origin, DW_AT_specification, &attr) &&
		dwarf_formref_die(&attr, &declaration) && declaration.addr == wanted->addr);
}

static bool find_copy(Dwarf_Die *parent, const Dwarf_Die *wanted, unsigned depth, Dwarf_Die *ret)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(parent, &child) != 0)
		return false;
	do {
		if (dwarf_tag(&child) == DW_TAG_namespace &&
		    find_copy(&child, wanted, depth + 1, ret))
			return true;
		if (!is_copy(&child, wanted))
			continue;
		*ret = child;
		return true;
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

static struct sonde_error *look_for_copy(struct lookup *lookup, const struct lookup_query *query,
					 Dwarf_Die *unit, struct lookup_answer *answer)
{
	(void)lookup;
	if (!find_copy(unit, query->data, 0, &answer->die))
		return NULL;
	answer->count = 1;
	answer->is_final = true;
	return NULL;
}

struct sonde_error *globals_find_copy(struct lookup *lookup, Dwarf_Die *variable, bool *found,
				      struct global *ret)
{
	const bool is_external = die_flag(variable, DW_AT_external);
	_cleanup_str_ struct str key = STR_INIT;
	const struct lookup_answer *answer;

	/* What is declared only is no origin. */
	if (is_external && die_flag(variable, DW_AT_declaration)) {
		*found = false;
		return NULL;
	}
	str_appendf(&key, "copy of %p", variable->addr);
	TRY(str_check(&key));
	TRY(lookup_ask(lookup,
		       &(struct lookup_query){
			       .key = str_text(&key), .look = look_for_copy, .data = variable},
		       &answer));
	if (!answer->count && !is_external)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "it is optimized out");
	*found = answer->count;
	if (*found)
		*ret = (struct global){.die = answer->die};
	return NULL;
}
