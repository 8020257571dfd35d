/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * An expression as instructions that go on at one label if it is true, and at another if not.
 */
#ifndef BPF_CONDITION_H
#define BPF_CONDITION_H

#include <stddef.h>

#include "base/err.h"
#include "bpf/program.h"

/** Where to go on. */
struct branch {
	size_t yes, no;
	/** The one of both that is placed right behind. */
	size_t next;
};

/**
 * Settle which arguments are kept once they are fetched: numbers in memory that are used more than
 * once.
 */
struct sonde_error *program_keep(struct program *program);

/** The whole expression of the request. */
struct sonde_error *program_condition(struct program *program, const struct branch *branch);

/** To where it is known to go on. */
void program_decide(struct program *program, bool is_true, const struct branch *branch);

#endif /* BPF_CONDITION_H */
