/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/signals.h"

/* What follows the name of a file in that of one beside it. */
#define MARK ".Tmp"
/* What mkostemp() puts in the place of the X's. */
#define SUFFIX_SIZE 6

/* Somebody else may have put a pipe or a device there: neither the opening nor a read waits. */
static struct sonde_error *open_to_read(const char *path, int *ret)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return sonde_error_os(errno, "Cannot open %s", path);
	if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s is not a regular file.", path);
	*ret = take_fd(&fd);
	return NULL;
}

struct sonde_error *file_read_open(int fd, const char *name, size_t limit, struct str *out)
{
	size_t total = 0;
	char buffer[16384];
	ssize_t got;

	while ((got = read(fd, buffer, sizeof(buffer))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return sonde_error_os(errno, "Cannot read %s", name);
		total += (size_t)got;
		if (limit && total > limit)
			return sonde_error_new(SONDE_ERROR_FORMAT,
					       "%s is larger than the %zu bytes it may have.", name,
					       limit);
		str_append_bytes(out, buffer, (size_t)got);
	}
	return str_check(out);
}

struct sonde_error *file_read(const char *path, size_t limit, struct str *out)
{
	_cleanup_close_ int fd = -1;

	TRY(open_to_read(path, &fd));
	return file_read_open(fd, path, limit, out);
}

struct sonde_error *file_write_all(int fd, const char *path, const char *content, size_t size)
{
	while (size) {
		ssize_t put = write(fd, content, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return sonde_error_os(errno, "Cannot write %s", path);
		content += put;
		size -= (size_t)put;
	}
	return NULL;
}

/* The directory part of `path`; "." where there is none. */
static struct sonde_error *parent_of(const char *path, char **ret)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return sonde_strdup(".", ret);
	return sonde_strndup(path, slash == path ? 1 : (size_t)(slash - path), ret);
}

static struct sonde_error *open_parent(const char *path, int *ret)
{
	_cleanup_free_ char *parent = NULL;
	int fd;

	TRY(parent_of(path, &parent));
	fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return sonde_error_os(errno, "Cannot open the directory %s", parent);
	*ret = fd;
	return NULL;
}

/* What a file is to be. */
struct replacement {
	const char *content;
	size_t size;
	mode_t mode;
	bool is_synced;
};

static struct sonde_error *fill_and_rename(int *owned, const char *temporary, const char *path,
					   const struct replacement *file)
{
	const int fd = *owned;

	if (fchmod(fd, file->mode) < 0)
		return sonde_error_os(errno, "Cannot set the mode of %s", path);
	TRY(file_write_all(fd, path, file->content, file->size));
	if (file->is_synced && fsync(fd) < 0)
		return sonde_error_os(errno, "Cannot write %s", path);
	/* A server can say only now that it had no room, and before fsync() it need not have said.
	 */
	if (close(take_fd(owned)) < 0)
		return sonde_error_os(errno, "Cannot write %s", path);
	if (rename(temporary, path) < 0)
		return sonde_error_os(errno, "Cannot replace %s", path);
	return NULL;
}

bool file_is_beside(const char *name, const char *base)
{
	const size_t size = strlen(base);
	const char *suffix;

	if (strncmp(name, base, size) != 0 || strncmp(name + size, MARK, strlen(MARK)) != 0)
		return false;
	suffix = name + size + strlen(MARK);
	for (size_t i = 0; i < SUFFIX_SIZE; i++) {
		if (!isalnum((unsigned char)suffix[i]))
			return false;
	}
	return suffix[SUFFIX_SIZE] == '\0';
}

struct sonde_error *file_make_beside(const char *path, char **ret_name, int *ret)
{
	_cleanup_str_ struct str name = STR_INIT;
	int fd;

	str_appendf(&name, "%s" MARK "XXXXXX", path);
	TRY(str_check(&name));
	fd = mkostemp(name.data, O_CLOEXEC);
	if (fd < 0)
		return sonde_error_os(errno, "Cannot write %s", path);
	*ret = fd;
	return str_take(&name, ret_name);
}

static struct sonde_error *replace(const char *path, const struct replacement *file)
{
	/* Whoever dies of one would leave the temporary file. */
	_cleanup_signals_ struct signals held = signals_hold();
	_cleanup_free_ char *temporary = NULL;
	_cleanup_close_ int fd = -1;
	struct sonde_error *error;

	TRY(file_make_beside(path, &temporary, &fd));
	error = fill_and_rename(&fd, temporary, path, file);
	if (error)
		unlink(temporary);
	return error;
}

struct sonde_error *file_replace(const char *path, const char *content, size_t size, mode_t mode)
{
	_cleanup_close_ int parent = -1;

	/* While it can still be undone: a directory that cannot be opened cannot be synced. */
	TRY(open_parent(path, &parent));
	TRY(replace(path, &(struct replacement){content, size, mode, true}));
	/* A rename is on disk only when its directory is; some file systems have no such thing. */
	if (fsync(parent) < 0 && errno != EINVAL && errno != ENOTSUP)
		return sonde_error_os(errno, "Cannot write the directory of %s to disk", path);
	return NULL;
}

struct sonde_error *file_replace_lazily(const char *path, const char *content, size_t size,
					mode_t mode)
{
	return replace(path, &(struct replacement){content, size, mode, false});
}

struct sonde_error *file_lock(const char *path, int *ret)
{
	_cleanup_close_ int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return sonde_error_os(errno, "Cannot open the lock file %s", path);
	while (flock(fd, LOCK_EX) < 0) {
		if (errno != EINTR)
			return sonde_error_os(errno, "Cannot lock %s", path);
	}
	*ret = take_fd(&fd);
	return NULL;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}
