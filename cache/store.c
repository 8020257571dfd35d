/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cache/dir.h"
#include "cache/find.h"
#include "cache/lock.h"
#include "cache/undo.h"
#include "cache/verdicts.h"

/* A writer at work. The members are released from the last to the first. */
struct writer {
	/* The cache directory and those above it that had to be made. */
	struct cache_undo root_undo;
	struct cache_dir root;
	struct cache_lock lock;
	/* What was done under the lock. */
	struct cache_undo undo;
	/* Where the probes are, which may be another target's directory than was asked for. */
	struct cache_key home_key;
	struct cache_dir home;
	/* There is no link that leads anywhere. */
	bool needs_link;
	struct cache_entries entries;
};

#define WRITER_INIT                                                                     \
	{                                                                               \
		.root = CACHE_DIR_INIT, .lock = CACHE_LOCK_INIT, .home = CACHE_DIR_INIT \
	}

/* Takes back what was not committed. */
static void writer_deinit(struct writer *writer)
{
	cache_entries_deinit(&writer->entries);
	cache_dir_deinit(&writer->home);
	cache_key_deinit(&writer->home_key);
	cache_undo_rollback(&writer->undo);
	cache_lock_release(&writer->lock);
	cache_dir_deinit(&writer->root);
	cache_undo_rollback(&writer->root_undo);
}
#define _cleanup_writer_ _cleanup_(writer_deinit)

/* NULL for an error of this kind, which is then destroyed. */
static struct sonde_error *ignore(struct sonde_error *error, enum sonde_error_kind kind)
{
	if (!error || error->kind != kind)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

static struct sonde_error *path_in(const struct cache_dir *dir, const char *name, char **ret)
{
	_cleanup_str_ struct str path = STR_INIT;

	cache_dir_path(dir, name, &path);
	return str_take(&path, ret);
}

static struct sonde_error *open_for_writing(const struct cache_key *key, bool create,
					    struct writer *writer)
{
	_cleanup_cache_dir_ struct cache_dir before = CACHE_DIR_INIT;
	struct sonde_error *error = cache_dir_open_root(key->root, &before);

	/* Before the lock file is put there. */
	if (!error)
		error = cache_dir_check_writer(&before);
	TRY(create ? ignore(error, SONDE_ERROR_NOT_FOUND) : error);
	TRY(cache_lock_take(key->root, create ? &writer->root_undo : NULL, &writer->lock));
	TRY(cache_dir_open_root(key->root, &writer->root));
	return cache_dir_check_writer(&writer->root);
}

/* Whether the link leads to a directory; its key. */
static struct sonde_error *follow_link(const struct writer *writer, const char *build_id,
				       struct cache_key *ret, bool *leads)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	struct sonde_error *error;

	*leads = false;
	error = cache_find_link(&writer->root, build_id, ret);
	if (!error)
		error = cache_find_directory(&writer->root, ret, NULL, &dir);
	*leads = !error;
	return ignore(ignore(error, SONDE_ERROR_NOT_FOUND), SONDE_ERROR_FORMAT);
}

static struct sonde_error *open_home(const struct cache_key *key, bool create,
				     struct writer *writer)
{
	_cleanup_cache_key_ struct cache_key linked = {0};
	const char *target = key->target;
	bool leads;

	TRY(follow_link(writer, key->build_id, &linked, &leads));
	writer->needs_link = !leads;
	if (leads && strcmp(key->target, CACHE_TARGET_KERNEL))
		target = linked.target;
	TRY(cache_key_init(key->root, target, key->build_id, &writer->home_key));
	return cache_find_directory(&writer->root, &writer->home_key, create ? &writer->undo : NULL,
				    &writer->home);
}

static struct sonde_error *read_home(struct writer *writer)
{
	return ignore(cache_find_entries(&writer->home, &writer->entries), SONDE_ERROR_NOT_FOUND);
}

static void drop_entry(struct cache_entries *entries, size_t at)
{
	cache_entry_deinit(&entries->data[at]);
	entries->size--;
	memmove(&entries->data[at], &entries->data[at + 1],
		(entries->size - at) * sizeof(*entries->data));
}

/* Drop all that are the same as `definition`; `ret` is where the first was, or the end. */
static bool drop_same(struct cache_entries *entries, const char *definition, cache_same_fn same,
		      void *same_data, size_t *ret)
{
	bool found = false;

	for (size_t i = 0; i < entries->size;) {
		if (!same(entries->data[i].definition, definition, same_data)) {
			i++;
			continue;
		}
		drop_entry(entries, i);
		if (!found)
			*ret = i;
		found = true;
	}
	if (!found)
		*ret = entries->size;
	return found;
}

