/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/lost.h"

#include <limits.h>

#include "trace/digits.h"

void lost_print(unsigned cpu, uint64_t count, struct str *out)
{
	str_append(out, "LOST ");
	if (count == UINT64_MAX) {
		str_append(out, "an unknown number of events");
	} else {
		digits_decimal(count, 1, out);
		str_append(out, count == 1 ? " event" : " events");
	}
	if (cpu != UINT_MAX) {
		str_append(out, " on CPU ");
		digits_decimal(cpu, 1, out);
	}
	str_append_char(out, '\n');
}
