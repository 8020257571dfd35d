/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is compiled without configure's definitions. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "tests/fault/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Opening for these can change a file. */
#define CHANGES (O_CREAT | O_WRONLY | O_RDWR)

/* The descriptor of a call's path is its working directory. */
#define NO_DIRECTORY (-1)

/* Words of the filter for a call, and besides. */
#define FILTER_CALL 5
#define FILTER_REST 4

/* What tells which file a call is about. */
enum about {
	/* Its first argument is a descriptor. */
	ABOUT_FD,
	/* So is the second: sendfile(). */
	ABOUT_TWO_FDS,
	/* Its first is a path, or its second. */
	ABOUT_PATH,
	ABOUT_SECOND_PATH,
	/* A directory's descriptor, and a path in it; twice. */
	ABOUT_AT,
	ABOUT_SECOND_AT,
};

struct kind {
	unsigned number;
	const char *name;
	enum about about;
	/* The argument with flags of open(), from 1; 0: there is none. */
	unsigned flags;
	/* A full disk can refuse it. */
	bool needs_space;
};

/* Newer architectures have no others than those with `at` in their names. */
static const struct kind kinds[] = {
	{SYS_write, "write", ABOUT_FD, 0, true},
	{SYS_writev, "writev", ABOUT_FD, 0, true},
	{SYS_pwrite64, "pwrite", ABOUT_FD, 0, true},
	{SYS_pwritev, "pwritev", ABOUT_FD, 0, true},
	{SYS_truncate, "truncate", ABOUT_PATH, 0, true},
	{SYS_ftruncate, "ftruncate", ABOUT_FD, 0, true},
	{SYS_fallocate, "fallocate", ABOUT_FD, 0, true},
	{SYS_copy_file_range, "copy_file_range", ABOUT_TWO_FDS, 0, true},
	{SYS_sendfile, "sendfile", ABOUT_FD, 0, true},
	{SYS_fsync, "fsync", ABOUT_FD, 0, true},
	{SYS_fdatasync, "fdatasync", ABOUT_FD, 0, true},
	{SYS_fchmod, "fchmod", ABOUT_FD, 0, false},
	{SYS_fchmodat, "fchmodat", ABOUT_AT, 0, false},
	{SYS_fchown, "fchown", ABOUT_FD, 0, false},
	{SYS_fsetxattr, "fsetxattr", ABOUT_FD, 0, true},
	{SYS_utimensat, "utimensat", ABOUT_AT, 0, false},
	{SYS_flock, "flock", ABOUT_FD, 0, false},
	{SYS_close, "close", ABOUT_FD, 0, true},
	{SYS_renameat, "renameat", ABOUT_SECOND_AT, 0, false},
	{SYS_renameat2, "renameat2", ABOUT_SECOND_AT, 0, false},
	{SYS_linkat, "linkat", ABOUT_SECOND_AT, 0, true},
	{SYS_symlinkat, "symlinkat", ABOUT_PATH, 0, true},
	{SYS_unlinkat, "unlinkat", ABOUT_AT, 0, false},
	{SYS_mkdirat, "mkdirat", ABOUT_AT, 0, true},
	{SYS_openat, "openat", ABOUT_AT, 3, true},
#ifdef SYS_open
	{SYS_open, "open", ABOUT_PATH, 2, true},
	{SYS_creat, "creat", ABOUT_PATH, 0, true},
	{SYS_chmod, "chmod", ABOUT_PATH, 0, false},
	{SYS_rename, "rename", ABOUT_SECOND_PATH, 0, false},
	{SYS_link, "link", ABOUT_SECOND_PATH, 0, true},
	{SYS_symlink, "symlink", ABOUT_SECOND_PATH, 0, true},
	{SYS_unlink, "unlink", ABOUT_PATH, 0, false},
	{SYS_mkdir, "mkdir", ABOUT_PATH, 0, true},
	{SYS_rmdir, "rmdir", ABOUT_PATH, 0, false},
#endif
};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

struct filter {
	struct sock_filter code[FILTER_CALL * KINDS + FILTER_REST];
	unsigned short size;
};

static void emit(struct filter *filter, struct sock_filter word)
{
	filter->code[filter->size++] = word;
}

