/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Debuginfo and symbols that were put into a file of their own (`objcopy --only-keep-debug`), and
 * where it lies.
 */
#ifndef IMAGE_APART_H
#define IMAGE_APART_H

#include "base/err.h"
#include "image/elf.h"

/**
 * Find the file with the debuginfo of an image that has none itself: set image->debug, and
 * image->section_sizes to what it has. These places are looked at, in this order:
 *
 *     ROOT/usr/lib/debug/.build-id/xx/yyyy.debug
 *     FOLDER/NAME                           NAME: what .gnu_debuglink says, else that of the
 *     FOLDER/.debug/NAME                    image and .debug; FOLDER: where the image lies
 *     ROOT/usr/lib/debug/FOLDER/NAME
 *     ROOT/usr/lib/debug/FOLDER/NAME        without the /usr that FOLDER begins with
 *     what debuginfod's servers have, see image/debuginfod.h; not of an image->without_servers
 *
 * Where the image has a build id the file must have the same; else its checksum must be what
 * .gnu_debuglink says. One with symbols only is taken where none with DWARF is found, and the image
 * has no .symtab. What is found to be wrong with each place is image->apart_tried. A module has all
 * in its own file, see image/modules.h.
 *
 * What .gnu_debugdata has of symbols is found as well, see image/mini.h.
 *
 * The file that dwz has put a part of the DWARF into is found as well, see image/alt.h. Nothing is
 * done where this was called before.
 *
 * @param root "", or a folder that stands for /
 * @return nothing but NO_MEMORY: what is not there is no error yet
 */
struct sonde_error *apart_find(struct image *image, const char *root);

/**
 * Give a module that has no DWARF the file that has it: image->debug, and the sizes of its
 * sections.
 *
 * @param debug opened as a module, too: its sections are laid out in the same way. The image's from
 *              then on
 * @return false where their sections differ: then nothing is done
 */
bool apart_attach(struct image *image, struct image *debug);

/** The file that has the DWARF: image->debug if that has, else the image itself. */
struct image *apart_dwarf_image(struct image *image);

/** Where the symbols are: the file with .symtab, likewise, before .dynsym; and image->mini. */
struct symbol_files apart_symbol_files(const struct image *image);

#endif /* IMAGE_APART_H */
