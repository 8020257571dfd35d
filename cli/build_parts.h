/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The optional parts of sonde, and which of them this build has: for `sonde version` and
 * `sonde check`.
 */
#ifndef CLI_BUILD_PARTS_H
#define CLI_BUILD_PARTS_H

#include "base/err.h"

#include <stddef.h>

struct build_part {
	/** As in the option of ./configure: `--without-NAME`. */
	const char *name;
	/** `on`, or the library's version; NULL where the part is missing. */
	const char *state;
	/** What is missing without it: one sentence. */
	const char *lack;
};

/** Their number. */
#define BUILD_PARTS 6

/** The parts of this build, in a fixed order; all texts are static. NO_MEMORY. */
struct sonde_error *build_parts_get(struct build_part ret[BUILD_PARTS]);

#endif /* CLI_BUILD_PARTS_H */
