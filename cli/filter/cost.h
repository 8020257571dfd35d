/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a filter's program costs.
 */
#ifndef CLI_FILTER_COST_H
#define CLI_FILTER_COST_H

#include <stddef.h>

#include "base/err.h"
#include "bpf/codegen.h"

/**
 * Instructions that are run for a hit at the most: the longest way, and as many rounds of each loop
 * as a text has bytes that patterns see. What helpers of the kernel do is not counted.
 */
struct sonde_error *filter_cost(const struct filter_code *code, size_t *ret);

#endif /* CLI_FILTER_COST_H */
