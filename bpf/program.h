/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the files of the code generator share (bpf/codegen.c has what it makes): the program that is
 * being made, and what registers and the stack are for.
 */
#ifndef BPF_PROGRAM_H
#define BPF_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "bpf/argument.h"
#include "bpf/assemble.h"
#include "bpf/codegen.h"
#include "bpf/registers.h"

/** What a helper gives; else free. */
#define R0 BPF_REG_0
/** Arguments of helpers; lost by calls, and by everything that reads memory. */
#define R1 BPF_REG_1
#define R2 BPF_REG_2
#define R3 BPF_REG_3
#define R4 BPF_REG_4
#define R5 BPF_REG_5
/** The registers of the thread, struct pt_regs, all the time. */
#define CONTEXT BPF_REG_6
/** The first values of an expression. */
#define VALUE_FIRST BPF_REG_7
#define VALUE_LAST  BPF_REG_9
/** The same registers once it is decided: the record, its faults, and an address. */
#define RECORD	BPF_REG_7
#define FAULTS	BPF_REG_8
#define ADDRESS BPF_REG_9
/** The end of the stack. */
#define FRAME BPF_REG_10

/** The stack, 512 bytes (MAX_BPF_STACK of include/linux/filter.h), counted from its end. */
enum program_stack {
	/** What a helper has read, or is to look up. */
	STACK_SCRATCH = -8,
	/** Bytes of the text that was read last, with its NUL. */
	STACK_LENGTH = -16,
	/** Where in it a pattern goes on, and a copy that verifiers know nothing of. */
	STACK_POSITION = -24,
	STACK_POSITION_COPY = -32,
	/** Values of an expression for which no register is left. */
	STACK_VALUES = -80,
	/** Arguments that are used more than once. */
	STACK_KEPT = -144,
	/** Texts are below that: no more of the stack is used than they need, for what is left is
	 * the user's function's. */
	STACK_TEXT_END = STACK_KEPT,
	STACK_END = -512,
};

/** Room for values, for arguments, and bytes of texts. */
#define STACK_VALUES_MOST ((STACK_POSITION_COPY - STACK_VALUES) / 8)
#define STACK_KEPT_MOST	  ((STACK_VALUES - STACK_KEPT) / 8)
#define STACK_TEXT_SIZE	  (STACK_TEXT_END - STACK_END)

/** What is known of an argument of the event. */
struct program_argument {
	/** Whether `type` was asked for. */
	bool is_known;
	struct filter_argument type;
	/** Its place among those that are kept, from 0; negative: it is not kept. */
	int kept;
};

struct program {
	const struct filter_code_request *request;
	const struct filter_registers *registers;
	/** Its `known` has a bit for each argument that is kept. */
	struct assembly assembly;
	/** As many as the event has. */
	VEC(struct program_argument) arguments;
	/** The hit is dropped; it is because something could not be read. */
	size_t drop, fault;
};

/** An expression as text, for errors; NULL without one. */
static inline const char *program_text(const struct program *program)
{
	const struct filter_typed *filter = program->request->filter;

	return filter && filter->expr ? filter->expr->text : NULL;
}

/** An error of @p kind at a node's column, printf-style; without a node about no place. */
struct sonde_error *program_error(const struct program *program,
				  const struct filter_typed_node *node, enum sonde_error_kind kind,
				  const char *format, ...)
	__attribute__((format(printf, 4, 5), returns_nonnull));

/** `counts.FIELD += 1`, at an offset in struct filter_counts. Loses r1 and r2. */
void program_count(struct program *program, size_t offset);

#endif /* BPF_PROGRAM_H */
