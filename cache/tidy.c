/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/tidy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "cache/details.h"
#include "cache/dir.h"
#include "cache/find.h"
#include "cache/index_file.h"
#include "cache/info.h"
#include "cache/lines.h"
#include "cache/lock.h"
#include "cache/store.h"

/* More directories are below each other in no path that has a build. */
#define DEPTH_MAX 64

/* A round through the cache. */
struct tidying {
	const struct cache_dir *root;
	const struct cache_tidy_request *request;
	struct cache_tidied *found;
	/** Directories that go, below the root. */
	struct map gone;
	/** Somebody keeps files beside what a cache has: directories that are empty may be his. */
	bool is_shared;
};

static void tidying_deinit(struct tidying *tidying)
{
	map_deinit(&tidying->gone);
}

void cache_tidied_deinit(struct cache_tidied *items)
{
	vec_for_each(items, item)
		free(item->path);
	vec_deinit(items);
}

/* What is not to be trusted, or is no directory, is somebody else's matter. */
static struct sonde_error *skip_strange(struct sonde_error *error)
{
	return sonde_error_ignore(
		sonde_error_ignore(sonde_error_ignore(error, SONDE_ERROR_NOT_FOUND),
				   SONDE_ERROR_FORMAT),
		SONDE_ERROR_PERMISSION);
}

static bool is_hex(const char *text, size_t size)
{
	return size && strspn(text, "0123456789abcdef") >= size;
}

/* Whether a directory of this name can be that of a build. */
static bool is_build_id(const char *name)
{
	const size_t size = strlen(name);

	return size >= 2 * CACHE_BUILD_ID_MIN && size <= 2 * CACHE_BUILD_ID_MAX && size % 2 == 0 &&
	       is_hex(name, size);
}

static struct sonde_error *note(struct tidying *tidying, enum cache_tidy_kind kind,
				struct str *path)
{
	_cleanup_free_ char *owned = NULL;

	TRY(str_take(path, &owned));
	TRY(vec_push(tidying->found, (struct cache_tidy_item){kind, owned}));
	owned = NULL;
	return NULL;
}

/* What becomes empty goes with what was in it, and is not told. */
static struct sonde_error *note_empty(struct tidying *tidying, const struct cache_dir *dir)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_append(&path, dir->path);
	return note(tidying, CACHE_TIDY_DIRECTORY, &path);
}

static struct sonde_error *drop(struct tidying *tidying, const struct cache_dir *dir,
				const char *name, enum cache_tidy_kind kind)
{
	_cleanup_str_ struct str path = STR_INIT;

	cache_dir_path(dir, name, &path);
	TRY(note(tidying, kind, &path));
	if (tidying->request->dry_run || unlinkat(dir->fd, name, 0) == 0 || errno == ENOENT)
		return NULL;
	return sonde_error_os(errno, "Cannot remove %s", vec_last(tidying->found)->path);
}

/* What a killed writer of a file with hexadecimal digits as its name has left. */
static bool is_beside_digits(const char *name)
{
	const char *dot = strrchr(name, '.');
	_cleanup_free_ char *base = dot ? strndup(name, (size_t)(dot - name)) : NULL;

	return base && is_hex(base, strlen(base)) && file_is_beside(name, base);
}

/*
 * Only what perf makes, a link from a build id to its directory, and only where each directory on
 * the way can be looked at: one that is a link itself may lead to a disk that is not there now.
 */
static struct sonde_error *leads_nowhere(const struct tidying *tidying, const char *head,
					 const char *tail, bool *ret)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_str_ struct str build_id = STR_INIT, relative = STR_INIT;
	struct sonde_error *error;

	*ret = false;
	str_appendf(&build_id, "%s%s", head, tail);
	TRY(str_check(&build_id));
	TRY(skip_strange(cache_find_link(tidying->root, str_text(&build_id), &key)));
	if (!key.target)
		return NULL;
	cache_key_relative(&key, &relative);
	TRY(str_check(&relative));
	*ret = map_has(&tidying->gone, str_text(&relative));
	if (*ret)
		return NULL;
	error = cache_find_directory(tidying->root, &key, NULL, &dir);
	*ret = error && error->kind == SONDE_ERROR_NOT_FOUND;
	return skip_strange(error);
}

