/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cache/details.h"
#include "cache/find.h"
#include "cache/store.h"

void writer_deinit(struct writer *writer)
{
	cache_entries_deinit(&writer->entries);
	if (writer->probes_fd >= 0)
		close(writer->probes_fd);
	cache_dir_deinit(&writer->home);
	str_deinit(&writer->probes_path);
	str_deinit(&writer->link_path);
	cache_key_deinit(&writer->key);
	*writer = (struct writer)WRITER_INIT;
}

static struct sonde_error *path_in(const struct cache_dir *dir, const char *name, char **ret)
{
	_cleanup_str_ struct str path = STR_INIT;

	cache_dir_path(dir, name, &path);
	return str_take(&path, ret);
}

/* Whether the link leads to a directory; its key. */
static struct sonde_error *follow_link(const struct cache_dir *root, const char *build_id,
				       struct cache_key *ret, bool *leads)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	struct sonde_error *error;

	*leads = false;
	error = cache_find_link(root, build_id, ret);
	if (!error)
		error = cache_find_directory(root, ret, NULL, &dir);
	*leads = !error;
	return sonde_error_ignore(sonde_error_ignore(error, SONDE_ERROR_NOT_FOUND),
				  SONDE_ERROR_FORMAT);
}

static struct sonde_error *sweep(const struct writer *writer)
{
	for (size_t i = 0; i < CACHE_FIND_NAMES; i++) {
		_cleanup_free_ char *path = NULL;

		TRY(path_in(&writer->home, cache_find_names[i], &path));
		cache_undo_sweep(path);
	}
	return NULL;
}

/* The link can be as it should be when the next one comes, with what was kept of it beside it. */
static struct sonde_error *sweep_link(const struct cache_key *key)
{
	_cleanup_str_ struct str link = STR_INIT;

	cache_key_link(key, &link);
	TRY(str_check(&link));
	cache_undo_sweep(str_text(&link));
	return NULL;
}

void writer_home_deinit(struct writer_home *home)
{
	cache_key_deinit(&home->key);
	home->needs_link = false;
}

struct sonde_error *writer_find_home(const struct cache_dir *root, const struct cache_key *key,
				     struct writer_home *ret)
{
	_cleanup_cache_key_ struct cache_key linked = {0};
	const char *target = key->target;
	bool leads;

	*ret = (struct writer_home){0};
	TRY(follow_link(root, key->build_id, &linked, &leads));
	ret->needs_link = !leads;
	if (leads && strcmp(key->target, CACHE_TARGET_KERNEL) != 0)
		target = linked.target;
	return cache_key_init(key->root, target, key->build_id, &ret->key);
}

/* Whatever is to be done there: nothing of a newer sonde's is touched. Junk tells nothing. */
static struct sonde_error *check_format(const struct cache_dir *home)
{
	_cleanup_cache_info_ struct cache_info info = {0};

	return sonde_error_ignore(cache_find_info(home, &info), SONDE_ERROR_FORMAT);
}

struct sonde_error *writer_open(const struct cache_dir *root, const struct writer_home *home,
				bool create, struct cache_undo *undo, struct writer *ret)
{
	const struct cache_key *key = &home->key;
	struct sonde_error *error;

	*ret = (struct writer)WRITER_INIT;
	ret->root = root;
	ret->undo = undo;
	ret->needs_link = home->needs_link;
	TRY(cache_key_init(key->root, key->target, key->build_id, &ret->key));
	TRY(sweep_link(key));
	error = cache_find_directory(root, &ret->key, create ? undo : NULL, &ret->home);
	TRY(create ? error : sonde_error_ignore(error, SONDE_ERROR_NOT_FOUND));
	if (ret->home.fd < 0)
		return NULL;
	TRY(check_format(&ret->home));
	cache_dir_path(&ret->home, CACHE_PROBES_NAME, &ret->probes_path);
	TRY(str_check(&ret->probes_path));
	cache_key_link(&ret->key, &ret->link_path);
	TRY(str_check(&ret->link_path));
	return sweep(ret);
}

struct sonde_error *writer_read(struct writer *writer)
{
	struct sonde_error *error;

