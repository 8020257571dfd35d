/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/program.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/str.h"
#include "cache/key.h"
#include "cli/index.h"

/* The kernel cuts a line at blanks (argv_split() of its lib/argv_split.c). */
static struct sonde_error *check_path(const char *path)
{
	for (const char *at = path; *at; at++) {
		if (isspace((unsigned char)*at) || iscntrl((unsigned char)*at))
			return sonde_error_hint(
				sonde_error_new(SONDE_ERROR_REFUSED,
						"The kernel takes no path with blanks: %s", path),
				"Move the program, or link to its folder's contents from another.");
	}
	return NULL;
}

static struct sonde_error *init(const char *given, const char *cache_root, struct target *target)
{
	_cleanup_error_ struct sonde_error *no_cache = NULL;
	_cleanup_free_ char *path = realpath(given, NULL);
	_cleanup_str_ struct str id = STR_INIT;

	/* Where it is not there, this says why. */
	TRY(image_create(path ? path : given, IMAGE_USER, &target->image));
	TRY(check_path(target->image->path));
	target->id = target->image->build_id;
	target->arch = image_arch_name(target->image->machine);
	build_id_print(&target->id, &id);
	TRY(str_take(&id, &target->build_id));
	TRY(sonde_strdup("", &target->release));
	TRY(sonde_strdup("", &target->running_id));
	TRY(sonde_strdup(target->image->path, &target->path));
	if (cache_root)
		TRY(sonde_strdup(cache_root, &target->cache_root));
	else
		no_cache = cache_default_root(&target->cache_root);
	return index_load(target->image, target->cache_root, target->build_id);
}

struct sonde_error *program_target_init(const char *path, const char *cache_root,
					struct target *ret)
{
	_cleanup_(target_deinit) struct target target = {0};

	TRY(init(path, cache_root, &target));
	*ret = target;
	target = (struct target){0};
	return NULL;
}
