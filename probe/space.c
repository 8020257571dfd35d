/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/space.h"

#include <string.h>

#include "base/str.h"
#include "probe/class.h"
#include "probe/die.h"
#include "probe/globals.h"

/* Origins and specifications in a row, namespaces within each other. */
#define CHAIN_MAX 16
#define DEPTH_MAX 32
/* Names that are joined by `::`. */
#define PARTS_MAX 32
/* A tag that no DIE has. */
#define SPACE_ANY_TYPE (-1)

/* A name in parts, as `a::b<c::d>::e`. */
struct parts {
	struct {
		const char *text;
		size_t size;
	} list[PARTS_MAX];
	size_t count;
};

/* A variable, or the definition of a type, that is looked for in one unit. */
struct search {
	const struct parts *parts;
	/** The type's tag; 0 for a variable. */
	int tag;
	Dwarf_Die unit;
	bool is_found;
	Dwarf_Die found;
	/** The unit has it, but does not say where it is. */
	bool is_declared;
};

void space_deinit(struct space *space)
{
	vec_deinit(space);
}

bool space_applies(Dwarf_Die *die)
{
	Dwarf_Die unit;

	if (!dwarf_diecu(die, &unit, NULL, NULL))
		return false;
	switch (dwarf_srclang(&unit)) {
	case -1:
	case DW_LANG_C89:
	case DW_LANG_C:
	case DW_LANG_C99:
	case DW_LANG_C11:
	case DW_LANG_Mips_Assembler:
		return false;
	default:
		return true;
	}
}

static bool is_class(int tag)
{
	return tag == DW_TAG_class_type || tag == DW_TAG_structure_type || tag == DW_TAG_union_type;
}

static bool is_space(int tag)
{
	return tag == DW_TAG_namespace || tag == DW_TAG_module || is_class(tag);
}

/* What others refer to as where they are declared. */
static void to_declaration(Dwarf_Die *die)
{
	for (int i = 0; i < CHAIN_MAX; i++) {
		Dwarf_Attribute attr;
		Dwarf_Die next;

		if (!dwarf_attr(die, DW_AT_abstract_origin, &attr) &&
		    !dwarf_attr(die, DW_AT_specification, &attr))
			return;
		if (!dwarf_formref_die(&attr, &next))
			return;
		*die = next;
	}
}

struct sonde_error *space_around(Dwarf_Die *die, struct space *ret)
{
	_cleanup_free_ Dwarf_Die *scopes = NULL;
	Dwarf_Die declaration = *die;
	int count;

	to_declaration(&declaration);
	count = dwarf_getscopes_die(&declaration, &scopes);
	for (int i = count - 1; i > 0; i--) {
		if (is_space(dwarf_tag(&scopes[i])))
			TRY(vec_push(ret, scopes[i]));
	}
	return NULL;
}

static void add_part(struct parts *parts, const char *text, size_t size)
{
	if (parts->count < PARTS_MAX) {
		parts->list[parts->count].text = text;
		parts->list[parts->count++].size = size;
	}
}

static void split(const char *name, struct parts *ret)
{
	const char *start = name;
	int depth = 0;

	for (; *name; name++) {
		depth += *name == '<';
		depth -= *name == '>';
		if (depth || strncmp(name, "::", 2) != 0)
			continue;
		add_part(ret, start, (size_t)(name - start));
		start = name + 2;
		name++;
	}
	add_part(ret, start, strlen(start));
}

static bool is_part(const struct parts *parts, size_t i, Dwarf_Die *die)
{
	const char *name = die_name(die);

	return name && strlen(name) == parts->list[i].size &&
	       memcmp(name, parts->list[i].text, parts->list[i].size) == 0;
}

