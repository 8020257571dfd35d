/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Variables for tests of filters, by their names, and expressions with them.
 */
#ifndef TESTS_UNIT_FILTER_SCOPE_H
#define TESTS_UNIT_FILTER_SCOPE_H

#include <string.h>

#include "bpf/typed.h"

/** A name and what it means. */
struct test_variable {
	const char *name;
	struct filter_variable variable;
};

/** The context of a scope: ended by a variable without a name. */
struct test_variables {
	const struct test_variable *list;
};

static inline struct sonde_error *test_scope_find(const struct filter_scope *scope,
						  const char *name, struct filter_variable *ret)
{
	const struct test_variables *variables = scope->context;

	for (const struct test_variable *at = variables->list; at->name; at++) {
		if (strcmp(at->name, name) == 0) {
			*ret = at->variable;
			return NULL;
		}
	}
	if (strcmp(name, "all") == 0)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "'all' is an array.");
	return sonde_error_new(SONDE_ERROR_NOT_FOUND, "'f' has no variable '%s'.", name);
}

static inline void test_scope_offer(const struct filter_scope *scope, struct suggest *suggest)
{
	const struct test_variables *variables = scope->context;

	for (const struct test_variable *at = variables->list; at->name; at++)
		suggest_offer(suggest, at->name);
}

/** A scope of these variables, which it borrows. */
static inline struct filter_scope test_scope(const struct test_variables *variables)
{
	return (struct filter_scope){test_scope_find, test_scope_offer, variables};
}

#endif /* TESTS_UNIT_FILTER_SCOPE_H */
