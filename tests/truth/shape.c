/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What programs are made of: numbers, and records of them. */
#include "shape.h"

#include <stdlib.h>
#include <string.h>

static const struct scalar scalars[] = {
	{"signed char", 8, true, false, 8},
	{"unsigned char", 8, false, false, 8},
	{"char", 8, true, true, 7},
	{"short", 16, true, false, 16},
	{"unsigned short", 16, false, false, 16},
	{"int", 32, true, false, 32},
	{"unsigned int", 32, false, false, 32},
	{"long", 64, true, false, 64},
	{"unsigned long", 64, false, false, 64},
	{"long long", 64, true, false, 64},
	{"_Bool", 8, false, false, 1},
	{"enum color", 32, false, false, 4},
	{"enum side", 32, true, true, 4},
	{"word_t", 16, false, false, 16},
	{"offset_t", 64, true, false, 64},
	{"void *", 64, false, false, 64},
};

uint64_t scalar_cut(uint64_t value, unsigned bits, bool is_signed)
{
	if (bits == 64)
		return value;
	value &= ((uint64_t)1 << bits) - 1;
	if (is_signed && value >> (bits - 1))
		value |= ~(uint64_t)0 << bits;
	return value;
}

/* Any good generator would do; this one is xorshift64*. */
uint64_t program_random(struct program *program, uint64_t limit)
{
	uint64_t x = program->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	program->random = x;
	return (x * 0x2545f4914f6cdd1d >> 11) % limit;
}

const struct scalar *scalar_any(struct program *program)
{
	return &scalars[program_random(program, sizeof(scalars) / sizeof(*scalars))];
}

const struct scalar *scalar_count(struct program *program)
{
	/* short, unsigned short, int, unsigned int, long */
	return &scalars[3 + program_random(program, 5)];
}

uint64_t scalar_value(struct program *program, const struct scalar *type, unsigned bits)
{
	const unsigned used = type->used_bits < bits ? type->used_bits : bits;
	uint64_t value = program_random(program, (uint64_t)1 << 32) << 32 |
			 program_random(program, (uint64_t)1 << 32);

	/* The ends of the range are where a sign or a size goes wrong. */
	switch (program_random(program, 8)) {
	case 0:
		value = ~(uint64_t)0;
		break;
	case 1:
		value = (uint64_t)1 << (used - 1);
		break;
	case 2:
		value = ((uint64_t)1 << (used - 1)) - 1;
		break;
	}
	return scalar_cut(value, used, type->is_signed && used == bits);
}

void object_make(struct program *program, const struct record *record, struct object *object)
{
	for (size_t i = 0; i < record->count; i++) {
		const struct member *member = &record->members[i];

		if (member->type)
			object->numbers[i] = scalar_value(program, member->type, member->bits);
		else
			snprintf(object->texts[i], sizeof(object->texts[i]), "t%u",
				 (unsigned)program_random(program, 10000));
	}
}

static void add_member(struct record *record, const char *prefix, const char *name,
		       const struct scalar *type, unsigned bits)
{
	struct member *member = &record->members[record->count++];

	snprintf(member->path, sizeof(member->path), "%s%s", prefix, name);
	member->type = type;
	member->bits = bits;
}

/* `type NAME : width`, of a type that can have bits. */
static void make_bits(struct program *program, struct record *record, const char *prefix,
		      const char *name, FILE *out)
{
	const struct scalar *type;
	unsigned width;

	do {
		type = scalar_any(program);
	} while (strchr(type->name, '*') || type->either_sign || type->used_bits < type->bits);
	width = 1 + (unsigned)program_random(program, type->bits);
	fprintf(out, "\t%s %s : %u;\n", type->name, name, width);
	add_member(record, prefix, name, type, width);
}

