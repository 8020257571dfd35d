// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads, opens and other calls of one thread. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sections.h"
#include "truth.h"

#define FILE_SIZE 5000

static char buffer[1 << 17];

/* A file of FILE_SIZE bytes, open for reading. */
static int make_file(const char *name)
{
	const int fd = (int)must(name, open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));

	must(name, ftruncate(fd, FILE_SIZE));
	return fd;
}

/* COUNT reads of so many bytes from a place in the file; all of it is in the tables. */
static void make_reads(int fd, long at, long size, unsigned long count)
{
	const long result = size < FILE_SIZE - at ? size : FILE_SIZE - at;

	for (unsigned long i = 0; i < count; i++) {
		must("lseek", lseek(fd, at, SEEK_SET));
		if (read(fd, buffer, (size_t)size) != result)
			fail("a read of %ld bytes at %ld", size, at);
	}
	truth_number("reads", count, size, 1000);
	truth_number("results", count, result, 1024);
	if (result > 0)
		truth_number("results.good", count, result, 1024);
}

/* COUNT reads of 10 bytes that fail. */
static void fail_to_read(const char *name, int flags, int error, unsigned long count)
{
	const int fd = (int)must(name, open(name, flags | O_CLOEXEC));
	char *const to = error == EFAULT ? (char *)-4096L : buffer;

	for (unsigned long i = 0; i < count; i++)
		must_not(name, syscall(SYS_read, fd, to, 10), error);
	close(fd);
	truth_number("reads", count, 10, 1000);
	truth_number("results", count, -error, 1024);
}

void reads(void)
{
	static const struct {
		long at, size;
		unsigned long count;
	} all[] = {
		{0, 0, 3},     {0, 1, 5},      {0, 2, 7},	{0, 3, 2},	{0, 4, 4},
		{0, 5, 6},     {0, 7, 1},      {0, 8, 1},	{0, 9, 1},	{0, 100, 11},
		{0, 511, 1},   {0, 512, 2},    {0, 513, 3},	{0, 999, 10},	{0, 1000, 20},
		{0, 1023, 30}, {0, 1024, 9},   {0, 1025, 8},	{0, 4096, 3},	{904, 8192, 4},
		{0, 65536, 2}, {4999, 300, 5}, {5000, 4097, 6}, {0, 131072, 1},
	};
	const int fd = make_file("reads");

	take_name("app-reads");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		make_reads(fd, all[i].at, all[i].size, all[i].count);
	fail_to_read("reads", O_WRONLY, EBADF, 12);
	fail_to_read(".", O_RDONLY, EISDIR, 13);
	fail_to_read("reads", O_RDONLY, EFAULT, 1);
	close(fd);
}

/* What is hard to find the end of in a line like `{ name: x, comm: y } hitcount: 1`. */
static const char *const hard[] = {
	"plain",   "a b",     "{",	     "}",	"a, b: 3",	"} hitcount: 9",
	"x } hit", ", name:", "q\"uo\"te's", "\\n\\",	"new\nline",	"tab\tis",
	"~ 2^3",   "%s$1;",   "# trigger",   "Totals:", "\xc3\xa4\xff", "name: a",
};

void names(void)
{
	take_name("app-names");
	for (size_t i = 0; i < sizeof(hard) / sizeof(hard[0]); i++) {
		const int fd = make_file(hard[i]);

		for (size_t k = 0; k <= i; k++) {
			must("read", read(fd, buffer, 10 + i));
			truth_hit("names", 10 + (long long)i, "%s", truth_text(hard[i]));
		}
		close(fd);
		unlink(hard[i]);
	}
}

void comms(void)
{
	const int fd = make_file("comms");

	for (size_t i = 0; i < sizeof(hard) / sizeof(hard[0]); i++) {
		take_name(hard[i]);
		for (size_t k = 0; k < 2 * i + 1; k++) {
			must("read", read(fd, buffer, i));
			truth_hit("comms", (long long)i, "%s", truth_text(hard[i]));
		}
	}
	close(fd);
}

/* What reaches vfs_open() is told of before: the page that a name is in is there then. */
static void reaches(const char *name, unsigned long count)
{
	truth_hits("reached", count, 0, "%s", truth_text(name));
}

