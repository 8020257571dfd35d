// SPDX-License-Identifier: GPL-2.0-or-later
/* What the kernel keeps of a process: looked at when its niceness is set. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "truth.h"

#define GIB (1L << 30)

static char stack[1 << 16];
static int cleared;
static struct {
	void *list[3];
} robust;

static void on_signal(int signal)
{
	(void)signal;
}

static void make_nice(long nice)
{
	must("setpriority", syscall(SYS_setpriority, PRIO_PROCESS, 0, nice));
}

static void nicer(long from, long nice, int resets)
{
	const int policy = (int)must("sched_getscheduler", sched_getscheduler(0)) &
			   ~SCHED_RESET_ON_FORK;

	make_nice(nice);
	truth("nice",
	      "nice=%ld pid=%d tgid=%d comm=\"truth\" c1=%d reset=%d exec=0 static_prio=%ld "
	      "policy=0x%x",
	      nice, getpid(), getpid(), 'r', resets, 120 + from, policy);
}

/* One setting for each member that the definitions name, before anything is traced. */
static void arrange(void)
{
	const stack_t alternate = {.ss_sp = stack, .ss_size = sizeof(stack)};
	FILE *score = fopen("/proc/self/oom_score_adj", "we");
	cpu_set_t cpus;

	if (!score || fputs("-17", score) < 0 || fclose(score) != 0)
		fail("oom_score_adj");
	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	must("sched_setaffinity", sched_setaffinity(0, sizeof(cpus), &cpus));
	must("sigaltstack", sigaltstack(&alternate, NULL));
	must("signal", signal(SIGUSR1, on_signal) == SIG_ERR ? -1 : 0);
	must("PR_SET_TIMERSLACK", prctl(PR_SET_TIMERSLACK, 5000000123));
	must("PR_SET_CHILD_SUBREAPER", prctl(PR_SET_CHILD_SUBREAPER, 1));
	must("personality", personality(ADDR_NO_RANDOMIZE));
	must("ioprio_set", syscall(SYS_ioprio_set, 1, 0, 2 << 13 | 5));
	must("set_tid_address", syscall(SYS_set_tid_address, &cleared));
	must("set_robust_list", syscall(SYS_set_robust_list, &robust, sizeof(robust)));
	must("setpgid", setpgid(0, 0));
	must("setresgid", syscall(SYS_setresgid, 1111, 2222, 0));
	must("setresuid", syscall(SYS_setresuid, 1234, 0, 4000000000U));
	/* Which does not outlive a change of ids. */
	must("PR_SET_PDEATHSIG", prctl(PR_SET_PDEATHSIG, SIGUSR2));
	must("sethostname", sethostname("truthful", 8));
	umask(031);
}

void process(void)
{
	const struct sched_param none = {0};

	arrange();
	begin();
	nicer(0, -7, 0);
	must("sched_setscheduler", sched_setscheduler(0, SCHED_BATCH | SCHED_RESET_ON_FORK, &none));
	nicer(-7, 19, 1);
	nicer(19, -20, 1);
}

void members(void)
{
	char folder[4096];
	struct utsname names;

	arrange();
	if (!getcwd(folder, sizeof(folder)))
		fail("getcwd");
	must("uname", uname(&names));
	begin();
	make_nice(5);
	truth("names", "release=\"%s\" node=\"truthful\" r2=%d exe=\"values\" cwd=\"%s\"",
	      names.release, names.release[2], strrchr(folder, '/') + 1);
	truth("ids", "uid=0x4d2 euid=0x0 suid=0xee6b2800 gid=0x457 egid=0x8ae group=%d umask=%d",
	      getpid(), 031);
	truth("settings",
	      "subreaper=1 oom=-17 slack=0x%lx death=%d ioprio=0x%x personality=0x%x cpus=0x1 nr=1",
	      5000000123, SIGUSR2, 2 << 13 | 5, ADDR_NO_RANDOMIZE);
}

static void limit(int process, unsigned long soft, unsigned long hard)
{
	const struct rlimit limit = {soft, hard};

	must("prlimit", syscall(SYS_prlimit64, process, RLIMIT_MSGQUEUE, &limit, NULL));
	truth("limit", "resource=0x%x cur=0x%lx max=0x%lx pid=%d", RLIMIT_MSGQUEUE, soft, hard,
	      getpid());
}

void pointers(void)
{
	sigset_t blocked;

	arrange();
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGHUP);
	sigaddset(&blocked, 64);
	must("sigprocmask", sigprocmask(SIG_BLOCK, &blocked, NULL));
	begin();
	limit(0, 5 * GIB + 1, RLIM_INFINITY);
	limit(getpid(), 7, 0xfedcba9876543210);
	make_nice(5);
	truth("addresses",
	      "stack=0x%lx size=0x%zx handler=0x%lx brk=0x%lx tid=0x%lx robust=0x%lx blocked=0x%lx",
	      (unsigned long)stack, sizeof(stack), (unsigned long)on_signal,
	      (unsigned long)syscall(SYS_brk, 0), (unsigned long)&cleared, (unsigned long)&robust,
	      1UL << 63 | 1);
	truth("limited", "cur=0x7 max=0xfedcba9876543210");
}
