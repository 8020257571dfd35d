/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The line that stands in a text where hits were lost.
 */
#ifndef TRACE_LOST_H
#define TRACE_LOST_H

#include <stdint.h>

#include "base/str.h"

/**
 * Append `LOST 123 events on CPU 1`, and a newline.
 *
 * @param cpu UINT_MAX: of all CPUs
 * @param count UINT64_MAX: nobody knows how many
 */
void lost_print(unsigned cpu, uint64_t count, struct str *out);

#endif /* TRACE_LOST_H */
