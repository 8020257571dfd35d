// SPDX-License-Identifier: GPL-2.0-or-later
/* Variables of the kernel that are no function's, against what /proc has of them. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "truth.h"

static long long kernel(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	return number_in(path);
}

static void touch(const char *path, int mode, const char *value)
{
	const struct open_how how = {.flags = (unsigned int)mode};
	const int fd = (int)must(path, syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how)));
	char bytes[4096];

	if (value)
		must(path, write(fd, value, strlen(value)));
	else
		must(path, read(fd, bytes, sizeof(bytes)));
	must(path, close(fd));
}

/* How loud the console is: the number that is set, and the other three. */
static void console(void)
{
	int levels[4], usual;
	FILE *file = fopen("/proc/sys/kernel/printk", "re");

	if (!file || fscanf(file, "%d %d %d %d", levels, levels + 1, levels + 2, levels + 3) != 4)
		fail("/proc/sys/kernel/printk: cannot be read");
	fclose(file);
	usual = levels[0];
	begin();
	for (int level = 8; level > 5; level--) {
		must("syslog", klogctl(8, NULL, level));
		truth("console", "type=8 len=%d source=0 c0=%d c1=%d c2=%d c3=%d", level, levels[0],
		      levels[1], levels[2], levels[3]);
		levels[0] = level;
	}
	must("syslog", klogctl(8, NULL, usual));
	truth("console", "type=8 len=%d source=0 c0=%d c1=%d c2=%d c3=%d", usual, levels[0],
	      levels[1], levels[2], levels[3]);
}

static void fork_one(long long most)
{
	const int child = (int)must("fork", syscall(SYS_clone, 17, 0, 0, 0, 0));

	if (child == 0)
		_exit(0);
	truth("fork", "most=%lld idle=0 name=\"swapper/0\" mark=%d", most, 'w');
	must("wait", waitpid(child, NULL, 0));
}

void globals(void)
{
	const long long most = kernel("kernel/threads-max"), open_files = kernel("fs/nr_open"),
			all_files = kernel("fs/file-max");
	char line[4096];

	const int flags = (int)(O_NOCTTY | large_file());

	first_line("/proc/cmdline", line, sizeof(line));
	console();
	touch("/proc/cmdline", O_RDONLY | O_NOCTTY, NULL);
	truth("cmdline", "saved=\"%s\"", line);
	truth("file", "flags=%d most=0x%llx", flags, (unsigned long long)all_files);
	must("dup3", syscall(SYS_dup3, 0, 100, O_CLOEXEC));
	truth("dup", "oldfd=0x0 newfd=0x64 flags=%d most=0x%llx", O_CLOEXEC,
	      (unsigned long long)open_files);
	fork_one(most);
}

void commitment(void)
{
	const long long ratio = kernel("vm/overcommit_ratio"),
			policy = kernel("vm/overcommit_memory");

	begin();
	must("mmap", mmap(NULL, 77 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			  0) == MAP_FAILED
			     ? -1
			     : 0);
	truth("commit", "pages=77 policy=%lld ratio=%lld", policy, ratio);
}

void control(void)
{
	const long long panic = kernel("kernel/panic"), uid = kernel("kernel/overflowuid");
	char old[32];

	begin();
	touch("/proc/sys/kernel/panic", O_WRONLY, "-7\n");
	truth("sysctl", "name=\"panic\" write=1 size=4 mode=0x1a4 panic=%lld uid=%lld", panic, uid);
	touch("/proc/sys/kernel/panic", O_RDONLY, NULL);
	truth("sysctl", "name=\"panic\" write=0 size=4 mode=0x1a4 panic=-7 uid=%lld", uid);
	snprintf(old, sizeof(old), "%lld\n", panic);
	touch("/proc/sys/kernel/panic", O_WRONLY, old);
	truth("sysctl", "name=\"panic\" write=1 size=4 mode=0x1a4 panic=-7 uid=%lld", uid);
}
