/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The kernel's list of code that must not be probed, as it will be once this image of it has
 * booted: what populate_kprobe_blacklist() of kernel/kprobes.c makes of the table of
 * NOKPROBE_SYMBOL()s and of the sections whose ends have symbols.
 */
#ifndef BLACKLIST_AREAS_H
#define BLACKLIST_AREAS_H

#include <stdbool.h>

#include "base/err.h"
#include "blacklist/list.h"
#include "image/elf.h"

/**
 * Read the list from an image.
 *
 * @param image its tables prepared, see image_prepare_tables()
 * @param ret initialised by this, its addresses those of the image; the caller deinits it
 * @param known set to whether the table of NOKPROBE_SYMBOL()s could be read: false for a kernel
 *        without a symbol table, for a part of one, and where the file has the debuginfo alone. A
 *        module need not have such a table.
 */
struct sonde_error *areas_read(const struct image *image, struct blacklist *ret, bool *known);

/** From the first address to the last one. */
struct areas_text {
	uint64_t first;
	uint64_t last;
};

/**
 * What a kernel takes for code of its own that stays (core_kernel_text() of kernel/extable.c): all,
 * where its image does not say where that ends, and of a module.
 */
struct areas_text areas_text_of(const struct image *image);

static inline bool areas_text_has(const struct areas_text *text, uint64_t address)
{
	return address >= text->first && address <= text->last;
}

#endif /* BLACKLIST_AREAS_H */
