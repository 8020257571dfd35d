/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

void cache_dir_deinit(struct cache_dir *dir)
{
	if (dir->fd >= 0)
		close(dir->fd);
	free(dir->path);
	*dir = (struct cache_dir)CACHE_DIR_INIT;
}

void cache_dir_path(const struct cache_dir *dir, const char *name, struct str *out)
{
	str_appendf(out, "%s/%s", dir->path, name);
}

static struct sonde_error *path_of(const struct cache_dir *dir, const char *name, char **ret)
{
	_cleanup_str_ struct str path = STR_INIT;

	cache_dir_path(dir, name, &path);
	return str_take(&path, ret);
}

/* Whether `path` could have been written by somebody who is not trusted. */
static struct sonde_error *check_trust(uid_t owner, const struct stat *status, const char *path)
{
	bool is_link = S_ISLNK(status->st_mode);

	if (!is_link && (status->st_mode & S_IWOTH))
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_PERMISSION,
					"The cache is not trusted: every user can write %s.", path),
			"If its content is known to be yours: chmod o-w '%s'. Else name a "
			"directory "
			"of your own with --buildid-dir DIR.",
			path);
	if (status->st_uid != geteuid() && status->st_uid != 0 && status->st_uid != owner)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_PERMISSION,
					"The cache is not trusted: %s belongs to user %u, who is "
					"neither you nor root nor the owner of the cache.",
					path, (unsigned)status->st_uid),
			"If its content is known to be good: chown it. Else name a directory of "
			"your own with --buildid-dir DIR.");
	return NULL;
}

/* `errnum` of an openat() with O_NOFOLLOW. */
static struct sonde_error *open_error(int errnum, const char *path)
{
	if (errnum == ELOOP || errnum == ENOTDIR || errnum == ENXIO)
		return sonde_error_hint(
			sonde_error_new(
				SONDE_ERROR_FORMAT,
				"%s is not what a cache has there: it is a link or something "
				"else that is not read.",
				path),
			"Links inside of a cache are not followed. Remove it, and cache the probes "
			"again.");
	return sonde_error_os(errnum, "Cannot open %s", path);
}

/* Take over `fd`, an open directory, after a look at it. */
static struct sonde_error *adopt(int *fd, const uid_t *owner, char **path, struct cache_dir *ret)
{
	struct stat status;

	if (fstat(*fd, &status) < 0)
		return sonde_error_os(errno, "Cannot open %s", *path);
	TRY(check_trust(owner ? *owner : status.st_uid, &status, *path));
	*ret = (struct cache_dir){
		.owner = owner ? *owner : status.st_uid,
		.path = take_ptr(*path),
		.fd = take_fd(fd),
	};
	return NULL;
}

/* root makes directories that nobody else can look into: in a user's home, if sudo left HOME. */
static struct sonde_error *root_error(int errnum, const char *root)
{
	struct sonde_error *error = sonde_error_os(errnum, "Cannot open the cache directory %s",
						   root);

	if (error->kind == SONDE_ERROR_NOT_FOUND)
		return error;
	if (errnum != EACCES)
		return sonde_error_hint(error,
					"Name a directory of your own with --buildid-dir DIR.");
	return sonde_error_hint(
		error,
		"If it is in your home it may be root's, from a command under sudo. Have it given "
		"to you (chown -R USER '%s'), or name another directory with --buildid-dir DIR.",
		root);
}

struct sonde_error *cache_dir_open_root(const char *root, struct cache_dir *ret)
{
	_cleanup_close_ int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_free_ char *path = NULL;

	if (fd < 0)
		return root_error(errno, root);
	TRY(sonde_strdup(root, &path));
	return adopt(&fd, NULL, &path, ret);
}

struct sonde_error *cache_dir_check_writer(const struct cache_dir *dir)
{
	if (dir->owner == geteuid() || dir->owner == 0)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(
			SONDE_ERROR_PERMISSION,
			"%s belongs to user %u: others can read this cache, but not write it.",
			dir->path, (unsigned)dir->owner),
		"Run the command as that user, or name a directory of your own with "
		"--buildid-dir DIR.");
}

/* One name down. */
static struct sonde_error *step(const struct cache_dir *dir, const char *name,
				struct cache_undo *undo, struct cache_dir *ret)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int fd = -1;

	TRY(path_of(dir, name, &path));
	if (undo)
		TRY(cache_undo_mkdir(undo, path));
	fd = openat(dir->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return open_error(errno, path);
	return adopt(&fd, &dir->owner, &path, ret);
}

