/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/pace.h"

#include "cli/run/interval.h"

/* Of fewer nothing is said; and so many are removed to find out how long one takes. */
#define MANY  50
#define TRIED 10

/* Seconds that nobody minds. */
#define SOON 1

#define NANOSECONDS 1e9

void pace_print(const char *what, size_t count, size_t done, uint64_t passed, struct str *out)
{
	const double seconds = (double)passed / NANOSECONDS * (double)count / (double)done;

	if (count > MANY && seconds >= SOON)
		str_appendf(out,
			    "Note: To remove %zu %s takes some %.0f s, because the kernel waits "
			    "for each of them; --expedite makes that short.",
			    count, what, seconds);
}

void pace_step(void *data, size_t done, size_t count)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct pace *pace = data;

	if (!done)
		pace->start = interval_now();
	if (done != TRIED || !pace->err || pace->is_said)
		return;
	pace_print(pace->what, count, done, interval_now() - pace->start, &text);
	if (!text.size)
		return;
	pace->is_said = true;
	fprintf(pace->err, "%s\n", str_text(&text));
}