static struct sonde_error *insert_entry(struct cache_entries *entries, size_t at,
					const struct cache_entry *entry)
{
	struct cache_entry copy;

	/* Room first: afterwards nothing can fail. */
	TRY(vec_push(entries, (struct cache_entry){0}));
	entries->size--;
	TRY(cache_entry_copy(entry, &copy));
	memmove(&entries->data[at + 1], &entries->data[at],
		(entries->size - at) * sizeof(*entries->data));
	entries->data[at] = copy;
	entries->size++;
	return NULL;
}

static struct sonde_error *write_info(struct writer *writer, const struct cache_meta *meta)
{
	_cleanup_cache_info_ struct cache_info old_info = {0};
	_cleanup_free_ char *path = NULL;
	_cleanup_str_ struct str old = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	TRY(cache_info_print(meta, &text));
	TRY(path_in(&writer->home, CACHE_INFO_NAME, &path));
	cache_undo_sweep(path);
	/* Only a newer sonde's is kept; junk is worth nothing. */
	TRY(ignore(cache_find_info(&writer->home, &old_info), SONDE_ERROR_FORMAT));
	TRY(ignore(ignore(cache_dir_read(&writer->home, CACHE_INFO_NAME, CACHE_INFO_LIMIT, &old),
			  SONDE_ERROR_NOT_FOUND),
		   SONDE_ERROR_FORMAT));
	if (old.size == text.size && !memcmp(str_text(&old), str_text(&text), text.size))
		return NULL;
	TRY(cache_undo_prepare(&writer->undo, path));
	return file_replace(path, str_text(&text), text.size, 0600);
}

/* Under the lock the temporary name is ours; a killed writer may have left it. */
static struct sonde_error *replace_link(const char *text, const char *path)
{
	_cleanup_str_ struct str temporary = STR_INIT;
	int errnum;

	str_appendf(&temporary, "%s.000000", path);
	TRY(str_check(&temporary));
	unlink(temporary.data);
	if (symlink(text, temporary.data) < 0)
		return sonde_error_os(errno, "Cannot make the link %s", path);
	if (rename(temporary.data, path) == 0)
		return cache_undo_sync_parent(path);
	errnum = errno;
	unlink(temporary.data);
	return sonde_error_os(errnum, "Cannot make the link %s", path);
}

/* perf of long ago had the binary itself there: that is not for us to throw away. */
static struct sonde_error *check_replaceable(const char *path)
{
	struct stat status;

	if (lstat(path, &status) < 0 || S_ISLNK(status.st_mode))
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_FORMAT, "%s is not a link, as it should be.", path),
		"Move it away, and try again.");
}

static struct sonde_error *write_link(struct writer *writer)
{
	_cleanup_cache_dir_ struct cache_dir links = CACHE_DIR_INIT;
	_cleanup_str_ struct str relative = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_str_ struct str path = STR_INIT;

	if (!writer->needs_link)
		return NULL;
	str_appendf(&relative, CACHE_LINKS "/%.2s", writer->home_key.build_id);
	str_append(&text, "../../");
	cache_key_relative(&writer->home_key, &text);
	cache_key_link(&writer->home_key, &path);
	TRY(str_check(&relative));
	TRY(str_check(&text));
	TRY(str_check(&path));
	TRY(cache_dir_walk(&writer->root, str_text(&relative), &writer->undo, &links));
	TRY(check_replaceable(str_text(&path)));
	cache_undo_sweep(str_text(&path));
	TRY(cache_undo_prepare(&writer->undo, str_text(&path)));
	return replace_link(str_text(&text), str_text(&path));
}

static struct sonde_error *write_file(struct writer *writer, const char *name,
				      const struct str *text)
{
	_cleanup_free_ char *path = NULL;

	TRY(str_check(text));
	if (text->size > CACHE_PROBES_LIMIT)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "The %s of build id %s would need more than %d bytes.", name,
				       writer->home_key.build_id, CACHE_PROBES_LIMIT);
	TRY(path_in(&writer->home, name, &path));
	cache_undo_sweep(path);
	TRY(cache_undo_prepare(&writer->undo, path));
	return file_replace(path, str_text(text), text->size, 0600);
}

