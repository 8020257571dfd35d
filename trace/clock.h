/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The times of hits as text.
 */
#ifndef TRACE_CLOCK_H
#define TRACE_CLOCK_H

#include <stdint.h>
#include <time.h>

#include "base/str.h"

struct hit_clock {
	/** As of struct hit_writer_options. */
	const int64_t *wall_offset;
	/** The second that was asked for last, and its text: most hits share it. */
	time_t second;
	char text[sizeof("YYYY-MM-DDTHH:MM:SS")];
};

/** For @p wall_offset, see struct hit_writer_options. */
struct hit_clock hit_clock_init(const int64_t *wall_offset);

/** Append `14:03:59.123456`, as clocks on the wall have it here (TZ); without a wall clock as
 * hit_clock_monotonic() does. */
void hit_clock_wall(struct hit_clock *clock, uint64_t time, struct str *out);

/** The same with the day before it: `2026-01-31T14:03:59.123456`. */
void hit_clock_date(struct hit_clock *clock, uint64_t time, struct str *out);

/** Append seconds since the start of the machine: `1234.567890`. */
void hit_clock_monotonic(uint64_t time, struct str *out);

/** Append ISO 8601 in UTC, to the nanosecond: `2026-01-31T14:03:59.123456789Z`. */
void hit_clock_iso(uint64_t nanoseconds, struct str *out);

#endif /* TRACE_CLOCK_H */
