/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/full_name.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "base/str.h"
#include "image/language.h"
#include "probe/die.h"
#include "probe/func.h"

/* A cycle of references has more; nothing else has. */
#define REFERENCES_MAX 16

void full_names_deinit(struct full_names *names)
{
	parents_deinit(&names->parents);
}

/* Local functions have no linkage name, but their symbols have. */
static const char *symbol_of(const struct full_names *names, Dwarf_Die *die)
{
	const struct symbols *symbols = &names->image->symbols;
	const struct symbol *symbol;
	uint64_t entry;

	if (dwarf_tag(die) != DW_TAG_subprogram || !func_entry(die, &entry))
		return NULL;
	symbol = symbols_at(symbols, entry);
	return symbol && symbol->address == entry && symbol->is_function
		       ? symbols_name(symbols, symbol)
		       : NULL;
}

/* NULL where there is none. */
static struct sonde_error *demangled_name(const struct full_names *names, Dwarf_Die *die,
					  enum demangle_form form, char **ret)
{
	const char *linkage = func_linkage_name(die);

	if (!linkage)
		linkage = symbol_of(names, die);
	*ret = NULL;
	return linkage ? demangle(linkage, form, ret) : NULL;
}

/* The DIE that has its place among the names. */
static Dwarf_Die declaration_of(Dwarf_Die *die)
{
	Dwarf_Die at = *die;

	for (unsigned i = 0; i < REFERENCES_MAX; i++) {
		Dwarf_Attribute attribute;
		Dwarf_Die next;

		if ((!dwarf_attr(&at, DW_AT_abstract_origin, &attribute) &&
		     !dwarf_attr(&at, DW_AT_specification, &attribute)) ||
		    !dwarf_formref_die(&attribute, &next))
			break;
		at = next;
	}
	return at;
}

static bool is_lambda(Dwarf_Die *type)
{
	static const char call[] = "operator()";
	Dwarf_Die child;

	if (dwarf_child(type, &child) != 0)
		return false;
	do {
		const char *name = dwarf_tag(&child) == DW_TAG_subprogram ? die_name(&child) : NULL;

		if (name && strncmp(name, call, strlen(call)) == 0)
			return true;
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

/* What stands in the unit for a type that lies elsewhere may have no name. */
static const char *name_of_space(Dwarf_Die *die)
{
	const char *name = die_name(die);
	Dwarf_Attribute attribute;
	Dwarf_Die type;

	if (name)
		return name;
	if (dwarf_tag(die) == DW_TAG_namespace)
		return "(anonymous namespace)";
	if (dwarf_attr(die, DW_AT_signature, &attribute) && dwarf_formref_die(&attribute, &type))
		name = die_name(&type);
	if (name)
		return name;
	return is_lambda(die) ? "{lambda}" : "{unnamed}";
}

/* `(int, char const *)`; not the `this` of a method. */
static void print_signature(Dwarf_Die *die, struct str *out)
{
	Dwarf_Die child, type;
	bool follows = false;

	str_append_char(out, '(');
	if (dwarf_child(die, &child) == 0) {
		do {
			if (dwarf_tag(&child) != DW_TAG_formal_parameter ||
			    die_flag(&child, DW_AT_artificial))
				continue;
			str_append(out, follows ? ", " : "");
			follows = true;
			die_print_type(die_type(&child, &type) ? &type : NULL, out);
		} while (dwarf_siblingof(&child, &child) == 0);
	}
	str_append_char(out, ')');
}

/* Whether C++ finds what is in there without its name. */
static bool is_inline(Dwarf_Die *space)
{
	return dwarf_tag(space) == DW_TAG_namespace && die_flag(space, DW_AT_export_symbols);
}

/* How the name that the DIEs give is written. */
enum path_form {
	PATH_FULL,
	/** Without inline namespaces. */
	PATH_OUTER,
	/** Without signature. */
	PATH_SHORT,
};

/* By the DIEs around it; NULL where it has no name. */
static struct sonde_error *path_name(struct full_names *names, Dwarf_Die *die, enum path_form form,
				     char **ret)
{
	_cleanup_parents_list_ struct parents_list parents = VEC_INIT;
	_cleanup_str_ struct str path = STR_INIT;
	Dwarf_Die declaration = declaration_of(die);
	const enum language language = language_of(die);
	const char *name = die_name(die);

	*ret = NULL;
	if (!name)
		return NULL;
	if (language == LANGUAGE_C)
		return sonde_strdup(name, ret);
	TRY(parents_of(&names->parents, &declaration, &parents));
	vec_for_each(&parents, parent) {
		if (form != PATH_OUTER || !is_inline(parent))
			str_appendf(&path, "%s::", name_of_space(parent));
	}
	str_append(&path, name);
	if (form != PATH_SHORT && language == LANGUAGE_CXX)
		print_signature(&declaration, &path);
	return str_take(&path, ret);
}

static struct sonde_error *text_matches(const char *text, const struct full_name_query *query,
					bool *ret)
{
	_cleanup_qualname_ struct qualname full = {0};

	if (!text)
		return NULL;
	TRY(qualname_parse(text, &full));
	*ret = query->glob ? qualname_matches_glob(query->glob, &full)
			   : qualname_matches(query->wanted, &full);
	return NULL;
}

struct sonde_error *full_name_matches(struct full_names *names, Dwarf_Die *die,
				      const struct full_name_query *query, bool *ret)
{
	_cleanup_free_ char *demangled = NULL, *path = NULL, *inner = NULL;

	*ret = false;
	TRY(demangled_name(names, die, DEMANGLE_FULL, &demangled));
	TRY(text_matches(demangled, query, ret));
	if (*ret)
		return NULL;
	TRY(path_name(names, die, PATH_FULL, &path));
	TRY(text_matches(path, query, ret));
	if (*ret)
		return NULL;
	TRY(path_name(names, die, PATH_OUTER, &inner));
	return text_matches(inner, query, ret);
}

struct sonde_error *full_name_of(struct full_names *names, Dwarf_Die *die, enum demangle_form form,
				 char **ret)
{
	_cleanup_free_ char *demangled = NULL, *path = NULL;

	TRY(demangled_name(names, die, form, &demangled));
	/* Rust's symbols leave out of what type an instance is, unless it is one of a trait. */
	if (!demangled || (language_of(die) == LANGUAGE_RUST && !strstr(demangled, " as ")))
		TRY(path_name(names, die, form == DEMANGLE_SHORT ? PATH_SHORT : PATH_FULL, &path));
	*ret = path ? take_ptr(path) : take_ptr(demangled);
	return *ret ? NULL : sonde_strdup("?", ret);
}
