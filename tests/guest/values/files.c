// SPDX-License-Identifier: GPL-2.0-or-later
/* Files, their names and their places. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "truth.h"

#define GIB (1LL << 30)

/* What large_file() has. */
static unsigned int large;

/* The name of the folder that the program is in, as the kernel has it. */
static const char *folder(void)
{
	static char path[4096];

	if (!getcwd(path, sizeof(path)))
		fail("getcwd");
	return strrchr(path, '/') + 1;
}

/* Says what an open comes down to before it is done, which has to get that file descriptor. */
static void say_open(int at, const char *name, const struct open_how *how, int fd)
{
	const unsigned int flags = (unsigned int)how->flags | (how->flags & O_PATH ? 0 : large);

	truth("openat2", "dfd=%d name=\"%s\" flags=0x%x mode=0x%llx resolve=0x%llx", at, name,
	      flags, how->mode, how->resolve);
	truth("opening", "fd=%d name=\"%s\" open_flag=%d mode=0x%llx", fd, name, (int)flags,
	      how->flags & O_CREAT ? how->mode | S_IFREG : 0);
}

static int traced_open(int at, const char *name, struct open_how how)
{
	const int fd = (int)must(name, syscall(SYS_openat2, at, name, &how, sizeof(how)));
	struct statfs fs;
	struct stat stat;

	must("fstat", fstat(fd, &stat));
	must("fstatfs", fstatfs(fd, &fs));
	say_open(at, name, &how, fd);
	truth("dentry_open",
	      "len=0x%zx name=\"%s\" parent=\"%s\" fs=\"tmpfs\" magic=0x%lx mode=0x%x",
	      strlen(name), name, folder(), (unsigned long)fs.f_type, stat.st_mode);
	truth("filp", "f_flags=0x%x ino=0x%lx size=%ld name=\"%s\"", fcntl(fd, F_GETFL),
	      (unsigned long)stat.st_ino, (long)stat.st_size, name);
	truth("opened", "arg1=%d", fd);
	return fd;
}

/* What the kernel cannot open gets the next file descriptor for some time. */
static void refused_open(int at, const char *name, struct open_how how)
{
	const int next = (int)must("dup", dup(at < 0 ? 0 : at));
	long error;

	must("close", close(next));
	error = must_not(name, syscall(SYS_openat2, at, name, &how, sizeof(how)));
	say_open(at, name, &how, next);
	truth("opened", "arg1=%ld", error);
}

static void seek(int fd, long long offset, int whence)
{
	const long long result = lseek(fd, offset, whence);

	truth("seek", "offset=%lld whence=%d", offset, whence);
	truth("sought", "arg1=%lld", result < 0 ? -errno : result);
}

static void allocate(int fd, int mode, long long offset, long long length)
{
	const long result = fallocate(fd, mode, offset, length);

	truth("allocate", "mode=%d offset=%lld len=%lld", mode, offset, length);
	truth("allocated", "arg1=%ld", result < 0 ? -errno : result);
}

static void sync_all(int fd)
{
	must("fsync", fsync(fd));
	truth("sync", "start=0 end=%lld datasync=0", (1ULL << 63) - 1);
	must("fdatasync", fdatasync(fd));
	truth("sync", "start=0 end=%lld datasync=1", (1ULL << 63) - 1);
	must("sync_file_range", syscall(SYS_sync_file_range, fd, 5 * GIB + 1, 6 * GIB + 2, 7));
	truth("sync_range", "offset=%lld nbytes=%lld flags=0x7", 5 * GIB + 1, 6 * GIB + 2);
}

static void copy(int from, long long pos_in, int to, long long pos_out, size_t length)
{
	loff_t in = pos_in, out = pos_out;
	const long done = must("copy_file_range", copy_file_range(from, &in, to, &out, length, 0));

	truth("copy", "pos_in=%lld pos_out=%lld len=0x%zx flags=0x0", pos_in, pos_out, length);
	truth("copied", "arg1=%ld", done);
}

void files(void)
{
	const int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int alpha, beta;

	large = large_file();
	begin();
	alpha = traced_open(
		AT_FDCWD, "alpha",
		(struct open_how){O_RDWR | O_CREAT | O_EXCL, 0640, RESOLVE_NO_SYMLINKS});
	must("ftruncate", ftruncate(alpha, 5 * GIB + 3));
	beta = traced_open(here, "a name of more than forty characters, which is elsewhere",
			   (struct open_how){O_RDWR | O_CREAT | O_NONBLOCK | O_NOATIME, 0604, 0});
	traced_open(AT_FDCWD, "alpha", (struct open_how){.flags = O_RDONLY | O_NONBLOCK});
	seek(alpha, -5, SEEK_END);
	seek(alpha, 4 * GIB + 7, SEEK_SET);
	seek(alpha, -1, SEEK_SET);
	seek(alpha, -7, SEEK_CUR);
	allocate(alpha, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 5 * GIB + 1, 6 * GIB + 2);
	allocate(alpha, 0, -9, 10);
	sync_all(alpha);
	copy(alpha, 4 * GIB + 4096, beta, 8192, 4096);
	copy(alpha, 16, beta, 4 * GIB, 100);
}

