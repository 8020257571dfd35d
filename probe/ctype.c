/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/ctype.h"

#include <string.h>

#include "probe/die.h"

/* No sane type has so many qualifiers around a pointer; a cycle of references has. */
#define CHAIN_MAX 64

/* What the words of one of C's own types come to, in whatever order. */
struct builtin {
	unsigned is_signed, is_unsigned, shorts, longs, chars, ints, bools, floats, doubles, voids;
};

struct ctype ctype_parse(const char *text)
{
	static const struct {
		const char *word;
		int tag;
	} tags[] = {{"struct ", DW_TAG_structure_type},
		    {"union ", DW_TAG_union_type},
		    {"class ", DW_TAG_class_type},
		    {"enum ", DW_TAG_enumeration_type}};
	struct ctype type = {.name = text};

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		if (strncmp(text, tags[i].word, strlen(tags[i].word)) == 0) {
			type.tag = tags[i].tag;
			type.name = text + strlen(tags[i].word);
		}
	}
	type.size = strcspn(type.name, "*");
	type.stars = (unsigned)strspn(type.name + type.size, "*");
	while (type.size && type.name[type.size - 1] == ' ')
		type.size--;
	return type;
}

static bool add_word(struct builtin *builtin, const char *word, size_t size)
{
	const struct {
		const char *word;
		unsigned *count;
	} words[] = {
		{"signed", &builtin->is_signed}, {"unsigned", &builtin->is_unsigned},
		{"short", &builtin->shorts},	 {"long", &builtin->longs},
		{"char", &builtin->chars},	 {"int", &builtin->ints},
		{"_Bool", &builtin->bools},	 {"bool", &builtin->bools},
		{"float", &builtin->floats},	 {"double", &builtin->doubles},
		{"void", &builtin->voids},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strlen(words[i].word) == size && memcmp(words[i].word, word, size) == 0) {
			++*words[i].count;
			return true;
		}
	}
	return false;
}

static bool is_contradiction(const struct builtin *builtin)
{
	return builtin->is_signed + builtin->is_unsigned > 1 || builtin->shorts > 1 ||
	       builtin->longs > 2 ||
	       builtin->chars + builtin->ints + builtin->bools + builtin->floats +
			       builtin->doubles + builtin->voids >
		       1;
}

/* False for what has another word in it. */
static bool parse_builtin(const char *name, size_t size, struct builtin *ret)
{
	struct builtin builtin = {0};

	for (size_t at = 0; at < size;) {
		const char *blank = memchr(name + at, ' ', size - at);
		size_t word = blank ? (size_t)(blank - name) - at : size - at;

		if (!add_word(&builtin, name + at, word))
			return false;
		at += word + 1;
	}
	if (is_contradiction(&builtin))
		return false;
	/* `int` goes without saying, and so does its sign; a char has three. */
	if (!builtin.chars && !builtin.bools && !builtin.floats && !builtin.doubles &&
	    !builtin.voids)
		builtin.ints = 1;
	if (builtin.ints)
		builtin.is_signed = !builtin.is_unsigned;
	*ret = builtin;
	return true;
}

static bool is_same_name(const struct ctype *type, int tag, const char *name)
{
	struct builtin a, b;

	if (strlen(name) == type->size && memcmp(name, type->name, type->size) == 0)
		return true;
	return tag == DW_TAG_base_type && parse_builtin(type->name, type->size, &a) &&
	       parse_builtin(name, strlen(name), &b) && memcmp(&a, &b, sizeof(a)) == 0;
}

bool ctype_is_void(const struct ctype *type)
{
	return !type->tag && type->size == 4 && memcmp(type->name, "void", 4) == 0;
}

/* Which tags a name alone can have: in C++ the word before it need not be there. */
static bool is_wanted_tag(const struct ctype *type, int tag)
{
	switch (tag) {
	case DW_TAG_base_type:
	case DW_TAG_typedef:
		return !type->tag;
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
		return !type->tag || type->tag == DW_TAG_structure_type ||
		       type->tag == DW_TAG_class_type;
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
		return !type->tag || type->tag == tag;
	default:
		return false;
	}
}

static bool is_c(Dwarf_Die *die)
{
	Dwarf_Die unit;
	uint64_t language;

	if (!dwarf_diecu(die, &unit, NULL, NULL) || !die_unsigned(&unit, DW_AT_language, &language))
		return true;
	return language == DW_LANG_C || language == DW_LANG_C89 || language == DW_LANG_C99 ||
	       language == DW_LANG_C11;
}

bool ctype_matches(const struct ctype *type, Dwarf_Die *die)
{
	const int tag = dwarf_tag(die);
	const char *name;

	if (!is_wanted_tag(type, tag))
		return false;
	name = die_name(die);
	if (!name || !is_same_name(type, tag, name))
		return false;
	return type->tag || tag == DW_TAG_base_type || tag == DW_TAG_typedef || !is_c(die);
}

bool ctype_matches_pointer(const struct ctype *type, Dwarf_Die *die)
{
	Dwarf_Die at = *die;
	unsigned stars = 0;

	for (int i = 0; i < CHAIN_MAX; i++) {
		Dwarf_Die next;

		switch (dwarf_tag(&at)) {
		case DW_TAG_pointer_type:
			stars++;
			break;
		case DW_TAG_const_type:
		case DW_TAG_volatile_type:
		case DW_TAG_restrict_type:
		case DW_TAG_atomic_type:
			break;
		default:
			return stars == type->stars && ctype_matches(type, &at);
		}
		if (stars > type->stars)
			return false;
		if (!die_type(&at, &next))
			return stars == type->stars && ctype_is_void(type);
		at = next;
	}
	return false;
}
