/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a build of a bundle is one of: the kernel, a module, a program. Of several builds of one
 * thing a machine has one at the most, wherever their files were when they were cached.
 */
#ifndef CACHE_BUNDLE_WHAT_H
#define CACHE_BUNDLE_WHAT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "cache/bundle.h"

/**
 * Append `kernel`, `module NAME` with the name that the kernel has for it, or the path of a
 * program.
 *
 * @return FORMAT if the first line of the build is none
 */
struct sonde_error *bundle_what_print(const struct bundle_build *build, struct str *out);

/** Whether two builds are of one thing. @return as bundle_what_print() */
struct sonde_error *bundle_what_same(const struct bundle_build *a, const struct bundle_build *b,
				     bool *ret);

#endif /* CACHE_BUNDLE_WHAT_H */
