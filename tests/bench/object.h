/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Objects of C, as far as fetch arguments have to do with them: the type of a variable or of one
 * of its members, and whether a fetch argument can have it where it is.
 */
#ifndef BENCH_OBJECT_H
#define BENCH_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/str.h"
#include "tests/bench/meaning.h"

enum object_kind {
	/** A number, an enum or a pointer. */
	OBJECT_NUMBER,
	OBJECT_FLOAT,
	OBJECT_ARRAY,
	/** A struct or a union. */
	OBJECT_STRUCT,
	/** No type, or one that is not known. */
	OBJECT_VOID,
};

/** A variable, or a part of it. */
struct object {
	enum object_kind kind;
	/** Without typedefs and qualifiers. */
	Dwarf_Die type;
	/** Bytes from the start of the variable. */
	uint64_t offset;
	/** Bytes of the type. */
	uint64_t size;
	/** Bits from the start of the variable, and how many; 0 bits if it is no bit field. */
	uint64_t bit_offset;
	unsigned bit_size;
	bool is_signed;
};

/** The whole of a variable (or a parameter). */
void object_of_variable(Dwarf_Die *variable, struct object *ret);

/** What @p member is of a struct. False if it is no member. */
bool object_member(const struct object *object, Dwarf_Die *member, struct object *ret);

/** Find the member whose names, joined by `_`, are @p path: `b_c` for `.b.c`. */
bool object_find(const struct object *object, const char *path, struct object *ret);

/** The @p n-th of the members at all depths that are no structs, and its name. */
bool object_leaf(const struct object *object, size_t n, struct object *ret, const char **name);

/** Elements of an array, over all of its dimensions, and the first of them. */
bool object_count(const struct object *array, uint64_t *count, struct object *element);

/**
 * Whether a fetch argument can have it: a number, an array of 1 to 64 elements of a number's size
 * in memory, or at least one member.
 *
 * @return NULL, or why not: a class for the table
 */
const char *object_why_not(const struct view *view, const struct meaning *meaning,
			   const struct object *object);

#endif /* BENCH_OBJECT_H */
