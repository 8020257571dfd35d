/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Addresses of hits as people read them: `vfs_read+0x10`, `nfs:nfs_open`, `/bin/sh+0x1234`.
 */
#ifndef TRACE_PLACE_H
#define TRACE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "trace/hit.h"
#include "trace/symbols.h"

/** What lies at an address that @p hit has: the upper half of all addresses is the kernel's.
 * @param symbols NULL: nobody knows */
struct hit_symbol place_symbol(const struct hit_symbols *symbols, const struct hit *hit,
			       uint64_t address);

/**
 * Append the symbol of an address: `vfs_read` where it begins, `vfs_read+0x10`, with the module in
 * front, `nfs:nfs_open`; without a symbol the object, `/bin/sh+0x1234`, else the number.
 */
void place_print_symbol(const struct hit_symbols *symbols, const struct hit *hit, uint64_t address,
			struct str *out);

/** Append where it was hit, as its definition has it, `vfs_read+0`, or else by its address; `-`. */
void place_print(const struct hit_symbols *symbols, const struct hit *hit, struct str *out);

/** Append the function that was hit; `-`. */
void place_print_function(const struct hit_symbols *symbols, const struct hit *hit,
			  struct str *out);

/** The text of its place, or NULL where that is not known. Borrowed. */
const char *place_text(const struct hit *hit);

/** Bytes at the beginning of a place that are its function, `vfs_read` of `vfs_read+4`; 0 of a
 * place that begins with none: `/bin/sh:0x1234`, `0xffffffff81000000`. */
size_t place_function_size(const char *text);

/** The frame @p index, or false behind the last: what follows an address 0, as the tracer fills
 * its list up, is none; nor are marks of perf (PERF_CONTEXT_*). */
bool place_frame(const struct hit_frames *frames, size_t index, uint64_t *ret);

/** Append the frames of a stack on one line, the outermost first, with `;` between, as folded
 * stacks have it. `-` for none. */
void place_print_stack(const struct hit_symbols *symbols, const struct hit *hit,
		       const struct hit_frames *frames, struct str *out);

#endif /* TRACE_PLACE_H */
