/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cache/pick.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/suggest.h"
#include "cache/store.h"
#include "cli/cache/globs.h"
#include "cli/cached/cached.h"
#include "cli/out.h"
#include "cli/target/module.h"
#include "cli/target/program_path.h"
#include "image/buildid.h"
#include "image/elf.h"

/* Fewer digits are rather a mistake. */
#define DIGITS_MIN 4

/* Names that an error lists. */
#define LISTED_MAX 10

void cache_pick_deinit(struct cache_pick *pick)
{
	vec_deinit(&pick->globs);
}

static void build_deinit(struct cache_picked_build *build)
{
	vec_for_each(&build->picked, entry)
		free(entry->definition);
	vec_deinit(&build->picked);
	cache_entries_deinit(&build->entries);
}

void cache_picked_deinit(struct cache_picked *picked)
{
	vec_for_each(&picked->builds, build)
		build_deinit(build);
	vec_deinit(&picked->builds);
	cache_summaries_deinit(&picked->summaries);
	free(picked->root);
	free(picked->build_id);
	*picked = (struct cache_picked){0};
}

struct sonde_error *cache_pick_take(struct cache_pick *pick, int id, const char *value, bool *taken)
{
	*taken = true;
	switch (id) {
	case OPTS_WORD:
		return vec_push(&pick->globs, value);
	case CACHE_PICK_BUILD_ID:
		pick->build_id = value;
		return NULL;
	case CACHE_PICK_VMLINUX:
		pick->vmlinux = value;
		return NULL;
	case CACHE_PICK_MODULE:
		pick->module = value;
		return NULL;
	case CACHE_PICK_PROGRAM:
		pick->program = value;
		return NULL;
	default:
		*taken = false;
		return NULL;
	}
}

bool cache_pick_has_build(const struct cache_pick *pick)
{
	return pick->build_id || pick->vmlinux || pick->module || pick->program;
}

struct sonde_error *cache_pick_check(const struct cache_pick *pick)
{
	size_t digits = pick->build_id ? strspn(pick->build_id, "0123456789abcdefABCDEF") : 0;

	if (!!pick->build_id + !!pick->vmlinux + !!pick->module + !!pick->program > 1)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: only one of --build-id, -k, -m and -x can be given");
	if (pick->build_id &&
	    (pick->build_id[digits] || digits < DIGITS_MIN || digits > 2 * CACHE_BUILD_ID_MAX))
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --build-id takes a build id or its first digits, at "
				       "least %d, not '%s'",
				       DIGITS_MIN, pick->build_id);
	vec_for_each(&pick->globs, glob) {
		if (!**glob)
			return sonde_error_new(SONDE_ERROR_USAGE, "Error: an empty word matches "
								  "nothing");
	}
	return NULL;
}

void cache_picked_print_build(const struct cache_summary *summary, struct str *out)
{
	str_appendf(out, "%s (%s)", summary->target ? summary->target : summary->path,
		    summary->build_id);
}

void cache_picked_print_facts(const struct cache_summary *summary, struct str *out)
{
	const struct cache_info *info = &summary->info;

	cache_picked_print_build(summary, out);
	str_append(out, ": ");
	if (info->release && *info->release)
		str_appendf(out, "%s, ", info->release);
	if (info->arch && *info->arch)
		str_appendf(out, "%s, ", info->arch);
	str_appendf(out, "by %s%s, %zu %s", info->version ? "sonde " : "perf",
		    info->version ? info->version : "", summary->entries,
		    summary->entries == 1 ? "definition" : "definitions");
}

/* As a hint, the builds whose id begins with these digits. */
static struct sonde_error *list_builds(struct sonde_error *error,
				       const struct cache_summaries *summaries, const char *digits)
{
	_cleanup_str_ struct str list = STR_INIT;
	size_t count = 0;

	vec_for_each(summaries, summary) {
		if (strncmp(summary->build_id, digits, strlen(digits)) != 0 || ++count > LISTED_MAX)
			continue;
		str_append(&list, "\n  ");
		cache_picked_print_build(summary, &list);
		if (summary->info.release && *summary->info.release)
			str_appendf(&list, " %s", summary->info.release);
	}
	if (!count)
		return sonde_error_hint(error, "Nothing is cached there.");
	if (count > LISTED_MAX)
		str_appendf(&list, "\n  and %zu more", count - LISTED_MAX);
	return sonde_error_hint(error, "These are cached:%s", str_text(&list));
}

/* The one build whose id begins with the digits. */
static struct sonde_error *find_digits(struct cache_picked *picked, const char *digits)
{
	_cleanup_free_ char *lower = NULL;
	const struct cache_summary *found = NULL;
	bool several = false;

