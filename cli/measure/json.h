/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Tables as JSON. sonde-hist-output(5) has the keys.
 */
#ifndef CLI_MEASURE_JSON_H
#define CLI_MEASURE_JSON_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct hist_table;

/**
 * Append @p table as an object.
 *
 * @param one_line without line breaks, for tables that follow each other
 */
struct sonde_error *json_print_table(const struct hist_table *table, bool one_line,
				     struct str *out);

#endif /* CLI_MEASURE_JSON_H */
