// SPDX-License-Identifier: GPL-2.0-or-later
/* File descriptors that are no files of a disk. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "truth.h"

static char buffer[3000];

static void pipes(void)
{
	int ends[2];

	must("pipe2", syscall(SYS_pipe2, ends, O_NONBLOCK | O_CLOEXEC));
	truth("pipe", "flags=%d", O_NONBLOCK | O_CLOEXEC);
	truth("piping", "fd0=%d fd1=%d", ends[0], ends[1]);
	must("write", write(ends[1], buffer, 2999));
	truth("write", "count=0xbb7 flags=0x%x source=0x1 op=pipe_write+0x0",
	      O_WRONLY | O_NONBLOCK);
	must("read", read(ends[0], buffer, 1000));
	truth("read", "count=0x3e8 flags=0x%x source=0x0", O_RDONLY | O_NONBLOCK);
	must("read", read(ends[0], buffer, 3000));
	truth("read", "count=0xbb8 flags=0x%x source=0x0", O_RDONLY | O_NONBLOCK);
	must_not("read", read(ends[0], buffer, 1));
	truth("read", "count=0x1 flags=0x%x source=0x0", O_RDONLY | O_NONBLOCK);
	truth("has_read", "arg1=1000");
	truth("has_read", "arg1=1999");
	truth("has_read", "arg1=-11");
	truth("controls", "fd=%d cmd=0x%x arg=0x%x", ends[0], F_SETPIPE_SZ, 65536);
	must("F_SETPIPE_SZ", syscall(SYS_fcntl, ends[0], F_SETPIPE_SZ, 65536L));
}

static void ioctls(int fd)
{
	must("FIOCLEX", syscall(SYS_ioctl, fd, FIOCLEX, 0L));
	truth("ioctl", "fd=0x%x cmd=0x%x arg=0x0", fd, (unsigned int)FIOCLEX);
	must_not("ioctl", syscall(SYS_ioctl, fd, 0x89abcdefUL, 0x123456789abcdef0UL));
	truth("ioctl", "fd=0x%x cmd=0x89abcdef arg=0x123456789abcdef0", fd);
}

static void controls(int fd)
{
	const long copy = must("F_DUPFD", syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 30L));

	truth("controls", "fd=%d cmd=0x%x arg=0x1e", fd, F_DUPFD_CLOEXEC);
	must("F_SETOWN", syscall(SYS_fcntl, copy, F_SETOWN, -(long)getpgrp()));
	truth("controls", "fd=%ld cmd=0x%x arg=0x%lx", copy, F_SETOWN, -(long)getpgrp());
}

static void polls(int fd)
{
	struct epoll_event event = {EPOLLIN | EPOLLET | EPOLLONESHOT, {.u64 = 0xfedcba9876543210U}};
	struct pollfd fds[] = {{-1, POLLIN, 0}, {fd, POLLOUT, 0}, {-1, POLLIN, 0}};
	const int epoll = (int)must("epoll_create1", syscall(SYS_epoll_create1, EPOLL_CLOEXEC));

	must("epoll_ctl", syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, fd, &event));
	truth("epoll", "epfd=%d op=1 fd=%d events=0x%x data=0x%lx nonblock=0x0", epoll, fd,
	      event.events, (unsigned long)event.data.u64);
	event = (struct epoll_event){EPOLLOUT, {.u64 = 7}};
	must("epoll_ctl", syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_MOD, fd, &event));
	truth("epoll", "epfd=%d op=3 fd=%d events=0x%x data=0x%lx nonblock=0x0", epoll, fd,
	      event.events, (unsigned long)event.data.u64);
	must("ppoll", syscall(SYS_ppoll, fds, 3, &(const struct timespec){123456789, 5}, NULL, 8));
	truth("poll", "nfds=0x3");
	truth("polled", "fdcount=1");
}

void channels(void)
{
	int event;

	begin();
	event = (int)must("eventfd2", syscall(SYS_eventfd2, 4000000000U, O_NONBLOCK));
	truth("eventfd", "count=0xee6b2800 flags=%d", O_NONBLOCK);
	pipes();
	ioctls(event);
	controls(event);
	polls(event);
}