	TRY(sonde_strdup(digits, &lower));
	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	vec_for_each(&picked->summaries, summary) {
		if (strncmp(summary->build_id, lower, strlen(lower)) != 0)
			continue;
		several |= found && strcmp(found->build_id, summary->build_id) != 0;
		found = summary;
	}
	if (several)
		return list_builds(sonde_error_new(SONDE_ERROR_MISMATCH,
						   "More than one build id in %s begins with '%s'.",
						   picked->root, digits),
				   &picked->summaries, lower);
	if (!found)
		return list_builds(sonde_error_new(SONDE_ERROR_NOT_FOUND,
						   "No build id in %s begins with '%s'.",
						   picked->root, digits),
				   &picked->summaries, "");
	return sonde_strdup(found->build_id, &picked->build_id);
}

static struct sonde_error *take_id(const struct build_id *id, const char *name,
				   struct cache_picked *picked)
{
	_cleanup_str_ struct str text = STR_INIT;

	if (id->size == 0)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "The build id of %s is not known: nothing can be cached "
				       "for it.",
				       name);
	build_id_print(id, &text);
	return str_take(&text, &picked->build_id);
}

static struct sonde_error *find_file(const char *path, enum image_kind kind,
				     struct cache_picked *picked)
{
	_cleanup_image_ struct image *image = NULL;

	TRY(image_create(path, kind, &image));
	return take_id(&image->build_id, path, picked);
}

static struct sonde_error *find_module(const char *name, struct cache_picked *picked)
{
	const struct module_request request = {.module = name};
	_cleanup_(target_deinit) struct target target = {0};

	if (module_is_file(&request))
		return find_file(name, IMAGE_MODULE, picked);
	TRY(module_target_init(&request, picked->root, &target));
	return take_id(&target.id, name, picked);
}

static struct sonde_error *find_program(const char *name, struct cache_picked *picked)
{
	const struct program_request request = {.name = name};
	_cleanup_program_path_ struct program_path path = {0};

	TRY(program_path_find(&request, &path));
	return find_file(path.path, IMAGE_USER, picked);
}

static struct sonde_error *find_build(const struct cache_pick *pick, struct cache_picked *picked)
{
	if (pick->build_id)
		return find_digits(picked, pick->build_id);
	if (pick->vmlinux)
		return find_file(pick->vmlinux, IMAGE_KERNEL, picked);
	if (pick->module)
		return find_module(pick->module, picked);
	if (pick->program)
		return find_program(pick->program, picked);
	return NULL;
}

static struct sonde_error *pick_entry(struct cache_globs *globs, const struct cache_entry *entry,
				      struct cache_picked_build *build)
{
	_cleanup_free_ char *definition = NULL;

	TRY(sonde_strdup(entry->definition, &definition));
	TRY(cached_make_readable(&definition));
	if (!cache_globs_match(globs, definition, entry))
		return NULL;
	TRY(vec_push(&build->picked, (struct cache_picked_entry){entry, definition}));
	take_ptr(definition);
	return NULL;
}

static struct sonde_error *pick_entries(struct cache_globs *globs,
					const struct cache_summary *summary,
					enum cache_pick_mode mode, struct cache_picked *picked)
{
	_cleanup_(build_deinit) struct cache_picked_build build = {.summary = summary};
	_cleanup_error_ struct sonde_error *error = NULL;

	error = mode == CACHE_PICK_DEFINITIONS
			? cache_load_bare(picked->root, summary->build_id, &build.entries)
			: cache_load(picked->root, summary->build_id, &build.entries);
	/* A file without definitions has nothing to pick, and so has one that is gone since. */
	if (error && error->kind == SONDE_ERROR_NOT_FOUND)
		return NULL;
	TRY(take_ptr(error));
	vec_for_each(&build.entries, entry)
		TRY(pick_entry(globs, entry, &build));
	if (!build.picked.size)
		return NULL;
	TRY(vec_push(&picked->builds, build));
	picked->count += build.picked.size;
	build = (struct cache_picked_build){0};
	return NULL;
}

static bool is_meant(const struct cache_picked *picked, const struct cache_summary *summary)
{
	return !picked->build_id || strcmp(summary->build_id, picked->build_id) == 0;
}

/* What the nearest definition is, and some that are there. */
static struct sonde_error *list_definitions(struct sonde_error *error,
					    const struct cache_picked *all, const char *wanted)
{
	_cleanup_(suggest_deinit) struct suggest suggest;
	_cleanup_str_ struct str list = STR_INIT;
	size_t count = 0;

	suggest_init(&suggest, wanted);
	vec_for_each(&all->builds, build) {
		vec_for_each(&build->picked, entry) {
			suggest_offer(&suggest, entry->definition);
			if (++count <= LISTED_MAX)
				str_appendf(&list, "\n  %s", entry->definition);
		}
	}
	if (count > LISTED_MAX)
		str_appendf(&list, "\n  and %zu more ('sonde cache list' has all)",
			    count - LISTED_MAX);
	error = sonde_error_hint(error, "These are cached:%s", str_text(&list));
	return suggest_hint(&suggest, error);
}

