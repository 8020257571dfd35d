/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/fileid.h"

#include <errno.h>
#include <sys/stat.h>

static struct fileid from_status(const struct stat *status)
{
	return (struct fileid){
		.device = status->st_dev,
		.inode = status->st_ino,
		.size = status->st_size,
		.modified = status->st_mtim,
	};
}

struct sonde_error *fileid_of_fd(int fd, const char *path, struct fileid *ret)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return sonde_error_os(errno, "Cannot look at %s", path);
	*ret = from_status(&status);
	return NULL;
}

struct sonde_error *fileid_of_path(const char *path, struct fileid *ret)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return sonde_error_os(errno, "Cannot look at %s", path);
	*ret = from_status(&status);
	return NULL;
}

bool fileid_same_file(const struct fileid *a, const struct fileid *b)
{
	return a->device == b->device && a->inode == b->inode;
}

bool fileid_same(const struct fileid *a, const struct fileid *b)
{
	return fileid_same_file(a, b) && a->size == b->size &&
	       a->modified.tv_sec == b->modified.tv_sec &&
	       a->modified.tv_nsec == b->modified.tv_nsec;
}
