/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A pattern as the kernel's glob_match() has it (lib/glob.c), in parts: `*`, `?`, `[a-z]`,
 * `[!a-z]`, `\`. A `[` that nothing closes is itself. No part matches the NUL that ends a text.
 */
#ifndef BPF_GLOB_H
#define BPF_GLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

/** A set of bytes, without NUL: bit N % 64 of `bits[N / 64]` is byte N. */
struct glob_bytes {
	uint64_t bits[4];
};

/** Bytes that must be there one behind the other. */
struct glob_run {
	/** Index of the first, and how many. */
	size_t first, count;
};

struct glob {
	VEC(struct glob_bytes) bytes;
	/** What stands before the first `*`, between two, and behind the last: one more than there
	 * are `*`, some of them empty. Of `*` that stand together one is left. */
	VEC(struct glob_run) runs;
};

/** Free what it holds and make it empty. */
void glob_deinit(struct glob *glob);

/** A `struct glob` that is released at the end of its scope. */
#define _cleanup_glob_ _cleanup_(glob_deinit)

/** Take a pattern apart. @param ret initialised by this; the caller deinits it */
struct sonde_error *glob_parse(const char *pattern, struct glob *ret);

/** Whether @p byte is in the set. */
static inline bool glob_has(const struct glob_bytes *bytes, unsigned byte)
{
	return bytes->bits[byte / 64] >> byte % 64 & 1;
}

#endif /* BPF_GLOB_H */
