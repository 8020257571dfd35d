/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where the image with the debuginfo of the running kernel lies on this machine.
 */
#ifndef IMAGE_FIND_H
#define IMAGE_FIND_H

#include <stdbool.h>

#include "base/err.h"
#include "image/buildid.h"
#include "image/elf.h"

/** The running kernel. */
struct kernel_query {
	/** Build id that its file must have. Borrowed. */
	const struct build_id *id;
	/** As `uname -r` has it. Borrowed. */
	const char *release;
	/** Root of the probe cache, or NULL. Borrowed. */
	const char *cache;
	/** Servers are not asked. */
	bool without_servers;
};

/**
 * Find and open the vmlinux of the running kernel. These places are looked at, in this order;
 * one whose build id is another is passed over:
 *
 *     /usr/lib/debug/.build-id/xx/yyyy.debug
 *     /usr/lib/debug/boot/vmlinux-RELEASE
 *     /usr/lib/debug/lib/modules/RELEASE/vmlinux
 *     /lib/modules/RELEASE/build/vmlinux
 *     /boot/vmlinux-RELEASE
 *     CACHE/.build-id/xx/yyyy/elf
 *     what debuginfod's servers have, see image/debuginfod.h
 *
 * A build without libdw asks no servers.
 *
 * @param ret the caller destroys it
 * @return NOT_FOUND, which lists the places and what was wrong with each
 */
struct sonde_error *find_kernel(const struct kernel_query *query, struct image **ret);

/**
 * Open one place.
 *
 * @param id the build id it must have; NULL or size 0: any
 * @param tried gets a line that says what is wrong with the place, if something is
 * @param ret the caller destroys it; untouched if the place is not what is wanted
 */
struct sonde_error *find_try(const char *path, enum image_kind kind, const struct build_id *id,
			     struct str *tried, struct image **ret);

/** Append the path that a build's debuginfo has below @p root, where packages put it. */
struct sonde_error *find_build_id_path(const struct build_id *id, const char *root,
				       struct str *ret);

/** Whether two images are one file. */
bool find_same_file(const struct image *a, const struct image *b);

/**
 * Ask debuginfod's servers for it.
 *
 * @param id, tried, ret as for find_try()
 */
struct sonde_error *find_served(enum image_kind kind, const struct build_id *id, struct str *tried,
				struct image **ret);

#endif /* IMAGE_FIND_H */
