/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A bundle: entries of a cache as one text file, to be read by a person before another machine
 * takes them (docs/sonde-bundle.5).
 *
 *     sonde-bundle 1
 *     # Remarks.
 *     sonde: 0.1.0
 *     builds: 1
 *     entries: 1
 *
 *     build: 7f76f39faf07f34cfa9fadd801e131bfa8cb6dc3
 *     target: [kernel.kallsyms]
 *     release: 6.12.117+deb12-cloud-amd64
 *     architecture: x86_64
 *     needs: kprobes hex-type
 *
 *     definition: vfs_read count
 *     line: p:probe/vfs_read vfs_read+0 count=%dx:x64
 *     source: fs/read_write.c:450 vfs_read
 *     places: checked
 *     filter: count > 4096
 *
 *     sha256: DIGITS
 *
 * Each line is `KEY: VALUE`, so that a value may begin with anything; a line that begins with `#`
 * is a remark, and an empty one says nothing. The digest is of all bytes before its line. There is
 * no time in it: the same input gives the same bytes.
 */
#ifndef CACHE_BUNDLE_H
#define CACHE_BUNDLE_H

#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "cache/format.h"

/** The version that this sonde writes, and the newest it reads. */
#define BUNDLE_FORMAT 1

/** Bytes beyond which a bundle is refused. */
#define BUNDLE_LIMIT (64 << 20)

/** An entry, and where it stands in the file. */
struct bundle_entry {
	/** Its definition is not looked at here, nor are its lines. */
	struct cache_entry entry;
	/** Line of the file that has the definition; 0 if it was not read from one. */
	size_t number;
	/** The same of each of `entry.lines`. */
	VEC(size_t) numbers;
	/** The same of its filter; 0 if there is none. */
	size_t filter_number;
};

/** The entries of one build. */
struct bundle_build {
	/** Lower-case hexadecimal digits. Owned. */
	char *build_id;
	/** As in struct cache_key. Owned. */
	char *target;
	/** As in struct cache_meta, or NULL. Owned. */
	char *release;
	/** As in struct cache_meta, or NULL. Owned. */
	char *arch;
	/** Names of the features of a kernel that the lines need, separated by blanks. Owned. */
	char *needs;
	/** Line of the file at which it begins; 0 if it was not read from one. */
	size_t number;
	VEC(struct bundle_entry) entries;
};

struct bundle {
	/** Version of the sonde that made it. Owned. */
	char *version;
	VEC(struct bundle_build) builds;
};

/** Free what @p entry holds and make it empty. */
void bundle_entry_deinit(struct bundle_entry *entry);

/** Free what @p build holds and make it empty. */
void bundle_build_deinit(struct bundle_build *build);

/** Free what @p bundle holds and make it empty. */
void bundle_deinit(struct bundle *bundle);

/** Released at the end of their scope. */
#define _cleanup_bundle_entry_ _cleanup_(bundle_entry_deinit)
#define _cleanup_bundle_build_ _cleanup_(bundle_build_deinit)
#define _cleanup_bundle_       _cleanup_(bundle_deinit)

/** Entries of all builds. */
size_t bundle_count(const struct bundle *bundle);

/**
 * Append the text of @p bundle with its digest. Of `number` nothing is used. What a value cannot
 * have, a control character or a byte that is no UTF-8, becomes `?`.
 */
void bundle_print(const struct bundle *bundle, struct str *out);

/**
 * Parse a bundle. All of it is looked at before anything is given; what definitions and lines mean
 * is for the caller to check.
 *
 * @param bytes of @p size bytes, which may hold anything
 * @param name of the file, for errors
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT with name, line and column for what is no bundle, is torn, has another digest, a
 *         control character, no UTF-8, an unknown key, one that is missing or stands twice;
 * UNSUPPORTED for a newer version of the format
 */
struct sonde_error *bundle_parse(const char *bytes, size_t size, const char *name,
				 struct bundle *ret);

/** A FORMAT error with the name of the file, line and column before the message, of which the
 * middle is left out if it is long. */
struct sonde_error *bundle_error(const char *name, size_t number, size_t column, const char *format,
				 ...) __attribute__((format(printf, 4, 5), returns_nonnull));

#endif /* CACHE_BUNDLE_H */
