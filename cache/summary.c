/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/summary.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cache/dir.h"
#include "cache/find.h"
#include "cache/store.h"

static void summary_deinit(struct cache_summary *summary)
{
	free(summary->target);
	free(summary->build_id);
	free(summary->path);
	free(summary->problem);
	cache_info_deinit(&summary->info);
	*summary = (struct cache_summary){0};
}

void cache_summaries_deinit(struct cache_summaries *summaries)
{
	vec_for_each(summaries, summary)
		summary_deinit(summary);
	vec_deinit(summaries);
}

static bool is_hex(const char *text)
{
	return *text && text[strspn(text, "0123456789abcdef")] == '\0';
}

/* The names that are lower-case digits; no others are perf's or ours. */
static struct sonde_error *list_hex(const struct cache_dir *dir, struct cache_names *ret)
{
	size_t kept = 0;

	TRY(cache_dir_list(dir, ret));
	for (size_t i = 0; i < ret->size; i++) {
		if (is_hex(ret->data[i]))
			ret->data[kept++] = ret->data[i];
		else
			free(ret->data[i]);
	}
	ret->size = kept;
	return NULL;
}

static struct sonde_error *set_problem(struct cache_summary *summary, struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *owned = error;

	return sonde_strdup(owned->message, &summary->problem);
}

/* None of them is kept. */
static bool count_entry(const char *text, void *count)
{
	(void)text;
	++*(size_t *)count;
	return false;
}

static struct sonde_error *read_directory(const struct cache_dir *root, const struct cache_key *key,
					  struct cache_summary *summary)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_cache_entries_ struct cache_entries none = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = NULL, *info_error = NULL;
	const struct cache_wanted wanted = {.definition = count_entry, .data = &summary->entries};

	TRY(cache_find_directory(root, key, NULL, &dir));
	error = cache_find_entries(&dir, &wanted, &none);
	if (error && (error->kind == SONDE_ERROR_NOT_FOUND || error->kind == SONDE_ERROR_NO_MEMORY))
		return take_ptr(error);
	info_error = cache_find_info(&dir, &summary->info);
	/* What a newer sonde has made of the entries is not junk. */
	if (info_error && (info_error->kind == SONDE_ERROR_UNSUPPORTED ||
			   info_error->kind == SONDE_ERROR_NO_MEMORY))
		return take_ptr(info_error);
	return error ? take_ptr(error) : take_ptr(info_error);
}

/* Look into a key's directory and add it; nothing is added where there are no probes. */
static struct sonde_error *add_key(const struct cache_dir *root, const struct cache_key *key,
				   struct cache_summaries *summaries)
{
	_cleanup_(summary_deinit) struct cache_summary summary = {0};
	_cleanup_str_ struct str path = STR_INIT;
	struct sonde_error *error = read_directory(root, key, &summary);

	if (error && error->kind == SONDE_ERROR_NOT_FOUND) {
		sonde_error_destroy(error);
		return NULL;
	}
	/* It says nothing about the entries. */
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	if (error) {
		summary.entries = 0;
		summary.is_newer = error->kind == SONDE_ERROR_UNSUPPORTED;
		TRY(set_problem(&summary, error));
	}
	cache_key_directory(key, &path);
	str_append(&path, "/" CACHE_PROBES_NAME);
	TRY(str_take(&path, &summary.path));
	TRY(sonde_strdup(key->target, &summary.target));
	TRY(sonde_strdup(key->build_id, &summary.build_id));
	TRY(vec_push(summaries, summary));
	summary = (struct cache_summary){0};
	return NULL;
}

static struct sonde_error *add_bad_link(const struct cache_dir *links, const char *name,
					const char *build_id, struct sonde_error *error,
					struct cache_summaries *summaries)
{
	_cleanup_(summary_deinit) struct cache_summary summary = {0};
	_cleanup_str_ struct str path = STR_INIT;

	TRY(set_problem(&summary, error));
	cache_dir_path(links, name, &path);
	TRY(str_take(&path, &summary.path));
	TRY(sonde_strdup(build_id, &summary.build_id));
	TRY(vec_push(summaries, summary));
	summary = (struct cache_summary){0};
	return NULL;
}