	if (writer->home.fd < 0)
		return NULL;
	error = cache_dir_open_file(&writer->home, CACHE_PROBES_NAME, &writer->probes_fd);
	writer->is_strange = error && error->kind == SONDE_ERROR_FORMAT;
	TRY(sonde_error_ignore(error, SONDE_ERROR_NOT_FOUND));
	if (writer->probes_fd < 0)
		return NULL;
	/* Before it is read: whatever is written from here on is seen. */
	if (fstat(writer->probes_fd, &writer->probes_status) < 0)
		return sonde_error_os(errno, "Cannot read the probes of build id %s",
				      writer->key.build_id);
	return sonde_error_ignore(cache_find_entries(&writer->home, NULL, &writer->entries),
				  SONDE_ERROR_NOT_FOUND);
}

/* What the last who wrote does not know is not forgotten; `old` has the texts. */
static struct cache_meta keep_known(const struct writer *writer, const struct cache_meta *meta,
				    const struct cache_info *old)
{
	struct cache_meta all = *meta;

	if (!all.release)
		all.release = old->release;
	if (!all.arch)
		all.arch = old->arch;
	if (!old->image || (all.image && strcmp(all.image, old->image) == 0))
		return all;
	/* The first one that is there stays: the last may be a copy that somebody made for a while.
	 */
	if (!meta->holds_image ? !all.image : meta->holds_image(old->image, writer->key.build_id))
		all.image = old->image;
	return all;
}

struct sonde_error *writer_put_info(struct writer *writer, const struct cache_meta *meta)
{
	_cleanup_cache_info_ struct cache_info old_info = {0};
	_cleanup_free_ char *path = NULL;
	_cleanup_str_ struct str old = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;
	struct cache_meta all;

	/* Junk is worth nothing. */
	TRY(sonde_error_ignore(cache_find_info(&writer->home, &old_info), SONDE_ERROR_FORMAT));
	all = keep_known(writer, meta, &old_info);
	TRY(cache_info_print(&all, &text));
	TRY(path_in(&writer->home, CACHE_INFO_NAME, &path));
	TRY(sonde_error_ignore(sonde_error_ignore(cache_dir_read(&writer->home, CACHE_INFO_NAME,
								 CACHE_INFO_LIMIT, &old),
						  SONDE_ERROR_NOT_FOUND),
			       SONDE_ERROR_FORMAT));
	if (old.size == text.size && !memcmp(str_text(&old), str_text(&text), text.size))
		return NULL;
	TRY(cache_undo_prepare(writer->undo, path));
	return file_replace(path, str_text(&text), text.size, 0600);
}

static struct sonde_error *replace_link(const char *text, const char *path)
{
	_cleanup_free_ char *temporary = NULL;
	int fd, errnum;

	/* A name by which everybody knows what it is, if this writer is killed. */
	TRY(file_make_beside(path, &temporary, &fd));
	close(fd);
	unlink(temporary);
	if (symlink(text, temporary) < 0)
		return sonde_error_os(errno, "Cannot make the link %s", path);
	if (rename(temporary, path) == 0)
		return cache_undo_sync_parent(path);
	errnum = errno;
	unlink(temporary);
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

struct sonde_error *writer_put_link(struct writer *writer)
{
	_cleanup_cache_dir_ struct cache_dir links = CACHE_DIR_INIT;
	_cleanup_str_ struct str relative = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_str_ struct str path = STR_INIT;

	if (!writer->needs_link)
		return NULL;
	str_appendf(&relative, CACHE_LINKS "/%.2s", writer->key.build_id);
	str_append(&text, "../../");
	cache_key_relative(&writer->key, &text);
	cache_key_link(&writer->key, &path);
	TRY(str_check(&relative));
	TRY(str_check(&text));
	TRY(str_check(&path));
	TRY(cache_dir_walk(writer->root, str_text(&relative), writer->undo, &links));
	TRY(check_replaceable(str_text(&path)));
	TRY(cache_undo_prepare(writer->undo, str_text(&path)));
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
				       writer->key.build_id, CACHE_PROBES_LIMIT);
	TRY(path_in(&writer->home, name, &path));
	TRY(cache_undo_prepare(writer->undo, path));
	return file_replace(path, str_text(text), text->size, 0600);
}