static void load(struct filter *filter, size_t offset)
{
	emit(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

static void answer(struct filter *filter, uint32_t what)
{
	emit(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what));
}

static void ask_about(struct filter *filter, const struct kind *kind)
{
	const uint8_t size = kind->flags ? 4 : 1;

	emit(filter,
	     (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kind->number, 0, size));
	if (kind->flags) {
		/* The lower half comes first where sonde runs. */
		load(filter,
		     offsetof(struct seccomp_data, args) + (kind->flags - 1) * sizeof(uint64_t));
		emit(filter,
		     (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CHANGES, 1, 0));
		answer(filter, SECCOMP_RET_ALLOW);
	}
	answer(filter, SECCOMP_RET_USER_NOTIF);
}

/* Give the other process this descriptor. */
static bool send_fd(int socket, int fd)
{
	char byte = 0, control[CMSG_SPACE(sizeof(fd))] = {0};
	struct iovec part = {.iov_base = &byte, .iov_len = 1};
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	return sendmsg(socket, &message, 0) == 1;
}

static int receive_fd(int socket)
{
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct iovec part = {.iov_base = &byte, .iov_len = 1};
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *head;
	int fd = -1;

	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	head = CMSG_FIRSTHDR(&message);
	if (head)
		memcpy(&fd, CMSG_DATA(head), sizeof(fd));
	else
		errno = EPIPE;
	return fd;
}

bool calls_offer(int fd)
{
	struct filter filter = {.size = 0};
	struct sock_fprog program;
	bool is_sent;
	long listener;

	load(&filter, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < KINDS; i++)
		ask_about(&filter, &kinds[i]);
	answer(&filter, SECCOMP_RET_ALLOW);
	program = (struct sock_fprog){.len = filter.size, .filter = filter.code};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return false;
	listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
			   &program);
	if (listener < 0)
		return false;
	is_sent = send_fd(fd, (int)listener);
	close((int)listener);
	return is_sent;
}

/* The path behind a descriptor of the process; "" if there is none. */
static void path_of_fd(pid_t pid, int fd, char *path, size_t size)
{
	char link[64];
	ssize_t got;

	snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)pid, fd);
	got = readlink(link, path, size - 1);
	path[got < 0 ? 0 : got] = '\0';
}

/* A path in the memory of the process, in the directory `fd`. */
static void path_at(pid_t pid, int fd, uint64_t address, char *path, size_t size)
{
	struct iovec here, there;
	size_t used;
	ssize_t got;

	*path = '\0';
	if (fd >= 0)
		path_of_fd(pid, fd, path, size / 2);
	used = strlen(path);
	if (used)
		path[used++] = '/';
	here = (struct iovec){.iov_base = path + used, .iov_len = size - used - 1};
	there = (struct iovec){.iov_base = (void *)(uintptr_t)address, .iov_len = here.iov_len};
	got = process_vm_readv(pid, &here, 1, &there, 1, 0);
	/* The rest of a page may be all there is. */
	if (got < 0) {
		there.iov_len = 4096 - address % 4096;
		got = process_vm_readv(pid, &here, 1, &there, 1, 0);
	}
	path[used + (got < 0 ? 0 : (size_t)got)] = '\0';
	/* An absolute one does not need the directory. */
	if (used && path[used] == '/')
		memmove(path, path + used, strlen(path + used) + 1);
}

static void path_of(const struct kind *kind, const struct seccomp_notif *asked, char *path,
		    size_t size)
{
	const __u64 *args = asked->data.args;
	const pid_t pid = (pid_t)asked->pid;

	switch (kind->about) {
	case ABOUT_FD:
		path_of_fd(pid, (int)args[0], path, size);
		break;
	case ABOUT_TWO_FDS:
		path_of_fd(pid, (int)args[2], path, size);
		break;
	case ABOUT_PATH:
		path_at(pid, NO_DIRECTORY, args[0], path, size);
		break;
	case ABOUT_SECOND_PATH:
		path_at(pid, NO_DIRECTORY, args[1], path, size);
		break;
	case ABOUT_AT:
		path_at(pid, (int)args[0], args[1], path, size);
		break;
	case ABOUT_SECOND_AT:
		path_at(pid, (int)args[2], args[3], path, size);
		break;
	}
}

static const struct kind *kind_of(int number)
{
	for (size_t i = 0; i < KINDS; i++) {
		if (kinds[i].number == (unsigned)number)
			return &kinds[i];
	}
	return NULL;
}

/* What is behind a descriptor of the process. */
static bool stat_of_fd(pid_t pid, int fd, struct stat *status)
{
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/fd/%d", (int)pid, fd);
	return stat(name, status) == 0;
}

/* Whether closing the descriptor can fail for what was written: of a regular file. */
static bool is_written_file(pid_t pid, int fd)
{
	char name[64], line[128];
	unsigned flags = 0;
	struct stat status;
	FILE *stream;

	snprintf(name, sizeof(name), "/proc/%d/fdinfo/%d", (int)pid, fd);
	stream = fopen(name, "re");
	if (!stream)
		return false;
	while (fgets(line, sizeof(line), stream) && sscanf(line, "flags: %o", &flags) != 1)
		;
	fclose(stream);
	return (flags & O_ACCMODE) != O_RDONLY && stat_of_fd(pid, fd, &status) &&
	       S_ISREG(status.st_mode);
}

static bool is_synced(const struct calls *calls, const struct stat *status)
{
	return status->st_dev == calls->synced_device && status->st_ino == calls->synced_inode;
}

/* What becomes of the file's content while this call is made. */
static void note_synced(struct calls *calls, const struct kind *kind,
			const struct seccomp_notif *asked)
{
	struct stat status;

	if (kind->about != ABOUT_FD ||
	    !stat_of_fd((pid_t)asked->pid, (int)asked->data.args[0], &status))
		return;
	if (kind->number == SYS_fsync || kind->number == SYS_fdatasync) {
		calls->synced_device = status.st_dev;
		calls->synced_inode = status.st_ino;
	} else if (kind->needs_space && kind->number != SYS_close && is_synced(calls, &status)) {
		calls->synced_inode = 0;
	}
}

