// SPDX-License-Identifier: GPL-2.0-or-later
/* Who may do what, in what order; and signals. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "truth.h"

/* The kernel's struct sched_attr (include/uapi/linux/sched/types.h), as long as its first version.
 */
struct attributes {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
};

void rights(void)
{
	/* In the kernel's order, which is by number. */
	static const gid_t groups[] = {16, 30000, 4000000000U};

	begin();
	must("setgroups", syscall(SYS_setgroups, 3, groups));
	truth("groups", "n=3 g0=0x10 g1=0x7530 g2=0xee6b2800");
	must("sethostname", sethostname("truthful", 8));
	truth("ns_capable", "cap=21");
	truth("allowed", "arg1=0x1");
	must("setresuid", syscall(SYS_setresuid, 1000, 1000, 1000));
	must_not("sethostname", sethostname("other", 5));
	truth("ns_capable", "cap=21");
	truth("allowed", "arg1=0x0");
}

static void set(struct attributes attributes)
{
	const long result = syscall(SYS_sched_setattr, 0, &attributes, 0);

	truth("setattr",
	      "policy=0x%x nice=%d priority=0x%x runtime=0x%lx deadline=0x%lx period=0x%lx "
	      "user=0x1",
	      attributes.policy, attributes.nice, attributes.priority,
	      (unsigned long)attributes.runtime, (unsigned long)attributes.deadline,
	      (unsigned long)attributes.period);
	truth("attr_set", "arg1=%ld", result < 0 ? -errno : result);
}

/* The kernel's number for the priority, which is the 18th word of the file, the 16th from the name.
 */
static void look(void)
{
	char text[1024];
	const int fd = (int)must("stat", open("/proc/self/stat", O_RDONLY | O_CLOEXEC));
	const ssize_t size = read(fd, text, sizeof(text) - 1);
	char *word;

	if (size <= 0)
		fail("/proc/self/stat: cannot be read");
	text[size] = 0;
	word = strrchr(text, ')');
	for (int i = 2; i < 18; i++)
		word = strchr(word + 1, ' ');
	truth("prio", "arg1=%d", atoi(word));
}

void scheduling(void)
{
	const uint32_t size = sizeof(struct attributes);
	char from[8] = "reading", to[8];
	struct iovec here = {to, 8}, there = {from, 8};

	begin();
	look();
	set((struct attributes){size, SCHED_OTHER, .nice = -11});
	look();
	set((struct attributes){size, SCHED_FIFO, .priority = 41});
	look();
	set((struct attributes){size, SCHED_FIFO, .priority = 200});
	set((struct attributes){size, SCHED_BATCH, .nice = 19});
	set((struct attributes){size, SCHED_DEADLINE, .runtime = 5000000001,
				.deadline = 30000000002, .period = 60000000003});
	look();
	must("process_vm_readv", process_vm_readv(getpid(), &here, 1, &there, 1, 0));
	truth("found", "pid=%d comm=\"truth\"", getpid());
}

static void queue(int signal, int code, uint64_t value)
{
	siginfo_t info = {.si_signo = signal, .si_code = code};

	info.si_value.sival_ptr = (void *)value;
	must("rt_sigqueueinfo", syscall(SYS_rt_sigqueueinfo, getpid(), signal, &info));
	truth("queue", "pid=%d sig=%d code=%d pointer=0x%lx number=%d", getpid(), signal, code,
	      (unsigned long)value, (int)(uint32_t)value);
	truth("send", "sig=%d type=0x1 pid=%d", signal, getpid());
}

void signals(void)
{
	begin();
	must("kill", syscall(SYS_kill, getpid(), SIGWINCH));
	truth("send", "sig=%d type=0x1 pid=%d", SIGWINCH, getpid());
	must("tgkill", syscall(SYS_tgkill, getpid(), getpid(), SIGURG));
	truth("send", "sig=%d type=0x0 pid=%d", SIGURG, getpid());
	queue(SIGWINCH, SI_QUEUE, 0xfedcba9876543210);
	queue(SIGCONT, -60, 0x11111111ffffffff);
}
