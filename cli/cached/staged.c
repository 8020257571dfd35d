/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/staged.h"

#include <stdlib.h>

#include "cli/cached/entry.h"
#include "cli/cached/meaning.h"
#include "cli/cached/wait.h"

static void build_deinit(struct staged_build *build)
{
	cache_key_deinit(&build->key);
	free(build->release);
	free(build->image);
}

void staged_deinit(struct staged *staged)
{
	vec_for_each(&staged->builds, build)
		build_deinit(build);
	vec_for_each(&staged->entries, each)
		cache_entry_deinit(&each->entry);
	vec_deinit(&staged->builds);
	vec_deinit(&staged->entries);
}

struct sonde_error *staged_begin(struct staged *staged, const struct target *target)
{
	_cleanup_(build_deinit) struct staged_build build = {.meta = entry_meta(target, NULL)};

	TRY(entry_key(target, &build.key));
	if (build.meta.release)
		TRY(sonde_strdup(build.meta.release, &build.release));
	build.meta.release = build.release;
	TRY(vec_push(&staged->builds, build));
	build = (struct staged_build){0};
	return NULL;
}

struct sonde_error *staged_add(struct staged *staged, const struct target *target,
			       const struct plan *plan)
{
	_cleanup_cache_entry_ struct cache_entry entry = {0};
	struct staged_build *build = vec_last(&staged->builds);

	if (!build->image)
		TRY(entry_image(target, plan, &build->image));
	build->meta.image = build->image;

	TRY(entry_of_plan(plan, &entry));
	TRY(cache_entry_check(&entry));
	TRY(vec_push(&staged->entries, (struct staged_entry){staged->builds.size - 1, entry}));
	entry = (struct cache_entry){0};
	return NULL;
}

void staged_wait(const struct staged *staged, FILE *err)
{
	if (staged->entries.size)
		cache_wait(err, staged->builds.data[0].key.root);
}

struct sonde_error *staged_store(const struct staged *staged, struct cache_applied *ret)
{
	_cleanup_free_ struct cache_change *changes = NULL;

	*ret = (struct cache_applied){0};
	if (!staged->entries.size)
		return NULL;
	changes = calloc(staged->entries.size, sizeof(*changes));
	if (!changes)
		return &sonde_error_no_memory;
	for (size_t i = 0; i < staged->entries.size; i++) {
		const struct staged_entry *each = &staged->entries.data[i];
		const struct staged_build *build = &staged->builds.data[each->build];

		changes[i] = (struct cache_change){
			.key = &build->key,
			.meta = &build->meta,
			.entry = &each->entry,
			/* Who resolves a definition anew says nothing of its filter. */
			.keeps_filter = true,
		};
	}
	return cache_apply(staged->builds.data[0].key.root, changes, staged->entries.size,
			   &definition_meaning, ret);
}
