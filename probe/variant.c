/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/variant.h"

#include <inttypes.h>
#include <string.h>

#include "probe/die.h"

/* Variants that are named; of more, nobody reads the list. */
#define SHOWN_MAX 16

static bool child_of_tag(Dwarf_Die *parent, int tag, Dwarf_Die *ret)
{
	if (dwarf_child(parent, ret) != 0)
		return false;
	do {
		if (dwarf_tag(ret) == tag)
			return true;
	} while (dwarf_siblingof(ret, ret) == 0);
	return false;
}

/* The member that DW_AT_discr refers to. */
static bool discriminant_of(Dwarf_Die *part, Dwarf_Die *ret)
{
	Dwarf_Attribute attr;

	return dwarf_attr(part, DW_AT_discr, &attr) && dwarf_formref_die(&attr, ret) &&
	       dwarf_tag(ret) == DW_TAG_member;
}

/* The member of the variant at hand, or of the next one that has one. */
static bool member_from(struct variant_walk *walk, bool is_at_first, Dwarf_Die *ret)
{
	walk->is_discriminant = false;
	for (bool stay = is_at_first;; stay = false) {
		if (!stay && dwarf_siblingof(&walk->variant, &walk->variant) != 0)
			break;
		if (dwarf_tag(&walk->variant) == DW_TAG_variant &&
		    child_of_tag(&walk->variant, DW_TAG_member, ret))
			return true;
	}
	walk->state = VARIANT_END;
	return false;
}

bool variant_next(Dwarf_Die *aggregate, struct variant_walk *walk, Dwarf_Die *ret)
{
	Dwarf_Die part;

	if (walk->state == VARIANT_END)
		return false;
	if (walk->state == VARIANT_PART)
		return member_from(walk, walk->is_discriminant, ret);
	walk->state = VARIANT_PART;
	if (!child_of_tag(aggregate, DW_TAG_variant_part, &part) ||
	    dwarf_child(&part, &walk->variant) != 0) {
		walk->state = VARIANT_END;
		return false;
	}
	walk->is_discriminant = walk->has_discriminant = discriminant_of(&part, ret);
	return walk->is_discriminant || member_from(walk, true, ret);
}

/* A number of its own, or all that no other has. */
static void print_number(Dwarf_Die *variant, struct str *out)
{
	Dwarf_Attribute attr;
	Dwarf_Word number;
	Dwarf_Sword sign;

	if (!dwarf_attr(variant, DW_AT_discr_value, &attr))
		str_append(out, "else ");
	else if (dwarf_whatform(&attr) == DW_FORM_sdata && dwarf_formsdata(&attr, &sign) == 0)
		str_appendf(out, "%" PRId64 " ", (int64_t)sign);
	else if (dwarf_formudata(&attr, &number) == 0)
		str_appendf(out, "%" PRIu64 " ", (uint64_t)number);
	else
		str_append(out, "? ");
}

/* Append which variant each number means: `0 None, else Some`. */
static void print_variants(Dwarf_Die *aggregate, struct str *out)
{
	struct variant_walk walk = {0};
	unsigned count = 0;
	Dwarf_Die member;

	while (variant_next(aggregate, &walk, &member)) {
		const char *name = die_name(&member);

		if (walk.is_discriminant)
			continue;
		if (count++ == SHOWN_MAX) {
			str_append(out, ", ...");
			return;
		}
		if (count > 1)
			str_append(out, ", ");
		print_number(&walk.variant, out);
		str_append(out, name ? name : "?");
	}
}

struct sonde_error *variant_note(Dwarf_Die *aggregate, struct notes *notes)
{
	_cleanup_str_ struct str text = STR_INIT;
	const char *name = die_name(aggregate);

	str_appendf(&text, "Of %s, the variant that is there has values, by its ",
		    name ? name : "an enum");
	str_append(&text, VARIANT_DISCRIMINANT ": ");
	print_variants(aggregate, &text);
	str_append_char(&text, '.');
	TRY(str_check(&text));
	vec_for_each(notes, note) {
		if (strcmp(note->text, str_text(&text)) == 0)
			return NULL;
	}
	return notes_add(notes, NOTE_CHANGED, "%s", str_text(&text));
}
