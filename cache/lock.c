/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
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
		signals_release(&lock->signals);
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
		/* Who waits for another one can still be told to give up. */
		ret->signals = signals_hold();
		ret->fd = take_fd(&fd);
		return NULL;
	}
	sonde_error_destroy(error);
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_OS,
				"Cannot lock the cache: %s cannot hold files, or they do not stay.",
				root),
		"Name another directory with --buildid-dir DIR.");
}

/* The process that /proc/locks names for a file; 0 if none. */
static pid_t find_holder(const struct stat *file)
{
	_cleanup_str_ struct str locks = STR_INIT;
	unsigned major_id, minor_id;
	unsigned long inode;
	int pid;

	sonde_error_destroy(file_read("/proc/locks", 0, &locks));
	for (const char *line = str_text(&locks); line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (sscanf(line, "%*u: FLOCK ADVISORY WRITE %d %x:%x:%lu", &pid, &major_id,
			   &minor_id, &inode) == 4 &&
		    pid > 0 && inode == file->st_ino && major_id == major(file->st_dev) &&
		    minor_id == minor(file->st_dev))
			return (pid_t)pid;
	}
	return 0;
}

bool cache_lock_is_held(const char *root, pid_t *holder)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_close_ int fd = -1;
	struct stat file;

	str_appendf(&path, "%s/" CACHE_LOCK_NAME, root);
	fd = open(str_text(&path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 || flock(fd, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return false;
	*holder = fstat(fd, &file) == 0 ? find_holder(&file) : 0;
	return true;
}
