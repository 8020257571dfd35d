/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A part of an object: bytes or bits of it.
 */
#ifndef PROBE_PART_H
#define PROBE_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "probe/operand.h"

struct part {
	/** Bytes from the start of the object; before it they are negative. */
	int64_t offset;
	/** Bytes of its type; 0 where that is not known. */
	uint64_t size;
	/** Size of a bit field, or 0. */
	uint64_t bit_size;
	/** Bits from the byte at `offset` to a bit field; can be negative. */
	int64_t bit_offset;
};

/**
 * Move the part by @p bytes.
 *
 * @return false, and nothing is done, where that is further than any object reaches
 */
bool part_move(struct part *part, int64_t bytes);

/**
 * Make of @p operand, an object, the operand of a part of it. Of one in memory the address moves,
 * of one in a register or a constant bits are taken.
 *
 * @param is_signed the sign of the part's type
 * @return UNAVAILABLE where the register does not hold it, or the kernel cannot cut it out
 */
struct sonde_error *part_take(const struct part *part, bool is_signed, struct operand *operand);

/** UNAVAILABLE: a bit field that no fetch argument can say. */
struct sonde_error *part_strange(void) __attribute__((returns_nonnull));

#endif /* PROBE_PART_H */
