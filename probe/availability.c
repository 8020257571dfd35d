/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/availability.h"

#include "probe/die.h"
#include "probe/loc_list.h"

/* Blocks nested deeper than this come from no compiler. */
#define DEPTH_MAX 512

bool availability_at(Dwarf_Die *variable, uint64_t pc)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t count;

	if (!dwarf_attr_integrate(variable, DW_AT_location, &attr))
		return die_constant(variable, &attr);
	return loc_list_fits(&attr) && dwarf_getlocation_addr(&attr, pc, &ops, &count, 1) == 1 &&
	       count > 0;
}

static bool has_child(Dwarf_Die *parent, const void *wanted)
{
	Dwarf_Die child;

	if (dwarf_child(parent, &child) != 0)
		return false;
	do {
		if (child.addr == wanted)
			return true;
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

/* Whether the variable is one of the scope itself; a copy may leave it to the abstract one. */
static bool declares(Dwarf_Die *scope, const void *variable)
{
	Dwarf_Die origin;

	return has_child(scope, variable) ||
	       (die_origin(scope, &origin) && has_child(&origin, variable));
}

/* A child of `scope` with one of the tags that contains the address. */
static bool child_at(Dwarf_Die *scope, uint64_t pc, int tag, int other_tag, Dwarf_Die *ret)
{
	Dwarf_Die child;

	if (dwarf_child(scope, &child) != 0)
		return false;
	do {
		const int found = dwarf_tag(&child);

		if ((found == tag || found == other_tag) && dwarf_haspc(&child, pc) == 1) {
			*ret = child;
			return true;
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

/* The addresses of a block or function. */
static struct sonde_error *add_scope(Dwarf_Die *scope, struct availability_ranges *ranges)
{
	ptrdiff_t offset = 0;
	Dwarf_Addr base, start, end;

	while ((offset = dwarf_ranges(scope, offset, &base, &start, &end)) > 0) {
		if (start < end)
			TRY(vec_push(ranges, (struct availability_range){start, end}));
	}
	return NULL;
}

static struct sonde_error *add_own_scope(const struct func_instance *instance, uint64_t pc,
					 Dwarf_Die *variable, struct availability_ranges *ranges)
{
	Dwarf_Die scope = instance->die, own = scope, block;

	for (unsigned depth = 0; depth < DEPTH_MAX; depth++) {
		if (declares(&scope, variable->addr))
			own = scope;
		if (!child_at(&scope, pc, DW_TAG_lexical_block, DW_TAG_lexical_block, &block))
			break;
		scope = block;
	}
	return add_scope(&own, ranges);
}

struct sonde_error *availability_ranges(const struct func_instance *instance, uint64_t pc,
					Dwarf_Die *variable, struct availability_ranges *ret)
{
	Dwarf_Addr base, start, end;
	Dwarf_Attribute attr;
	ptrdiff_t offset = 0;
	Dwarf_Op *ops;
	size_t count;

	if (!dwarf_attr_integrate(variable, DW_AT_location, &attr)) {
		if (!die_constant(variable, &attr))
			return NULL;
		return add_own_scope(instance, pc, variable, ret);
	}
	if (!loc_list_fits(&attr))
		return NULL;
	while ((offset = dwarf_getlocations(&attr, offset, &base, &start, &end, &ops, &count)) >
	       0) {
		if (count == 0 || start >= end)
			continue;
		/* libdw's word for one location that holds everywhere. */
		if (start == 0 && end == (Dwarf_Addr)-1)
			return add_own_scope(instance, pc, variable, ret);
		TRY(vec_push(ret, (struct availability_range){start, end}));
	}
	return NULL;
}

bool availability_is_place(const struct line_place *place, uint32_t first)
{
	return place->line != first || place->address == place->instance.entry;
}

static bool is_of_copy(const struct line_place *place, const struct func_instance *instance)
{
	return place->instance.die.addr == instance->die.addr;
}

struct sonde_error *availability_statements(const struct line_table *table,
					    const struct func_instance *instance,
					    struct availability_statements *ret)
{
	_cleanup_(line_places_deinit) struct line_places places = VEC_INIT;
	Dwarf_Die die = instance->die;
	const char *path;
	uint32_t first;

	if (!line_of_declaration(&die, &path, &first))
		return NULL;
	TRY(line_find_in_copy(table, instance, (struct line_span){first, UINT32_MAX}, &places));
	vec_for_each(&places, place) {
		/* A copy within the copy has variables of its own. */
		if (!is_of_copy(place, instance) || !availability_is_place(place, first))
			continue;
		TRY(vec_push(ret,
			     (struct availability_statement){place->line - first, place->address}));
	}
	return NULL;
}

static bool is_in_ranges(const struct availability_ranges *ranges, uint64_t address)
{
	vec_for_each(ranges, range) {
		if (address >= range->start && address < range->end)
			return true;
	}
	return false;
}

/* The location list says less than the whole truth: the stack frame may not be there yet. */
static struct sonde_error *is_at(const struct loc_context *context, Dwarf_Die *variable,
				 uint64_t address, bool *ret)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	struct loc_context here = *context;
	_cleanup_location_ struct location location = VEC_INIT;

	here.pc = address;
	error = loc_of_variable(&here, variable, &location);
	*ret = !error;
	return error && error->kind != SONDE_ERROR_UNAVAILABLE ? take_ptr(error) : NULL;
}

struct sonde_error *availability_add_line(uint32_t line, struct listing_lines *ret)
{
	if (ret->size == 0 || line - vec_last(ret)->last > 1)
		return vec_push(ret, (struct listing_line_range){line, line});
	vec_last(ret)->last = line;
	return NULL;
}

struct sonde_error *availability_lines(const struct loc_context *context, Dwarf_Die *variable,
				       const struct availability_ranges *ranges,
				       const struct availability_statements *statements,
				       struct listing_lines *ret)
{
	vec_for_each(statements, statement) {
		bool available;

		if (!is_in_ranges(ranges, statement->address))
			continue;
		TRY(is_at(context, variable, statement->address, &available));
		if (available)
			TRY(availability_add_line(statement->line, ret));
	}
	return NULL;
}
