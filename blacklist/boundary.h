/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where instructions of x86-64 code begin. boundary_capstone.c loads libcapstone when it is
 * asked first; no_boundary.c is for a build without.
 */
#ifndef BLACKLIST_BOUNDARY_H
#define BLACKLIST_BOUNDARY_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/err.h"

enum boundary_answer {
	/** An instruction begins at the place. */
	BOUNDARY_BEGINS,
	/** The place is in the midst of one. */
	BOUNDARY_MIDST,
	/** There is no decoder in this build or on this machine. */
	BOUNDARY_NO_DECODER,
	/** There is no memory for it. */
	BOUNDARY_NO_MEMORY,
	/** Something before the place cannot be decoded. */
	BOUNDARY_UNDECODED,
};

struct boundary {
	enum boundary_answer answer;
	/** Offset in the code: of the place (BEGINS), of the instruction that it is in (MIDST), of
	 * what cannot be decoded (UNDECODED); else 0. */
	size_t start;
	/** Bytes of the instruction that the place is in (MIDST); else 0. */
	size_t length;
};

/**
 * Decode @p code from its first byte on, and see whether an instruction begins at @p offset. What
 * insn_get_prefixes() of arch/x86/lib/insn.c takes for the prefix of an emulated instruction
 * (`ud2` and the bytes of "xen" or "kvm") is one with the instruction behind it, as there.
 *
 * @param size bytes of @p code; nothing after them is read
 * @param offset at most @p size, else UNDECODED
 */
struct boundary boundary_find(const void *code, size_t size, size_t offset);

/** Bytes of a prefix by which an instruction is emulated (asm/emulate_prefix.h of arch/x86). */
#define BOUNDARY_EMULATE_PREFIX 5

/** Whether @p code begins with such a prefix. */
static inline bool boundary_is_emulated(const void *code, size_t size)
{
	return size >= BOUNDARY_EMULATE_PREFIX &&
	       (memcmp(code, "\x0f\x0bxen", BOUNDARY_EMULATE_PREFIX) == 0 ||
		memcmp(code, "\x0f\x0bkvm", BOUNDARY_EMULATE_PREFIX) == 0);
}

/** Whether this build can decode, and libcapstone is there. NO_MEMORY. */
struct sonde_error *boundary_has_decoder(bool *ret);

#endif /* BLACKLIST_BOUNDARY_H */
