/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The functions that the kernel can trace.
 *
 * tracefs shows them, one call of the tracer a line (t_show() of kernel/trace/ftrace.c), in
 * `available_filter_functions` and, since 6.5, with the addresses of those calls in
 * `available_filter_functions_addrs`:
 *
 *     vfs_read
 *     ffffffff81045484 vfs_read
 *     ffffffffc0331004 some_function [module]
 *
 * A name comes as often as there are functions of it. A call of which the kernel has lost the
 * function stands as `__ftrace_invalid_address___OFFSET`: its name counts for nothing, but its
 * address does, as it does in ftrace_location_range(), which says whether a function can have
 * probe events (within_notrace_func() of kernel/trace/trace_kprobe.c). Without addresses it is
 * known where it can be: the lines are in order of address, and it is OFFSET bytes behind the
 * start of what the kernel takes for the function.
 */
#ifndef BLACKLIST_TRACEABLE_H
#define BLACKLIST_TRACEABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"

/** The list: a copy of the text, an index of its names, and its addresses in order. */
struct traceable;

/**
 * Parse the text of one of the two files. What other files of tracefs (`enabled_functions`) add to
 * a line, ` (N) R I` and what follows, is skipped, and so is a line that begins with a tab.
 *
 * @param has_addresses each line begins with an address
 * @param ret to be destroyed by the caller
 * @return SYNTAX for a line of another form, with its number: a list that is not understood must
 *         not forbid anything
 */
struct sonde_error *traceable_parse(const char *text, bool has_addresses, struct traceable **ret);

/** Free the list; NULL is fine. */
void traceable_destroy(struct traceable *traceable);

/** A `struct traceable *` that is destroyed at the end of its scope. */
#define _cleanup_traceable_ _cleanup_(traceable_destroyp)
void traceable_destroyp(struct traceable **traceable);

/**
 * How many functions of this name the kernel can trace.
 *
 * @param module that they are in; NULL for those of the kernel proper alone
 */
size_t traceable_count(const struct traceable *traceable, const char *module, const char *name);

/** A call of the kernel proper of which the kernel has lost the function. */
struct traceable_lost {
	/** The functions before and behind it in the list, borrowed; NULL where there is none. */
	const char *before;
	const char *behind;
	/** Bytes behind the start of the symbol that it lies in. */
	uint64_t offset;
	/** The symbol is at one of the addresses from `low` to `high`: anywhere before it is looked
	 * for (notrace_locate()). */
	uint64_t low;
	uint64_t high;
};

/** The lost calls. */
struct traceable_lost *traceable_lost(const struct traceable *traceable, size_t *count);

/** Whether addresses are known: the text has them, and they are not all hidden as zeros. */
bool traceable_has_addresses(const struct traceable *traceable);

/** Whether a traced call is in [@p start, @p end). False for all where no address is known. */
bool traceable_in_range(const struct traceable *traceable, uint64_t start, uint64_t end);

#endif /* BLACKLIST_TRACEABLE_H */
