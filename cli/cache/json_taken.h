/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Answers about bundles, as JSON.
 */
#ifndef CLI_CACHE_JSON_TAKEN_H
#define CLI_CACHE_JSON_TAKEN_H

#include "base/err.h"
#include "cli/cache/bundle_take.h"
#include "cli/json.h"

/**
 * Add `{"target", "build_id", "release", "architecture", "sonde", "running", "definitions"}` for a
 * build of a bundle; a definition is `{"definition", "state", "lines"}`.
 *
 * @param running build id of the kernel that runs here; "": `running` is left out
 */
struct sonde_error *json_add_taken(struct json_object *list, const struct taken_build *build,
				   const char *running);

#endif /* CLI_CACHE_JSON_TAKEN_H */
