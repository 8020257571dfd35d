/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Names in a method that C++ takes from its class: members of the object that `this` points to, in
 * a lambda also of what it has captured, and static members.
 */
#ifndef PROBE_SELF_H
#define PROBE_SELF_H

#include <stdbool.h>
#include <stddef.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "probe/def.h"
#include "probe/loc.h"
#include "probe/space.h"

/** Steps from `this` to what a name means: past the closure of a lambda, to the member. */
#define SELF_STEPS_MAX 2

struct self {
	/** Whether the name means something by the class. */
	bool is_found;
	/** `this`, or a static member. */
	Dwarf_Die variable;
	/** Members to go through from there; borrowed from the name and from the debuginfo. */
	const char *steps[SELF_STEPS_MAX];
	size_t count;
};

/**
 * What @p name means in the function at context->instance, by its class.
 *
 * @param space what is around the function
 */
struct sonde_error *self_find(const struct loc_context *context, const struct space *space,
			      const char *name, struct self *ret);

/**
 * The argument that @p arg stands for: steps from the object to what it names.
 *
 * @param ret borrows from both; expand_arg_deinit() frees it
 */
struct sonde_error *self_arg(const struct probe_arg *arg, const struct self *self,
			     struct probe_arg *ret);

#endif /* PROBE_SELF_H */
