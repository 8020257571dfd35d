/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * One value that was asked for -> arguments of the event: the value itself, or the members of a
 * struct.
 */
#ifndef PROBE_VALUE_H
#define PROBE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "probe/args.h"
#include "probe/def.h"
#include "probe/event.h"

struct value {
	const struct args_request *request;
	/** The variable or `$retval`, its steps and type. */
	const struct probe_arg *arg;
	/** What the argument names; NULL for the return value. */
	Dwarf_Die *variable;
	/** Where the variable is, if its DIE does not know; or NULL. */
	const uint64_t *address;
	/** The name it gets in the event; NULL: the one that `arg` has. */
	const char *name;
	/** `name` was asked for: it is never changed. */
	bool is_named;
	enum probe_arg_rank rank;
	struct probe_event *event;
};

/** The type of the variable, or of what the function returns; false for void. */
bool value_type(const struct value *value, Dwarf_Die *ret);

/**
 * Add the value to its event. A struct or union without a type asked for is expanded to its
 * members, down to request->depth; those that cannot be had are notes, if there are others.
 *
 * @return UNAVAILABLE, NOT_FOUND: nothing was added; see value_error()
 */
struct sonde_error *value_add(const struct value *value);

/**
 * Make the bare reason of an UNAVAILABLE error a sentence with the argument and its column.
 * Other errors stay as they are.
 */
struct sonde_error *value_error(const struct args_request *request, const struct probe_arg *arg,
				struct sonde_error *error);

#endif /* PROBE_VALUE_H */
