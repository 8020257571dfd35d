/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/expand.h"

#include <stdlib.h>

#include "base/str.h"
#include "probe/class.h"
#include "probe/die.h"
#include "probe/member.h"
#include "probe/variant.h"

/* Anonymous structs within each other. */
#define ANONYMOUS_DEPTH_MAX 32
/* Members looked at: a struct can hold itself in more ways than can be walked. */
#define SEEN_MAX 10000

/* A walk through a struct. */
struct walk {
	struct lookup *lookup;
	unsigned depth;
	unsigned seen;
	struct expand_members *members;
};

/* Where it is. */
struct level {
	struct expand_member outer;
	unsigned anonymous;
	/** The class that names are looked up in, and the base of it that the walk is in. */
	Dwarf_Die class;
	bool has_base;
	Dwarf_Die base;
};

void expand_members_deinit(struct expand_members *members)
{
	vec_for_each(&members->spelled, text)
		free(*text);
	vec_deinit(&members->spelled);
	vec_deinit(&members->list);
}

bool expand_applies(Dwarf_Die *type)
{
	Dwarf_Die peeled;

	return die_peel(type, &peeled) && member_is_aggregate(&peeled);
}

static struct sonde_error *add_member(struct walk *walk, const struct expand_member *member)
{
	if (walk->members->list.size < EXPAND_MEMBERS_MAX)
		return vec_push(&walk->members->list, *member);
	walk->members->beyond++;
	return NULL;
}

static struct sonde_error *walk_level(struct walk *walk, Dwarf_Die *aggregate,
				      const struct level *level);

/* A struct in a struct: what is in it, or itself where that is deep enough. */
static struct sonde_error *walk_inner(struct walk *walk, Dwarf_Die *inner, struct level *level)
{
	uint64_t size;

	level->has_base = false;
	if (level->outer.depth < walk->depth)
		return lookup_definition(walk->lookup, inner, &level->class)
			       ? walk_level(walk, inner, level)
			       : NULL;
	/* Of an empty one (a lock that is compiled out) nothing is missing. */
	if (lookup_byte_size(walk->lookup, inner, &size) && size == 0)
		return NULL;
	level->outer.is_too_deep = true;
	return add_member(walk, &level->outer);
}

/* The name of a base's member: with the base's, where without it another one is meant. */
static struct sonde_error *spell(struct walk *walk, const struct level *level, Dwarf_Die *child,
				 const char **name)
{
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_free_ char *spelled = NULL;
	Dwarf_Die class = level->class, base = level->base;
	struct class_found found;

	if (!level->has_base || !die_name(&base))
		return NULL;
	class_find(walk->lookup, &class, *name, NULL, &found);
	if (found.verdict == CLASS_MEMBER && found.die.addr == child->addr)
		return NULL;
	str_appendf(&text, "%s::%s", die_name(&base), *name);
	TRY(str_take(&text, &spelled));
	TRY(vec_push(&walk->members->spelled, spelled));
	*name = take_ptr(spelled);
	return NULL;
}

static struct sonde_error *walk_named(struct walk *walk, Dwarf_Die *child, const char *name,
				      const struct level *level)
{
	struct level next = *level;
	Dwarf_Die type, peeled;
	const bool is_inner = die_type(child, &type) && die_peel(&type, &peeled) &&
			      member_is_aggregate(&peeled);

	TRY(spell(walk, level, child, &name));
	next.anonymous = 0;
	next.outer.names[next.outer.depth++] = name;
	return is_inner ? walk_inner(walk, &peeled, &next) : add_member(walk, &next.outer);
}

static struct sonde_error *walk_member(struct walk *walk, Dwarf_Die *child,
				       const struct level *level)
{
	const char *name = die_name(child);
	struct level next = *level;
	Dwarf_Die type, peeled;

	if (name)
		return walk_named(walk, child, name, level);
	if (!die_type(child, &type) || !die_peel(&type, &peeled) || !member_is_aggregate(&peeled))
		return NULL;
	next.anonymous++;
	if (dwarf_tag(child) == DW_TAG_inheritance) {
		next.has_base = true;
		next.base = peeled;
	}
	return walk_level(walk, &peeled, &next);
}

/* Of an enum of Rust: which variant it is, and what each of them has. */
static struct sonde_error *walk_variants(struct walk *walk, Dwarf_Die *aggregate,
					 const struct level *level)
{
	struct variant_walk variants = {0};
	Dwarf_Die member;

	while (variant_next(aggregate, &variants, &member)) {
		const char *name = variants.is_discriminant ? VARIANT_DISCRIMINANT
							    : die_name(&member);

		if (name && walk->seen++ <= SEEN_MAX)
			TRY(walk_named(walk, &member, name, level));
	}
	return NULL;
}

static struct sonde_error *walk_level(struct walk *walk, Dwarf_Die *aggregate,
				      const struct level *level)
{
	Dwarf_Die definition, child;

	if (level->anonymous > ANONYMOUS_DEPTH_MAX ||
	    !lookup_definition(walk->lookup, aggregate, &definition) ||
	    dwarf_child(&definition, &child) != 0)
		return NULL;
	do {
		if (!member_is_part(&child))
			continue;
		if (walk->seen++ > SEEN_MAX)
			return NULL;
		TRY(walk_member(walk, &child, level));
	} while (dwarf_siblingof(&child, &child) == 0);
	return walk_variants(walk, &definition, level);
}

struct sonde_error *expand_members(struct lookup *lookup, Dwarf_Die *type, unsigned depth,
				   struct expand_members *ret)
{
	struct walk walk = {
		.lookup = lookup,
		.depth = depth < EXPAND_DEPTH_MAX ? depth : EXPAND_DEPTH_MAX,
		.members = ret,
	};
	struct level level = {.anonymous = 0};
	Dwarf_Die peeled;

	if (!die_peel(type, &peeled) || !lookup_definition(lookup, &peeled, &level.class))
		return NULL;
	return walk_level(&walk, &peeled, &level);
}

void expand_arg_deinit(struct probe_arg *arg)
{
	vec_deinit(&arg->steps);
}

struct sonde_error *expand_arg(const struct probe_arg *arg, const struct expand_member *member,
			       struct probe_arg *ret)
{
	struct sonde_error *error = NULL;
	struct probe_arg made = *arg;

	made.name = NULL;
	made.steps.data = NULL;
	made.steps.size = made.steps.capacity = 0;
	vec_for_each(&arg->steps, step) {
		if (!error)
			error = vec_push(&made.steps, *step);
	}
	for (size_t i = 0; !error && i < member->depth; i++)
		error = vec_push(&made.steps, (struct probe_step){
						      .member = (char *)member->names[i],
						      .column = arg->column,
					      });
	if (error) {
		expand_arg_deinit(&made);
		return error;
	}
	*ret = made;
	return NULL;
}
