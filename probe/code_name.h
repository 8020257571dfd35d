/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What an address of a function's code is called, for people.
 */
#ifndef PROBE_CODE_NAME_H
#define PROBE_CODE_NAME_H

#include <stdint.h>

#include "base/err.h"
#include "image/elf.h"
#include "probe/func.h"

/**
 * What @p address of the copy is called: the function whose code it is (of an inlined copy the one
 * that it was inlined into), or the symbol of the piece of it (f.cold) where the address is not in
 * the same piece as the function's entry.
 *
 * @param name the caller frees it; empty where neither has a name
 * @param start where what is called so starts: its symbol, else its first instruction
 */
struct sonde_error *code_name(const struct image *image, const struct func_instance *instance,
			      uint64_t address, char **name, uint64_t *start);

#endif /* PROBE_CODE_NAME_H */
