/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A bundle as a shell script that adds its events where there is no sonde: under a POSIX shell with
 * od(1) and cat(1), which busybox has. What it does is in cache/bundle_sh.sh; what is put before
 * that are functions with the data:
 *
 *     builds=1
 *     build_1()          sets what (kernel, module NAME, or a path), id and release
 *     build_1_needs()    calls need NAME WHAT EXCERPT for each feature
 *     build_1_lines()    calls each FILE GROUP/EVENT LINE for each line
 */
#ifndef CACHE_BUNDLE_SH_H
#define CACHE_BUNDLE_SH_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "cache/bundle.h"

/** A feature of a kernel, as tracefs/feature.h has it. Borrowed. */
struct bundle_sh_feature {
	/** As in bundle_build.needs. */
	const char *name;
	/** What it is, in words. */
	const char *what;
	/** The excerpt of tracefs' README that proves it; a blank stands for any white space. */
	const char *excerpt;
};

/**
 * Append the script.
 *
 * @param features those that the builds may need, @p count
 * @return FORMAT if a line is none, or a feature is not one of these
 */
struct sonde_error *bundle_sh_print(const struct bundle *bundle,
				    const struct bundle_sh_feature *features, size_t count,
				    struct str *out);

/** Append @p text as one word of a shell: in single quotes. */
void bundle_sh_quote(const char *text, struct str *out);

#endif /* CACHE_BUNDLE_SH_H */
