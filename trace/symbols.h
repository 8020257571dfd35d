/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Who tells names for addresses, to those who print hits.
 */
#ifndef TRACE_SYMBOLS_H
#define TRACE_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/str.h"

/** Where an address lies. Texts are borrowed until the next question. */
struct hit_symbol {
	/** The function, or NULL if that is not known. */
	const char *name;
	/** Bytes behind its start; without a name, in `object`. */
	uint64_t offset;
	/** `[kernel.kallsyms]`, `[nfs]`, path of a program or library, `[vdso]`; NULL: unknown. */
	const char *object;
};

struct hit_symbols {
	/** An address of the kernel. */
	void (*kernel)(const struct hit_symbols *symbols, uint64_t address, struct hit_symbol *ret);
	/** An address of a process, which may have ended. */
	void (*user)(const struct hit_symbols *symbols, pid_t pid, uint64_t address,
		     struct hit_symbol *ret);
	/** For both. */
	void *data;
};

#endif /* TRACE_SYMBOLS_H */