static struct sonde_error *tidy_links(struct tidying *tidying, const struct cache_dir *heads,
				      const char *head)
{
	_cleanup_cache_dir_ struct cache_dir links = CACHE_DIR_INIT;
	_cleanup_cache_names_ struct cache_names tails = VEC_INIT;

	TRY(skip_strange(cache_dir_walk(heads, head, NULL, &links)));
	if (links.fd < 0)
		return NULL;
	TRY(cache_dir_list(&links, &tails));
	if (!tails.size)
		TRY(note_empty(tidying, &links));
	vec_for_each(&tails, tail) {
		bool is_useless = false;

		if (is_beside_digits(*tail))
			TRY(drop(tidying, &links, *tail, CACHE_TIDY_LEFTOVER));
		else if (is_hex(*tail, strlen(*tail)))
			TRY(leads_nowhere(tidying, head, *tail, &is_useless));
		if (is_useless)
			TRY(drop(tidying, &links, *tail, CACHE_TIDY_LINK));
	}
	/* If it is empty now. */
	if (!tidying->request->dry_run)
		unlinkat(heads->fd, head, AT_REMOVEDIR);
	return NULL;
}

static struct sonde_error *tidy_all_links(struct tidying *tidying)
{
	_cleanup_cache_dir_ struct cache_dir heads = CACHE_DIR_INIT;
	_cleanup_cache_names_ struct cache_names names = VEC_INIT;

	TRY(skip_strange(cache_dir_walk(tidying->root, CACHE_LINKS, NULL, &heads)));
	if (heads.fd < 0)
		return NULL;
	TRY(cache_dir_list(&heads, &names));
	if (!names.size)
		TRY(note_empty(tidying, &heads));
	vec_for_each(&names, name) {
		if (strlen(*name) == 2 && is_hex(*name, 2))
			TRY(tidy_links(tidying, &heads, *name));
	}
	if (!tidying->request->dry_run)
		unlinkat(tidying->root->fd, CACHE_LINKS, AT_REMOVEDIR);
	return NULL;
}

static bool has_name(const struct cache_names *names, const char *name)
{
	vec_for_each(names, at) {
		if (strcmp(*at, name) == 0)
			return true;
	}
	return false;
}

