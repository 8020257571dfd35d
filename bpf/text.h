/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Texts, compared and matched by patterns. They are read to the stack, 512 bytes in all: a map per
 * CPU would be shared by programs that preempt each other, as those of uprobes do.
 *
 * Equality with a known text reads as many bytes as that has, and is exact. So is a pattern without
 * `*`, and one whose only `*` ends it; one whose only `*` begins it is exact up to 4096 bytes, as
 * much as the tracer fetches. For all others a text is what fits (FILTER_TEXT_MATCHED,
 * FILTER_TEXT_COMPARED of bpf/codegen.h); one that may go on is counted in `cut`.
 */
#ifndef BPF_TEXT_H
#define BPF_TEXT_H

#include "base/err.h"
#include "bpf/condition.h"
#include "bpf/program.h"

/** Where on the stack so many bytes of text are. */
static inline int text_at(unsigned size)
{
	return STACK_TEXT_END - (int)((size + 7) / 8 * 8);
}

/** What a text is for a program. */
enum text_kind {
	/** Known. */
	TEXT_LITERAL,
	TEXT_ARGUMENT,
	TEXT_COMMAND,
};

struct text_operand {
	enum text_kind kind;
	/** Of LITERAL. Borrowed. */
	const char *text;
	/** Of ARGUMENT: its index. */
	size_t argument;
};

/** What a node that is a text is. */
struct sonde_error *text_operand_of(struct program *program, const struct filter_typed_node *node,
				    struct text_operand *ret);

/**
 * Read the first @p size bytes of an ARGUMENT to the stack at @p offset, the last of which is NUL
 * then: r0 is how many were read, NUL included, or 0 if there was none but that. To `fault` if it
 * cannot be read.
 */
struct sonde_error *text_read(struct program *program, const struct text_operand *operand,
			      int offset, unsigned size);

/** The same of what begins at the address in r3. */
void text_read_from(struct program *program, const struct text_operand *operand, int offset,
		    unsigned size);

/**
 * Put any text to the stack at @p offset, in @p size bytes or less, all of which a verifier takes
 * as written: r0 is its length with NUL. What is cut is counted.
 *
 * @return bytes that were written, through @p ret
 */
struct sonde_error *text_load(struct program *program, const struct text_operand *operand,
			      int offset, unsigned size, unsigned *ret);

/** Equality of a text that is not known with one that is. */
struct sonde_error *text_equals(struct program *program, const struct text_operand *operand,
				const char *text, const struct branch *branch);

/** A node that is FILTER_COMPARED_TEXTS. */
struct sonde_error *program_compare_texts(struct program *program,
					  const struct filter_typed_node *node,
					  const struct branch *branch);

/** A node that is FILTER_MATCHED. */
struct sonde_error *program_match(struct program *program, const struct filter_typed_node *node,
				  const struct branch *branch);

#endif /* BPF_TEXT_H */
