/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which kernel module is meant: one of the running kernel by its name, or that of a file.
 */
#ifndef CLI_TARGET_MODULE_H
#define CLI_TARGET_MODULE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"
#include "cli/target/target.h"
#include "probe/event.h"

struct module_request {
	/** Name or path, as given with -m. */
	const char *module;
	/** Folder with the modules of a kernel, or NULL. */
	const char *folder;
	/** The kernel's image, or NULL. */
	const char *vmlinux;
};

/** Whether the words name a file, so that the running kernel is not asked which module is meant. */
bool module_is_file(const struct module_request *request);

/**
 * Settle which module is meant; all names in target.h are then those of the module.
 *
 * @param cache_root root of the cache, or NULL for the default
 * @param ret initialised by this; the caller deinits it
 * @return MISMATCH for a module of another kernel than the given image, USAGE where the words do
 *         not say which one is meant
 */
struct sonde_error *module_target_init(const struct module_request *request, const char *cache_root,
				       struct target *ret);

/**
 * Fail with MISMATCH unless the module is one of the running kernel, of the very same build: as
 * the build id of what is loaded says, else that of the file that would be loaded; where neither
 * is known, the release that it was built for.
 */
struct sonde_error *module_check_running(struct target *target);

/**
 * Check that the kernel finds the data of the module that @p event fetches. It knows them by name
 * only, without the module, and looks in itself and in all modules.
 *
 * @param is_live ask the running kernel; else what is not known is noted
 * @return REFUSED if it finds something else, or nothing
 */
struct sonde_error *module_check_data(struct target *target, bool is_live,
				      const struct probe_event *event, struct notes *notes);

/** Find and open the file of a module of the running kernel. */
struct sonde_error *module_find_image(struct target *target);

#endif /* CLI_TARGET_MODULE_H */