static bool has_mode(const struct cache_dir *dir, const char *name, mode_t type)
{
	struct stat status;

	return fstatat(dir->fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (status.st_mode & S_IFMT) == type;
}

/* Whether sonde can have written the `details`: not by its name alone, which others use as well. */
static struct sonde_error *are_details(const struct cache_dir *dir, bool *ret)
{
	_cleanup_cache_lines_ struct cache_lines lines = CACHE_LINES_INIT;
	const char *const starts[] = {"#", CACHE_DETAILS_SUM};

	*ret = false;
	TRY(skip_strange(cache_lines_open(dir, CACHE_DETAILS_NAME, CACHE_PROBES_LIMIT, &lines)));
	if (lines.fd < 0)
		return NULL;
	*ret = true;
	for (size_t i = 0; i < 2 && *ret; i++) {
		const char *line = NULL;
		size_t size = 0;

		TRY(skip_strange(cache_lines_next(&lines, &line, &size)));
		*ret = line && size >= strlen(starts[i]) &&
		       memcmp(line, starts[i], strlen(starts[i])) == 0;
	}
	return NULL;
}

/* The files of a build that has no `probes`: they are of sonde, and for nothing. */
struct remains {
	bool info, details;
};

static struct sonde_error *find_remains(const struct cache_dir *dir,
					const struct cache_names *names, struct remains *ret)
{
	_cleanup_cache_info_ struct cache_info info = {0};
	_cleanup_error_ struct sonde_error *error = NULL;

	*ret = (struct remains){0};
	if (has_name(names, CACHE_PROBES_NAME))
		return NULL;
	error = cache_find_info(dir, &info);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	/* What a newer sonde has there instead of `probes` is its own matter. */
	if (error && error->kind == SONDE_ERROR_UNSUPPORTED)
		return NULL;
	ret->info = !error && has_mode(dir, CACHE_INFO_NAME, S_IFREG);
	return are_details(dir, &ret->details);
}

static bool is_among(const struct remains *remains, const char *name)
{
	return (remains->info && strcmp(name, CACHE_INFO_NAME) == 0) ||
	       (remains->details && strcmp(name, CACHE_DETAILS_NAME) == 0);
}

static bool is_leftover(const char *name)
{
	for (size_t i = 0; i < CACHE_FIND_NAMES; i++) {
		if (file_is_beside(name, cache_find_names[i]))
			return true;
	}
	return false;
}

/* Files in the directory of a build; @left is how many names it has, and then how many stay. */
static struct sonde_error *tidy_build(struct tidying *tidying, const struct cache_dir *dir,
				      const struct cache_names *names, size_t *left)
{
	struct remains remains;

	TRY(find_remains(dir, names, &remains));
	vec_for_each(names, name) {
		const bool remains_here = is_among(&remains, *name);

		if (!remains_here && !is_leftover(*name))
			continue;
		TRY(drop(tidying, dir, *name,
			 remains_here ? CACHE_TIDY_REMAINS : CACHE_TIDY_LEFTOVER));
		--*left;
	}
	return NULL;
}

static struct sonde_error *drop_directory(struct tidying *tidying, const struct cache_dir *dir,
					  const char *name, size_t *left)
{
	_cleanup_str_ struct str path = STR_INIT;

	/* perf, who knows of no lock, may have put something there. */
	if (!tidying->request->dry_run && unlinkat(dir->fd, name, AT_REMOVEDIR) < 0)
		return NULL;
	--*left;
	cache_dir_path(dir, name, &path);
	TRY(str_check(&path));
	return map_put(&tidying->gone, str_text(&path) + strlen(tidying->root->path) + 1, NULL);
}

/* Whether somebody else keeps files here: a cache and what leads to its builds have directories,
 * and a lock. */
static bool is_of_others(const struct cache_dir *dir, const struct cache_names *names)
{
	vec_for_each(names, name) {
		if (strcmp(*name, CACHE_LOCK_NAME) != 0 && !has_mode(dir, *name, S_IFDIR))
			return true;
	}
	return false;
}

/*
 * All builds, those too that have no link yet. Directories of builds have a build id as their name;
 * others lead to them, to a bounded depth.
 *
 * @param is_empty whether nothing is left
 */
static struct sonde_error *tidy_tree(struct tidying *tidying, const struct cache_dir *dir,
				     int depth, bool *is_empty)
{
	_cleanup_cache_names_ struct cache_names names = VEC_INIT;
	const char *slash = strrchr(dir->path, '/');
	const bool is_build = depth && slash && is_build_id(slash + 1);
	size_t left;

	*is_empty = false;
	TRY(cache_dir_list(dir, &names));
	if (depth && !is_build && is_of_others(dir, &names))
		return NULL;
	if (!depth)
		tidying->is_shared = is_of_others(dir, &names);
	left = names.size;
	if (depth && !left && !tidying->is_shared)
		TRY(note_empty(tidying, dir));
	if (is_build)
		TRY(tidy_build(tidying, dir, &names, &left));
	vec_for_each(&names, name) {
		_cleanup_cache_dir_ struct cache_dir below = CACHE_DIR_INIT;
		bool goes = false;

		/* They have their own rounds. */
		if (depth == DEPTH_MAX || strcmp(*name, CACHE_LINKS) == 0 ||
		    strcmp(*name, CACHE_INDEXES) == 0)
			continue;
		TRY(skip_strange(cache_dir_walk(dir, *name, NULL, &below)));
		if (below.fd < 0)
			continue;
		TRY(skip_strange(tidy_tree(tidying, &below, depth + 1, &goes)));
		if (goes)
			TRY(drop_directory(tidying, dir, *name, &left));
	}
	*is_empty = !left && (names.size || !tidying->is_shared);
	return NULL;
}

static struct sonde_error *tidy_indexes(struct tidying *tidying)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_cache_names_ struct cache_names names = VEC_INIT;
	const struct cache_tidy_request *request = tidying->request;

	TRY(skip_strange(cache_dir_walk(tidying->root, CACHE_INDEXES, NULL, &dir)));
	if (dir.fd < 0)
		return NULL;
	TRY(cache_dir_list(&dir, &names));
	vec_for_each(&names, name) {
		if (is_beside_digits(*name))
			TRY(drop(tidying, &dir, *name, CACHE_TIDY_LEFTOVER));
		else if (is_hex(*name, strlen(*name)) &&
			 !request->wants_index(*name, request->data))
			TRY(drop(tidying, &dir, *name, CACHE_TIDY_INDEX));
	}
	return NULL;
}

