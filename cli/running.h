/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The symbols of the running kernel, read when the first of them is asked for.
 */
#ifndef CLI_RUNNING_H
#define CLI_RUNNING_H

#include <stdio.h>

#include "base/err.h"
#include "base/suggest.h"
#include "image/kallsyms.h"
#include "probe/def.h"
#include "probe/event.h"

struct running_symbols {
	/** /proc/kallsyms. Owned. */
	FILE *stream;
	/** What was read of it; empty before that. */
	struct kallsyms table;
};

/** Open /proc/kallsyms; `stream` is NULL where that cannot be done. */
struct running_symbols running_symbols_init(void);

/** Close and free. */
void running_symbols_deinit(struct running_symbols *symbols);

/**
 * Look a symbol up, see kallsyms_lookup().
 *
 * @param suggest gets the names that were passed over, or NULL
 */
struct sonde_error *running_lookup(struct running_symbols *symbols, const char *name,
				   struct suggest *suggest, struct kallsyms_symbol *ret);

/**
 * Resolve a definition for which a symbol suffices (probe/symbolic.h).
 *
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND for an unknown symbol, REFUSED for one that there is more than once
 */
struct sonde_error *running_resolve(struct running_symbols *symbols, const struct probe_def *def,
				    struct probe_event *ret);

#endif /* CLI_RUNNING_H */
