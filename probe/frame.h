/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The stack frame: where it is by DWARF, and where it is not there yet.
 */
#ifndef PROBE_FRAME_H
#define PROBE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "probe/loc.h"
#include "probe/operand.h"

/** How the frame's address is computed at an instruction. */
struct frame_rule {
	/** Operations, in the memory of `frame` or of the Dwarf. */
	Dwarf_Op *ops;
	size_t count;
	/** Owned. */
	Dwarf_Frame *frame;
	/** Owned; NULL where the Dwarf owns it. */
	Dwarf_CFI *cfi;
};

/** Free what it holds. */
void frame_rule_deinit(struct frame_rule *rule);

/** A `struct frame_rule` that is released at the end of its scope. */
#define _cleanup_frame_rule_ _cleanup_(frame_rule_deinit)

/**
 * The rule for the canonical frame address at context->pc, from the call frame information in
 * .debug_frame or .eh_frame (DWARF 5, 6.4).
 *
 * @param ret empty; the caller deinits it
 * @return UNAVAILABLE where there is none
 */
struct sonde_error *frame_address(const struct loc_context *context, struct frame_rule *ret);

/**
 * The expression for the frame base at context->pc: DW_AT_frame_base of the function.
 *
 * @return UNAVAILABLE where there is none
 */
struct sonde_error *frame_base(const struct loc_context *context, Dwarf_Attribute *attr,
			       Dwarf_Op **ops, size_t *count);

/**
 * What a frame base that is a register (clang's: DW_OP_reg6 for %rbp, DW_OP_reg7 for %rsp) means at
 * context->pc. It is this frame's only in the body of the function; elsewhere its value there is a
 * distance from the canonical frame address.
 *
 * @param offset of the variable from the frame base
 * @param rule the rule for the canonical frame address; empty where the register itself has to do,
 *             because there is no call frame information. The caller deinits it
 * @param distance how far the variable is from the result of the rule, or from the register
 * @return UNAVAILABLE where the place is not set up yet
 */
struct sonde_error *frame_of_register(const struct loc_context *context, uint64_t reg,
				      int64_t offset, struct frame_rule *rule, int64_t *distance);

/**
 * Check that @p operand does not lie in a frame that is not there yet at context->pc.
 *
 * @return UNAVAILABLE if it does
 */
struct sonde_error *frame_check(const struct loc_context *context, const struct operand *operand);

/**
 * Whether @p reg has what it had in the caller at context->pc: the call frame information says that
 * it is one that functions keep for their callers, and that it has not been saved here. Without
 * such information it is taken for the function's own.
 */
bool frame_keeps_register(const struct loc_context *context, uint64_t reg);

/** How code is entered, by call frame information. */
enum frame_entry {
	/** By a call: the return address is where a call puts it. */
	FRAME_ENTRY_CALLED,
	/** There is no caller: a program's start, or a frame of a signal. */
	FRAME_ENTRY_ROOT,
	/** By a jump, with a frame in place: the return address is deeper in the stack, or saved.
	 */
	FRAME_ENTRY_JUMPED,
	/** There is no such information of it. */
	FRAME_ENTRY_UNKNOWN,
};

/**
 * How the code that begins at @p pc is entered: x86-64 has the return address at the stack pointer
 * then, 8 bytes below the canonical frame address; arm64 in x30, unchanged.
 */
enum frame_entry frame_entry_at(const struct image *image, uint64_t pc);

/**
 * Whether a row of call frame information begins at @p pc, of a function or behind one of its
 * instructions (DWARF 5, 6.4.1): an instruction begins there. Where none does, this says nothing.
 */
bool frame_begins(const struct image *image, uint64_t pc);

#endif /* PROBE_FRAME_H */
