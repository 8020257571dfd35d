/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/runfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define BOOT_ID_PATH "/proc/sys/kernel/random/boot_id"
/* Others may lock or remove a file before its maker has locked it, but hardly so often in a row.
 */
#define ATTEMPTS 100

void runfile_close(struct runfile *file)
{
	if (file->fd >= 0)
		close(file->fd);
	free(file->path);
	*file = (struct runfile)RUNFILE_INIT;
}

void runfile_remove(struct runfile *file)
{
	/* While it is locked: who waits for it sees that it is gone. */
	if (file->fd >= 0)
		unlink(file->path);
	runfile_close(file);
}

/* What others can write could make root remove the events of anybody. */
struct sonde_error *runfile_check_owner(const char *path, const struct stat *status)
{
	if (status->st_uid != 0 && status->st_uid != geteuid())
		return sonde_error_new(SONDE_ERROR_PERMISSION,
				       "%s is not used, because it belongs to user %u. Remove it.",
				       path, (unsigned)status->st_uid);
	if (status->st_mode & (S_IWGRP | S_IWOTH))
		return sonde_error_new(SONDE_ERROR_PERMISSION,
				       "%s is not used, because others can write it. Remove it.",
				       path);
	return NULL;
}

struct sonde_error *runfile_check_dir(const char *dir)
{
	struct stat status;

	if (lstat(dir, &status) < 0)
		return sonde_error_os(errno, "Cannot use %s", dir);
	if (!S_ISDIR(status.st_mode))
		return sonde_error_new(SONDE_ERROR_PERMISSION,
				       "%s is not used, because it is no directory. Remove it.",
				       dir);
	return runfile_check_owner(dir, &status);
}

struct sonde_error *runfile_make_dir(const char *dir)
{
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return sonde_error_os(errno, "Cannot make the directory %s", dir);
	return runfile_check_dir(dir);
}

struct sonde_error *runfile_boot_id(struct str *out)
{
	TRY(file_read(BOOT_ID_PATH, 4096, out));
	str_truncate(out, strcspn(str_text(out), "\n"));
	return NULL;
}

/*
 * Make the file and lock it. Until it is locked, who looks for such files may take it for a dead
 * one and remove it: *ret has no file then.
 */
static struct sonde_error *try_to_make(const char *dir, const char *name, bool is_prefix,
				       struct runfile *ret)
{
	_cleanup_runfile_ struct runfile file = RUNFILE_INIT;
	_cleanup_str_ struct str path = STR_INIT;
	struct stat status;

	str_appendf(&path, "%s/%s%s", dir, name, is_prefix ? "XXXXXX" : "");
	TRY(str_take(&path, &file.path));
	if (is_prefix)
		file.fd = mkostemp(file.path, O_CLOEXEC);
	else
		file.fd = open(file.path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file.fd < 0 && errno == EEXIST)
		return sonde_error_new(SONDE_ERROR_EXISTS, "There is a file %s already.",
				       file.path);
	if (file.fd < 0)
		return sonde_error_os(errno, "Cannot make a file in %s", dir);
	if (flock(file.fd, LOCK_EX) < 0 || fstat(file.fd, &status) < 0) {
		unlink(file.path);
		return sonde_error_os(errno, "Cannot lock %s", file.path);
	}
	if (!status.st_nlink)
		return NULL;
	*ret = file;
	file = (struct runfile)RUNFILE_INIT;
	return NULL;
}

static struct sonde_error *make_file(const char *dir, const char *name, bool is_prefix,
				     struct runfile *ret)
{
	struct runfile file = RUNFILE_INIT;

	for (int i = 0; i < ATTEMPTS; i++) {
		TRY(try_to_make(dir, name, is_prefix, &file));
		if (file.fd < 0)
			continue;
		*ret = file;
		return NULL;
	}
	return sonde_error_new(SONDE_ERROR_OS, "Cannot lock a file in %s: none stays.", dir);
}

struct sonde_error *runfile_make(const char *dir, const char *prefix, struct runfile *ret)
{
	return make_file(dir, prefix, true, ret);
}

struct sonde_error *runfile_make_named(const char *dir, const char *name, struct runfile *ret)
{
	return make_file(dir, name, false, ret);
}

static struct sonde_error *no_file(const char *path)
{
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s is no file. Remove it.", path);
}

/* Lock an open file, unless its maker has it. */
static struct sonde_error *lock_dead(struct runfile *file)
{
	struct stat status;

	if (fstat(file->fd, &status) < 0)
		return sonde_error_os(errno, "Cannot read %s", file->path);
	if (!S_ISREG(status.st_mode))
		return no_file(file->path);
	TRY(runfile_check_owner(file->path, &status));
	if (flock(file->fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK)
			return sonde_error_os(errno, "Cannot lock %s", file->path);
		runfile_close(file);
	} else if (fstat(file->fd, &status) < 0 || !status.st_nlink) {
		runfile_close(file);
	}
	return NULL;
}

struct sonde_error *runfile_take(const char *path, struct runfile *ret)
{
	/* Whatever it is, opening it must not wait. */
	const int flags = O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
	_cleanup_runfile_ struct runfile file = RUNFILE_INIT;

	TRY(sonde_strdup(path, &file.path));
	file.fd = open(path, O_RDWR | flags);
	if (file.fd < 0 && (errno == EACCES || errno == EROFS || errno == EISDIR))
		file.fd = open(path, O_RDONLY | flags);
	if (file.fd < 0 && errno == ENOENT)
		return NULL;
	if (file.fd < 0)
		return errno == ELOOP ? no_file(path)
				      : sonde_error_os(errno, "Cannot read %s", path);
	TRY(lock_dead(&file));
	*ret = file;
	file = (struct runfile)RUNFILE_INIT;
	return NULL;
}
