/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/lookup.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/map.h"
#include "image/line_files.h"
#include "probe/die.h"
#include "probe/lookalike.h"
#include "probe/space.h"

/* After so many units what was read of them is given back. */
#define RELEASE_INTERVAL 256

struct lookup {
	const struct image *image;
	/** Found when they are first needed. */
	struct line_sections sections;
	bool has_sections;
	/** Key of a question -> struct lookup_answer, owned. */
	struct map answers;
};

static void answer_destroy(struct lookup_answer *answer)
{
	if (!answer)
		return;
	str_deinit(&answer->files);
	free(answer);
}

static void answer_destroyp(struct lookup_answer **answer)
{
	answer_destroy(*answer);
}

struct sonde_error *lookup_create(const struct image *image, struct lookup **ret)
{
	struct lookup *lookup = calloc(1, sizeof(*lookup));

	if (!lookup)
		return &sonde_error_no_memory;
	lookup->image = image;
	*ret = lookup;
	return NULL;
}

void lookup_destroy(struct lookup *lookup)
{
	if (!lookup)
		return;
	map_for_each(&lookup->answers, entry)
		answer_destroy(entry->value);
	map_deinit(&lookup->answers);
	free(lookup);
}

static struct sonde_error *look_into_all(struct lookup *lookup, const struct lookup_query *query,
					 struct lookup_answer *answer)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;
	size_t count = 0;

	while (!answer->is_final && die_next_unit(lookup->image->dwarf, &cu, NULL, &unit)) {
		TRY(query->look(lookup, query, &unit, answer));
		if (++count % RELEASE_INTERVAL == 0)
			image_release_pages(lookup->image);
	}
	return NULL;
}

static struct sonde_error *find_answer(struct lookup *lookup, const struct lookup_query *query,
				       struct lookup_answer *answer)
{
	Dwarf_Die unit;

	if (!query->unit)
		return look_into_all(lookup, query, answer);
	unit = *query->unit;
	return query->look(lookup, query, &unit, answer);
}

struct sonde_error *lookup_ask(struct lookup *lookup, const struct lookup_query *query,
			       const struct lookup_answer **ret)
{
	_cleanup_(answer_destroyp) struct lookup_answer *answer = NULL;
	_cleanup_str_ struct str key = STR_INIT;

	/* The units of .debug_types have offsets of their own. */
	if (query->unit)
		str_appendf(&key, "%p ", query->unit->addr);
	str_append(&key, query->key);
	TRY(str_check(&key));
	*ret = map_get(&lookup->answers, str_text(&key));
	if (*ret)
		return NULL;
	answer = calloc(1, sizeof(*answer));
	if (!answer)
		return &sonde_error_no_memory;
	TRY(find_answer(lookup, query, answer));
	TRY(str_check(&answer->files));
	TRY(map_put(&lookup->answers, str_text(&key), answer));
	*ret = take_ptr(answer);
	return NULL;
}

static const struct line_sections *sections_of(struct lookup *lookup)
{
	if (!lookup->has_sections)
		lookup->sections = line_sections_of(dwarf_getelf(lookup->image->dwarf));
	lookup->has_sections = true;
	return &lookup->sections;
}

struct sonde_error *lookup_add_type(struct lookup *lookup, Dwarf_Die *type,
				    struct lookup_answer *answer)
{
	bool is_same;

	if (answer->count == 0) {
		answer->die = *type;
		answer->count = 1;
		return NULL;
	}
	TRY(lookalike(sections_of(lookup), &answer->die, type, &is_same));
	if (is_same)
		return NULL;
	answer->count++;
	answer->is_final = true;
	return NULL;
}

/* A definition of the name and kind of query->data among the outermost DIEs of one unit. */
static struct sonde_error *look_for_definition(struct lookup *lookup,
					       const struct lookup_query *query, Dwarf_Die *unit,
					       struct lookup_answer *answer)
{
	Dwarf_Die wanted = *(const Dwarf_Die *)query->data, child;
	const char *name = die_name(&wanted);
	const int tag = dwarf_tag(&wanted);

	if (!die_child_named(unit, tag, name, &child))
		return NULL;
	do {
		if (!die_flag(&child, DW_AT_declaration))
			return lookup_add_type(lookup, &child, answer);
	} while (die_sibling_named(&child, tag, name));
	return NULL;
}

/* Of a language with namespaces. Without memory it is not known; what needs memory next says so. */
static bool definition_in_space(struct lookup *lookup, Dwarf_Die *type, Dwarf_Die *ret)
{
	bool found = false;
	Dwarf_Die definition;
	_cleanup_error_ struct sonde_error *error = space_definition(lookup, type, &found,
								     &definition);

	if (error || !found)
		return false;
	*ret = definition;
	return true;
}

bool lookup_definition(struct lookup *lookup, Dwarf_Die *type, Dwarf_Die *ret)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str key = STR_INIT;
	const struct lookup_answer *answer;

	if (!die_flag(type, DW_AT_declaration)) {
		*ret = *type;
		return true;
	}
	if (!die_name(type))
		return false;
	if (space_applies(type))
		return definition_in_space(lookup, type, ret);
	str_appendf(&key, "definition %x %s", (unsigned)dwarf_tag(type), die_name(type));
	error = str_check(&key);
	if (!error)
		error = lookup_ask(lookup,
				   &(struct lookup_query){
					   .key = str_text(&key),
					   .look = look_for_definition,
					   .data = type,
				   },
				   &answer);
	/* Without memory it is not known either; what needs memory next says so. */
	if (error || answer->count != 1)
		return false;
	*ret = answer->die;
	return true;
}

bool lookup_byte_size(struct lookup *lookup, Dwarf_Die *type, uint64_t *ret)
{
	Dwarf_Die definition;

	return lookup_definition(lookup, type, &definition) && die_byte_size(&definition, ret);
}
