/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/bench/fetched.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The kernel takes no more than this many steps (FETCH_INSN_MAX). */
#define DEPTH_MAX 16
#define TEXT_MAX  256

/* What is fetched: a number, or the memory at it. */
struct place {
	bool is_memory;
	uint64_t number;
};

struct type {
	unsigned bits;
	bool is_signed;
	/** Elements of an array, or 0. */
	unsigned count;
	/** Of a bit field, or 0. */
	unsigned width, offset;
};

/* `u32`, `x8[4]`, `b3@2/8`. */
static bool parse_type(const char *text, struct type *ret)
{
	char letter[2];
	int end = 0;

	*ret = (struct type){0};
	if (sscanf(text, "b%u@%u/%u%n", &ret->width, &ret->offset, &ret->bits, &end) == 3)
		return !text[end] && ret->bits <= 64 && ret->width + ret->offset <= ret->bits;
	if (sscanf(text, "%1[usx]%u%n", letter, &ret->bits, &end) != 2)
		return false;
	ret->is_signed = letter[0] == 's';
	if (text[end] == '[')
		ret->count = (unsigned)strtoul(text + end + 1, NULL, 10);
	return ret->bits <= 64 && ret->bits >= 8;
}

/* `SYMBOL+N`, in one of the senses that it may have. */
static bool parse_symbol(const struct machine *machine, const char *text, unsigned sense,
			 struct place *ret)
{
	const size_t size = strcspn(text, "+-");
	char name[TEXT_MAX];
	struct addresses *addresses;
	int64_t offset = text[size] ? strtoll(text + size, NULL, 0) : 0;

	if (size >= sizeof(name))
		return false;
	memcpy(name, text, size);
	name[size] = '\0';
	addresses = map_get(&machine->symbols, name);
	if (!addresses || sense >= addresses->size)
		return false;
	ret->is_memory = true;
	ret->number = addresses->data[sense] + (uint64_t)offset + machine->slide;
	return true;
}

static bool parse_place(const struct machine *machine, const char *text, unsigned sense,
			struct place *ret);

/* `+8(%sp)`, `-8(...)`, `+u8(...)`: memory at what is inside plus a number. */
static bool parse_memory(const struct machine *machine, const char *text, unsigned sense,
			 struct place *ret)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');
	char inner[TEXT_MAX];
	struct place place;
	int64_t offset;

	if (!open || !close || close < open || close[1] || close - open > TEXT_MAX)
		return false;
	memcpy(inner, open + 1, (size_t)(close - open - 1));
	inner[close - open - 1] = '\0';
	if (!parse_place(machine, inner, sense, &place))
		return false;
	if (place.is_memory)
		place.number = machine_load(machine, place.number, 8);
	offset = strtoll(text + (text[1] == 'u' ? 2 : 1), NULL, 0);
	ret->is_memory = true;
	ret->number = place.number + (uint64_t)(text[0] == '-' ? -offset : offset);
	return true;
}

static bool parse_place(const struct machine *machine, const char *text, unsigned sense,
			struct place *ret)
{
	int reg;

	*ret = (struct place){0};
	switch (text[0]) {
	case '%':
		reg = machine_register_number(machine, text + 1);
		ret->number = reg < 0 ? 0 : machine_register(machine, (uint64_t)reg);
		return reg >= 0;
	case '\\':
		ret->number = text[1] == '-' ? (uint64_t)strtoll(text + 1, NULL, 0)
					     : strtoull(text + 1, NULL, 0);
		return text[1] != '"';
	case '@':
		return parse_symbol(machine, text + 1, sense, ret);
	case '+':
	case '-':
		return parse_memory(machine, text, sense, ret);
	default:
		return false;
	}
}

/* A number of the object: its bits, filled up with its sign. */
static bool number_of(const struct view *view, const struct meaning *meaning,
		      const struct object *object, uint64_t *ret)
{
	const uint64_t first = object->bit_size ? object->bit_offset : 8 * object->offset;
	const unsigned width = object->bit_size ? object->bit_size : 8 * (unsigned)object->size;
	uint64_t number = 0;

	if (width > 64)
		return false;
	for (unsigned i = 0; i < width; i++) {
		uint8_t byte;

		if (!meaning_byte(view, meaning, (first + i) / 8, &byte))
			return false;
		number |= (uint64_t)(byte >> (first + i) % 8 & 1) << i;
	}
	*ret = number_fit(number, width, object->is_signed);
	return true;
}

/* What the kernel makes of it: `type->bits` from there, then the bit field. */
static uint64_t fetch(const struct machine *machine, const struct place *place,
		      const struct type *type)
{
	uint64_t number = place->number;

	if (place->is_memory)
		number = machine_load(machine, place->number, type->bits / 8);
	if (type->width)
		return number_fit(number >> type->offset, type->width, false);
	return number_fit(number, type->bits, type->is_signed);
}

/* Byte for byte: arrays, and the first bytes of structs. */
static enum verdict judge_bytes(const struct view *view, const struct meaning *meaning,
				const struct object *object, const struct place *place,
				uint64_t size)
{
	for (uint64_t i = 0; i < size; i++) {
		uint8_t truth, got = (uint8_t)(place->number >> 8 * (i & 7));

		if (place->is_memory)
			got = machine_byte(view->machine, place->number + i);
		if (!meaning_byte(view, meaning, object->offset + i, &truth))
			return VERDICT_UNPROVEN;
		if (got != truth)
			return VERDICT_WRONG;
	}
	return size < object->size ? VERDICT_CUT : VERDICT_RIGHT;
}

static enum verdict judge_number(const struct view *view, const struct meaning *meaning,
				 const struct object *object, const struct place *place,
				 const struct type *type)
{
	const unsigned width = object->bit_size ? object->bit_size : 8 * (unsigned)object->size;
	uint64_t truth, got = fetch(view->machine, place, type);

	if (!number_of(view, meaning, object, &truth))
		return VERDICT_UNPROVEN;
	/* Of all bits that there are the sign is a matter of taste. */
	if (!type->width && type->bits == width)
		return number_fit(got, width, false) == number_fit(truth, width, false)
			       ? VERDICT_RIGHT
			       : VERDICT_WRONG;
	return got == truth ? VERDICT_RIGHT : VERDICT_WRONG;
}

static enum verdict judge_place(const struct view *view, const struct meaning *meaning,
				const struct object *object, const struct place *place,
				const struct type *type)
{
	uint64_t size = (uint64_t)type->bits / 8 * (type->count ? type->count : 1);

	if (object->kind == OBJECT_NUMBER && object->size <= 8 && !type->count)
		return judge_number(view, meaning, object, place, type);
	if (size > object->size && object->size)
		return VERDICT_WRONG;
	return judge_bytes(view, meaning, object, place, size);
}

enum verdict fetched_judge(const struct view *view, const struct meaning *meaning,
			   const struct object *object, const char *text)
{
	enum verdict best = VERDICT_UNPROVEN;
	const char *colon = strrchr(text, ':');
	char where[TEXT_MAX];
	struct place place;
	struct type type;

	if (!colon || (size_t)(colon - text) >= sizeof(where) || !parse_type(colon + 1, &type))
		return VERDICT_UNPROVEN;
	memcpy(where, text, (size_t)(colon - text));
	where[colon - text] = '\0';
	for (unsigned sense = 0; parse_place(view->machine, where, sense, &place); sense++) {
		enum verdict verdict = judge_place(view, meaning, object, &place, &type);

		if (!sense || verdict < best)
			best = verdict;
		if (!strchr(where, '@'))
			break;
	}
	return best;
}
