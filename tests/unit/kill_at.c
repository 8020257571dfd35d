/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/kill_at.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* The child could not be made ready. */
#define NOT_READY 99

/* The calls; newer architectures have no others than those with `at` in their names. */
static const unsigned changing[] = {
	SYS_write,     SYS_writev,    SYS_pwrite64,	   SYS_pwritev,	 SYS_truncate,
	SYS_ftruncate, SYS_fallocate, SYS_copy_file_range, SYS_sendfile, SYS_fsync,
	SYS_fdatasync, SYS_fchmod,    SYS_fchmodat,	   SYS_fchown,	 SYS_renameat,
	SYS_renameat2, SYS_linkat,    SYS_symlinkat,	   SYS_unlinkat, SYS_mkdirat,
	SYS_mknodat,   SYS_flock,
#ifdef SYS_open
	SYS_creat,     SYS_chmod,     SYS_rename,	   SYS_link,	 SYS_symlink,
	SYS_unlink,    SYS_mkdir,     SYS_rmdir,	   SYS_mknod,
#endif
};
#define CHANGING (sizeof(changing) / sizeof(*changing))

/* Words of the filter besides two for each call. */
#define FILTER_REST 16

struct filter {
	struct sock_filter code[2 * CHANGING + FILTER_REST];
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

/* Stop at the call. */
static void trace_call(struct filter *filter, unsigned number)
{
	emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
	answer(filter, SECCOMP_RET_TRACE);
}

/* Stop at an open whose argument has the flag to make a file. */
static void trace_open(struct filter *filter, unsigned number, unsigned argument)
{
	emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4));
	/* The lower half comes first where sonde runs. */
	load(filter, offsetof(struct seccomp_data, args) + argument * sizeof(uint64_t));
	emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_CREAT, 0, 1));
	answer(filter, SECCOMP_RET_TRACE);
	answer(filter, SECCOMP_RET_ALLOW);
}

static bool stop_at_changes(void)
{
	struct filter filter = {.size = 0};
	struct sock_fprog program;

	load(&filter, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < CHANGING; i++)
		trace_call(&filter, changing[i]);
#ifdef SYS_open
	trace_open(&filter, SYS_open, 1);
#endif
	trace_open(&filter, SYS_openat, 2);
	answer(&filter, SECCOMP_RET_ALLOW);
	program = (struct sock_fprog){.len = filter.size, .filter = filter.code};
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void be_traced(int (*run)(void *data), void *data)
{
	if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
		_exit(NOT_READY);
	/* The parent is not ready to answer before this. */
	raise(SIGSTOP);
	if (!stop_at_changes())
		_exit(NOT_READY);
	_exit(run(data) == 0 ? 0 : 1);
}

static bool is_change(int status)
{
	return WIFSTOPPED(status) && status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8);
}

static enum kill_end follow(pid_t pid, unsigned long at)
{
	int status;

	if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL) < 0)
		return KILL_NOT_PERMITTED;
	for (;;) {
		if (ptrace(PTRACE_CONT, pid, 0, 0) < 0 || waitpid(pid, &status, 0) < 0)
			return KILL_NOT_PERMITTED;
		if (WIFEXITED(status) && WEXITSTATUS(status) != NOT_READY)
			return WEXITSTATUS(status) ? KILL_FAILED : KILL_TOO_LATE;
		if (!is_change(status))
			return KILL_NOT_PERMITTED;
		if (at-- == 0)
			break;
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return KILL_DONE;
}

enum kill_end kill_at(unsigned long at, int (*run)(void *data), void *data)
{
	const pid_t pid = fork();
	enum kill_end end;
	int errnum;

	if (pid < 0)
		return KILL_NOT_PERMITTED;
	if (pid == 0)
		be_traced(run, data);
	end = follow(pid, at);
	errnum = errno;
	if (end == KILL_NOT_PERMITTED) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	errno = errnum;
	return end;
}
