/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether a place may have the probe that was asked for, by what debuginfo says of it. What the
 * kernel makes of it is another question (blacklist/).
 *
 * The errors are UNAVAILABLE or REFUSED, about this place alone, and the end of a sentence that
 * begins with its name.
 */
#ifndef PROBE_ELIGIBLE_H
#define PROBE_ELIGIBLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "image/elf.h"
#include "probe/arch.h"
#include "probe/def.h"
#include "probe/func.h"
#include "probe/loc.h"

/**
 * Whether a copy of a function is one that the definition means: not a part of it that the compiler
 * split off, nor a weak function that another one replaced; and with variables, if they are asked
 * for.
 */
struct sonde_error *eligible_copy(const struct image *image, const struct probe_def *def,
				  const struct func_instance *instance);

/** Whether an instruction can begin at @p pc, as far as all have one length. */
struct sonde_error *eligible_alignment(const struct arch *arch, uint64_t pc);

/**
 * Whether debuginfo says that an instruction begins at context->pc: as the entry of a copy, or by a
 * row of the line table. Of other places it says nothing.
 */
bool eligible_begins(const struct loc_context *context);

/**
 * The same where debuginfo has no function, of a program. A symbol tells it if its table says that
 * it is a function, by its type or by a size, and if it does not lie in another one; call frame
 * information does, a row of the line table, and the start of the program. A bare label can stand
 * before data.
 */
bool eligible_begins_symbol(const struct image *image, uint64_t pc);

/**
 * Whether the kernel can watch the return of the function that begins at @p pc of a program: it
 * puts an address of its own over that of the caller, where a call has put it. What starts a
 * program has no caller, and loses its arguments; what is jumped to with a frame in place, as the
 * parts that compilers split off (f.cold), loses something of that; and what returns twice
 * (setjmp()) keeps the kernel's address for later.
 */
struct sonde_error *eligible_caller(const struct image *image, uint64_t pc);

/**
 * Whether the return of a function that has only a symbol has what the definition asks for: a
 * kernel with BTF refuses $retval where there is none.
 */
struct sonde_error *eligible_return(const struct image *image, const struct probe_def *def,
				    const char *name);

#endif /* PROBE_ELIGIBLE_H */
