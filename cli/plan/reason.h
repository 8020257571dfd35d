/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is said of one function, in words that are the same for all functions: so that remarks and
 * errors about very many can be counted by their reasons.
 */
#ifndef CLI_PLAN_REASON_H
#define CLI_PLAN_REASON_H

#include "base/err.h"
#include "base/str.h"

/**
 * Append @p text with `FUNC` for the function that @p definition names, and `PLACE` for places in
 * the code (`vfs_read+12`), and without a number of things at its end (`: 345.`).
 */
struct sonde_error *reason_print(const char *definition, const char *text, struct str *out);

#endif /* CLI_PLAN_REASON_H */