void refusals(void)
{
	const int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	must("close", close(open("alpha", O_RDWR | O_CREAT | O_CLOEXEC, 0600)));
	large = large_file();
	begin();
	refused_open(AT_FDCWD, "nowhere",
		     (struct open_how){.resolve = RESOLVE_NO_XDEV, .flags = O_WRONLY});
	refused_open(here, "alpha",
		     (struct open_how){O_RDWR | O_CREAT | O_EXCL, 07777, RESOLVE_BENEATH});
	refused_open(here, "alpha/below", (struct open_how){.flags = O_PATH | O_NOFOLLOW});
}

void metadata(void)
{
	const int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const struct timespec times[] = {{-1000000000, 1}, {0x123456789, 987654321}};
	const int fd = open("gamma", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct statx stat;

	begin();
	must("mkdirat", syscall(SYS_mkdirat, here, "sub", 01751));
	truth("mkdir", "dfd=%d name=\"sub\" mode=0x%x", here, 01751);
	truth("making", "name=\"sub\" parent=\"%s\" mode=0x%x", folder(), 01751);
	must("linkat", syscall(SYS_linkat, AT_FDCWD, "gamma", here, "sub/delta", 0));
	truth("linking", "old=\"gamma\" new=\"sub/delta\"");
	must("symlinkat", syscall(SYS_symlinkat, "to/nowhere at all", here, "link"));
	truth("symlink", "from=\"to/nowhere at all\" newdfd=%d to=\"link\"", here);
	must("renameat2",
	     syscall(SYS_renameat2, here, "gamma", AT_FDCWD, "sub/epsilon", RENAME_NOREPLACE));
	truth("rename", "olddfd=%d from=\"gamma\" newdfd=%d to=\"sub/epsilon\" flags=0x1", here,
	      AT_FDCWD);
	truth("moving", "parent=\"%s\" old=\"gamma\" new=\"epsilon\" len=0x7", folder());
	truth("renaming", "old=\"gamma\" new=\"epsilon\"");
	must("statx", syscall(SYS_statx, here, "link", AT_SYMLINK_NOFOLLOW | AT_STATX_FORCE_SYNC,
			      STATX_SIZE | STATX_BTIME, &stat));
	truth("statx", "dfd=%d name=\"link\" flags=%d request_mask=0x%x", here,
	      AT_SYMLINK_NOFOLLOW | AT_STATX_FORCE_SYNC, STATX_SIZE | STATX_BTIME);
	must("utimensat", syscall(SYS_utimensat, AT_FDCWD, "sub/delta", times, 0));
	truth("utimes", "dfd=%d flags=0 s0=%ld n0=%ld s1=%ld n1=%ld", AT_FDCWD, times[0].tv_sec,
	      times[0].tv_nsec, times[1].tv_sec, times[1].tv_nsec);
	truth("attr", "name=\"delta\" atime=%ld mtime=%ld nsec=%ld", times[0].tv_sec,
	      times[1].tv_sec, times[1].tv_nsec);
	must("fsetxattr", fsetxattr(fd, "trusted.truth", "value", 5, XATTR_CREATE));
	truth("setxattr", "name=\"trusted.truth\" size=0x5 flags=1");
}

void size(void)
{
	const int fd = open("zeta", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	begin();
	must("ftruncate", ftruncate(fd, 7 * GIB + 11));
	truth("attr", "name=\"zeta\" size=%lld", 7 * GIB + 11);
	truth("truncate", "length=%lld name=\"zeta\"", 7 * GIB + 11);
}

void mode(void)
{
	const int fd = open("eta", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	begin();
	must("fchmod", fchmod(fd, 04751));
	truth("attr", "mode=0x%x", S_IFREG | 04751);
}

void owner(void)
{
	const int fd = open("theta", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	begin();
	must("fchown", fchown(fd, 1234, 4000000000U));
	truth("chown", "user=0x%x group=0x%x", 1234U, 4000000000U);
	truth("attr", "uid=0x%x gid=0x%x", 1234U, 4000000000U);
}
