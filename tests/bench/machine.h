/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A made-up state of a machine: each register and each byte of memory has a value that follows
 * from a seed. What DWARF says of a variable and what a fetch argument says are computed in the
 * same state; if both mean the same, the bytes are the same, in every state.
 */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/map.h"
#include "base/vec.h"

/** The addresses of a symbol; a name may have several. */
struct addresses VEC_BODY(uint64_t);

struct machine {
	uint64_t seed;
	/** EM_X86_64 or EM_AARCH64. */
	unsigned arch;
	/** What is added to all addresses of the image when it runs, from the seed. */
	uint64_t slide;
	/** Where the section of per-CPU variables begins and ends; no address in it is a place. */
	uint64_t percpu_start, percpu_end;
	/** Names of symbols -> struct addresses *. */
	struct map symbols;
};

/** Symbols, sections and the architecture of the image; the seed is 0. */
struct sonde_error *machine_init(struct machine *machine, Elf *elf);

/** Free what it holds. */
void machine_deinit(struct machine *machine);

/** Go to another state. */
void machine_set_seed(struct machine *machine, uint64_t seed);

/** Whatever DWARF calls by this number and nothing has any more; no two are the same. */
uint64_t machine_lost(const struct machine *machine, uint64_t number);

/** What DWARF register @p number holds. */
uint64_t machine_register(const struct machine *machine, uint64_t number);

/** The number of the register that fetch arguments call @p name (`di`, `x0`), or -1. */
int machine_register_number(const struct machine *machine, const char *name);

/** Number of the stack pointer in DWARF. */
unsigned machine_stack_pointer(const struct machine *machine);

/** The byte of memory at @p address. */
uint8_t machine_byte(const struct machine *machine, uint64_t address);

/** @p size bytes of memory, at most 8, as a number (little endian). */
uint64_t machine_load(const struct machine *machine, uint64_t address, unsigned size);

#endif /* BENCH_MACHINE_H */
