/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A kernel module's file: a relocatable ELF file (ET_REL), whose sections have no addresses
 * before the kernel loads it. To work with such a file as with any other image, the sections
 * are laid out one behind the other, symbols get addresses, and DWARF is relocated to them.
 * All of this happens in memory; the file stays as it is.
 */
#ifndef IMAGE_MODULE_H
#define IMAGE_MODULE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "image/elf.h"

/**
 * Lay out the sections, move the symbols to them (`st_value` of .symtab becomes an address),
 * and read image->module and image->vermagic.
 *
 * @param image its `elf` must be writable in memory
 * @return FORMAT if the file is no kernel module
 */
struct sonde_error *module_prepare(struct image *image);

/**
 * Apply the relocations of the DWARF sections; the layout comes first. Where they are
 * compressed they are unpacked.
 *
 * @return FORMAT for relocations that lead out of their section, and for sections that cannot be
 *         unpacked or are compressed in the old way (`.zdebug_*`); UNSUPPORTED for a kind of
 *         relocation that no DWARF has on x86-64 and arm64
 */
struct sonde_error *module_relocate(struct image *image);

/**
 * Append the name of the module in a file of this path as the kernel spells it: without the
 * folder and what follows `.ko`, and with `_` for `-`.
 */
void module_print_name(const char *path, struct str *out);

/** Whether two names mean the same module: `-` and `_` are one character. */
bool module_same_name(const char *a, const char *b);

#endif /* IMAGE_MODULE_H */
