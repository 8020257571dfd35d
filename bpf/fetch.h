/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The arguments of an event as instructions that fetch them. All of it loses r0 to r5.
 */
#ifndef BPF_FETCH_H
#define BPF_FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "bpf/program.h"

/**
 * What the argument @p index is, of which it is asked once.
 *
 * @param node what of the expression needs it, for the column; NULL: it is to be recorded
 * @return UNAVAILABLE for what no program can fetch
 */
struct sonde_error *program_argument_of(struct program *program, size_t index,
					const struct filter_typed_node *node,
					const struct program_argument **ret);

/**
 * Whether fetching it calls a helper, to read memory; else it costs an instruction or two. Whether
 * it may fail is another question (fetch_may_fault()): here the stack is memory as well.
 */
bool program_is_costly(const struct probe_event_arg *arg);

/**
 * r3 = the address at which the argument lies: of a text its first byte. The accesses before that
 * are done.
 *
 * @param fault where to go if one of them fails
 */
struct sonde_error *program_address(struct program *program, size_t index, size_t fault);

/** r0 = what the kernel says of reading @p size bytes (not 0: it failed) from r3 to r1. */
void program_read(struct program *program, size_t index, unsigned size);

/** r0 = the length with its NUL, or an error, of reading a text from r3 to r1. */
void program_read_text(struct program *program, size_t index, unsigned size);

/**
 * dst = the argument, a number, extended to 64 bits. Nothing is read again that is kept.
 *
 * @param dst any register but r1 to r5
 */
struct sonde_error *program_number(struct program *program, size_t index, unsigned dst,
				   size_t fault);

#endif /* BPF_FETCH_H */
