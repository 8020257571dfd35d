/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The symbols of the running kernel, from /proc/kallsyms (kernel/kallsyms.c): a line
 * `ADDRESS TYPE NAME[\t[MODULE]]` each. The file is long and read anew for each question, in
 * one pass.
 */
#ifndef IMAGE_KALLSYMS_H
#define IMAGE_KALLSYMS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/suggest.h"

struct kallsyms_symbol {
	/** Its address; 0 where kptr_restrict hides addresses. */
	uint64_t address;
	/** Symbols of the kernel proper that have this name. */
	size_t count;
};

/**
 * Look a name up among the symbols of the kernel proper.
 *
 * @param stream an open /proc/kallsyms; read to its end
 * @param suggest gets the names of functions passed over, or NULL
 * @param ret the first symbol of that name; count 0 where there is none
 */
struct sonde_error *kallsyms_lookup(FILE *stream, const char *name, struct suggest *suggest,
				    struct kallsyms_symbol *ret);

/**
 * Find the function of the kernel proper that an address lies in.
 *
 * @param name the caller frees it; NULL where there is none
 * @param offset bytes after the function's start
 */
struct sonde_error *kallsyms_resolve(FILE *stream, uint64_t address, char **name, uint64_t *offset);

#endif /* IMAGE_KALLSYMS_H */
