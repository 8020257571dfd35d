/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/interval.h"

#include <limits.h>

#include "base/clock.h"

#define NANOSECONDS  1000000000ULL
#define MILLISECONDS 1000000ULL

uint64_t interval_of_seconds(double seconds)
{
	/* The negation is true of what is no number as well. */
	if (!(seconds > 0))
		return 0;
	if (seconds > INTERVAL_MOST)
		seconds = INTERVAL_MOST;
	return (uint64_t)(seconds * (double)NANOSECONDS);
}

uint64_t interval_now(void)
{
	return clock_monotonic();
}

struct interval interval_init(uint64_t start, double seconds)
{
	const uint64_t step = interval_of_seconds(seconds);

	return (struct interval){.step = step, .next = step ? start + step : INTERVAL_NEVER};
}

bool interval_is_over(struct interval *interval, uint64_t now)
{
	if (!interval->step || now < interval->next)
		return false;
	interval->next += ((now - interval->next) / interval->step + 1) * interval->step;
	return true;
}

bool interval_spent(struct interval *interval, uint64_t spent)
{
	const uint64_t before = interval->step;

	while (interval->step && spent > interval->step / INTERVAL_SHARE &&
	       interval->step < interval_of_seconds(INTERVAL_MOST)) {
		interval->next += interval->step;
		interval->step *= 2;
	}
	return interval->step != before;
}

int interval_wait(uint64_t now, uint64_t first, uint64_t second)
{
	const uint64_t end = first < second ? first : second;
	uint64_t wait;

	if (end == INTERVAL_NEVER)
		return -1;
	if (end <= now)
		return 0;
	wait = (end - now) / MILLISECONDS + ((end - now) % MILLISECONDS != 0);
	return wait > INT_MAX ? INT_MAX : (int)wait;
}

int interval_shorter(int first, int second)
{
	if (first < 0 || second < 0)
		return first < 0 ? second : first;
	return first < second ? first : second;
}