static bool has_file(const struct cache_dir *dir, const char *name)
{
	return faccessat(dir->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* The last step of a writer. Without their lines, verdicts say nothing: they come first. */
static struct sonde_error *write_entries(struct writer *writer)
{
	_cleanup_str_ struct str probes = STR_INIT, verdicts = STR_INIT;

	cache_verdicts_print(&writer->entries, &verdicts);
	cache_format_print(&writer->entries, &probes);
	if (verdicts.size || has_file(&writer->home, CACHE_VERDICTS_NAME))
		TRY(write_file(writer, CACHE_VERDICTS_NAME, &verdicts));
	return write_file(writer, CACHE_PROBES_NAME, &probes);
}

static void commit(struct writer *writer)
{
	cache_undo_commit(&writer->undo);
	cache_undo_commit(&writer->root_undo);
}

struct sonde_error *cache_put(const struct cache_key *key, const struct cache_entry *entry,
			      const struct cache_meta *meta, cache_same_fn same, void *same_data,
			      bool *replaced)
{
	_cleanup_writer_ struct writer writer = WRITER_INIT;
	bool found;
	size_t at;

	TRY(cache_entry_check(entry));
	TRY(open_for_writing(key, true, &writer));
	TRY(open_home(key, true, &writer));
	TRY(read_home(&writer));
	found = drop_same(&writer.entries, entry->definition, same, same_data, &at);
	TRY(insert_entry(&writer.entries, at, entry));
	TRY(write_info(&writer, meta));
	TRY(write_link(&writer));
	TRY(write_entries(&writer));
	commit(&writer);
	if (replaced)
		*replaced = found;
	return NULL;
}

/* Remove @path's directory and those above it, as far as they are empty, but not the root. */
static void remove_empty_parents(const struct writer *writer, char *path)
{
	size_t root_size = strlen(writer->root.path);

	for (;;) {
		char *slash = strrchr(path, '/');

		if (!slash || (size_t)(slash - path) <= root_size)
			return;
		*slash = '\0';
		if (rmdir(path) < 0)
			return;
	}
}

/* Nothing can be reached any more once `probes` is gone; that the rest goes is tidiness. */
static struct sonde_error *remove_files(struct writer *writer)
{
	_cleanup_free_ char *probes = NULL, *info = NULL, *verdicts = NULL;
	_cleanup_str_ struct str link = STR_INIT;

	TRY(path_in(&writer->home, CACHE_PROBES_NAME, &probes));
	TRY(path_in(&writer->home, CACHE_INFO_NAME, &info));
	TRY(path_in(&writer->home, CACHE_VERDICTS_NAME, &verdicts));
	cache_key_link(&writer->home_key, &link);
	TRY(str_check(&link));
	if (unlink(probes) < 0)
		return sonde_error_os(errno, "Cannot remove %s", probes);
	unlink(info);
	unlink(verdicts);
	cache_undo_sweep(probes);
	cache_undo_sweep(info);
	cache_undo_sweep(verdicts);
	remove_empty_parents(writer, probes);
	/* The link stays where perf's files are in the directory, or it is another's. */
	if (access(link.data, F_OK) < 0 && errno == ENOENT && unlink(link.data) == 0)
		remove_empty_parents(writer, link.data);
	return NULL;
}

struct sonde_error *cache_remove(const struct cache_key *key, const char *definition,
				 cache_same_fn same, void *same_data)
{
	_cleanup_writer_ struct writer writer = WRITER_INIT;
	struct sonde_error *error;
	size_t at;

	error = open_for_writing(key, false, &writer);
	if (!error)
		error = open_home(key, false, &writer);
	TRY(ignore(error, SONDE_ERROR_NOT_FOUND));
	if (writer.home.fd >= 0)
		TRY(read_home(&writer));
	if (!drop_same(&writer.entries, definition, same, same_data, &at))
		return sonde_error_new(SONDE_ERROR_NOT_FOUND,
				       "'%s' is not cached for build id %s in %s.", definition,
				       key->build_id, key->root);
	if (!writer.entries.size)
		return remove_files(&writer);
	TRY(write_entries(&writer));
	commit(&writer);
	return NULL;
}

/* Open what is cached for a build id, which is checked first; any NOT_FOUND reads the same. */
static struct sonde_error *open_for_reading(const char *root, const char *build_id,
					    struct cache_dir *ret)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_cache_key_ struct cache_key key = {0};

	TRY(cache_key_init(root, CACHE_TARGET_KERNEL, build_id, &key));
	TRY(cache_dir_open_root(key.root, &dir));
	return cache_find(&dir, key.build_id, ret);
}

static struct sonde_error *not_cached(struct sonde_error *error, const char *root,
				      const char *build_id)
{
	if (!error || error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	return sonde_error_new(SONDE_ERROR_NOT_FOUND, "No probes are cached for build id %s in %s.",
			       build_id, root);
}

struct sonde_error *cache_load(const char *root, const char *build_id, struct cache_entries *ret)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	struct sonde_error *error = open_for_reading(root, build_id, &dir);

	if (!error)
		error = cache_find_entries(&dir, &entries);
	if (!error && !entries.size)
		error = sonde_error_new(SONDE_ERROR_NOT_FOUND, "Nothing is in it.");
	TRY(not_cached(error, root, build_id));
	*ret = entries;
	entries = (struct cache_entries)VEC_INIT;
	return NULL;
}

struct sonde_error *cache_meta_read(const char *root, const char *build_id, struct cache_info *ret)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;

	TRY(not_cached(open_for_reading(root, build_id, &dir), root, build_id));
	return cache_find_info(&dir, ret);
}
