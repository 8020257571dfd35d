/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a point to its variables, in this order:
 *
 *   1. find every place of the point               probe/point
 *   2. find the variables in scope there           probe/scope
 *   3. see whether a fetch argument can be had     probe/fetchable
 *   4. say where else they are available           probe/availability
 */
#include "probe/listing.h"

#include <inttypes.h>
#include <string.h>

#include "probe/availability.h"
#include "probe/code_name.h"
#include "probe/die.h"
#include "probe/externs.h"
#include "probe/fetchable.h"
#include "probe/full_name.h"
#include "probe/loc.h"
#include "probe/place.h"
#include "probe/point.h"
#include "probe/prologue.h"
#include "probe/resolve.h"
#include "probe/scope.h"
#include "probe/typename.h"
#include "probe/units.h"

/** One point being listed. */
struct lister {
	struct image *image;
	struct lookup *lookup;
	const struct probe_def *def;
	const struct listing_options *options;
	const struct arch *arch;
	struct notes *notes;
	struct unit_lines lines;
	/** The places of the lines of the copy at hand; read when first asked for. */
	struct availability_statements statements;
	bool has_statements;
};

static void lister_deinit(struct lister *lister)
{
	unit_lines_deinit(&lister->lines);
	lookup_destroy(lister->lookup);
	vec_deinit(&lister->statements);
}

static void variable_deinit(struct listing_variable *variable)
{
	free(variable->type);
	free(variable->name);
	free(variable->reason);
	vec_for_each(&variable->ranges, range)
		free(range->function);
	vec_deinit(&variable->ranges);
	vec_deinit(&variable->lines);
}

static void listing_deinit(struct listing_place *listing)
{
	free(listing->function);
	free(listing->source);
	vec_for_each(&listing->variables, variable)
		variable_deinit(variable);
	vec_deinit(&listing->variables);
}

void listing_places_deinit(struct listing_places *listings)
{
	vec_for_each(listings, listing)
		listing_deinit(listing);
	vec_deinit(listings);
}

static bool is_return(const struct lister *lister)
{
	return lister->def->point.place == PROBE_PLACE_RETURN;
}

static struct loc_context context_of(struct lister *lister, struct point_place *place)
{
	return (struct loc_context){
		.image = lister->image,
		.lookup = lister->lookup,
		.arch = lister->arch,
		.instance = &place->instance,
		.pc = place->address,
		.at_return = is_return(lister),
		.keeps_arguments = lister->options->resolve.keeps_arguments,
	};
}

/* Variables. */

/* Declared here and defined in another unit: its symbol tells whether it is there. */
static bool is_elsewhere(struct lister *lister, Dwarf_Die *variable)
{
	size_t first;

	return !dwarf_hasattr_integrate(variable, DW_AT_location) &&
	       die_flag(variable, DW_AT_external) &&
	       symbols_named(&lister->image->symbols, die_name(variable), &first);
}

static struct sonde_error *find_reason(struct lister *lister, struct point_place *place,
				       Dwarf_Die *variable, struct listing_variable *ret)
{
	const struct loc_context context = context_of(lister, place);
	struct fetchable fetchable;

	if (is_elsewhere(lister, variable)) {
		ret->available = true;
		return NULL;
	}
	TRY(fetchable_variable(&context, lister->def, variable, &fetchable));
	ret->available = fetchable.available;
	ret->reason = fetchable.reason;
	return NULL;
}

static struct sonde_error *add_range(struct lister *lister, const struct point_place *place,
				     const struct availability_range *range,
				     struct listing_variable *variable)
{
	_cleanup_free_ char *function = NULL;
	uint64_t start;

	TRY(code_name(lister->image, &place->instance, range->start, &function, &start));
	TRY(vec_push(&variable->ranges, (struct listing_range){
						.function = function,
						.start = range->start - start,
						.end = range->end - start,
					}));
	function = NULL;
	return NULL;
}

/* The places of the lines of this copy. */
static struct sonde_error *read_statements(struct lister *lister, const struct point_place *place)
{
	Dwarf_Die outer = place->instance.outer;
	const struct line_table *table;

