/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * MiniDebugInfo: the symbols of a program that was stripped, in its section .gnu_debugdata. That is
 * an ELF file of its own, packed by xz, with a .symtab of the functions that .dynsym has not.
 * Fedora, RHEL and their kin make it for all programs (find-debuginfo of debugedit; "Separate Debug
 * Files" and "MiniDebugInfo" in GDB's manual).
 */
#ifndef IMAGE_MINI_H
#define IMAGE_MINI_H

#include "base/err.h"
#include "image/elf.h"

/**
 * Find it in an image that has no .symtab, neither itself nor in image->debug: set image->mini, and
 * the sizes of .symtab and .strtab in image->section_sizes. What is wrong with it is in
 * image->apart_tried.
 *
 * @return nothing but NO_MEMORY
 */
struct sonde_error *mini_find(struct image *image);

#endif /* IMAGE_MINI_H */
