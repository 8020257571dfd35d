// SPDX-License-Identifier: GPL-2.0-or-later
/* How processes begin, and how they end. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "truth.h"

/* The kernel's struct clone_args (include/uapi/linux/sched.h), as long as its first version. */
struct clone_args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};

/* CLONE_CLEAR_SIGHAND: a flag that takes more than 32 bits. */
static const uint64_t clear_sighand = 1ULL << 32;

static int parents_copy;

/* The process id, or 0 in the child. */
static int start(uint64_t flags, int signal)
{
	struct clone_args args = {.flags = flags,
				  .exit_signal = (uint64_t)signal,
				  .parent_tid = (uintptr_t)&parents_copy};
	const int parent = getpid();
	const int child = (int)must("clone3", syscall(SYS_clone3, &args, sizeof(args)));

	if (child == 0)
		return 0;
	truth("clone", "flags=0x%lx signal=%d parent_tid=0x%lx", (unsigned long)flags, signal,
	      (unsigned long)(uintptr_t)&parents_copy);
	truth("waking", "nr=%d pid=%d trace=0", child, child);
	truth("wake", "pid=%d comm=\"truth\" parent=%d sig=%d c1=%d", child, parent, signal, 'r');
	truth("cloned", "arg1=%d", child);
	return child;
}

/* Waits for the child, by the given process id, and says how it ended. */
static void wait_for(int child, int id, int options, int want)
{
	int status = 0;

	if (must("wait4", syscall(SYS_wait4, id, &status, options, NULL)) != child)
		fail("another child ended");
	if (status != want)
		fail("the child ended with %#x", status);
	truth("wait", "upid=%d options=%d", id, options);
	truth("waiting", "type=0x%x wo_flags=%d", id == -1 ? 4 : id > 0 ? 0 : 2, options | WEXITED);
	truth("waited", "arg1=%d", child);
}

void children(void)
{
	static char *const words[] = {"values", "nothing", "more", "words", NULL};
	static char *const settings[] = {"A=1", "B=2", NULL};
	int child;

	begin();
	child = start(clear_sighand | CLONE_PARENT_SETTID, SIGCHLD);
	if (child == 0)
		_exit(7);
	wait_for(child, child, 0, 0x700);
	truth("exit_group", "exit_code=%d", 0x700);
	truth("exit", "code=%d", 0x700);

	child = start(CLONE_FS | CLONE_FILES | CLONE_PARENT_SETTID, SIGURG);
	if (child == 0)
		syscall(SYS_exit, 300);
	wait_for(child, -1, (int)__WCLONE, (300 & 0xff) << 8);
	truth("exit", "code=%d", (300 & 0xff) << 8);

	child = start(CLONE_PARENT_SETTID, 0);
	if (child == 0) {
		syscall(SYS_kill, getpid(), SIGKILL);
		_exit(1);
	}
	wait_for(child, -getpgrp(), __WALL, SIGKILL);
	truth("exit_group", "exit_code=%d", SIGKILL);
	truth("exit", "code=%d", SIGKILL);

	child = start(CLONE_PARENT_SETTID, SIGCHLD);
	if (child == 0) {
		execve("/usr/bin/values", words, settings);
		_exit(1);
	}
	wait_for(child, 0, 0, 0);
	truth("exec",
	      "argc=4 envc=2 file=\"/usr/bin/values\" interp=\"/usr/bin/values\" fd_given=0");
}
