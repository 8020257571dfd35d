/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/class.h"

#include <ctype.h>
#include <string.h>

#include "probe/die.h"
#include "probe/member.h"
#include "probe/variant.h"

/* Anonymous structs and bases within each other. */
#define DEPTH_MAX 32
/* Members looked at for one name: a struct can hold itself in more ways than can be walked. */
#define MEMBERS_MAX 100000

/* A search for one name. */
struct search {
	struct lookup *lookup;
	struct suggest *suggest;
	/** The base that is meant, and its length; NULL for any. */
	const char *base;
	size_t base_size;
	const char *name;
	unsigned seen;
};

const char *class_last_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

/* Whether a text is a name but for blanks. */
static bool is_same_but_blanks(const char *text, size_t size, const char *name)
{
	const char *end = text + size;

	for (;;) {
		while (text < end && *text == ' ')
			text++;
		while (*name == ' ')
			name++;
		if (text == end || !*name)
			return text == end && !*name;
		if (*text++ != *name++)
			return false;
	}
}

/* Where the last name of a qualified one begins, whatever its template arguments are. */
static const char *last_of(const char *text, size_t size)
{
	const char *last = text;
	int depth = 0;

	for (size_t i = 0; i < size; i++) {
		depth += text[i] == '<';
		depth -= text[i] == '>';
		if (text[i] == ':' && depth == 0)
			last = text + i + 1;
	}
	return last;
}

static bool is_wanted_base(const struct search *search, Dwarf_Die *base)
{
	const char *last = last_of(search->base, search->base_size), *name = die_name(base);
	const size_t size = search->base_size - (size_t)(last - search->base);

	if (!name)
		return false;
	if (is_same_but_blanks(last, size, name))
		return true;
	return !memchr(last, '<', size) && strncmp(last, name, size) == 0 && name[size] == '<';
}

/* `3` is spelled `__3` in the DWARF of Rust. */
static bool is_name(const char *wanted, const char *name)
{
	if (isdigit((unsigned char)*wanted))
		return strncmp(name, "__", 2) == 0 && strcmp(name + 2, wanted) == 0;
	return strcmp(name, wanted) == 0;
}

static void find_own(struct search *search, Dwarf_Die *aggregate, unsigned depth,
		     struct class_found *ret);

/* In a member without a name. */
static void find_in_anonymous(struct search *search, Dwarf_Die *child, unsigned depth,
			      struct class_found *ret)
{
	Dwarf_Die type, peeled, definition;
	uint64_t offset;

	if (!die_type(child, &type) || !die_peel(&type, &peeled) || !member_is_aggregate(&peeled) ||
	    !lookup_definition(search->lookup, &peeled, &definition))
		return;
	find_own(search, &definition, depth + 1, ret);
	if (ret->verdict == CLASS_MEMBER)
		ret->is_computed |= !member_offset(child, &offset) ||
				    !part_move(&ret->part, (int64_t)offset);
}

static void take_member(Dwarf_Die *child, Dwarf_Die *owner, struct class_found *ret)
{
	uint64_t offset = 0;

	*ret = (struct class_found){.verdict = CLASS_MEMBER, .die = *child, .owner = *owner};
	ret->is_computed = !member_offset(child, &offset) ||
			   !part_move(&ret->part, (int64_t)offset);
}

/* Among the variants of an enum of Rust. */
static void find_variant(struct search *search, Dwarf_Die *aggregate, struct class_found *ret)
{
	struct variant_walk walk = {0};
	Dwarf_Die member;

	while (variant_next(aggregate, &walk, &member)) {
		const char *name = walk.is_discriminant ? VARIANT_DISCRIMINANT : die_name(&member);

		if (search->seen++ > MEMBERS_MAX)
			return;
		if (!name || strcmp(name, search->name) != 0) {
			if (name && search->suggest)
				suggest_offer(search->suggest, name);
			continue;
		}
		take_member(&member, aggregate, ret);
		ret->is_variant = !walk.is_discriminant && walk.has_discriminant;
		ret->sum = *aggregate;
		return;
	}
}

/* Whether a DIE in a class makes a name of it that is no member of its objects. */
static bool is_other(Dwarf_Die *child)
{
	switch (dwarf_tag(child)) {
	case DW_TAG_member:
		return !member_is_part(child);
	case DW_TAG_variable:
	case DW_TAG_subprogram:
		return true;
	default:
		return false;
	}
}

/* What a class declares itself. */
static void find_own(struct search *search, Dwarf_Die *aggregate, unsigned depth,
		     struct class_found *ret)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(aggregate, &child) != 0)
		return;
	do {
		const char *name = die_name(&child);
		const bool is_member = dwarf_tag(&child) == DW_TAG_member && member_is_part(&child);

		if (!is_member && !is_other(&child))
			continue;
		if (search->seen++ > MEMBERS_MAX)
			return;
		if (!name && is_member)
			find_in_anonymous(search, &child, depth, ret);
		else if (name && is_name(search->name, name) && is_member)
			take_member(&child, aggregate, ret);
		else if (name && is_name(search->name, name))
			*ret = (struct class_found){
				.verdict = CLASS_OTHER, .die = child, .owner = *aggregate};
		else if (name && is_member && search->suggest)
			suggest_offer(search->suggest, name);
		if (ret->verdict != CLASS_NONE)
			return;
	} while (dwarf_siblingof(&child, &child) == 0);
	find_variant(search, aggregate, ret);
}