static struct sonde_error *duplicate(const struct cache_dir *dir, struct cache_dir *ret)
{
	_cleanup_close_ int fd = fcntl(dir->fd, F_DUPFD_CLOEXEC, 0);
	_cleanup_free_ char *path = NULL;

	if (fd < 0)
		return sonde_error_os(errno, "Cannot open %s", dir->path);
	TRY(sonde_strdup(dir->path, &path));
	return adopt(&fd, &dir->owner, &path, ret);
}

struct sonde_error *cache_dir_walk(const struct cache_dir *dir, const char *relative,
				   struct cache_undo *undo, struct cache_dir *ret)
{
	_cleanup_cache_dir_ struct cache_dir at = CACHE_DIR_INIT;

	TRY(duplicate(dir, &at));
	while (*relative) {
		size_t size = strcspn(relative, "/");
		_cleanup_free_ char *name = NULL;
		struct cache_dir next;

		TRY(sonde_strndup(relative, size, &name));
		TRY(step(&at, name, undo, &next));
		cache_dir_deinit(&at);
		at = next;
		relative += size + (relative[size] == '/');
	}
	*ret = at;
	at = (struct cache_dir)CACHE_DIR_INIT;
	return NULL;
}

struct sonde_error *cache_dir_open_file(const struct cache_dir *dir, const char *name, int *ret)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int fd = -1;
	struct stat status;

	TRY(path_of(dir, name, &path));
	/* Not to hang on a FIFO that somebody put there. */
	fd = openat(dir->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return open_error(errno, path);
	if (fstat(fd, &status) < 0)
		return sonde_error_os(errno, "Cannot read %s", path);
	if (!S_ISREG(status.st_mode))
		return open_error(ELOOP, path);
	TRY(check_trust(dir->owner, &status, path));
	*ret = take_fd(&fd);
	return NULL;
}

struct sonde_error *cache_dir_read(const struct cache_dir *dir, const char *name, size_t limit,
				   struct str *out)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int fd = -1;

	TRY(path_of(dir, name, &path));
	TRY(cache_dir_open_file(dir, name, &fd));
	return file_read_open(fd, path, limit, out);
}

struct sonde_error *cache_dir_read_link(const struct cache_dir *dir, const char *name,
					struct str *out)
{
	_cleanup_free_ char *path = NULL;
	char text[PATH_MAX];
	struct stat status;
	ssize_t size;

	TRY(path_of(dir, name, &path));
	if (fstatat(dir->fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return sonde_error_os(errno, "Cannot read the link %s", path);
	if (!S_ISLNK(status.st_mode))
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s is not a link.", path);
	TRY(check_trust(dir->owner, &status, path));
	size = readlinkat(dir->fd, name, text, sizeof(text));
	if (size < 0)
		return sonde_error_os(errno, "Cannot read the link %s", path);
	if ((size_t)size == sizeof(text))
		return sonde_error_new(SONDE_ERROR_FORMAT, "The link %s is too long.", path);
	str_append_bytes(out, text, (size_t)size);
	return str_check(out);
}

void cache_names_deinit(struct cache_names *names)
{
	vec_for_each(names, name)
		free(*name);
	vec_deinit(names);
}

static struct sonde_error *add_name(struct cache_names *names, const char *name)
{
	_cleanup_free_ char *copy = NULL;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return NULL;
	TRY(sonde_strdup(name, &copy));
	TRY(vec_push(names, copy));
	take_ptr(copy);
	return NULL;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

struct sonde_error *cache_dir_list(const struct cache_dir *dir, struct cache_names *ret)
{
	_cleanup_cache_names_ struct cache_names names = VEC_INIT;
	int fd = openat(dir->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_closedir_ DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!stream && fd >= 0)
		close(fd);
	if (!stream)
		return sonde_error_os(errno, "Cannot read the directory %s", dir->path);
	while ((errno = 0, entry = readdir(stream)))
		TRY(add_name(&names, entry->d_name));
	if (errno)
		return sonde_error_os(errno, "Cannot read the directory %s", dir->path);
	if (names.size)
		qsort(names.data, names.size, sizeof(*names.data), compare_names);
	*ret = names;
	names = (struct cache_names)VEC_INIT;
	return NULL;
}
