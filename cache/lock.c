/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/lock.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

/* Others may remove the file or the directory in between, but hardly so often in a row. */
#define ATTEMPTS 10000

void cache_lock_release(struct cache_lock *lock)
{
	/* While it is still locked: whoever waits for it will see that it is gone. */
	if (lock->fd >= 0) {
		unlink(lock->path);
		close(lock->fd);
	}
	free(lock->path);
	*lock = (struct cache_lock)CACHE_LOCK_INIT;
}

/* Whether `path` still names the file that was locked. */
static bool is_current(int fd, const char *path)
{
	struct stat locked, named;

	return fstat(fd, &locked) == 0 && lstat(path, &named) == 0 &&
	       locked.st_dev == named.st_dev && locked.st_ino == named.st_ino;
}

static struct sonde_error *make_root(const char *root, struct cache_undo *undo)
{
	_cleanup_free_ char *path = NULL;

	TRY(sonde_strdup(root, &path));
	for (char *at = path + 1;; at++) {
		char c = *at;

		if (c != '/' && c != '\0')
			continue;
		*at = '\0';
		TRY(cache_undo_mkdir(undo, path));
		if (c == '\0')
			return NULL;
		*at = c;
	}
}

/* Where there are no locks at all nobody holds this one, and its file can go. */
static struct sonde_error *forget_file(struct sonde_error *error, const char *path)
{
	if (error->errnum == ENOLCK || error->errnum == EOPNOTSUPP || error->errnum == ENOSYS)
		unlink(path);
	return error;
}

struct sonde_error *cache_lock_take(const char *root, struct cache_undo *undo,
				    struct cache_lock *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct sonde_error *error = NULL;

	str_appendf(&path, "%s/" CACHE_LOCK_NAME, root);
	TRY(str_check(&path));
	for (int i = 0; i < ATTEMPTS; i++) {
		_cleanup_close_ int fd = -1;

		sonde_error_destroy(error);
		if (undo)
			TRY(make_root(root, undo));
		error = file_lock(str_text(&path), &fd);
		if (error && (error->kind != SONDE_ERROR_NOT_FOUND || !undo))
			return forget_file(error, str_text(&path));
		if (error || !is_current(fd, str_text(&path)))
			continue;
		TRY(str_take(&path, &ret->path));
		ret->fd = take_fd(&fd);
		return NULL;
	}
	sonde_error_destroy(error);
	return sonde_error_new(SONDE_ERROR_OS, "Cannot lock the cache: %s does not stay.",
			       str_text(&path));
}
