/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <tracefs.h>

#include "base/cleanup.h"
#include "base/file.h"

/* Each takes as long as a program needs to remove a few events at least. */
#define LIST_READS 1000

static struct sonde_error *not_mounted(void)
{
	struct sonde_error *error;

	error = sonde_error_new(SONDE_ERROR_NOT_FOUND,
				"The tracing file system (tracefs) is not mounted.");
	return sonde_error_hint(error,
				"Mount it, as root: mount -t tracefs nodev /sys/kernel/tracing");
}

struct sonde_error *tracing_dir_mounted(char **ret)
{
	const char *mounted = NULL;

	/*
	 * Most of libtracefs, tracefs_tracing_dir() among it, mounts what is not mounted. The
	 * string stays with the library; its version 1.6 makes a new one for each call.
	 */
	if (tracefs_tracing_dir_is_mounted(false, &mounted) <= 0 || !mounted)
		return not_mounted();
	return sonde_strdup(mounted, ret);
}

struct sonde_error *tracing_dir_find(char **ret)
{
	_cleanup_free_ char *dir = NULL;

	TRY(tracing_dir_mounted(&dir));
	if (euidaccess(dir, R_OK | X_OK) < 0) {
		/* Below debugfs the directory is missing when the kernel has no tracing. */
		if (errno == ENOENT || errno == ENOTDIR)
			return not_mounted();
		return tracing_hint(sonde_error_os(errno, "Cannot use %s", dir));
	}
	*ret = take_ptr(dir);
	return NULL;
}

struct sonde_error *tracing_hint(struct sonde_error *error)
{
	if (error->hint)
		return error;
	switch (error->errnum) {
	case EACCES:
		return sonde_error_hint(error, "Run it as root, or with CAP_DAC_OVERRIDE.");
	case EPERM:
		return sonde_error_hint(error,
					"The kernel is locked down (kernel_lockdown(7)): even "
					"root may not trace it.");
	case EROFS:
		return sonde_error_hint(error, "tracefs is mounted read-only; mount -o remount,rw "
					       "/sys/kernel/tracing makes it writable.");
	default:
		return error;
	}
}

struct sonde_error *tracing_read(const char *tracing_dir, const char *name, size_t limit,
				 struct str *out)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct sonde_error *error;

	str_appendf(&path, "%s/%s", tracing_dir, name);
	TRY(str_check(&path));
	error = file_read(str_text(&path), limit, out);
	return error ? tracing_hint(error) : NULL;
}

struct sonde_error *tracing_read_list(const char *tracing_dir, const char *name, size_t limit,
				      struct str *out)
{
	_cleanup_str_ struct str before = STR_INIT;

	for (unsigned i = 0; i < LIST_READS; i++) {
		_cleanup_str_ struct str now = STR_INIT;

		TRY(tracing_read(tracing_dir, name, limit, &now));
		if (i > 0 && strcmp(str_text(&now), str_text(&before)) == 0) {
			str_append_bytes(out, str_text(&now), now.size);
			return str_check(out);
		}
		str_deinit(&before);
		before = now;
		now = (struct str)STR_INIT;
	}
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "%s/%s is being changed by others all the time. Try again.",
			       tracing_dir, name);
}

struct sonde_error *tracing_open(const char *tracing_dir, const char *name, int *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	int fd;

	str_appendf(&path, "%s/%s", tracing_dir, name);
	TRY(str_check(&path));
	fd = open(str_text(&path), O_WRONLY | O_APPEND | O_CLOEXEC);
	if (fd < 0)
		return tracing_hint(sonde_error_os(errno, "Cannot open %s", str_text(&path)));
	*ret = fd;
	return NULL;
}

struct sonde_error *tracing_write(int fd, const char *text, int *ret)
{
	_cleanup_str_ struct str line = STR_INIT;
	ssize_t put;

	str_appendf(&line, "%s\n", text);
	TRY(str_check(&line));
	do {
		put = write(fd, str_text(&line), line.size);
	} while (put < 0 && errno == EINTR);
	/* The kernel takes a line whole or not at all. */
	if (put >= 0 && (size_t)put != line.size)
		*ret = EIO;
	else
		*ret = put < 0 ? errno : 0;
	return NULL;
}
