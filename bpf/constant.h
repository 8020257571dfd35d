/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The operators of filters, with numbers that are known.
 */
#ifndef BPF_CONSTANT_H
#define BPF_CONSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "filter/expr.h"

/** What `! ~ -` give of @p number. */
uint64_t filter_calculate_one(enum filter_op op, uint64_t number);

/**
 * What any other operator but those of patterns gives, as bpf/typed.h has it.
 *
 * @param is_unsigned how it compares, divides and shifts to the right
 */
uint64_t filter_calculate(enum filter_op op, bool is_unsigned, uint64_t left, uint64_t right);

#endif /* BPF_CONSTANT_H */
