/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The names of the events of a bundle, for what writes all of them at once: a script, a boot
 * configuration. In a cache definitions of one name stand beside each other, and one is replayed;
 * the kernel has one event of a name.
 */
#ifndef CACHE_BUNDLE_NAMES_H
#define CACHE_BUNDLE_NAMES_H

#include "base/err.h"
#include "base/notes.h"
#include "cache/bundle.h"

/**
 * See that no two definitions that are written together make one event. Builds of one target are
 * never written together. Of definitions with the same lines (names of C++ in two spellings) the
 * first one stays.
 *
 * @param notes gets a remark on each that is left out
 * @return EXISTS for two of one name with different lines, which the kernel would refuse; FORMAT as
 *         bundle_line_split()
 */
struct sonde_error *bundle_settle_names(struct bundle *bundle, struct notes *notes);

#endif /* CACHE_BUNDLE_NAMES_H */
