/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The functions of an image that the function tracer of its kernel will know: where its calls are.
 */
#ifndef BLACKLIST_TRACED_H
#define BLACKLIST_TRACED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "image/elf.h"
#include "image/table.h"

struct traced {
	/** Addresses of the calls. */
	struct image_addresses calls;
	/** The image has a table of them, which is not empty. */
	bool has_table;
	/** It has one that cannot be read: the file has the debuginfo alone, or no relocations. */
	bool is_unreadable;
};

/** Free what it holds. */
void traced_deinit(struct traced *traced);

/**
 * Read the table: __mcount_loc, of modules of arm64 __patchable_function_entries
 * (include/asm-generic/vmlinux.lds.h).
 *
 * @param image its tables prepared, see image_prepare_tables()
 * @param ret empty before; the caller deinits it, on failure too
 */
struct sonde_error *traced_read(const struct image *image, struct traced *ret);

/**
 * Whether there is a call in what the kernel takes for one symbol's code, the one that @p address
 * is in (ftrace_location_range() over kallsyms_lookup_size_offset()).
 */
bool traced_has_function(const struct traced *traced, const struct image *image, uint64_t address);

#endif /* BLACKLIST_TRACED_H */
