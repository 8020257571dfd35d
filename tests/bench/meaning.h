/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where a variable is at an address: in parts, each in memory, a value, bytes, or gone.
 */
#ifndef BENCH_MEANING_H
#define BENCH_MEANING_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "tests/bench/expression.h"

enum part_kind {
	/** Nothing is known of it. */
	PART_ABSENT,
	/** It is the low bytes of `number`. */
	PART_VALUE,
	/** It is the memory at `number`. */
	PART_MEMORY,
	/** It is the bytes at `bytes`. */
	PART_BYTES,
};

/** A part of an object; a whole one has one part. */
struct part {
	enum part_kind kind;
	/** Bytes, or UINT64_MAX for all that there are. */
	uint64_t size;
	struct number number;
	/** libdw's. */
	const uint8_t *bytes;
	uint64_t byte_count;
};

struct meaning VEC_BODY(struct part);

/** Free what it holds. */
void meaning_deinit(struct meaning *meaning);

/**
 * Compute where @p variable is.
 *
 * @param ret empty before; has no parts if DWARF gives no location here, and no constant
 */
struct sonde_error *meaning_of(const struct view *view, Dwarf_Die *variable, struct meaning *ret);

/** The part with byte @p i of the object, and where the part begins; NULL behind the last. */
const struct part *meaning_part(const struct meaning *meaning, uint64_t i, uint64_t *start);

/** Byte @p i of the object. False if it is not known. */
bool meaning_byte(const struct view *view, const struct meaning *meaning, uint64_t i, uint8_t *ret);

/** Append the expression, for people. */
void meaning_print(const struct view *view, Dwarf_Die *variable, struct str *out);

#endif /* BENCH_MEANING_H */