static void fail_to_open(const char *comm, const char *name, int flags, int error,
			 unsigned long count)
{
	truth_hits("opens", count, -error, "%s\t%s", comm, strerrorname_np(error));
	/* The one that the file itself refuses. */
	if (error == ENXIO)
		reaches(name, count);
	for (unsigned long i = 0; i < count; i++)
		must_not(name, open(name, flags | O_CLOEXEC, 0600), error);
}

static void open_well(const char *name, unsigned long count)
{
	reaches(name, count);
	for (unsigned long i = 0; i < count; i++)
		close((int)must(name, open(name, O_RDONLY | O_CLOEXEC)));
}

void opens(void)
{
	char long_name[300];

	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	close(make_file("there"));
	close(make_file("a, b: {3}"));
	must("mkfifo", mkfifo("fifo", 0600));
	must("symlink", symlink("loop", "loop"));
	take_name("app-open-1");
	fail_to_open("app-open-1", "missing", O_RDONLY, ENOENT, 9);
	fail_to_open("app-open-1", "there/x", O_RDONLY, ENOTDIR, 4);
	fail_to_open("app-open-1", ".", O_WRONLY, EISDIR, 2);
	fail_to_open("app-open-1", "loop", O_RDONLY, ELOOP, 3);
	open_well("there", 5);
	take_name("app-open-2");
	fail_to_open("app-open-2", "missing", O_RDONLY, ENOENT, 1);
	fail_to_open("app-open-2", long_name, O_RDONLY, ENAMETOOLONG, 6);
	fail_to_open("app-open-2", "there", O_RDWR | O_CREAT | O_EXCL, EEXIST, 7);
	fail_to_open("app-open-2", "fifo", O_WRONLY | O_NONBLOCK, ENXIO, 8);
	open_well("a, b: {3}", 10);
	take_name("app");
	unlink("fifo");
	unlink("loop");
}

void calls(void)
{
	const int fd = make_file("calls");

	take_name("app-calls");
	for (int i = 0; i < 40; i++)
		syscall(SYS_getppid);
	for (int i = 0; i < 30; i++)
		syscall(SYS_getuid);
	for (int i = 0; i < 20; i++)
		must("fsync", fsync(fd));
	for (int i = 0; i < 10; i++)
		must("read", read(fd, buffer, 100));
	for (int i = 0; i < 7; i++)
		must("write", write(fd, buffer, 200));
	take_name("app");
	truth_hits("calls", 40, 0, "getppid");
	truth_hits("calls", 30, 0, "getuid");
	truth_hits("calls", 20, 0, "fsync");
	truth_hits("calls", 10, 0, "read");
	truth_hits("calls", 7, 0, "write");
	truth_hits("functions", 20, 0, "vfs_fsync_range");
	truth_hits("functions", 10, 100, "vfs_read");
	truth_hits("functions", 7, 200, "vfs_write");
	close(fd);
}

void cpus(void)
{
	const long count = must("sysconf", sysconf(_SC_NPROCESSORS_ONLN));
	const int fd = make_file("cpus");

	take_name("app-cpus");
	for (int cpu = 0; cpu < count; cpu++) {
		cpu_set_t one;

		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		must("sched_setaffinity", sched_setaffinity(0, sizeof(one), &one));
		for (int i = 0; i < 5 + 3 * cpu; i++) {
			must("read", read(fd, buffer, 1));
			truth_hit("cpus", 1, "%d", cpu);
		}
	}
	close(fd);
}

void flood(void)
{
	const int fd = make_file("flood");

	take_name("app-flood");
	for (int i = 0; i < 2000; i++) {
		must("read", read(fd, buffer, 1 + (size_t)(i % 1000)));
		truth_hit("flood", 1 + i % 1000, "%d", 1 + i % 1000);
	}
	close(fd);
}

void steady(void)
{
	const int fd = make_file("steady");

	take_name("app-steady");
	for (int i = 0; i < 300; i++) {
		must("read", read(fd, buffer, 1 + (size_t)(i % 3)));
		truth_hit("steady", 1 + i % 3, "%d", 1 + i % 3);
		usleep(8000);
	}
	close(fd);
}
