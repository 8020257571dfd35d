/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether a process can be opened here.
 */
#ifndef TESTS_UNIT_PIDFD_H
#define TESTS_UNIT_PIDFD_H

#include <errno.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

/** Whether there is pidfd_open(2): valgrind 3.19, for one, does not know it. */
static inline bool has_pidfd(void)
{
	const int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);

	if (fd < 0)
		return errno != ENOSYS;
	close(fd);
	return true;
}

#endif /* TESTS_UNIT_PIDFD_H */