/* A directory that was named by mistake, somebody's home perhaps, is not one to tidy. */
static bool is_cache(const struct cache_dir *root)
{
	return has_mode(root, CACHE_LINKS, S_IFDIR) || has_mode(root, CACHE_INDEXES, S_IFDIR) ||
	       has_mode(root, CACHE_TARGET_KERNEL, S_IFDIR);
}

static struct sonde_error *tidy_all(const struct cache_dir *root,
				    const struct cache_tidy_request *request,
				    struct cache_tidied *ret)
{
	_cleanup_(tidying_deinit) struct tidying tidying = {
		.root = root,
		.request = request,
		.found = ret,
		.gone = MAP_INIT,
	};
	bool is_empty;

	if (!is_cache(root))
		return NULL;
	TRY(tidy_tree(&tidying, root, 0, &is_empty));
	TRY(tidy_all_links(&tidying));
	return tidy_indexes(&tidying);
}

/* What was found without the lock is looked for once more under it. */
static struct sonde_error *tidy_dry(const char *root, const struct cache_dir *dir,
				    const struct cache_tidy_request *request,
				    struct cache_tidied *ret)
{
	_cleanup_cache_lock_ struct cache_lock lock = CACHE_LOCK_INIT;
	struct sonde_error *error;
	pid_t holder;

	TRY(tidy_all(dir, request, ret));
	if (!ret->size)
		return NULL;
	error = cache_dir_check_writer(dir);
	if (!error)
		error = cache_lock_take(root, NULL, &lock);
	/* On a disk that cannot be written to nobody writes. */
	TRY(sonde_error_ignore(sonde_error_ignore(error, SONDE_ERROR_PERMISSION), SONDE_ERROR_OS));
	cache_tidied_deinit(ret);
	if (lock.fd < 0 && cache_lock_is_held(root, &holder))
		return NULL;
	return tidy_all(dir, request, ret);
}

struct sonde_error *cache_tidy(const char *root, const struct cache_tidy_request *request,
			       struct cache_tidied *ret)
{
	_cleanup_cache_lock_ struct cache_lock lock = CACHE_LOCK_INIT;
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;

	TRY(sonde_error_ignore(cache_dir_open_root(root, &dir), SONDE_ERROR_NOT_FOUND));
	if (dir.fd < 0)
		return NULL;
	if (request->dry_run)
		return tidy_dry(root, &dir, request, ret);
	TRY(cache_dir_check_writer(&dir));
	TRY(cache_lock_take(root, NULL, &lock));
	return tidy_all(&dir, request, ret);
}

static bool is_own(const char *name)
{
	for (size_t i = 0; i < CACHE_FIND_NAMES; i++) {
		if (strcmp(name, cache_find_names[i]) == 0 ||
		    file_is_beside(name, cache_find_names[i]))
			return true;
	}
	return false;
}

struct sonde_error *cache_tidy_others(const struct cache_key *key, struct str *out)
{
	_cleanup_cache_dir_ struct cache_dir root = CACHE_DIR_INIT, dir = CACHE_DIR_INIT;
	_cleanup_cache_names_ struct cache_names names = VEC_INIT;

	TRY(sonde_error_ignore(cache_dir_open_root(key->root, &root), SONDE_ERROR_NOT_FOUND));
	if (root.fd < 0)
		return NULL;
	TRY(skip_strange(cache_find_directory(&root, key, NULL, &dir)));
	if (dir.fd < 0)
		return NULL;
	TRY(cache_dir_list(&dir, &names));
	vec_for_each(&names, name) {
		if (!is_own(*name))
			str_appendf(out, " %s", *name);
	}
	return str_check(out);
}
