/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/undo.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

static void step_deinit(struct cache_undo_step *step)
{
	free(step->path);
	free(step->backup);
	*step = (struct cache_undo_step){0};
}

static void undo_deinit(struct cache_undo *undo)
{
	vec_for_each(undo, step)
		step_deinit(step);
	vec_deinit(undo);
}

static void take_back(const struct cache_undo_step *step)
{
	if (step->is_directory)
		rmdir(step->path);
	else if (step->backup)
		rename(step->backup, step->path);
	else
		unlink(step->path);
	/* Two names of one file: rename() does nothing then, and says it went well. */
	if (step->backup)
		unlink(step->backup);
}

void cache_undo_rollback(struct cache_undo *undo)
{
	for (size_t i = undo->size; i-- > 0;)
		take_back(&undo->data[i]);
	undo_deinit(undo);
}

void cache_undo_commit(struct cache_undo *undo)
{
	vec_for_each(undo, step) {
		if (step->backup)
			unlink(step->backup);
	}
	undo_deinit(undo);
}

/* The step is noted first: nothing that was done may stay unnoted for want of memory. */
static struct sonde_error *note(struct cache_undo *undo, const char *path, bool is_directory)
{
	_cleanup_free_ char *copy = NULL;
	struct cache_undo_step step = {.is_directory = is_directory};

	TRY(sonde_strdup(path, &copy));
	step.path = copy;
	TRY(vec_push(undo, step));
	take_ptr(copy);
	return NULL;
}

static void forget_last(struct cache_undo *undo)
{
	step_deinit(vec_last(undo));
	undo->size--;
}

struct sonde_error *cache_undo_sync_parent(const char *path)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *parent = NULL;
	_cleanup_close_ int fd = -1;

	if (!slash)
		TRY(sonde_strdup(".", &parent));
	else
		TRY(sonde_strndup(path, slash == path ? 1 : (size_t)(slash - path), &parent));
	fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) < 0)
		return sonde_error_os(errno, "Cannot write the directory %s", parent);
	return NULL;
}

struct sonde_error *cache_undo_mkdir(struct cache_undo *undo, const char *path)
{
	int errnum;

	TRY(note(undo, path, true));
	if (mkdir(path, 0700) == 0)
		return cache_undo_sync_parent(path);
	errnum = errno;
	forget_last(undo);
	if (errnum == EEXIST)
		return NULL;
	return sonde_error_os(errnum, "Cannot make the directory %s", path);
}

static struct sonde_error *copy_link(const char *path, const char *name)
{
	char text[PATH_MAX] = "";

	if (readlink(path, text, sizeof(text) - 1) < 0 || symlink(text, name) < 0)
		return sonde_error_os(errno, "Cannot keep the old %s", path);
	return NULL;
}

static struct sonde_error *copy_file(const char *path, const char *name, mode_t mode)
{
	_cleanup_str_ struct str content = STR_INIT;

	TRY(file_read(path, 0, &content));
	return file_replace(name, str_text(&content), content.size, mode & 0777);
}

/*
 * A second name is free and exact. Where the file system has none, or fs.protected_hardlinks
 * forbids it (root's file in a user's directory), a copy does.
 */
static struct sonde_error *keep(const char *path, mode_t mode, const char *name)
{
	if (linkat(AT_FDCWD, path, AT_FDCWD, name, 0) == 0)
		return NULL;
	if (errno != EPERM && errno != EOPNOTSUPP && errno != EMLINK && errno != ENOSYS)
		return sonde_error_os(errno, "Cannot keep the old %s", path);
	if (S_ISLNK(mode))
		return copy_link(path, name);
	if (S_ISREG(mode))
		return copy_file(path, name, mode);
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s is neither a file nor a link.", path);
}

/* Keep `path` under a name beside it that is free. */
static struct sonde_error *second_name(const char *path, mode_t mode, char **ret)
{
	_cleanup_free_ char *name = NULL;
	struct sonde_error *error;
	int fd;

	TRY(file_make_beside(path, &name, &fd));
	close(fd);
	unlink(name);
	error = keep(path, mode, name);
	if (error) {
		unlink(name);
		return error;
	}
	*ret = take_ptr(name);
	return NULL;
}

struct sonde_error *cache_undo_prepare(struct cache_undo *undo, const char *path)
{
	struct sonde_error *error = NULL;
	struct stat status;

	TRY(note(undo, path, false));
	if (lstat(path, &status) == 0)
		error = second_name(path, status.st_mode, &vec_last(undo)->backup);
	else if (errno != ENOENT)
		error = sonde_error_os(errno, "Cannot write %s", path);
	/* Nothing has been done to it yet. */
	if (error)
		forget_last(undo);
	return error;
}

void cache_undo_sweep(const char *path)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *parent = NULL;
	struct dirent *entry;
	DIR *dir;

	if (!slash || sonde_strndup(path, (size_t)(slash - path), &parent))
		return;
	dir = opendir(parent);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (file_is_beside(entry->d_name, slash + 1))
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	closedir(dir);
}