static void make_array(struct program *program, struct record *record, const char *prefix,
		       const char *name, FILE *out)
{
	const struct scalar *type = scalar_any(program);
	const unsigned rows = (unsigned)program_random(program, 3);
	const unsigned columns = 1 + (unsigned)program_random(program, 2);
	char element[48];

	if (!rows)
		fprintf(out, "\t%s %s[%u];\n", type->name, name, columns);
	else
		fprintf(out, "\t%s %s[%u][%u];\n", type->name, name, rows, columns);
	for (unsigned i = 0; i < (rows ? rows : 1); i++) {
		for (unsigned j = 0; j < columns; j++) {
			if (rows)
				snprintf(element, sizeof(element), "%s[%u][%u]", name, i, j);
			else
				snprintf(element, sizeof(element), "%s[%u]", name, j);
			add_member(record, prefix, element, type, type->bits);
		}
	}
}

static void make_members(struct program *program, struct record *record, const char *prefix,
			 unsigned depth, FILE *out);

/* A struct in the struct, with a name or without; or a union, of which the first member is set. */
static void make_inner(struct program *program, struct record *record, const char *prefix,
		       const char *name, FILE *out)
{
	const bool is_named = program_random(program, 2);
	char inner[48], first[32];

	if (program_random(program, 3) == 0) {
		const struct scalar *type = scalar_any(program);

		snprintf(first, sizeof(first), "%su", name);
		fprintf(out, "\tunion {\n\t%s %s;\n\tchar %sc[3];\n\t} %s;\n", type->name, first,
			name, is_named ? name : "");
		snprintf(inner, sizeof(inner), "%s%s%s", prefix, is_named ? name : "",
			 is_named ? "." : "");
		add_member(record, inner, first, type, type->bits);
		return;
	}
	snprintf(inner, sizeof(inner), "%s%s%s", prefix, is_named ? name : "", is_named ? "." : "");
	fputs("\tstruct {\n", out);
	make_members(program, record, inner, 1, out);
	fprintf(out, "\t} %s;\n", is_named ? name : "");
}

static void make_members(struct program *program, struct record *record, const char *prefix,
			 unsigned depth, FILE *out)
{
	const size_t count = 1 + program_random(program, depth ? 3 : 6);
	char name[16];

	for (size_t i = 0; i < count && record->count + 6 < MEMBERS_MAX; i++) {
		const struct scalar *type = scalar_any(program);

		snprintf(name, sizeof(name), "m%u", (unsigned)record->count);
		switch (program_random(program, depth ? 7 : 9)) {
		case 0:
		case 1:
			make_bits(program, record, prefix, name, out);
			break;
		case 2:
			make_array(program, record, prefix, name, out);
			break;
		case 3:
			fprintf(out, "\tchar %s[%u];\n", name, 8);
			add_member(record, prefix, name, NULL, 0);
			break;
		case 7:
		case 8:
			snprintf(name, sizeof(name), "i%u", (unsigned)record->count);
			make_inner(program, record, prefix, name, out);
			break;
		default:
			fprintf(out, "\t%s %s;\n", type->name, name);
			add_member(record, prefix, name, type, type->bits);
		}
	}
}

void record_make(struct program *program, struct record *record)
{
	size_t size;
	FILE *out = open_memstream(&record->declaration, &size);
	const bool packed = program_random(program, 4) == 0;

	if (!out)
		abort();
	fprintf(out, "struct r%u {\n", record->id);
	/* Half of them go through calls in registers. */
	make_members(program, record, "", record->id % 2, out);
	fprintf(out, "}%s;\n", packed ? " __attribute__((packed))" : "");
	fclose(out);
}

unsigned program_key(const struct function *function, size_t call)
{
	return function->id * 8 + (unsigned)call + 1;
}

bool part_at(const struct variable *variable, unsigned place, size_t number, size_t *part)
{
	size_t count = 0;

	if (variable->kind == VARIABLE_POINTER || variable->kind == VARIABLE_RECORD)
		count = variable->record->count;
	if (variable->kind == VARIABLE_ARRAY || variable->kind == VARIABLE_VLA)
		count = variable->count;
	/* Not all of them at each place: they would be more than an event has arguments. */
	if (number >= count || number >= 4)
		return false;
	*part = (number + place) % count;
	return true;
}