	if (lister->has_statements)
		return NULL;
	lister->has_statements = true;
	TRY(unit_lines_of(&lister->lines, &outer, &table));
	return availability_statements(table, &place->instance, &lister->statements);
}

static struct sonde_error *add_lines(struct lister *lister, struct point_place *place,
				     Dwarf_Die *die, const struct availability_ranges *ranges,
				     struct listing_variable *variable)
{
	const struct loc_context context = context_of(lister, place);

	TRY(read_statements(lister, place));
	return availability_lines(&context, die, ranges, &lister->statements, &variable->lines);
}

static struct sonde_error *add_ranges(struct lister *lister, struct point_place *place,
				      Dwarf_Die *die, struct listing_variable *variable)
{
	struct availability_ranges ranges = VEC_INIT;
	struct sonde_error *error = availability_ranges(&place->instance, place->address, die,
							&ranges);

	for (size_t i = 0; i < ranges.size && !error; i++)
		error = add_range(lister, place, &ranges.data[i], variable);
	if (!error && !variable->available && ranges.size)
		error = add_lines(lister, place, die, &ranges, variable);
	vec_deinit(&ranges);
	return error;
}

static struct sonde_error *describe(struct lister *lister, struct point_place *place,
				    Dwarf_Die *die, bool external, struct listing_variable *ret)
{
	_cleanup_str_ struct str type = STR_INIT;

	typename_print(die, &type);
	TRY(str_take(&type, &ret->type));
	TRY(sonde_strdup(die_name(die), &ret->name));
	TRY(find_reason(lister, place, die, ret));
	ret->external = external;
	if (!lister->options->ranges || external || is_return(lister))
		return NULL;
	return add_ranges(lister, place, die, ret);
}

/*
 * What is nowhere here is not listed, unless it is asked where it is. A variable outside of
 * functions is always there, but for those of headers that this unit does not use.
 */
static bool is_listed(struct lister *lister, const struct point_place *place, Dwarf_Die *variable,
		      bool external)
{
	if (availability_at(variable, place->address))
		return true;
	if (external)
		return die_flag(variable, DW_AT_external);
	return lister->options->ranges || is_elsewhere(lister, variable);
}

static bool is_picked(const struct lister *lister, const char *name)
{
	return !lister->options->filter || nameexpr_matches(lister->options->filter, name);
}

/* At a return, what is gone is no news: it is listed where it is asked what there is not. */
static struct sonde_error *add_described(const struct lister *lister,
					 struct listing_variable *variable,
					 struct sonde_error *error, struct listing_place *listing)
{
	const bool is_gone = is_return(lister) && !variable->available && !variable->external &&
			     !lister->options->ranges;

	if (!error && !is_gone)
		error = vec_push(&listing->variables, *variable);
	if (error || is_gone)
		variable_deinit(variable);
	return error;
}

static struct sonde_error *add_variable(struct lister *lister, struct point_place *place,
					Dwarf_Die *die, bool external,
					struct listing_place *listing)
{
	struct listing_variable variable = {0};
	struct sonde_error *error = NULL;

	if (!is_picked(lister, die_name(die)))
		return NULL;
	if (!is_listed(lister, place, die, external))
		return NULL;
	error = describe(lister, place, die, external, &variable);
	return add_described(lister, &variable, error, listing);
}

/* What the function returns, under the name that a definition has for it. */
static struct sonde_error *add_retval(struct lister *lister, struct point_place *place,
				      struct listing_place *listing)
{
	const struct loc_context context = context_of(lister, place);
	_cleanup_str_ struct str type = STR_INIT;
	struct listing_variable variable = {0};
	struct fetchable fetchable = {0};
	Dwarf_Die die = place->instance.die, returned;
	struct sonde_error *error;

	if (!die_type(&die, &returned) || !is_picked(lister, "$retval"))
		return NULL;
	typename_print(&die, &type);
	TRY(fetchable_return(&context, lister->def, &fetchable));
	variable.available = fetchable.available;
	variable.reason = fetchable.reason;
	error = str_take(&type, &variable.type);
	if (!error)
		error = sonde_strdup("$retval", &variable.name);
	return add_described(lister, &variable, error, listing);
}

