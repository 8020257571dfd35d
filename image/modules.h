/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * From the name of a kernel module to its file. `-` and `_` are the same in names. Files are
 * called NAME.ko, NAME.ko.debug, and the same with .xz, .zst or .gz behind; of several the one
 * with debuginfo is taken.
 */
#ifndef IMAGE_MODULES_H
#define IMAGE_MODULES_H

#include <stdbool.h>

#include "base/err.h"
#include "image/buildid.h"
#include "image/elf.h"

/** A module of the running kernel. */
struct module_query {
	/** Its name. Borrowed. */
	const char *name;
	/** The kernel's release, as `uname -r` has it. Borrowed. */
	const char *release;
	/** Build id that its file must have. */
	struct build_id id;
	/** Servers are not asked. */
	bool without_servers;
	/** What comes before all absolute paths: "" for this machine. Borrowed. */
	const char *root;
};

/**
 * Find and open the file of a module of the running kernel. These are looked at, in this order;
 * one whose build id is another is passed over:
 *
 *     /usr/lib/debug/.build-id/xx/yyyy.debug
 *     /usr/lib/debug/lib/modules/RELEASE/.../NAME.ko[.debug]
 *     /lib/modules/RELEASE/.../NAME.ko[.xz|.zst|.gz]
 *     what debuginfod's servers have, see image/debuginfod.h, where none of these has debuginfo
 *
 * @param ret the caller destroys it; without debuginfo only if no file has any
 * @return NOT_FOUND, which lists the places and what was wrong with each
 */
struct sonde_error *modules_find(const struct module_query *query, struct image **ret);

/**
 * Open the file that would be loaded: the one below /lib/modules/RELEASE.
 *
 * @param query its `id` is not looked at
 * @return NOT_FOUND, with what the name may have meant; a module that is built into the kernel is
 *         said to be so
 */
struct sonde_error *modules_find_installed(const struct module_query *query, struct image **ret);

/**
 * Find and open a module in a folder and all that is below it, or what debuginfod's servers have of
 * it where the folder has none with debuginfo.
 *
 * @param query of a module that need not be the running kernel's: one is taken that was built for
 *              the release, or does not say for which; a release of NULL or "": any. Its `id` and
 *              `root` are not looked at
 * @param ret the caller destroys it
 * @return NOT_FOUND, which says where was looked and what the name may have meant; REFUSED if
 *         there are files of more than one build
 */
struct sonde_error *modules_find_in(const char *folder, const struct module_query *query,
				    struct image **ret);

/**
 * The build id of a module that is loaded, from /sys/module.
 *
 * @param root "" for this machine
 * @param loaded whether it is
 * @param ret size 0 where it is not loaded or has none
 */
struct sonde_error *modules_loaded_id(const char *root, const char *name, bool *loaded,
				      struct build_id *ret);

#endif /* IMAGE_MODULES_H */