static struct sonde_error *add_link(const struct cache_dir *root, const struct cache_dir *links,
				    const char *head, const char *tail,
				    struct cache_summaries *summaries)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	_cleanup_str_ struct str build_id = STR_INIT;
	struct sonde_error *error;

	str_appendf(&build_id, "%s%s", head, tail);
	TRY(str_check(&build_id));
	error = cache_find_link(root, build_id.data, &key);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	if (error)
		return add_bad_link(links, tail, build_id.data, error, summaries);
	/* The kernels have their own round. */
	if (!strcmp(key.target, CACHE_TARGET_KERNEL))
		return NULL;
	return add_key(root, &key, summaries);
}

static struct sonde_error *add_links(const struct cache_dir *root, const struct cache_dir *heads,
				     const char *head, struct cache_summaries *summaries)
{
	_cleanup_cache_dir_ struct cache_dir links = CACHE_DIR_INIT;
	_cleanup_cache_names_ struct cache_names tails = VEC_INIT;
	struct sonde_error *error = cache_dir_walk(heads, head, NULL, &links);

	if (!error)
		error = list_hex(&links, &tails);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	if (error)
		return add_bad_link(heads, head, head, error, summaries);
	vec_for_each(&tails, tail)
		TRY(add_link(root, &links, head, *tail, summaries));
	return NULL;
}

static struct sonde_error *add_all_links(const struct cache_dir *root,
					 struct cache_summaries *summaries)
{
	_cleanup_cache_dir_ struct cache_dir heads = CACHE_DIR_INIT;
	_cleanup_cache_names_ struct cache_names names = VEC_INIT;

	TRY(cache_dir_walk(root, CACHE_LINKS, NULL, &heads));
	TRY(list_hex(&heads, &names));
	vec_for_each(&names, name) {
		if (strlen(*name) == 2)
			TRY(add_links(root, &heads, *name, summaries));
	}
	return NULL;
}

static struct sonde_error *add_kernel(const struct cache_dir *root, const char *build_id,
				      struct cache_summaries *summaries)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	struct sonde_error *error;

	error = cache_key_init(root->path, CACHE_TARGET_KERNEL, build_id, &key);
	/* A name that is digits, but no build id: not a cache entry. */
	if (error && error->kind == SONDE_ERROR_USAGE) {
		sonde_error_destroy(error);
		return NULL;
	}
	TRY(error);
	return add_key(root, &key, summaries);
}

static struct sonde_error *add_all_kernels(const struct cache_dir *root,
					   struct cache_summaries *summaries)
{
	_cleanup_cache_dir_ struct cache_dir kernels = CACHE_DIR_INIT;
	_cleanup_cache_names_ struct cache_names names = VEC_INIT;

	TRY(cache_dir_walk(root, CACHE_TARGET_KERNEL, NULL, &kernels));
	TRY(list_hex(&kernels, &names));
	vec_for_each(&names, name)
		TRY(add_kernel(root, *name, summaries));
	return NULL;
}

static int compare(const void *a, const void *b)
{
	const struct cache_summary *left = a, *right = b;
	int order;

	order = strcmp(left->target ? left->target : "", right->target ? right->target : "");
	return order ? order : strcmp(left->build_id, right->build_id);
}

static struct sonde_error *unless_missing(struct sonde_error *error)
{
	if (!error || error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

struct sonde_error *cache_scan(const char *root, struct cache_summaries *ret)
{
	_cleanup_cache_summaries_ struct cache_summaries summaries = VEC_INIT;
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;

	TRY(unless_missing(cache_dir_open_root(root, &dir)));
	if (dir.fd >= 0) {
		TRY(unless_missing(add_all_kernels(&dir, &summaries)));
		TRY(unless_missing(add_all_links(&dir, &summaries)));
	}
	if (summaries.size)
		qsort(summaries.data, summaries.size, sizeof(*summaries.data), compare);
	*ret = summaries;
	summaries = (struct cache_summaries)VEC_INIT;
	return NULL;
}
