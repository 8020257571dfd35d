/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a name means in the units of an image. A walk over all units of a kernel takes a quarter of
 * a second, so each question is put once for a command: its answer is kept, be it that there is
 * nothing, or too much.
 */
#ifndef PROBE_LOOKUP_H
#define PROBE_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "image/elf.h"

/** The answers so far. */
struct lookup;

/** What units have by a name. */
struct lookup_answer {
	/** How many different things that is, as far as it was counted; 0: none. */
	size_t count;
	/** The first of them. */
	Dwarf_Die die;
	/** What other units can have would not change the answer. */
	bool is_final;
	/** Of variables: `die` is visible in all units. */
	bool is_external;
	/** Of variables: some unit declares one that is; the first that does. */
	bool has_declared;
	Dwarf_Die declared;
	/** Of variables: the files of those that are counted, for people. */
	struct str files;
};

struct lookup_query {
	/** What tells the question from all others; the unit is added to it. */
	const char *key;
	/** Where to look; NULL: in all units. */
	const Dwarf_Die *unit;
	/** Add to @p answer what @p unit has. */
	struct sonde_error *(*look)(struct lookup *lookup, const struct lookup_query *query,
				    Dwarf_Die *unit, struct lookup_answer *answer);
	/** For look(). */
	const void *data;
};

/**
 * Make a memory without answers.
 *
 * @param image its debuginfo is open before the first question; it outlives the memory
 * @param ret the caller destroys it
 */
struct sonde_error *lookup_create(const struct image *image, struct lookup **ret);

/** Free @p lookup; NULL is fine. */
void lookup_destroy(struct lookup *lookup);

/**
 * The answer to @p query: the one that is known, else what the units say.
 *
 * @param ret borrowed from @p lookup
 */
struct sonde_error *lookup_ask(struct lookup *lookup, const struct lookup_query *query,
			       const struct lookup_answer **ret);

/**
 * Count a type in @p answer, for look(). One that looks like the first (probe/lookalike.h) is that
 * one; which of two different types of one name is meant, nothing tells: the answer is final.
 */
struct sonde_error *lookup_add_type(struct lookup *lookup, Dwarf_Die *type,
				    struct lookup_answer *answer);

/**
 * The full definition of a struct, union, class or enum of which @p type is only a
 * declaration: searched by name in all units. A definition is its own definition, and so is any
 * other type.
 *
 * @return false where there is none, or where units define different things by that name
 */
bool lookup_definition(struct lookup *lookup, Dwarf_Die *type, Dwarf_Die *ret);

/** die_byte_size() of the definition of @p type. */
bool lookup_byte_size(struct lookup *lookup, Dwarf_Die *type, uint64_t *ret);

#endif /* PROBE_LOOKUP_H */
