/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a program's dynamic linking says of a symbol: its versions (.gnu.version, .gnu.version_d;
 * the "Linux Standard Base Core Specification", 10.7), and whether it is chosen when the program
 * starts (STT_GNU_IFUNC).
 */
#ifndef IMAGE_VERSIONS_H
#define IMAGE_VERSIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <libelf.h>

#include "base/err.h"
#include "base/vec.h"

/** One of the symbols that have a name in common. */
struct version {
	uint64_t address;
	/** `GLIBC_2.14`, or NULL for none. Borrowed from the file. */
	const char *name;
	/** It is what programs are linked to: `@@`. */
	bool is_default;
};

struct versions VEC_BODY(struct version);

/** Free the list. */
void versions_deinit(struct versions *versions);

/** A `struct versions` that is released at the end of its scope. */
#define _cleanup_versions_ _cleanup_(versions_deinit)

/**
 * Find the symbols called @p name that the file defines for dynamic linking.
 *
 * @param ret added to; none in a file without versions
 */
struct sonde_error *versions_of(Elf *elf, const char *name, struct versions *ret);

/**
 * Whether @p name at @p address is a function that is chosen when the program starts: what is at
 * its symbol only chooses (STT_GNU_IFUNC).
 */
bool versions_is_chosen(Elf *elf, const char *name, uint64_t address);

#endif /* IMAGE_VERSIONS_H */
