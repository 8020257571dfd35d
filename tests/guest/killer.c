// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a program and kills it between two writes, for tests of what is left then.
 *
 *	killer N FILE PROGRAM [ARGUMENT...]
 *
 * SIGKILL comes right after the Nth write(2) of PROGRAM to a file whose path ends with FILE; if N
 * is 0, right before the first. The exit status is 137 then, and PROGRAM's own if it made fewer
 * writes. PROGRAM has to make them in its first thread.
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILLED 137

struct hunt {
	pid_t pid;
	/* How the file's path ends. */
	const char *file;
	/* Writes that it may still make. */
	unsigned long left;
	/* Between the two stops of a write that counts. */
	bool is_writing;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* Whether its descriptor `fd` is the file. */
static bool is_the_file(const struct hunt *hunt, uint64_t fd)
{
	char link[64], path[4096];
	size_t want = strlen(hunt->file);
	ssize_t size;

	snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)hunt->pid, (int)fd);
	size = readlink(link, path, sizeof(path));
	return size >= (ssize_t)want && memcmp(path + size - want, hunt->file, want) == 0;
}

/* It stands before or behind a system call. Whether it must die here. */
static bool is_due(struct hunt *hunt)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, hunt->pid, sizeof(info), &info) < 0)
		die("PTRACE_GET_SYSCALL_INFO");
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		hunt->is_writing = info.entry.nr == SYS_write &&
				   is_the_file(hunt, info.entry.args[0]);
		return hunt->is_writing && hunt->left == 0;
	}
	if (!hunt->is_writing)
		return false;
	hunt->is_writing = false;
	return --hunt->left == 0;
}

/* The status of the program when it has ended. */
static int follow(struct hunt *hunt)
{
	int status, signal = 0;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, hunt->pid, 0, signal) < 0)
			die("PTRACE_SYSCALL");
		if (waitpid(hunt->pid, &status, 0) < 0)
			die("waitpid");
		if (WIFEXITED(status))
			return WEXITSTATUS(status);
		if (WIFSIGNALED(status))
			return 128 + WTERMSIG(status);
		signal = WSTOPSIG(status);
		if (signal != (SIGTRAP | 0x80))
			continue;
		signal = 0;
		if (!is_due(hunt))
			continue;
		if (kill(hunt->pid, SIGKILL) < 0 || waitpid(hunt->pid, &status, 0) < 0)
			die("kill");
		return KILLED;
	}
}

int main(int argc, char **argv)
{
	struct hunt hunt = {0};
	int status;

	if (argc < 4) {
		fputs("usage: killer N FILE PROGRAM [ARGUMENT...]\n", stderr);
		return 2;
	}
	hunt.left = strtoul(argv[1], NULL, 10);
	hunt.file = argv[2];
	hunt.pid = fork();
	if (hunt.pid < 0)
		die("fork");
	if (hunt.pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
			die("PTRACE_TRACEME");
		execvp(argv[3], argv + 3);
		die(argv[3]);
	}
	/* It stops when it has become the program, and ends if it cannot. */
	if (waitpid(hunt.pid, &status, 0) < 0 || !WIFSTOPPED(status))
		return 1;
	if (ptrace(PTRACE_SETOPTIONS, hunt.pid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) < 0)
		die("PTRACE_SETOPTIONS");
	return follow(&hunt);
}
