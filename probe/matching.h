/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The names of the functions that a pattern means, each as a definition of its own can have it.
 *
 * A name that several functions have is there once: it means all of them. A function has as many
 * names as people know it by: that which the pattern matches, that of each symbol at its code, and
 * of C++ and Rust the qualified one without signature. Names as the linker has them (`_ZN...`) are
 * there only if the pattern itself begins like one.
 */
#ifndef PROBE_MATCHING_H
#define PROBE_MATCHING_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "image/elf.h"
#include "probe/def.h"

/** Names of functions in order of strcmp(); each is owned. */
struct matching_names VEC_BODY(char *);

/** Free all names; the list is empty afterwards. */
void matching_names_deinit(struct matching_names *names);

/** A `struct matching_names` that is released at the end of its scope. */
#define _cleanup_matching_names_ _cleanup_(matching_names_deinit)

/**
 * Find the names of the functions that have code and that @p def means: by its pattern, and by its
 * source file if it names one. Functions that have only a symbol are among them, whether or not
 * what @p def asks for can be had there. Parts that the compiler split off (`.cold`) are not.
 *
 * @param image with its index
 * @param def has a pattern (`point.glob`)
 * @param ret names are added; none where nothing matches
 * @return UNSUPPORTED in a build without libdw
 */
struct sonde_error *matching_find(struct image *image, const struct probe_def *def,
				  struct matching_names *ret);

#endif /* PROBE_MATCHING_H */
