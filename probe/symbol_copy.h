/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * From a symbol to the function that debuginfo has at its address, perhaps by another name:
 * `malloc` is `__libc_malloc` there, `f.constprop.0` is `f`.
 */
#ifndef PROBE_SYMBOL_COPY_H
#define PROBE_SYMBOL_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "image/elf.h"
#include "image/symbols.h"
#include "probe/func.h"
#include "probe/search.h"

/** The innermost copy of a function whose code is at @p address; false if there is none. */
bool symbol_copy_at(const struct image *image, uint64_t address, struct func_instance *ret);

/** The copy that begins at @p symbol; false if there is none. */
bool symbol_copy_of(const struct image *image, const struct symbol *symbol,
		    struct func_instance *ret);

/**
 * Find the copies that begin at the symbols called @p name.
 *
 * @param ret copies are added; none where there is no such symbol, or debuginfo has no function
 * there
 */
struct sonde_error *symbol_copies_named(const struct image *image, const char *name,
					struct func_result *ret);

#endif /* PROBE_SYMBOL_COPY_H */
