/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * DWARF location of a variable -> operands.
 *
 * DWARF says where a variable lies at an address by an expression (DWARF 5, 2.6). Most give one
 * place; one may also be split into pieces that lie in several, and of a pointer only that to
 * which it points may be left.
 */
#ifndef PROBE_LOC_H
#define PROBE_LOC_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "image/elf.h"
#include "probe/arch.h"
#include "probe/func.h"
#include "probe/lookup.h"
#include "probe/operand.h"

/** Where the probe stands. */
struct loc_context {
	struct image *image;
	/** What names mean in other units of the image. */
	struct lookup *lookup;
	const struct arch *arch;
	/** The copy of the function that is probed. */
	struct func_instance *instance;
	/** Address of the probed instruction. */
	uint64_t pc;
	/**
	 * The function returns, but what its variables were at the entry is asked for: pc is the
	 * entry, and what a kernel keeps of it are the argument registers at the most.
	 */
	bool at_return;
	/** The kernel does keep them: `$argN` can be had at a return. */
	bool keeps_arguments;
};

enum loc_kind {
	/** `operand` says where it is. */
	LOC_OPERAND,
	/** A pointer that is optimized out: what it points to is the variable `target`. */
	LOC_POINTER,
	/** It is not to be had; `reason` says why. */
	LOC_UNAVAILABLE,
};

/** A part of a variable, which mostly is all of it. */
struct loc_piece {
	enum loc_kind kind;
	/** Bits of the variable that it holds; 0: all of it. */
	uint64_t bit_size;
	struct operand operand;
	/** What an optimized out pointer points to, and at which distance from its start. */
	Dwarf_Die target;
	int64_t offset;
	/** Owned; NULL unless it is unavailable. */
	struct sonde_error *reason;
};

/** A variable's parts, the one with its first byte first; at least one. */
struct location VEC_BODY(struct loc_piece);

/** Free what it holds. */
void location_deinit(struct location *location);

/** A `struct location` that is released at the end of its scope. */
#define _cleanup_location_ _cleanup_(location_deinit)

/** Append where the context stands, for people: `NAME`, `NAME%return`, `NAME inlined in OUTER+8`;
 * and `NAME.cold+8` in a piece of the function that lies elsewhere. */
void loc_print(const struct loc_context *context, struct str *out);

/**
 * Set context->pc to @p offset bytes after the copy's start, which counts as part of it: an
 * inlined copy's entry, else the function's symbol, as a disassembler shows it.
 *
 * @return false, and nothing is set, where that is not within the copy
 */
bool loc_move(struct loc_context *context, uint64_t offset);

/**
 * Where @p variable (a DW_TAG_variable or formal_parameter) is at context->pc.
 *
 * @param ret empty; the caller deinits it
 * @return UNAVAILABLE with the reason if no part of it can be had: optimized out, not here,
 *         computed, ...
 */
struct sonde_error *loc_of_variable(const struct loc_context *context, Dwarf_Die *variable,
				    struct location *ret);

#endif /* PROBE_LOC_H */
