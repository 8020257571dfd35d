/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/clock.h"

#include <stdbool.h>

#include "trace/digits.h"

#define SECOND UINT64_C(1000000000)
/* Where the time begins in the text of a day and its time. */
#define DAY_SIZE (sizeof("YYYY-MM-DDT") - 1)

struct hit_clock hit_clock_init(const int64_t *wall_offset)
{
	return (struct hit_clock){.wall_offset = wall_offset, .second = -1};
}

/* The text of the second that @p time is in; false where there is no wall clock. */
static bool set_second(struct hit_clock *clock, uint64_t time, uint64_t *ret_rest)
{
	const uint64_t wall = time + (uint64_t)(clock->wall_offset ? *clock->wall_offset : 0);
	const time_t second = (time_t)(wall / SECOND);
	struct tm parts;

	if (!clock->wall_offset)
		return false;
	*ret_rest = wall % SECOND;
	if (second == clock->second)
		return true;
	if (!localtime_r(&second, &parts) ||
	    strftime(clock->text, sizeof(clock->text), "%Y-%m-%dT%H:%M:%S", &parts) !=
		    sizeof(clock->text) - 1)
		return false;
	clock->second = second;
	return true;
}

static void print_from(struct hit_clock *clock, uint64_t time, size_t start, struct str *out)
{
	uint64_t rest = 0;

	if (!set_second(clock, time, &rest)) {
		hit_clock_monotonic(time, out);
		return;
	}
	str_append_bytes(out, clock->text + start, sizeof(clock->text) - 1 - start);
	str_append_char(out, '.');
	digits_decimal(rest / 1000, 6, out);
}

void hit_clock_wall(struct hit_clock *clock, uint64_t time, struct str *out)
{
	print_from(clock, time, DAY_SIZE, out);
}

void hit_clock_date(struct hit_clock *clock, uint64_t time, struct str *out)
{
	print_from(clock, time, 0, out);
}

void hit_clock_monotonic(uint64_t time, struct str *out)
{
	digits_decimal(time / SECOND, 1, out);
	str_append_char(out, '.');
	digits_decimal(time % SECOND / 1000, 6, out);
}

void hit_clock_iso(uint64_t nanoseconds, struct str *out)
{
	const time_t second = (time_t)(nanoseconds / SECOND);
	struct tm parts;
	char text[64];

	if (!gmtime_r(&second, &parts) ||
	    !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts))
		return;
	str_append(out, text);
	str_append_char(out, '.');
	digits_decimal(nanoseconds % SECOND, 9, out);
	str_append_char(out, 'Z');
}
