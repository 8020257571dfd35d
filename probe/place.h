/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Addresses of an image, written so that the kernel finds them again wherever it was loaded.
 */
#ifndef PROBE_PLACE_H
#define PROBE_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "image/elf.h"
#include "probe/arch.h"
#include "probe/event.h"

/**
 * Set the place of @p event to the instruction at @p address: of a kernel `SYMBOL+OFFSET` by
 * the symbol it lies in, where that name is unique in the image and not too long for the
 * kernel, else `_text+OFFSET` (`_stext` where the kernel does not know _text); of a module
 * `MODULE:SYMBOL+OFFSET`, by the nearest symbol before it that is unique there and in the same
 * section; of a program its path and file offset, as the loader maps it.
 *
 * @return UNAVAILABLE where the address is in no code that stays
 */
struct sonde_error *place_of_code(const struct image *image, uint64_t address,
				  struct probe_event *event);

/**
 * Where in the image the place of an event is: the other way round.
 *
 * @return false for a symbol that the image does not have, or more than once, and for an offset at
 *         which a program has no code
 */
bool place_address(const struct image *image, const struct probe_event *event, uint64_t *ret);

/**
 * Where the symbol of the function starts whose first instruction by DWARF is at @p entry. On
 * arm64 that is before it: the no-operations of -fpatchable-function-entry lie between.
 */
uint64_t place_of_symbol(const struct image *image, uint64_t entry);

/**
 * Name the data at @p address: a unique symbol and a distance, else `_text` or
 * `_stext` and a distance. Of a module it is a symbol of it, without the module: the kernel looks
 * for it in itself and then in all modules.
 *
 * @param name the caller frees it
 * @return UNAVAILABLE for per-CPU and init data, which do not lie at that address
 */
struct sonde_error *place_of_data(const struct image *image, uint64_t address, char **name,
				  int64_t *offset);

/**
 * Say where the data of a program at @p address are: at what distance from the file's start the
 * loader would map them if the whole file were mapped as its code is. That is what the kernel
 * counts `@+N` by (translate_user_vaddr() of kernel/trace/trace_uprobe.c: the probe's address less
 * its file offset, plus N). It may be less than 0.
 *
 * @return UNAVAILABLE where it is not known to be that variable, see program_data_may_move()
 */
struct sonde_error *place_of_program_data(const struct image *image, uint64_t address,
					  int64_t *ret);

/**
 * Count what @p fetch counts from the start of the file (`@+N`) from the probed instruction, whose
 * address is in a register then: `+N(%ip)`. Linux 4.20 to 2026 add the N of the former twice. What
 * counts otherwise is left as it is.
 *
 * @param pc the probed instruction; at a return the register has another address
 * @return UNAVAILABLE where it is too far away for the kernel
 */
struct sonde_error *place_from_pc(const struct image *image, const struct arch *arch, uint64_t pc,
				  struct fetch *fetch);

#endif /* PROBE_PLACE_H */
