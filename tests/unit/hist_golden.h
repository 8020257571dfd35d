/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What an output of a table has to be, in a file of tests/data/hist-outputs. Included after
 * cmocka.h.
 */
#ifndef TESTS_UNIT_HIST_GOLDEN_H
#define TESTS_UNIT_HIST_GOLDEN_H

#include "tests/unit/golden.h"

/** Fail unless @p out is what the file NAME.SUFFIX has. */
static inline void check_golden(const char *name, const char *suffix, const struct str *out)
{
	check_golden_in("hist-outputs", name, suffix, out);
}

#endif /* TESTS_UNIT_HIST_GOLDEN_H */