/* A variable that says that it is the one declared by `declaration`. */
static bool find_specified(Dwarf_Die *parent, const Dwarf_Die *declaration, unsigned depth,
			   Dwarf_Die *ret)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(parent, &child) != 0)
		return false;
	do {
		Dwarf_Attribute attr;
		Dwarf_Die target;

		if (dwarf_tag(&child) == DW_TAG_namespace &&
		    find_specified(&child, declaration, depth + 1, ret))
			return true;
		if (dwarf_tag(&child) != DW_TAG_variable ||
		    !dwarf_attr(&child, DW_AT_specification, &attr) ||
		    !dwarf_formref_die(&attr, &target) || target.addr != declaration->addr ||
		    !global_is_definition(&child))
			continue;
		*ret = child;
		return true;
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

static void take(struct search *search, Dwarf_Die *die)
{
	search->found = *die;
	search->is_found = global_is_definition(die) ||
			   find_specified(&search->unit, die, 0, &search->found);
	search->is_declared = true;
}

/* What is in it counts as what is around it. */
static bool is_transparent(Dwarf_Die *die)
{
	return dwarf_tag(die) == DW_TAG_namespace &&
	       (!die_name(die) || die_flag(die, DW_AT_export_symbols));
}

static bool is_variable(Dwarf_Die *die)
{
	const int tag = dwarf_tag(die);

	/* One that is declared elsewhere is found there. */
	return (tag == DW_TAG_variable ||
		(tag == DW_TAG_member && die_flag(die, DW_AT_external))) &&
	       !dwarf_hasattr(die, DW_AT_specification);
}

static bool is_type(int tag)
{
	return is_class(tag) || tag == DW_TAG_typedef || tag == DW_TAG_enumeration_type ||
	       tag == DW_TAG_base_type;
}

/* `class` and `struct` are the same, but where it is defined. */
static bool is_same_kind(int a, int b)
{
	return a == b || (b == SPACE_ANY_TYPE && is_type(a)) ||
	       (is_class(a) && is_class(b) && a != DW_TAG_union_type && b != DW_TAG_union_type);
}

/* What has the last name. */
static void look_at(struct search *search, Dwarf_Die *die)
{
	if (!search->tag && is_variable(die)) {
		take(search, die);
	} else if (search->tag && is_same_kind(dwarf_tag(die), search->tag)) {
		search->found = *die;
		search->is_found = !die_flag(die, DW_AT_declaration);
		search->is_declared = true;
	}
}

static void find_below(struct search *search, Dwarf_Die *parent, size_t at, unsigned depth)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(parent, &child) != 0)
		return;
	do {
		if (is_transparent(&child))
			find_below(search, &child, at, depth + 1);
		if (search->is_found || !is_part(search->parts, at, &child))
			continue;
		if (at + 1 == search->parts->count)
			look_at(search, &child);
		else if (is_space(dwarf_tag(&child)))
			find_below(search, &child, at + 1, depth + 1);
	} while (!search->is_found && dwarf_siblingof(&child, &child) == 0);
}

static struct search find_in_unit(const struct parts *parts, int tag, const Dwarf_Die *unit)
{
	struct search search = {.parts = parts, .tag = tag, .unit = *unit};
	Dwarf_Die parent = *unit;

	find_below(&search, &parent, 0, 0);
	return search;
}

/* What is looked for in all units. */
struct wanted {
	const struct parts *parts;
	int tag;
	/** A variable that is declared, so that it is no static one of another unit. */
	bool is_extern;
};

static struct sonde_error *look(struct lookup *lookup, const struct lookup_query *query,
				Dwarf_Die *unit, struct lookup_answer *answer)
{
	const struct wanted *wanted = query->data;
	struct search search = {.is_found = false};
	Dwarf_Die found;

	if (space_applies(unit))
		search = find_in_unit(wanted->parts, wanted->tag, unit);
	if (!search.is_found)
		return NULL;
	found = search.found;
	if (wanted->tag)
		return lookup_add_type(lookup, &found, answer);
	if (answer->count++ == 0)
		answer->die = found;
	if (die_flag(&found, DW_AT_external)) {
		answer->die = found;
		answer->count = 1;
		answer->is_final = true;
	}
	return NULL;
}

static struct sonde_error *find_in_all(struct lookup *lookup, const struct wanted *wanted,
				       size_t *count, Dwarf_Die *ret)
{
	const struct parts *parts = wanted->parts;
	const struct lookup_answer *answer;
	_cleanup_str_ struct str key = STR_INIT;

	str_appendf(&key, "space %x", (unsigned)wanted->tag);
	for (size_t i = 0; i < parts->count; i++) {
		str_append(&key, "::");
		str_append_bytes(&key, parts->list[i].text, parts->list[i].size);
	}
	TRY(str_check(&key));
	TRY(lookup_ask(lookup,
		       &(struct lookup_query){.key = str_text(&key), .look = look, .data = wanted},
		       &answer));
	*count = answer->count;
	*ret = answer->die;
	return NULL;
}

/* The name within the first `depth` of the spaces. */
static struct parts parts_within(const struct space *space, size_t depth, const char *name)
{
	struct parts parts = {.count = 0};

	for (size_t i = 0; i < depth; i++) {
		Dwarf_Die die = space->data[i];
		const char *text = die_name(&die);

		if (!is_transparent(&die) && text)
			add_part(&parts, text, strlen(text));
	}
	if (name)
		split(name, &parts);
	return parts;
}

