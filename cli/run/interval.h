/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * When the next table is due (-i): multiples of the interval since the beginning, so that the time
 * that a table takes does not add up; and longer intervals where the reading takes too much of
 * them.
 *
 * Times are nanoseconds of one clock.
 */
#ifndef CLI_RUN_INTERVAL_H
#define CLI_RUN_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

/** The share of an interval that reading may take: a tenth. */
#define INTERVAL_SHARE 10

/** The longest that an interval or a duration can be, in seconds: some 31 years. */
#define INTERVAL_MOST 1e9

/** Never: no time is later. */
#define INTERVAL_NEVER UINT64_MAX

struct interval {
	/** Length; 0: there are none. */
	uint64_t step;
	/** The next one ends then; INTERVAL_NEVER if there are none. */
	uint64_t next;
};

/** @p seconds as nanoseconds; 0 for what is not positive, INTERVAL_MOST for more. */
uint64_t interval_of_seconds(double seconds);

/** The clock that tables go by: CLOCK_MONOTONIC. */
uint64_t interval_now(void);

/** Intervals of this many seconds that begin at @p start; 0: none. */
struct interval interval_init(uint64_t start, double seconds);

/** Whether one has ended by @p now. The next one ends at the first multiple that is later. */
bool interval_is_over(struct interval *interval, uint64_t now);

/**
 * Reading the table at the end of an interval took @p spent. If that is more than its share, the
 * intervals are doubled until it is not; the next one ends later accordingly.
 *
 * @return whether they were
 */
bool interval_spent(struct interval *interval, uint64_t spent);

/**
 * Milliseconds to wait at @p now for the first of two times, rounded up; -1 if both are never. A
 * time that has passed gives 0, one that is far away a part of it.
 */
int interval_wait(uint64_t now, uint64_t first, uint64_t second);

/** The shorter one of two waits in milliseconds, of which a negative one has no end. */
int interval_shorter(int first, int second);

#endif /* CLI_RUN_INTERVAL_H */
