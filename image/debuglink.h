/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What an ELF file says of others that hold its debuginfo: `.gnu_debuglink`, as `objcopy
 * --add-gnu-debuglink` writes it (GDB manual, "Separate Debug Files"), and `.gnu_debugaltlink`, as
 * dwz writes it.
 */
#ifndef IMAGE_DEBUGLINK_H
#define IMAGE_DEBUGLINK_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/buildid.h"

struct debuglink {
	/** Name of the other file; ends in its section. Borrowed from the Elf. */
	const char *name;
	/** Of .gnu_debuglink: debuglink_crc() of the whole file. */
	uint32_t crc;
	/** Of .gnu_debugaltlink: the file's build id. */
	struct build_id id;
};

/** Read .gnu_debuglink; false where there is none that is whole. */
bool debuglink_read(Elf *elf, struct debuglink *ret);

/** Whether there is a .gnu_debugaltlink of any kind, as libdw would see it. */
bool debuglink_has_alt(Elf *elf);

/** Read .gnu_debugaltlink; false where there is none that is whole, or one that is compressed. */
bool debuglink_read_alt(Elf *elf, struct debuglink *ret);

/** The checksum that .gnu_debuglink has: CRC-32 as of ISO 3309, with which zlib works too. */
uint32_t debuglink_crc(const void *data, size_t size);

#endif /* IMAGE_DEBUGLINK_H */
