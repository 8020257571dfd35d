/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The markers that were compiled into a program (SDT, USDT): the notes of its section
 * `.note.stapsdt`. They need no debuginfo, and are there when the program is stripped.
 *
 * A note has owner `stapsdt` and type 3; what it holds, in a 64-bit file:
 *
 *     8 bytes  address of a no-operation, the marker's place
 *     8 bytes  where .stapsdt.base lay when the note was linked
 *     8 bytes  address of the semaphore, a 16-bit number; 0 without one
 *     texts    provider, name, operands; each ends with a NUL
 *
 * The format is of <sys/sdt.h>, and documented as UserSpaceProbeImplementation by systemtap.
 */
#ifndef IMAGE_SDT_NOTES_H
#define IMAGE_SDT_NOTES_H

#include <stdint.h>

#include "base/err.h"
#include "base/notes.h"
#include "base/vec.h"
#include "image/elf.h"

/** One note: a place of a marker, which can have several. */
struct sdt_note {
	/** As in the symbol table, moved by as much as .stapsdt.base was after linking. */
	uint64_t address;
	/** Address of the semaphore, moved too; 0: there is none. */
	uint64_t semaphore;
	/** All texts are borrowed from the image, and are whatever the file has. */
	const char *provider;
	const char *name;
	/** `8@%rdi -4@$1`, see probe/sdt_operand.h; "" for a marker without arguments. */
	const char *operands;
};

/** The notes of a file, by provider, name and address. */
struct sdt_notes VEC_BODY(struct sdt_note);

/** Free the list. */
void sdt_notes_deinit(struct sdt_notes *notes);

/** A `struct sdt_notes` that is released at the end of its scope. */
#define _cleanup_sdt_notes_ _cleanup_(sdt_notes_deinit)

/**
 * Read the markers of @p image. A file without such a section gives an empty list.
 *
 * @param notes gets a remark about each note that is not as it should be, and left out
 * @param ret empty before; the caller deinits it, before the image
 */
struct sonde_error *sdt_notes_read(const struct image *image, struct notes *notes,
				   struct sdt_notes *ret);

/** The same for the @p size bytes of one section, before any move; the order is the file's. */
struct sonde_error *sdt_notes_parse(const void *bytes, size_t size, struct notes *notes,
				    struct sdt_notes *ret);

#endif /* IMAGE_SDT_NOTES_H */