/* The close fails: what was not synced is lost. */
static void lose(const struct calls *calls, const struct seccomp_notif *asked)
{
	const int fd = (int)asked->data.args[0];
	char name[64];
	struct stat status;

	if (!stat_of_fd((pid_t)asked->pid, fd, &status) || is_synced(calls, &status))
		return;
	snprintf(name, sizeof(name), "/proc/%d/fd/%d", (int)asked->pid, fd);
	if (truncate(name, 0) < 0)
		perror(name);
}

/* Write the half of what was to be written; the process gets told how much that was. */
static int64_t write_half(const struct seccomp_notif *asked)
{
	char bytes[65536];
	const size_t wanted = asked->data.args[2] / 2;
	struct iovec here = {.iov_base = bytes,
			     .iov_len = wanted < sizeof(bytes) ? wanted : sizeof(bytes)};
	struct iovec there = {.iov_base = (void *)(uintptr_t)asked->data.args[1],
			      .iov_len = here.iov_len};
	const int process = (int)syscall(SYS_pidfd_open, asked->pid, 0);
	const int fd = process < 0 ? -1
				   : (int)syscall(SYS_pidfd_getfd, process,
						  (int)asked->data.args[0], 0);
	ssize_t put = -1;

	if (fd >= 0 && process_vm_readv((pid_t)asked->pid, &here, 1, &there, 1, 0) > 0)
		put = write(fd, bytes, here.iov_len);
	if (put < 0)
		put = -errno;
	if (fd >= 0)
		close(fd);
	if (process >= 0)
		close(process);
	return put;
}

/* Whether this call is one of those that are counted. */
static bool is_counted(const struct calls *calls, const struct seccomp_notif *asked,
		       const char *path)
{
	const int nr = asked->data.nr;

	if (nr == SYS_close &&
	    !(calls->closes && is_written_file((pid_t)asked->pid, (int)asked->data.args[0])))
		return false;
	if (calls->part && !strstr(path, calls->part))
		return false;
	return calls->signal || calls->errnum || (nr == SYS_write && asked->data.args[2] >= 2);
}

/* Whether this call fails. */
static bool strikes(struct calls *calls, const struct seccomp_notif *asked)
{
	const struct kind *kind = kind_of(asked->data.nr);
	char path[sizeof(calls->path)];

	if (!kind || (kind->about == ABOUT_FD && asked->data.args[0] == STDERR_FILENO))
		return false;
	path_of(kind, asked, path, sizeof(path));
	if (!is_counted(calls, asked, path))
		return false;
	calls->made++;
	if (!calls->at || calls->made < calls->at || (calls->made > calls->at && !calls->goes_on)) {
		note_synced(calls, kind, asked);
		return false;
	}
	/* What takes no space goes on when the disk is full. */
	if (calls->made > calls->at && !kind->needs_space)
		return false;
	if (kind->number == SYS_close && !calls->signal)
		lose(calls, asked);
	if (!calls->struck) {
		calls->name = kind->name;
		memcpy(calls->path, path, sizeof(path));
	}
	calls->struck = true;
	return true;
}

static bool answer_one(int listener, struct calls *calls)
{
	struct seccomp_notif asked = {0};
	struct seccomp_notif_resp answered = {0};

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0)
		/* The process was killed meanwhile. */
		return errno == ENOENT || errno == EINTR;
	answered.id = asked.id;
	if (!strikes(calls, &asked)) {
		answered.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	} else if (calls->signal) {
		kill((pid_t)asked.pid, calls->signal);
		answered.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	} else if (calls->errnum) {
		/* The only way in which there is no lock though nobody has it. */
		answered.error = asked.data.nr == SYS_flock ? -ENOLCK : -calls->errnum;
	} else {
		answered.val = write_half(&asked);
		if (answered.val < 0) {
			answered.error = (int)answered.val;
			answered.val = 0;
		}
	}
	return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answered) == 0 || errno == ENOENT;
}

bool calls_answer(int fd, pid_t pid, struct calls *calls)
{
	/* Before Linux 6.11 a child that has ended counts as somebody who may ask until it is
	 * waited for. */
	struct pollfd polls[] = {
		{.fd = receive_fd(fd), .events = POLLIN},
		{.fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN},
	};
	bool is_good = polls[0].fd >= 0 && polls[1].fd >= 0;
	int errnum;

	while (is_good) {
		if (poll(polls, 2, -1) < 0) {
			is_good = errno == EINTR;
			continue;
		}
		if (!(polls[0].revents & POLLIN))
			break;
		is_good = answer_one(polls[0].fd, calls);
	}
	errnum = errno;
	for (size_t i = 0; i < 2; i++) {
		if (polls[i].fd >= 0)
			close(polls[i].fd);
	}
	errno = errnum;
	return is_good;
}
