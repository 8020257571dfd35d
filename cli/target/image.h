/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The image that options mean, for who looks at it and nothing else: no index is made of it,
 * whether it runs here is not asked, and no server is asked for its debuginfo. Who probes needs a
 * `struct target` (cli/target/target.h).
 */
#ifndef CLI_TARGET_IMAGE_H
#define CLI_TARGET_IMAGE_H

#include "base/err.h"
#include "cli/target/options.h"
#include "image/elf.h"

struct target_image_request {
	/** Put before the paths below /sys; "" for this machine. */
	const char *root;
	/** All NULL for the running kernel. */
	const struct target_options *target;
	/** Root of the probe cache, or NULL. */
	const char *cache_root;
};

/**
 * Open the file that has the debuginfo of the program, module or kernel, else its own, with
 * image->without_servers.
 *
 * @param ret the caller destroys it
 * @return as program_path_find(), modules_find(), modules_find_in(), find_kernel() or
 *         image_create()
 */
struct sonde_error *target_image_open(const struct target_image_request *request,
				      struct image **ret);

#endif /* CLI_TARGET_IMAGE_H */
