/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * At which of the places of an event a hit was, by its address.
 */
#ifndef CLI_TRACE_PLACE_H
#define CLI_TRACE_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "cli/ask/ask.h"

/** Addresses of the places of an event, in their order. */
struct trace_addresses {
	/** They are offsets in a file: of the address of a hit they have the lowest bits. */
	bool is_user;
	/** 0: it is not known. */
	VEC(uint64_t) list;
};

/** Free what it holds. */
void trace_addresses_deinit(struct trace_addresses *addresses);

/**
 * Find the addresses of the places of an event of the question, as far as that can be known; where
 * they are not wanted, of what has one place it is not known.
 *
 * @param ret empty before; the caller deinits it, on failure too
 */
struct sonde_error *trace_addresses_find(struct asking *asking, const struct hist_event *event,
					 struct trace_addresses *ret);

/**
 * The place that a hit at @p address was at; SIZE_MAX if that is not known. A probe at the first
 * instruction of a function may be hit at the second one: the kernel puts it behind `endbr64`
 * (arch_adjust_kprobe_addr() in arch/x86/kernel/kprobes/core.c).
 */
size_t trace_addresses_place(const struct trace_addresses *addresses, uint64_t address);

/**
 * The address of a hit as its place has it, so that it is the same by all ways.
 *
 * @param address as the record has it
 * @return @p address where that of the place is not known, or not as the record has it: of programs
 */
uint64_t trace_addresses_of_hit(const struct trace_addresses *addresses, size_t place,
				uint64_t address);

#endif /* CLI_TRACE_PLACE_H */