/* One that no other unit sees. */
static struct sonde_error *find_static(struct lookup *lookup, Dwarf_Die *declared, bool *found,
				       Dwarf_Die *ret)
{
	struct global global = {.has_address = false};

	TRY(globals_find_copy(lookup, declared, found, &global));
	*ret = global.die;
	return NULL;
}

/* What is looked for, in the unit of the source, else in any. */
static struct sonde_error *find_there(struct lookup *lookup, Dwarf_Die *unit,
				      const struct wanted *wanted, bool *found, Dwarf_Die *ret)
{
	struct search near = find_in_unit(wanted->parts, wanted->tag, unit);
	const bool is_declared = near.is_declared && !wanted->tag;
	size_t count = 0;

	*found = near.is_found;
	*ret = near.found;
	if (near.is_found)
		return NULL;
	if (is_declared && !die_flag(&near.found, DW_AT_external))
		return find_static(lookup, &near.found, found, ret);
	TRY(find_in_all(lookup, wanted, &count, ret));
	if ((is_declared || wanted->is_extern) && count && !die_flag(ret, DW_AT_external))
		count = 0;
	if (count > 1)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "several files have one of their own, and that of the "
				       "probed function has none");
	/* What is around it is another one. */
	if (!count && near.is_declared)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is declared here, but nothing in this image %s",
				       wanted->tag ? "defines it" : "says where it is");
	*found = count;
	return NULL;
}

/*
 * Whether a name means what is around a space too, where it has none of that name. So it is in C++;
 * modules of Rust do not see that, but what a function or a method is in.
 */
static bool sees_outside(const struct space *space, size_t depth)
{
	Dwarf_Die inner = space->data[depth - 1], outer, unit, function;
	const char *name = die_name(&inner);

	if (!dwarf_diecu(&inner, &unit, NULL, NULL) || dwarf_srclang(&unit) != DW_LANG_Rust)
		return true;
	if (!name || *name == '{' || is_class(dwarf_tag(&inner)))
		return true;
	outer = depth > 1 ? space->data[depth - 2] : unit;
	return die_child_named(&outer, DW_TAG_subprogram, name, &function);
}

static struct sonde_error *find_outward(const struct space_query *query, int tag, bool *found,
					Dwarf_Die *ret)
{
	const struct space *space = query->space;
	const char *name = query->name;
	Dwarf_Die die = *query->die;
	const bool is_path = strstr(name, "::");
	size_t depth = space->size;
	Dwarf_Die unit;

	*found = false;
	if (!die_source_unit(&die, &unit))
		return NULL;
	for (;; depth--) {
		const struct parts parts = parts_within(space, depth, name);

		TRY(find_there(query->lookup, &unit,
			       &(struct wanted){&parts, tag, query->is_extern}, found, ret));
		if (*found || depth == 0 || (!is_path && !sees_outside(space, depth)))
			return NULL;
	}
}

struct sonde_error *space_find(const struct space_query *query, bool *found, Dwarf_Die *ret)
{
	return find_outward(query, 0, found, ret);
}

struct sonde_error *space_find_type(const struct space_query *query, bool *found, Dwarf_Die *ret)
{
	return find_outward(query, query->tag ? query->tag : SPACE_ANY_TYPE, found, ret);
}

struct sonde_error *space_define(struct lookup *lookup, Dwarf_Die *die, bool *found, Dwarf_Die *ret)
{
	_cleanup_space_ struct space space = VEC_INIT;
	const char *name = die_name(die);
	struct parts parts;
	size_t count = 0;
	Dwarf_Die unit;

	*found = true;
	if (global_is_definition(die)) {
		*ret = *die;
		return NULL;
	}
	if (dwarf_diecu(die, &unit, NULL, NULL) && find_specified(&unit, die, 0, ret))
		return NULL;
	TRY(space_around(die, &space));
	parts = parts_within(&space, space.size, name);
	TRY(find_in_all(lookup, &(struct wanted){&parts, 0, false}, &count, ret));
	*found = count == 1;
	return NULL;
}

struct sonde_error *space_definition(struct lookup *lookup, Dwarf_Die *type, bool *found,
				     Dwarf_Die *ret)
{
	_cleanup_space_ struct space space = VEC_INIT;
	const char *name = die_name(type);
	struct parts parts;
	size_t count = 0;

	TRY(space_around(type, &space));
	parts = parts_within(&space, space.size, NULL);
	add_part(&parts, name, strlen(name));
	TRY(find_in_all(lookup, &(struct wanted){&parts, dwarf_tag(type), false}, &count, ret));
	*found = count == 1;
	return NULL;
}
