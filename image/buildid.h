/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Build ids: the linker's fingerprint of a program, module or kernel, in an ELF note of type
 * NT_GNU_BUILD_ID. Two files with the same id are the same build.
 */
#ifndef IMAGE_BUILDID_H
#define IMAGE_BUILDID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/** The longest id there is: room for SHA-512. */
#define BUILD_ID_SIZE_MAX 64

struct build_id {
	unsigned char bytes[BUILD_ID_SIZE_MAX];
	/** Bytes in use; 0 means that there is no id. GNU ld makes 20 (SHA-1). */
	size_t size;
};

/** Append the id in lower-case hexadecimal. */
void build_id_print(const struct build_id *id, struct str *out);

/**
 * The id of these hexadecimal digits.
 *
 * @return false where they are none, not an even number, or too many
 */
bool build_id_parse(const char *text, struct build_id *ret);

/** Whether both are there and equal. */
bool build_id_equal(const struct build_id *a, const struct build_id *b);

/**
 * Find the id in a sequence of ELF notes of this machine's byte order (elf(5), Nhdr).
 *
 * @return false where there is none, or the notes are damaged before one is found
 */
bool build_id_from_notes(const void *notes, size_t size, struct build_id *ret);

/**
 * The id of the running kernel, from the ELF notes in @p path: `/sys/kernel/notes`, see
 * Documentation/ABI/testing/sysfs-kernel-notes of the kernel.
 */
struct sonde_error *build_id_read_notes(const char *path, struct build_id *ret);

/**
 * The same where it is no error that it cannot be read: @p ret stays as it is then.
 *
 * @return NO_MEMORY
 */
struct sonde_error *build_id_find_notes(const char *path, struct build_id *ret);

#endif /* IMAGE_BUILDID_H */