static void find(struct search *search, Dwarf_Die *aggregate, unsigned depth,
		 struct class_found *ret);

/* A base class: where its definition is, and whether it is a virtual one. */
static bool read_base(struct lookup *lookup, Dwarf_Die *child, Dwarf_Die *ret, bool *is_virtual)
{
	uint64_t virtuality = DW_VIRTUALITY_none;
	Dwarf_Die type, peeled;

	if (dwarf_tag(child) != DW_TAG_inheritance || !die_type(child, &type) ||
	    !die_peel(&type, &peeled) || !lookup_definition(lookup, &peeled, ret))
		return false;
	die_unsigned(child, DW_AT_virtuality, &virtuality);
	*is_virtual = virtuality != DW_VIRTUALITY_none;
	return true;
}

static void find_in_base(struct search *search, Dwarf_Die *child, unsigned depth,
			 struct class_found *ret)
{
	struct search inner = *search;
	bool is_virtual;
	uint64_t offset;
	Dwarf_Die base;

	if (!read_base(search->lookup, child, &base, &is_virtual))
		return;
	if (search->base && is_wanted_base(search, &base))
		inner.base = NULL;
	find(&inner, &base, depth + 1, ret);
	search->seen = inner.seen;
	if (ret->verdict != CLASS_MEMBER)
		return;
	if (is_virtual && !ret->is_virtual) {
		ret->is_virtual = true;
		ret->virtual_base = base;
	}
	/* Where a virtual base is, is in the object. */
	ret->is_computed |= is_virtual || !member_offset(child, &offset) ||
			    !part_move(&ret->part, (int64_t)offset);
}

/* Virtual bases are in an object once, and static members are in none. */
static bool is_same(const struct class_found *a, const struct class_found *b)
{
	if (a->verdict != b->verdict || a->verdict == CLASS_AMBIGUOUS || a->die.addr != b->die.addr)
		return false;
	return a->verdict == CLASS_OTHER ||
	       (a->is_virtual && b->is_virtual && a->virtual_base.addr == b->virtual_base.addr);
}

static void find_in_bases(struct search *search, Dwarf_Die *aggregate, unsigned depth,
			  struct class_found *ret)
{
	Dwarf_Die child;

	if (dwarf_child(aggregate, &child) != 0)
		return;
	do {
		struct class_found found = {.verdict = CLASS_NONE};

		if (dwarf_tag(&child) != DW_TAG_inheritance)
			continue;
		find_in_base(search, &child, depth, &found);
		if (found.verdict == CLASS_NONE)
			continue;
		if (ret->verdict != CLASS_NONE && !is_same(ret, &found)) {
			*ret = (struct class_found){.verdict = CLASS_AMBIGUOUS,
						    .owner = *aggregate};
			return;
		}
		*ret = found;
	} while (search->seen <= MEMBERS_MAX && dwarf_siblingof(&child, &child) == 0);
}

static void find(struct search *search, Dwarf_Die *aggregate, unsigned depth,
		 struct class_found *ret)
{
	if (depth > DEPTH_MAX || search->seen++ > MEMBERS_MAX)
		return;
	if (!search->base)
		find_own(search, aggregate, depth, ret);
	if (ret->verdict == CLASS_NONE)
		find_in_bases(search, aggregate, depth, ret);
}

void class_find(struct lookup *lookup, Dwarf_Die *aggregate, const char *name,
		struct suggest *suggest, struct class_found *ret)
{
	struct search search = {
		.lookup = lookup,
		.suggest = suggest,
		.name = class_last_name(name),
	};

	*ret = (struct class_found){.verdict = CLASS_NONE};
	if (search.name != name) {
		search.base = name;
		search.base_size = (size_t)(search.name - name);
		while (search.base_size && name[search.base_size - 1] == ':')
			search.base_size--;
	}
	/* The class itself can be named too. */
	if (search.base && is_wanted_base(&search, aggregate))
		search.base = NULL;
	find(&search, aggregate, 0, ret);
}

static void append_base(Dwarf_Die *base, const char *name, struct str *out)
{
	if (out->size)
		str_append(out, ", ");
	for (const char *at = die_name(base); at && *at; at++) {
		if (*at != ' ')
			str_append_char(out, *at);
	}
	str_appendf(out, "::%s", class_last_name(name));
}

void class_print_bases(struct lookup *lookup, const struct class_found *found, const char *name,
		       struct str *out)
{
	Dwarf_Die owner = found->owner, child, base;
	bool is_virtual;

	if (dwarf_child(&owner, &child) != 0)
		return;
	do {
		struct class_found inner;

		if (!read_base(lookup, &child, &base, &is_virtual))
			continue;
		class_find(lookup, &base, class_last_name(name), NULL, &inner);
		if (inner.verdict != CLASS_NONE)
			append_base(&base, name, out);
	} while (dwarf_siblingof(&child, &child) == 0);
}
