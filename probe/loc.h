/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * DWARF location -> operand.
 *
 * DWARF says where a variable lies at an address by a program for a stack machine (DWARF 5,
 * 2.5 and 2.6). It is run here with symbols instead of numbers: a register stays "register 5",
 * and what comes out is an operand (probe/operand.h), or the reason why there is none.
 */
#ifndef PROBE_LOC_H
#define PROBE_LOC_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "image/elf.h"
#include "probe/arch.h"
#include "probe/func.h"
#include "probe/operand.h"

/** Where the probe stands. */
struct loc_context {
	struct image *image;
	const struct arch *arch;
	/** The copy of the function that is probed. */
	struct func_instance *instance;
	/** Address of the probed instruction. */
	uint64_t pc;
};

/**
 * The address from which offsets in the probed copy count: an inlined copy's entry, else the
 * function's symbol, as a disassembler shows it.
 */
uint64_t loc_start(const struct loc_context *context);

/**
 * Where @p variable (a DW_TAG_variable or formal_parameter) is at context->pc.
 *
 * @return UNAVAILABLE with the reason: optimized out, not here, split, computed, ...
 */
struct sonde_error *loc_of_variable(const struct loc_context *context, Dwarf_Die *variable,
				    struct operand *ret);

#endif /* PROBE_LOC_H */