static bool has_file(const struct cache_dir *dir, const char *name)
{
	return faccessat(dir->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* What is said of entries, and `more`. */
static struct sonde_error *write_details(struct writer *writer, const struct cache_entries *entries,
					 const struct str *more)
{
	_cleanup_str_ struct str text = STR_INIT;

	cache_details_print(entries, &text);
	str_append_bytes(&text, str_text(more), more->size);
	if (!text.size && !has_file(&writer->home, CACHE_DETAILS_NAME))
		return str_check(&text);
	return write_file(writer, CACHE_DETAILS_NAME, &text);
}

static bool is_same_state(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

bool writer_has_probes(const struct writer *writer)
{
	return writer->home.fd >= 0 && has_file(&writer->home, CACHE_PROBES_NAME);
}

static bool was_disturbed(const struct writer *writer)
{
	struct stat now;

	if (writer->probes_fd < 0)
		return !writer->has_replaced && !writer->is_strange && writer_has_probes(writer);
	/* What is written there goes into the file that was read, under whatever name it is. */
	return fstat(writer->probes_fd, &now) < 0 || !is_same_state(&now, &writer->probes_status);
}

struct sonde_error *writer_check_undisturbed(const struct writer *writer)
{
	if (writer->home.fd < 0 || !was_disturbed(writer))
		return NULL;
	return sonde_error_new(SONDE_ERROR_EXISTS,
			       "Somebody else writes the probes of build id %s, which stay as they "
			       "are. Try again.",
			       writer->key.build_id);
}

struct sonde_error *writer_put_entries(struct writer *writer, const struct cache_entries *entries,
				       const struct cache_entries *dropped)
{
	_cleanup_str_ struct str probes = STR_INIT, more = STR_INIT;
	const struct str nothing = STR_INIT;

	cache_format_print(entries, &probes);
	/* What is said of entries counts only for their lines: of what has changed both is there
	 * until the lines are written. */
	TRY(cache_details_print_dropped(dropped, entries, &more));
	TRY(write_details(writer, entries, &more));
	TRY(writer_check_undisturbed(writer));
	TRY(write_file(writer, CACHE_PROBES_NAME, &probes));
	writer->has_replaced = true;
	return more.size ? write_details(writer, entries, &nothing) : NULL;
}

static struct sonde_error *remove_file(struct writer *writer, const char *name)
{
	_cleanup_free_ char *path = NULL;

	if (!has_file(&writer->home, name))
		return NULL;
	TRY(path_in(&writer->home, name, &path));
	TRY(cache_undo_prepare(writer->undo, path));
	if (unlink(path) < 0)
		return sonde_error_os(errno, "Cannot remove %s", path);
	return cache_undo_sync_parent(path);
}

struct sonde_error *writer_remove_files(struct writer *writer)
{
	/* Nothing can be reached any more once it is gone. */
	TRY(remove_file(writer, CACHE_PROBES_NAME));
	writer->is_strange = false;
	TRY(remove_file(writer, CACHE_INFO_NAME));
	return remove_file(writer, CACHE_DETAILS_NAME);
}

/* Remove @path's directory and those above it, as far as they are empty, but not the root. */
static void remove_empty_parents(const struct writer *writer, char *path)
{
	size_t root_size = strlen(writer->root->path);

	for (;;) {
		char *slash = strrchr(path, '/');

		if (!slash || (size_t)(slash - path) <= root_size)
			return;
		*slash = '\0';
		if (rmdir(path) < 0)
			return;
	}
}

void writer_tidy(struct writer *writer)
{
	char *link = writer->link_path.data;

	if (writer->home.fd < 0 || writer_has_probes(writer))
		return;
	remove_empty_parents(writer, writer->probes_path.data);
	/* The link stays where perf's files are in the directory, or it is another's. */
	if (access(link, F_OK) < 0 && errno == ENOENT && unlink(link) == 0)
		remove_empty_parents(writer, link);
}
