/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a name means in a struct, union or class: its own members, those of anonymous ones within,
 * else those of its bases by the rules of C++ (6.5.2 of N4861): what a class declares hides what
 * its bases have, and what two bases have is neither's. In Rust's enums a name is a variant, or
 * `discriminant`, the number that says which one it is.
 */
#ifndef PROBE_CLASS_H
#define PROBE_CLASS_H

#include <stdbool.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/str.h"
#include "base/suggest.h"
#include "probe/lookup.h"
#include "probe/part.h"

enum class_verdict {
	/** There is no such member. */
	CLASS_NONE,
	/** There is. */
	CLASS_MEMBER,
	/** The class has something else by that name: a static member, a function. */
	CLASS_OTHER,
	/** Several bases have one. */
	CLASS_AMBIGUOUS,
};

/** What was found. */
struct class_found {
	enum class_verdict verdict;
	/** The member's DIE, or that of what else it is. */
	Dwarf_Die die;
	/** The class that declares it; of what is ambiguous, the one that has both bases. */
	Dwarf_Die owner;
	/** Where it is in the outermost class. */
	struct part part;
	/** Its place is one that only a computation at run time gives. */
	bool is_computed;
	/** The virtual base that it is a member of, if it is. */
	Dwarf_Die virtual_base;
	bool is_virtual;
	/** The variant of an enum of Rust that it is, or is in; the enum's DIE. */
	bool is_variant;
	Dwarf_Die sum;
};

/**
 * What @p name means in @p aggregate, a definition. `BASE::NAME` is what it means in that base;
 * template arguments of BASE may be left out, as long as only one base is meant then, and blanks
 * do not count. A number is a member of a tuple of Rust, `__NUMBER` in DWARF.
 *
 * @param suggest gets the names passed over, or NULL
 */
void class_find(struct lookup *lookup, Dwarf_Die *aggregate, const char *name,
		struct suggest *suggest, struct class_found *ret);

/** `BASE::` for the two bases that make @p found ambiguous, as one writes them: without blanks. */
void class_print_bases(struct lookup *lookup, const struct class_found *found, const char *name,
		       struct str *out);

/** What stands behind the last `::` of @p name, or all of it. */
const char *class_last_name(const char *name);

#endif /* PROBE_CLASS_H */
