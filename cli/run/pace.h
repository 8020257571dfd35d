/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How long it takes to remove what the kernel waits for one by one: how long for one differs from
 * machine to machine, so the first ones tell, and it is said once.
 */
#ifndef CLI_RUN_PACE_H
#define CLI_RUN_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/str.h"

struct pace {
	/** Where it is said; NULL: nowhere. */
	FILE *err;
	/** What there are many of: "events". Static. */
	const char *what;
	/** When the first one was begun, see interval_now(). */
	uint64_t start;
	/** It was said. */
	bool is_said;
};

/**
 * Append what is said, a sentence without its end of line; nothing for what is soon done.
 *
 * @param count how many there are
 * @param done how many were tried, more than 0
 * @param passed nanoseconds that these took
 */
void pace_print(const char *what, size_t count, size_t done, uint64_t passed, struct str *out);

/**
 * To be called before the first of @p count and behind each: @p done of them were tried.
 * Who tries some anew begins at 0 again: what was said is not said again.
 *
 * @param pace a `struct pace *`, as it is passed through callbacks
 */
void pace_step(void *pace, size_t done, size_t count);

#endif /* CLI_RUN_PACE_H */
