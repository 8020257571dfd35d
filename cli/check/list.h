/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What `sonde check` has found out of this machine: facts in their order, each with a reason and
 * what to do where something is not there.
 */
#ifndef CLI_CHECK_LIST_H
#define CLI_CHECK_LIST_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

enum check_state {
	/** It is there, or allowed, or just told. */
	CHECK_OK,
	/** It is not; there are a reason and what to do. */
	CHECK_NO,
	/** It cannot be found out; there are the same two. */
	CHECK_UNKNOWN,
};

/** The name of a state, as programs get it: `ok`, `no`, `unknown`. */
const char *check_state_name(enum check_state state) __attribute__((returns_nonnull));

/** One fact as it is found; all texts are borrowed. */
struct check_fact {
	/** What it belongs to, as `tracefs`. Static. */
	const char *topic;
	/** Its name there; lower case and dashes. Static. */
	const char *name;
	enum check_state state;
	/** What was found, as a path or a number, or NULL. */
	const char *value;
	/** Why it is not so; of a fact that is CHECK_OK NULL. May have lines. */
	const char *reason;
	/** What to do about it; of a fact that is CHECK_OK NULL. */
	const char *advice;
};

/** The same, kept; topic and name are static, the others owned. */
struct check_item {
	const char *topic;
	const char *name;
	enum check_state state;
	char *value;
	char *reason;
	char *advice;
};

struct check_list VEC_BODY(struct check_item);

/** Free all; the list is empty afterwards. */
void check_list_deinit(struct check_list *list);

/** A `struct check_list` that is released at the end of its scope. */
#define _cleanup_check_list_ _cleanup_(check_list_deinit)

/** Add a copy of @p fact. */
struct sonde_error *check_add(struct check_list *list, const struct check_fact *fact);

/**
 * Add what a call has said: CHECK_OK where there is no error, else the state of @p fact with the
 * message of @p error, and as advice its hint or, without one, that of @p fact.
 *
 * @param error destroyed; NULL is fine. One for lack of memory is given back
 */
struct sonde_error *check_add_result(struct check_list *list, const struct check_fact *fact,
				     struct sonde_error *error);

/** The fact of this name, written `TOPIC.NAME`; NULL if there is none. */
const struct check_item *check_find(const struct check_list *list, const char *name);

#endif /* CLI_CHECK_LIST_H */