static bool is_hidden(const struct scope_variables *locals, const char *name)
{
	vec_for_each(locals, local) {
		if (strcmp(die_name(local), name) == 0)
			return true;
	}
	return false;
}

static struct sonde_error *add_externs(struct lister *lister, struct point_place *place,
				       const struct scope_variables *locals,
				       struct listing_place *listing)
{
	_cleanup_(scope_variables_deinit) struct scope_variables externs = VEC_INIT;

	TRY(externs_of_unit(&place->instance.outer, &externs));
	vec_for_each(&externs, die) {
		if (!is_hidden(locals, die_name(die)))
			TRY(add_variable(lister, place, die, true, listing));
	}
	return NULL;
}

/* Listings. */

static int compare_plain(const struct listing_variable *a, const struct listing_variable *b)
{
	const int order = strcmp(a->type, b->type);

	return order ? order : strcmp(a->name, b->name);
}

static int compare_variables(const void *a, const void *b)
{
	return compare_plain(a, b);
}

static int compare_with_state(const void *a, const void *b)
{
	const struct listing_variable *x = a, *y = b;

	if (x->external != y->external)
		return x->external ? -1 : 1;
	if (!x->external && x->available != y->available)
		return x->available ? 1 : -1;
	return compare_plain(x, y);
}

/* The variables of a place that cannot be probed are right all the same. */
static struct sonde_error *note_refusal(struct lister *lister, const struct listing_place *listing)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_error_ struct sonde_error *error = place_of_code(lister->image, listing->address,
								  &event);

	if (!error)
		return NULL;
	if (error->kind != SONDE_ERROR_UNAVAILABLE)
		return take_ptr(error);
	return notes_add(lister->notes, NOTE_CHANGED, "%s+%" PRIu64 " cannot be probed: %s.",
			 listing->function, listing->offset, error->message);
}

static struct sonde_error *fill(struct lister *lister, struct point_place *place,
				struct listing_place *listing)
{
	_cleanup_(scope_variables_deinit) struct scope_variables locals = VEC_INIT;
	Dwarf_Die die = place->instance.die;
	_cleanup_full_names_ struct full_names names = {.image = lister->image};
	uint64_t start;

	TRY(code_name(lister->image, &place->instance, place->address, &listing->function, &start));
	listing->offset = place->address - start;
	listing->address = place->address;
	if (die_name(&die))
		TRY(full_name_of(&names, &die, DEMANGLE_SHORT, &listing->source));
	else
		TRY(sonde_strdup(listing->function, &listing->source));
	TRY(note_refusal(lister, listing));
	TRY(scope_variables(&place->instance, place->address, !is_return(lister), &locals));
	vec_for_each(&locals, local)
		TRY(add_variable(lister, place, local, false, listing));
	if (is_return(lister))
		TRY(add_retval(lister, place, listing));
	if (lister->options->externs)
		TRY(add_externs(lister, place, &locals, listing));
	if (listing->variables.size)
		qsort(listing->variables.data, listing->variables.size,
		      sizeof(*listing->variables.data),
		      lister->options->ranges ? compare_with_state : compare_variables);
	return NULL;
}

static struct sonde_error *list_place(struct lister *lister, struct point_place *place,
				      struct listing_places *ret)
{
	struct listing_place listing = {0};
	struct sonde_error *error;

	lister->has_statements = false;
	lister->statements.size = 0;
	error = fill(lister, place, &listing);
	if (!error)
		error = vec_push(ret, listing);
	if (error)
		listing_deinit(&listing);
	return error;
}

/* Where a definition with variables would have its probe; not where the offset is not in the copy.
 */
static struct sonde_error *move_place(struct lister *lister, struct point_place *place,
				      bool *is_within)
{
	const struct probe_point *point = &lister->def->point;
	struct loc_context context = context_of(lister, place);
	bool is_moved;

	*is_within = point->place != PROBE_PLACE_OFFSET || loc_move(&context, point->offset);
	if (point->place == PROBE_PLACE_ENTRY && point->kind == PROBE_POINT_FUNCTION)
		TRY(prologue_skip(&context, &is_moved));
	place->address = context.pc;
	return NULL;
}

