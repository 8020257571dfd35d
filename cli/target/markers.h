/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Definitions of markers (`%sdt_PROVIDER:NAME`) and the program that has them.
 */
#ifndef CLI_TARGET_MARKERS_H
#define CLI_TARGET_MARKERS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"
#include "cli/target/target.h"
#include "cli/words.h"
#include "image/sdt_notes.h"
#include "probe/def.h"
#include "probe/resolve.h"
#include "tracefs/feature.h"

/** The markers of a program, read once. */
struct markers {
	struct sdt_notes list;
	/** What was wrong with the file's notes; taken by the first who has a place for it. */
	struct notes remarks;
};

/** Free @p markers; NULL is fine. */
void markers_destroy(struct markers *markers);

/** Read the markers of the program that is meant into target->markers, if that was not done. */
struct sonde_error *markers_read(struct target *target);

/** Whether @p def asks for markers, and a program is meant. */
bool markers_are_meant(const struct target *target, const struct probe_def *def);

/**
 * Put a definition for each marker in the place of those definitions that mean several, or do not
 * name it in full: `%sdt_p:a` and `%sdt_p:b` for `%p:*`. One that means no marker means what is
 * cached for the target under that name (cli/cached/names.h), and becomes the definition of that.
 * What does not parse stays, and so does what means nothing.
 *
 * @return USAGE for arguments beside the name of what is cached, which has its own
 */
struct sonde_error *markers_expand(struct target *target, struct words *words);

/** What markers_resolve() is to do. */
struct markers_question {
	/** As of markers_are_meant(). */
	const struct probe_def *def;
	const struct resolve_options *options;
	/** Of the kernel that is meant; none where they are not known. */
	struct features features;
	/** Gets what was left out. */
	struct notes *notes;
};

/**
 * Resolve a definition of a marker; see sdt_resolve().
 *
 * @return NOT_FOUND also if its `@FILE` or `@BUILDID` is not the program that is meant
 */
struct sonde_error *markers_resolve(struct target *target, const struct markers_question *question,
				    const struct resolve_sink *sink);

/**
 * Whether a definition's `@FILE` or `@BUILDID` means the file: its path, the last part of its path,
 * or the first digits of its build id, at least four.
 */
bool markers_mean_file(const char *wanted, const char *path, const char *build_id);

#endif /* CLI_TARGET_MARKERS_H */
