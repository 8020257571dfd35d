/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/globals.h"

#include "base/str.h"
#include "probe/die.h"
#include "probe/scope.h"

/* Nobody reads more names of files. */
#define FILES_SHOWN 8

/* A name in all units. */
struct search {
	const struct args_request *request;
	const struct probe_arg *arg;
	Dwarf_Die external;
	bool has_external;
	Dwarf_Die declared;
	bool has_declared;
	/** The first static one, and the files of all. */
	Dwarf_Die fixed;
	size_t fixed_count;
	struct str files;
};

static void search_deinit(struct search *search)
{
	str_deinit(&search->files);
}

void globals_deinit(struct globals *globals)
{
	map_deinit_values(&globals->found);
}

bool global_is_definition(Dwarf_Die *die)
{
	return dwarf_hasattr_integrate(die, DW_AT_location) ||
	       dwarf_hasattr_integrate(die, DW_AT_const_value);
}

bool global_is_outer(Dwarf_Die *die)
{
	const char *name = die_name(die);
	Dwarf_Die unit, other;

	return name && dwarf_diecu(die, &unit, NULL, NULL) &&
	       scope_find_in_unit(&unit, name, &other) &&
	       dwarf_dieoffset(&other) == dwarf_dieoffset(die);
}

static void add_static(struct search *search, Dwarf_Die *unit, Dwarf_Die *die)
{
	const char *file = die_name(unit);

	if (search->fixed_count++ == 0)
		search->fixed = *die;
	if (search->fixed_count <= FILES_SHOWN)
		str_appendf(&search->files, "%s%s", search->fixed_count == 1 ? "" : ", ",
			    file ? file : "?");
}

static void look_into(struct search *search, Dwarf_Die *unit)
{
	Dwarf_Die die, type;

	if (!scope_find_in_unit(unit, search->arg->base, &die))
		return;
	if (!global_is_definition(&die)) {
		if (!search->has_declared && die_flag(&die, DW_AT_external) &&
		    die_type(&die, &type)) {
			search->declared = die;
			search->has_declared = true;
		}
	} else if (die_flag(&die, DW_AT_external)) {
		search->external = die;
		search->has_external = true;
	} else {
		add_static(search, unit, &die);
	}
}

static struct sonde_error *several(const struct search *search)
{
	_cleanup_str_ struct str more = STR_INIT;

	if (search->fixed_count > FILES_SHOWN)
		str_appendf(&more, " and %zu more", search->fixed_count - FILES_SHOWN);
	TRY(str_check(&search->files));
	return sonde_error_hint(
		probe_def_error(search->request->def, SONDE_ERROR_UNAVAILABLE, search->arg->column,
				"'%s' is a static variable of several files: %s%s.",
				search->arg->base, str_text(&search->files), str_text(&more)),
		"Probe a function of the file that is meant.");
}

/* What is found of all that there is by this name. */
static struct sonde_error *choose(const struct search *search, bool is_declared, bool *found,
				  struct global *ret)
{
	const struct symbol *symbol = symbols_unique(&search->request->context->image->symbols,
						     search->arg->base);

	*found = true;
	if (search->has_external) {
		*ret = (struct global){.die = search->external};
	} else if (search->fixed_count && !is_declared) {
		if (search->fixed_count > 1)
			return several(search);
		*ret = (struct global){.die = search->fixed};
	} else if (search->has_declared && symbol && !symbol->is_function) {
		*ret = (struct global){
			.die = search->declared,
			.has_address = true,
			.address = symbol->address,
		};
	} else {
		*found = false;
	}
	return NULL;
}

static struct sonde_error *search_units(const struct args_request *request,
					const struct probe_arg *arg, bool is_declared, bool *found,
					struct global *ret)
{
	_cleanup_(search_deinit) struct search search = {.request = request, .arg = arg};
	const struct image *image = request->context->image;
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;
	size_t first;

	*found = false;
	if (!symbols_named(&image->symbols, arg->base, &first))
		return NULL;
	while (!search.has_external && die_next_unit(image->dwarf, &cu, NULL, &unit))
		look_into(&search, &unit);
	return choose(&search, is_declared, found, ret);
}

struct sonde_error *globals_find(const struct args_request *request, const struct probe_arg *arg,
				 bool is_declared, bool *found, struct global *ret)
{
	struct globals *globals = request->globals;
	_cleanup_str_ struct str key = STR_INIT;
	const struct global *known;

	str_appendf(&key, "%s%s", is_declared ? "extern " : "", arg->base);
	TRY(str_check(&key));
	if (!map_has(&globals->found, str_text(&key))) {
		bool is_there;
		struct global global;

		TRY(search_units(request, arg, is_declared, &is_there, &global));
		/* The next place of the definition asks for the same. */
		TRY(map_put_copy(&globals->found, str_text(&key), is_there ? &global : NULL,
				 sizeof(global)));
	}
	known = map_get(&globals->found, str_text(&key));
	*found = known;
	if (known)
		*ret = *known;
	return NULL;
}
