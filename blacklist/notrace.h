/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Functions that the running kernel refuses because its function tracer does not know them: a
 * kernel without CONFIG_KPROBE_EVENTS_ON_NOTRACE (within_notrace_func() of
 * kernel/trace/trace_kprobe.c).
 */
#ifndef BLACKLIST_NOTRACE_H
#define BLACKLIST_NOTRACE_H

#include <stdint.h>

#include "base/err.h"
#include "blacklist/answer.h"
#include "blacklist/traceable.h"
#include "image/kallsyms.h"

/** Where a probe is to be. */
struct notrace_place {
	/** NULL: in the kernel proper. */
	const char *module;
	const char *symbol;
	/** Bytes after the symbol. */
	uint64_t offset;
	/** Of the place, symbol and offset added, in the running kernel; 0 to go by the symbol: of
	 * several of that name the first one. */
	uint64_t address;
};

/**
 * Look where the calls can be of which the kernel has lost the function: between the functions
 * before and behind them. Without this they can be anywhere, and little is known to be refused.
 */
void notrace_locate(struct traceable *traceable, const struct kallsyms *kallsyms);

/**
 * Ask for one place. Where the kernel shows addresses they decide; else the names, as far as they
 * can: the list has one name for each function, which can have others.
 *
 * @param traceable what the tracer knows
 * @param kallsyms the symbols of the kernel proper
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *notrace_check(const struct traceable *traceable,
				  const struct kallsyms *kallsyms,
				  const struct notrace_place *place, struct blacklist_answer *ret);

#endif /* BLACKLIST_NOTRACE_H */