struct sonde_error *cache_picked_nothing(const struct cache_picked *picked)
{
	struct sonde_error *error;

	if (!picked->build_id || !picked->summaries.size)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "Nothing is cached in %s.",
				       picked->root);
	error = sonde_error_new(SONDE_ERROR_NOT_FOUND, "Nothing is cached for build id %s in %s.",
				picked->build_id, picked->root);
	return list_builds(error, &picked->summaries, "");
}

/* Nothing matches a word: what would? */
static struct sonde_error *not_matched(const struct cache_picked *picked, const char *glob)
{
	_cleanup_cache_picked_ struct cache_picked all = {0};
	_cleanup_cache_globs_ struct cache_globs none = VEC_INIT;
	struct sonde_error *error;

	TRY(sonde_strdup(picked->root, &all.root));
	vec_for_each(&picked->summaries, summary) {
		if (is_meant(picked, summary) && !summary->problem)
			TRY(pick_entries(&none, summary, CACHE_PICK_DEFINITIONS, &all));
	}
	if (!all.count)
		return cache_picked_nothing(picked);
	error = picked->build_id
			? sonde_error_new(SONDE_ERROR_NOT_FOUND,
					  "Nothing that is cached for build id %s in %s matches "
					  "'%s'.",
					  picked->build_id, picked->root, glob)
			: sonde_error_new(SONDE_ERROR_NOT_FOUND,
					  "Nothing that is cached in %s matches '%s'.",
					  picked->root, glob);
	return list_definitions(error, &all, glob);
}

static struct sonde_error *check_matched(const struct cache_globs *globs,
					 const struct cache_picked *picked)
{
	vec_for_each(globs, glob) {
		if (!glob->has_matched)
			return not_matched(picked, glob->text);
	}
	return picked->count ? NULL : cache_picked_nothing(picked);
}

static struct sonde_error *unusable(const struct cache_summary *summary)
{
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s cannot be used: %s", summary->path,
			       summary->problem);
}

/* A build with entries, and nothing of them. */
static struct sonde_error *pick_build(const struct cache_summary *summary,
				      struct cache_picked *picked)
{
	if (!summary->entries)
		return NULL;
	picked->count += summary->entries;
	return vec_push(&picked->builds, (struct cache_picked_build){.summary = summary});
}

static struct sonde_error *find(const struct cache_pick *pick, enum cache_pick_mode mode,
				struct cache_picked *picked)
{
	_cleanup_cache_globs_ struct cache_globs globs = VEC_INIT;

	TRY(cache_scan(picked->root, &picked->summaries));
	TRY(find_build(pick, picked));
	if (mode == CACHE_PICK_BUILD)
		return NULL;
	vec_for_each(&pick->globs, glob)
		TRY(cache_globs_add(&globs, *glob));
	vec_for_each(&picked->summaries, summary) {
		if (!is_meant(picked, summary))
			continue;
		if (!summary->problem && mode == CACHE_PICK_BUILDS && !pick->globs.size)
			TRY(pick_build(summary, picked));
		else if (!summary->problem)
			TRY(pick_entries(&globs, summary, mode, picked));
		else if (picked->build_id)
			return unusable(summary);
	}
	return mode == CACHE_PICK_SOME ? check_matched(&globs, picked) : NULL;
}

struct sonde_error *cache_pick_find(const struct context *context, const struct cache_pick *pick,
				    enum cache_pick_mode mode, struct cache_picked *ret)
{
	_cleanup_cache_picked_ struct cache_picked picked = {0};
	struct sonde_error *error;

	TRY(command_cache_root(context, &picked.root));
	error = find(pick, mode, &picked);
	/* What was looked for may be in there. */
	if (error && error->kind == SONDE_ERROR_NOT_FOUND && mode == CACHE_PICK_SOME)
		cache_picked_note_problems(context, &picked);
	TRY(error);
	*ret = picked;
	picked = (struct cache_picked){0};
	return NULL;
}

void cache_summary_note_problem(const struct context *context, const struct cache_summary *summary)
{
	_cleanup_str_ struct str text = STR_INIT;

	str_appendf(&text, "Left out: %s: %s\n", summary->path, summary->problem);
	out_clean_text(context, context->err, &text);
}

void cache_picked_note_problems(const struct context *context, const struct cache_picked *picked)
{
	vec_for_each(&picked->summaries, summary) {
		if (summary->problem)
			cache_summary_note_problem(context, summary);
	}
}
