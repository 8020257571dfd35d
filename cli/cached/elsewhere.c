/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/elsewhere.h"

#include <stdlib.h>
#include <string.h>

#include "cache/key.h"
#include "cache/store.h"
#include "cache/summary.h"
#include "cli/cached/meaning.h"
#include "image/module.h"
#include "probe/print.h"

/* Of how many definitions of a function is told that they are cached. */
#define ALIKE_MAX 8

static void build_deinit(struct elsewhere_build *build)
{
	cached_deinit(&build->cached);
	cache_entries_deinit(&build->entries);
	free(build->name);
}

void elsewhere_destroy(struct elsewhere *elsewhere)
{
	if (!elsewhere)
		return;
	vec_for_each(&elsewhere->builds, build)
		build_deinit(build);
	vec_deinit(&elsewhere->builds);
	cache_interest_deinit(&elsewhere->interest);
	free(elsewhere);
}

static void elsewhere_destroyp(struct elsewhere **elsewhere)
{
	elsewhere_destroy(*elsewhere);
}

struct sonde_error *elsewhere_create(const char *const *texts, size_t count, struct elsewhere **ret)
{
	_cleanup_(elsewhere_destroyp) struct elsewhere *elsewhere = calloc(1, sizeof(*elsewhere));

	if (!elsewhere)
		return &sonde_error_no_memory;
	elsewhere->interest.meaning = &definition_meaning;
	for (size_t i = 0; i < count; i++)
		TRY(cache_interest_add(&elsewhere->interest, texts[i]));
	*ret = take_ptr(elsewhere);
	return NULL;
}

static bool is_own(const struct target *target, const struct cache_summary *summary)
{
	return strcmp(summary->build_id, target->build_id) == 0;
}

/* Whether what is cached is the same thing, if perhaps of another build. */
static bool is_same_thing(const struct target *target, const struct cache_summary *summary)
{
	_cleanup_str_ struct str name = STR_INIT;

	/* Under another name, too. */
	if (is_own(target, summary))
		return true;
	if (target_is_program(target))
		return strcmp(basename(summary->target), basename(target->path)) == 0;
	if (!target->module)
		return strcmp(summary->target, CACHE_TARGET_KERNEL) == 0;
	module_print_name(summary->target, &name);
	return strcmp(str_text(&name), target->module) == 0;
}

static struct sonde_error *print_name(const struct cache_summary *summary, char **ret)
{
	_cleanup_str_ struct str name = STR_INIT;

	str_append(&name, summary->build_id);
	if (summary->info.release && *summary->info.release)
		str_appendf(&name, " (%s, %s)", summary->info.release,
			    summary->info.arch ? summary->info.arch : "?");
	return str_take(&name, ret);
}

static struct sonde_error *add_build(struct elsewhere *elsewhere, const struct target *target,
				     const struct cache_summary *summary)
{
	struct elsewhere_build *build;
	struct sonde_error *error;

	TRY(vec_push(&elsewhere->builds, (struct elsewhere_build){0}));
	build = vec_last(&elsewhere->builds);
	build->is_own = is_own(target, summary);
	TRY(print_name(summary, &build->name));
	error = cache_load_some(target->cache_root, summary->build_id, cache_interest_wants,
				&elsewhere->interest, &build->entries);
	if (error && error->kind != SONDE_ERROR_NO_MEMORY) {
		sonde_error_destroy(error);
		return NULL;
	}
	TRY(error);
	return cached_init(&build->entries, &build->cached);
}

struct sonde_error *elsewhere_read(struct elsewhere *elsewhere, const struct target *target)
{
	_cleanup_cache_summaries_ struct cache_summaries summaries = VEC_INIT;

	if (elsewhere->is_read)
		return NULL;
	elsewhere->is_read = true;
	TRY(cache_scan(target->cache_root, &summaries));
	vec_for_each(&summaries, summary) {
		if (!summary->problem && is_same_thing(target, summary))
			TRY(add_build(elsewhere, target, summary));
	}
	return NULL;
}

void elsewhere_print_builds(const struct elsewhere *elsewhere, const struct probe_def *def,
			    struct str *out)
{
	vec_for_each(&elsewhere->builds, build) {
		if (!build->is_own && cached_find(&build->cached, def))
			str_appendf(out, "\n  %s", build->name);
	}
}

/* One of them may be meant. */
static void print_alike(const struct cached *cached, const char *function, struct str *out)
{
	size_t count = 0;

	vec_for_each(&cached->items, item) {
		if (!item->def.point.function || strcmp(item->def.point.function, function) != 0)
			continue;
		if (count++ == 0)
			str_appendf(out, "Of %s, this is cached here:", function);
		if (count <= ALIKE_MAX) {
			str_append(out, "\n  ");
			probe_def_print(&item->def, out);
		}
	}
	if (count > ALIKE_MAX)
		str_appendf(out, "\n  and %zu more: sonde cache list '*%s*'", count - ALIKE_MAX,
			    function);
}

void elsewhere_print_alike(const struct elsewhere *elsewhere, const struct probe_def *def,
			   struct str *out)
{
	if (!def->point.function)
		return;
	vec_for_each(&elsewhere->builds, build) {
		if (build->is_own)
			print_alike(&build->cached, def->point.function, out);
	}
}
