/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Lists of processors as the kernel writes them, and persons do: `0-3,8`
 * (Documentation/core-api/printk-formats.rst, "%*pbl").
 */
#ifndef BASE_CPU_LIST_H
#define BASE_CPU_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/scan.h"
#include "base/vec.h"

/** The highest number that a processor has: NR_CPUS is 8192 at the most (arch/x86/Kconfig). */
#define CPU_LIST_MAX 8191

/** Step over `N` or `N-M`, and the comma behind it; false at the end, and at what is none. */
bool cpu_list_next(struct scan *scan, uint64_t *first, uint64_t *last);

/** Bit N % 64 of word N / 64 is processor N. Freed by vec_deinit(). */
struct cpu_bits VEC_BODY(uint64_t);

/**
 * The processors of a list, which was checked before: what is none ends it.
 *
 * @param list NULL for none
 * @param ret empty before; as many words as the last processor needs
 * @return FORMAT for a range that goes down, or beyond CPU_LIST_MAX
 */
struct sonde_error *cpu_list_bits(const char *list, struct cpu_bits *ret);

/** How many processors a list goes up to: 4 for `0-3`, and for `0,3`; 0 for what is none, and for
 * one with a range that goes down, or beyond CPU_LIST_MAX. */
uint64_t cpu_list_count(const char *list);

#endif /* BASE_CPU_LIST_H */
