/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Filters made up, with variables of all kinds and values for them. The same seed gives the same.
 *
 *     struct filter_random random = filter_random_init(seed);
 *     struct filter_made made = {0};
 *
 *     check_ok(filter_random_make(&random, &made));
 *     filter_random_values(&random, &made, &values);
 *     filter_eval(&made.typed, &values.values) ...
 */
#ifndef TESTS_UNIT_FILTER_RANDOM_H
#define TESTS_UNIT_FILTER_RANDOM_H

#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "bpf/typed.h"
#include "filter/expr.h"
#include "tests/unit/filter_eval.h"
#include "tests/unit/filter_scope.h"

struct filter_random {
	uint64_t state;
};

struct filter_random filter_random_init(uint64_t seed);

/** A number below @p below. */
uint64_t filter_random_below(struct filter_random *random, uint64_t below);

/** Arguments of the event that filters are made for: each size, with a sign and without, twice,
 * then texts. They are called `u8a`, `s8b`, ... `name`, `path`. */
#define FILTER_RANDOM_NUMBERS	16
#define FILTER_RANDOM_TEXTS	2
#define FILTER_RANDOM_ARGUMENTS (FILTER_RANDOM_NUMBERS + FILTER_RANDOM_TEXTS)

/** Bytes of a text at the most, with its NUL. */
#define FILTER_RANDOM_ROOM 64

/** What names mean: those arguments, by their indices, and `comm pid tid cpu`. Static, ended by one
 * without a name. */
const struct test_variable *filter_random_variables(void);

/** A filter. */
struct filter_made {
	/** As a person writes it. */
	struct str text;
	struct filter_expr expr;
	struct filter_typed typed;
};

/** Free what it holds and make it empty. */
void filter_made_deinit(struct filter_made *made);

/** A `struct filter_made` that is released at the end of its scope. */
#define _cleanup_filter_made_ _cleanup_(filter_made_deinit)

/** Make one up that is taken. @param ret empty before; the caller deinits it */
struct sonde_error *filter_random_make(struct filter_random *random, struct filter_made *ret);

/** Values of a hit, and what they point to. */
struct filter_random_hit {
	struct filter_values values;
	struct filter_value arguments[FILTER_RANDOM_ARGUMENTS];
	char texts[FILTER_RANDOM_TEXTS][FILTER_RANDOM_ROOM];
	char command[16];
};

/**
 * Make up values: often such as @p made speaks of, or is about to; now and then what cannot be
 * read.
 *
 * @param ret points into itself: not to be copied
 */
void filter_random_values(struct filter_random *random, const struct filter_made *made,
			  struct filter_random_hit *ret);

#endif /* TESTS_UNIT_FILTER_RANDOM_H */
