/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The symbols of the running kernel, read when the first of them is asked for.
 */
#ifndef CLI_TARGET_RUNNING_H
#define CLI_TARGET_RUNNING_H

#include <stdio.h>

#include "base/err.h"
#include "base/notes.h"
#include "image/kallsyms.h"
#include "probe/def.h"
#include "probe/resolve.h"

struct running_symbols {
	/** /proc/kallsyms. Owned. */
	FILE *stream;
	/** What was read of it; empty before that. */
	struct kallsyms table;
	/** The name that was looked up last, or NULL: the same one is asked for often. Owned. */
	char *last_name;
	/** What it stands for. */
	struct kallsyms_symbol last;
	/** How many names were looked up in the table. */
	size_t lookups;
};

/** Open /proc/kallsyms; `stream` is NULL where that cannot be done. */
struct running_symbols running_symbols_init(void);

/** Close and free. */
void running_symbols_deinit(struct running_symbols *symbols);

/** Make running_lookup() fast: worth it for who looks up hundreds of names. */
struct sonde_error *running_sort_names(struct running_symbols *symbols);

/** All of them; borrowed. */
struct sonde_error *running_kallsyms(struct running_symbols *symbols, const struct kallsyms **ret);

/**
 * Look a symbol up, see kallsyms_lookup(). All are read for that, but for `_text` and `_stext`,
 * which the linker makes once, at the kernel's beginning.
 */
struct sonde_error *running_lookup(struct running_symbols *symbols, const char *name,
				   struct kallsyms_symbol *ret);

/**
 * Resolve a definition for which a symbol suffices (probe/symbolic.h). A pattern means each
 * function of the kernel proper that matches.
 *
 * @param max_probes at most this many events; 0: no limit
 * @param notes gets the functions that match and cannot be probed, and why
 * @param sink gets the events, each named after its symbol, and hears of what is left out
 * @return NOT_FOUND for an unknown symbol and a pattern that none matches, UNAVAILABLE for an
 *         offset behind the function's end, REFUSED for a symbol that there is more than once and
 *         for too many events: then the sink got nothing
 */
struct sonde_error *running_resolve(struct running_symbols *symbols, const struct probe_def *def,
				    size_t max_probes, struct notes *notes,
				    const struct resolve_sink *sink);

#endif /* CLI_TARGET_RUNNING_H */
