/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/parents.h"

#include <stdint.h>

#include <dwarf.h>

#include "probe/within.h"

/* As in probe/within.c. */
#define DEPTH_MAX 512
/* So many units at a time: a search goes through them one by one. */
#define UNITS_MAX 8

static void unit_deinit(struct parents_unit *unit)
{
	vec_deinit(&unit->entries);
}

void parents_deinit(struct parents *parents)
{
	vec_for_each(parents, unit)
		unit_deinit(unit);
	vec_deinit(parents);
}

void parents_list_deinit(struct parents_list *list)
{
	vec_deinit(list);
}

static bool is_of_interest(int tag)
{
	return tag == DW_TAG_subprogram || tag == DW_TAG_union_type ||
	       tag == DW_TAG_enumeration_type || within_is_space(tag);
}

static struct sonde_error *walk(struct parents_unit *unit, Dwarf_Die *parent, size_t position,
				unsigned depth)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(parent, &child) != 0)
		return NULL;
	do {
		const int tag = dwarf_tag(&child);
		size_t inner = position;

		if (is_of_interest(tag)) {
			inner = unit->entries.size;
			TRY(vec_push(&unit->entries,
				     (struct parents_entry){
					     child, position == SIZE_MAX ? inner : position}));
		} else if (!within_is_block(tag)) {
			continue;
		}
		TRY(walk(unit, &child, inner, depth + 1));
	} while (dwarf_siblingof(&child, &child) == 0);
	return NULL;
}

/* The unit's list, made if need be; valid until the next call. */
static struct sonde_error *unit_of(struct parents *parents, Dwarf_Die *die,
				   struct parents_unit **ret)
{
	struct parents_unit made = {.cu = die->cu};
	struct sonde_error *error;
	Dwarf_Die unit;

	vec_for_each(parents, known) {
		if (known->cu == die->cu) {
			*ret = known;
			return NULL;
		}
	}
	if (parents->size == UNITS_MAX) {
		parents_deinit(parents);
		*parents = (struct parents)VEC_INIT;
	}
	error = dwarf_cu_die(die->cu, &unit, NULL, NULL, NULL, NULL, NULL, NULL)
			? walk(&made, &unit, SIZE_MAX, 0)
			: NULL;
	if (!error)
		error = vec_push(parents, made);
	if (error) {
		unit_deinit(&made);
		return error;
	}
	*ret = vec_last(parents);
	return NULL;
}

/* Its position in the list; SIZE_MAX if it is not there. */
static size_t position_of(const struct parents_unit *unit, const Dwarf_Die *die)
{
	size_t low = 0, high = unit->entries.size;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const uintptr_t address = (uintptr_t)unit->entries.data[middle].die.addr;

		if (address == (uintptr_t)die->addr)
			return middle;
		if (address < (uintptr_t)die->addr)
			low = middle + 1;
		else
			high = middle;
	}
	return SIZE_MAX;
}

struct sonde_error *parents_of(struct parents *parents, Dwarf_Die *die, struct parents_list *ret)
{
	const size_t first = ret->size;
	struct parents_unit *unit;
	size_t position;

	TRY(unit_of(parents, die, &unit));
	position = position_of(unit, die);
	while (position != SIZE_MAX && unit->entries.data[position].parent != position) {
		position = unit->entries.data[position].parent;
		TRY(vec_push(ret, unit->entries.data[position].die));
	}
	for (size_t i = first, j = ret->size; i + 1 < j; i++) {
		const Dwarf_Die other = ret->data[--j];

		ret->data[j] = ret->data[i];
		ret->data[i] = other;
	}
	return NULL;
}
