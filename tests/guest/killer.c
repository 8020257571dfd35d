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
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
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
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* Stop this process at each write(2), and only there: at all system calls it would take long. */
static void stop_at_writes(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {
		.len = sizeof(code) / sizeof(code[0]),
		.filter = code,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		die("PR_SET_SECCOMP");
}

/* Whether it stands before a write to the file. */
static bool is_before_write(const struct hunt *hunt)
{
	struct __ptrace_syscall_info info;
	char link[64], path[4096];
	size_t want = strlen(hunt->file);
	ssize_t size;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, hunt->pid, sizeof(info), &info) < 0)
		die("PTRACE_GET_SYSCALL_INFO");
	if (info.op != PTRACE_SYSCALL_INFO_SECCOMP)
		return false;
	snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)hunt->pid, (int)info.seccomp.args[0]);
	size = readlink(link, path, sizeof(path));
	return size >= (ssize_t)want && memcmp(path + size - want, hunt->file, want) == 0;
}

/* Let it go on as `how` says, until it stops again or ends. */
static int go_on(const struct hunt *hunt, enum __ptrace_request how, int signal)
{
	int status;

	if (ptrace(how, hunt->pid, 0, signal) < 0)
		die("ptrace");
	if (waitpid(hunt->pid, &status, 0) < 0)
		die("waitpid");
	return status;
}

/* The status of the program when it has ended. */
static int follow(struct hunt *hunt)
{
	int status = go_on(hunt, PTRACE_CONT, 0);

	while (WIFSTOPPED(status)) {
		if (status >> 8 != (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) {
			/* An event of the tracing is no signal. */
			status = go_on(hunt, PTRACE_CONT, status >> 16 ? 0 : WSTOPSIG(status));
			continue;
		}
		if (is_before_write(hunt)) {
			/* To its end, unless it must not be made. */
			if (hunt->left)
				go_on(hunt, PTRACE_SYSCALL, 0);
			if (!hunt->left || !--hunt->left) {
				kill(hunt->pid, SIGKILL);
				waitpid(hunt->pid, &status, 0);
				return KILLED;
			}
		}
		status = go_on(hunt, PTRACE_CONT, 0);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
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
		/* The parent is not ready to answer before this. */
		raise(SIGSTOP);
		stop_at_writes();
		execvp(argv[3], argv + 3);
		die(argv[3]);
	}
	if (waitpid(hunt.pid, &status, 0) < 0 || !WIFSTOPPED(status))
		return 1;
	if (ptrace(PTRACE_SETOPTIONS, hunt.pid, 0,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEEXEC |
			   PTRACE_O_EXITKILL) < 0)
		die("PTRACE_SETOPTIONS");
	return follow(&hunt);
}
