/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The clock that hits are stamped by, and that waiting goes by.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/** Nanoseconds of CLOCK_MONOTONIC. */
uint64_t clock_monotonic(void);

#endif /* BASE_CLOCK_H */