/* The first reason may turn out to be the only answer; the others are remarks. */
static struct sonde_error *refuse_return(struct lister *lister, struct point_place *place,
					 struct sonde_error *why, struct sonde_error **refusal)
{
	const struct loc_context context = context_of(lister, place);
	_cleanup_error_ struct sonde_error *error = why;
	_cleanup_str_ struct str name = STR_INIT;

	loc_print(&context, &name);
	TRY(str_check(&name));
	if (*refusal)
		return notes_add(lister->notes, NOTE_OMITTED, "%s cannot be probed: %s.",
				 str_text(&name), error->message);
	*refusal = probe_def_error(lister->def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				   "%s cannot be probed: %s.", str_text(&name), error->message);
	return NULL;
}

static struct sonde_error *list_one(struct lister *lister, struct point_place *place,
				    struct sonde_error **refusal, struct listing_places *ret)
{
	struct sonde_error *error = NULL;
	bool is_within;

	if (is_return(lister))
		error = func_check_return(&place->instance, place->address);
	if (error)
		return refuse_return(lister, place, error, refusal);
	TRY(move_place(lister, place, &is_within));
	return is_within ? list_place(lister, place, ret) : NULL;
}

static struct sonde_error *nothing_listed(const struct lister *lister, const struct symbol *lonely)
{
	if (!lonely)
		return probe_def_error(lister->def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				       "The offset is not within the function.");
	return probe_def_error(lister->def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
			       "%s has no debuginfo in %s, only a symbol.",
			       symbols_name(&lister->image->symbols, lonely), lister->image->path);
}

static struct sonde_error *list_places(struct lister *lister, struct point_places *places,
				       struct listing_places *ret)
{
	_cleanup_error_ struct sonde_error *refusal = NULL;
	const struct symbol *lonely = NULL;

	vec_for_each(places, place) {
		if (place->symbol)
			lonely = place->symbol;
		else
			TRY(list_one(lister, place, &refusal, ret));
	}
	if (refusal && ret->size)
		return notes_add(lister->notes, NOTE_OMITTED, "%s", refusal->message);
	if (ret->size)
		return NULL;
	return refusal ? take_ptr(refusal) : nothing_listed(lister, lonely);
}

static struct sonde_error *list_all(struct lister *lister, struct listing_places *ret)
{
	const struct resolve_options *options = &lister->options->resolve;
	_cleanup_point_places_ struct point_places places = VEC_INIT;
	_cleanup_func_result_ struct func_result found = {0};

	TRY(point_search(lister->image, &lister->def, 1, options->no_inlines, &found));
	TRY(point_find(lister->image, lister->def, &found, options, &places));
	TRY(probe_def_check_count(lister->def, options->max_probes, places.size));
	return list_places(lister, &places, ret);
}

static struct sonde_error *check_point(const struct probe_def *def,
				       const struct listing_options *options)
{
	if (def->point.place != PROBE_PLACE_RETURN || options->resolve.keeps_arguments)
		return NULL;
	return sonde_error_hint(
		probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				"The function's variables are not known any more when it returns."),
		"A probe there has $retval; for the parameters, ask for the entry.");
}

struct sonde_error *listing_make(struct image *image, const struct probe_def *def,
				 const struct listing_options *options, struct notes *notes,
				 struct listing_places *ret)
{
	_cleanup_listing_places_ struct listing_places listings = VEC_INIT;
	_cleanup_(lister_deinit) struct lister lister = {
		.image = image,
		.def = def,
		.options = options,
		.notes = notes,
		.lines = {.image = image},
	};

	TRY(check_point(def, options));
	TRY(lookup_create(image, &lister.lookup));
	TRY(arch_of_image(image, &lister.arch));
	TRY(image_debuginfo_open(image));
	TRY(list_all(&lister, &listings));
	*ret = listings;
	listings = (struct listing_places)VEC_INIT;
	return NULL;
}
