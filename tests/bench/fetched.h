/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A fetch argument, computed as the kernel does it (kernel/trace/trace_probe.c) in a made-up
 * state of the machine, and held against what DWARF says of the object.
 */
#ifndef BENCH_FETCHED_H
#define BENCH_FETCHED_H

#include "tests/bench/object.h"

enum verdict {
	/** In all states the same as what DWARF says. */
	VERDICT_RIGHT,
	/** The first bytes of a bigger object, as a number. */
	VERDICT_CUT,
	/** It cannot be held against anything: DWARF gives no value, or the argument is not
	 * understood. */
	VERDICT_UNPROVEN,
	VERDICT_WRONG,
};

/**
 * Compare the argument, `+8(%sp):x64`, with the object in the present state.
 *
 * A name that several symbols have is taken in the best sense.
 */
enum verdict fetched_judge(const struct view *view, const struct meaning *meaning,
			   const struct object *object, const char *text);

#endif /* BENCH_FETCHED_H */
