/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A struct or union by value -> the members that stand for it: the kernel fetches numbers,
 * texts and arrays of numbers, but no structs.
 */
#ifndef PROBE_EXPAND_H
#define PROBE_EXPAND_H

#include <stdbool.h>
#include <stddef.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/vec.h"
#include "probe/def.h"
#include "probe/lookup.h"
#include "probe/resolve.h"

/** Members within each other, at the most. */
#define EXPAND_DEPTH_MAX RESOLVE_DEPTH_MAX
/** Members of one struct, at the most: an event has no more arguments (MAX_TRACE_ARGS). */
#define EXPAND_MEMBERS_MAX 128

/** One member, in the order of the source. */
struct expand_member {
	/** The way to it, outermost first; borrowed from the debuginfo, or from `spelled`. */
	const char *names[EXPAND_DEPTH_MAX];
	/** How many names that are, at least one. */
	size_t depth;
	/** It is a struct or union itself, deeper than was asked for. */
	bool is_too_deep;
};

struct expand_members {
	VEC(struct expand_member) list;
	/** How many there are beyond EXPAND_MEMBERS_MAX, as far as they were counted. */
	size_t beyond;
	/** Names with a base class before them, owned: others would mean another member. */
	VEC(char *) spelled;
};

/** Free the list. */
void expand_members_deinit(struct expand_members *members);

/** Whether @p type, typedefs and qualifiers apart, is a struct, union or class. */
bool expand_applies(Dwarf_Die *type);

/**
 * The members of @p type, for which expand_applies(), that are no structs or unions, and of
 * those in it their members, down to @p depth of them within each other. Members of anonymous
 * ones and of base classes count as the outer one's. A struct without members gives an empty list.
 *
 * @param lookup knows the definitions of those that the unit of @p type only declares
 * @param depth from 1 to EXPAND_DEPTH_MAX
 * @param ret an empty list
 */
struct sonde_error *expand_members(struct lookup *lookup, Dwarf_Die *type, unsigned depth,
				   struct expand_members *ret);

/**
 * The argument that stands for one member of what @p arg names.
 *
 * @param ret borrows from both; expand_arg_deinit() frees it
 */
struct sonde_error *expand_arg(const struct probe_arg *arg, const struct expand_member *member,
			       struct probe_arg *ret);

/** Free what is @p arg's own. */
void expand_arg_deinit(struct probe_arg *arg);

#endif /* PROBE_EXPAND_H */
