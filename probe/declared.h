/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What debuginfo says of functions whose code it does not have, only a symbol: compilers let one
 * piece of code stand for several functions that are alike, and describe it once.
 */
#ifndef PROBE_DECLARED_H
#define PROBE_DECLARED_H

#include <stdbool.h>

#include "base/err.h"
#include "image/elf.h"

/**
 * Find out whether functions of this name return nothing (DW_AT_type is missing).
 *
 * @param ret false as well where debuginfo has none of that name
 */
struct sonde_error *declared_void(const struct image *image, const char *name, bool *ret);

#endif /* PROBE_DECLARED_H */
