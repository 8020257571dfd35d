/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/nested.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "probe/die.h"
#include "probe/member.h"
#include "probe/variant.h"

/* Structs within each other: nobody thinks of what lies deeper as the outermost one's. */
#define DEPTH_MAX 4
/* Members looked at: a struct can hold as many as debuginfo is long. */
#define MEMBERS_MAX 10000

struct walk {
	struct lookup *lookup;
	struct suggest *suggest;
	/** The names that lead to where the walk is. */
	struct str path;
	unsigned seen;
};

static bool find_aggregate(const struct walk *walk, Dwarf_Die *member, Dwarf_Die *ret)
{
	Dwarf_Die type, peeled;

	return die_type(member, &type) && die_peel(&type, &peeled) &&
	       member_is_aggregate(&peeled) && lookup_definition(walk->lookup, &peeled, ret);
}

static void enter(struct walk *walk, Dwarf_Die *aggregate, unsigned depth);

/* `0` stands for the `__0` of Rust. */
static void offer_name(const struct walk *walk, const char *name)
{
	suggest_offer_path(walk->suggest, str_text(&walk->path), name);
	if (strncmp(name, "__", 2) == 0 && isdigit((unsigned char)name[2]))
		suggest_offer_path(walk->suggest, str_text(&walk->path), name + 2);
}

/* Structs without a name have no part in the path. */
static void offer_member(struct walk *walk, Dwarf_Die *member, unsigned depth)
{
	const char *name = die_name(member);
	const size_t before = walk->path.size;
	Dwarf_Die inner;

	if (name && before)
		str_append_char(&walk->path, '.');
	if (name)
		str_append(&walk->path, name);
	if (name && before && !walk->path.failed)
		offer_name(walk, name);
	if (find_aggregate(walk, member, &inner))
		enter(walk, &inner, depth + 1);
	str_truncate(&walk->path, before);
}

/* Of an enum of Rust: nobody who thinks of a value thinks of its variant. */
static void enter_variants(struct walk *walk, Dwarf_Die *aggregate, unsigned depth)
{
	struct variant_walk variants = {0};
	Dwarf_Die member;

	while (walk->seen++ < MEMBERS_MAX && variant_next(aggregate, &variants, &member))
		offer_member(walk, &member, depth);
}

static void enter(struct walk *walk, Dwarf_Die *aggregate, unsigned depth)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(aggregate, &child) != 0)
		return;
	enter_variants(walk, aggregate, depth);
	do {
		if (walk->seen++ > MEMBERS_MAX)
			return;
		if (dwarf_tag(&child) == DW_TAG_member && member_is_part(&child))
			offer_member(walk, &child, depth);
	} while (dwarf_siblingof(&child, &child) == 0);
}

void nested_offer(struct lookup *lookup, Dwarf_Die *aggregate, struct suggest *suggest)
{
	struct walk walk = {.lookup = lookup, .suggest = suggest, .path = STR_INIT};

	enter(&walk, aggregate, 0);
	str_deinit(&walk.path);
}
