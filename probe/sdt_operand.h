/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The operands of a marker -> fetch arguments.
 *
 *     N@OP    N bytes, with a sign if N is negative: 1, 2, 4 or 8; `f` behind it: a float
 *     OP      an operand in the spelling of the assembler, of as many bytes as its register has
 *
 *     x86-64  %rax %r8d %ah       $-1 $0x10
 *             8(%rsp) (%rbx)      variable(%rip) variable+8(%rip)
 *     arm64   x0 w1 sp xzr        5 #-5
 *             [x1] [sp, 16] [x1,#-8]
 *
 * The size before the `@` counts, and not that of the register, which may be a longer or shorter
 * name of where the value is (<sys/sdt.h>). What a fetch argument cannot say is refused with the
 * reason, and never approximated.
 */
#ifndef PROBE_SDT_OPERAND_H
#define PROBE_SDT_OPERAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/scan.h"
#include "image/elf.h"
#include "probe/arch.h"
#include "probe/event.h"

/** An operand, with its size and sign. */
struct sdt_operand {
	/** Where the value is. */
	struct fetch fetch;
	/** Bytes of the value: 1, 2, 4 or 8. */
	unsigned size;
	bool is_signed;
	/** Bytes of the register that it is in; 0 for others. */
	unsigned register_size;
	/** It is in the second byte of its register (%ah). */
	bool is_high;
};

/**
 * Step over the blanks before the next operand of a marker's text, and over the operand: to the
 * next blank that is neither in brackets nor behind a comma.
 *
 * @return its bytes, 0 at the end; it ends where @p at is then
 */
size_t sdt_operand_next(const char **at);

/**
 * Make an argument without a name of one operand.
 *
 * @param image whose symbols it may name
 * @param ret initialised by this; the caller deinits it
 * @return UNAVAILABLE, a clause without a place, for what fetch arguments cannot say, and for what
 *         is no operand
 */
struct sonde_error *sdt_operand_parse(const struct image *image, const struct arch *arch,
				      const char *text, struct probe_event_arg *ret);

/**
 * Read the operand at the cursor in the spelling of x86-64, or of arm64: set `fetch` and what is
 * said of the register. What follows it is the caller's.
 *
 * @param operand with the size
 */
struct sonde_error *sdt_operand_x86_64(const struct image *image, struct scan *scan,
				       struct sdt_operand *operand);
struct sonde_error *sdt_operand_aarch64(const struct image *image, struct scan *scan,
					struct sdt_operand *operand);

/** Set `fetch` to a register by the kernel's name. */
struct sonde_error *sdt_operand_register(const char *name, struct sdt_operand *operand);

/** Set `fetch` to memory at a distance from the address that is in a register. */
struct sonde_error *sdt_operand_memory(const char *name, int64_t distance,
				       struct sdt_operand *operand);

/**
 * Read the constant at the cursor, and set `fetch` to it; UNAVAILABLE for what is no number, or
 * has no room in the operand's size.
 */
struct sonde_error *sdt_operand_constant(struct scan *scan, struct sdt_operand *operand);

/**
 * Read an optional sign and a number. Not one that begins with 0, which the assembler takes for
 * octal.
 *
 * @return false, with the cursor where it was, if there is none of 64 bits
 */
bool sdt_operand_number(struct scan *scan, int64_t *ret);

#endif /* PROBE_SDT_OPERAND_H */
