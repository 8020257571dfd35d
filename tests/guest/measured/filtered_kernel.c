// SPDX-License-Identifier: GPL-2.0-or-later
/* System calls, and for which of them the filters about the kernel's functions are true. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "filtered.h"
#include "long_text.h"
#include "sections.h"
#include "truth.h"

#ifndef SO_NO_CHECK
#define SO_NO_CHECK 11
#endif

static char buffer[70000];

static void count_falls(int mode, int64_t offset, int64_t len)
{
	truth_hit("falls", 1, "%d", mode);
#define FILTERS_FALLS
#define FILTER(name, ways, text, truth) \
	if (truth)                      \
		passes(#name, mode);
#include "filters.h"
#undef FILTERS_FALLS
}

void falls(void)
{
	static const int64_t values[] = {0,	    1,	       -1,	     5,		  7,
					 INT64_MAX, INT64_MIN, -5000000000,  -5000000001, 12,
					 15,	    1L << 62,  INT64_MAX - 3};
	const int fd = (int)must("falls", open("falls", O_RDWR | O_CREAT | O_CLOEXEC, 0600));

	do_as("app-falls", -1);
	for (int i = 0; i < 90; i++) {
		/* There is no such mode: nothing is done. */
		const int mode = (i % 3 ? 1 : -1) * (0x10000 + i);
		const int64_t offset = NTH(values, (unsigned)i),
			      len = NTH(values, (unsigned)i / 7 + 2);

		count_falls(mode, offset, len);
		if (fallocate(fd, mode, offset, len) == 0)
			fail("fallocate has a mode %d", mode);
	}
	close(fd);
}

static void count_opens(int dfd, const char *filename, uint64_t flags)
{
	truth_hit("dfds", 1, "%d", dfd);
#define FILTERS_OPENS
#define FILTER(name, ways, text, truth) \
	if (truth)                      \
		passes(#name, dfd);
#include "filters.h"
#undef FILTERS_OPENS
}

void names_opened(void)
{
	static const char *const all[] = {"x.log",     "x.txt", "",	   "aXbXc",    "cba",
					  "a/b/c.log", ".log",	LONG_TEXT, "./*a*b*c*"};
	static const int flags[] = {O_RDONLY, O_WRONLY, O_WRONLY | O_CLOEXEC, O_RDWR | O_CLOEXEC};
	char name[200];

	do_as("app-opened", -1);
	for (int i = 0; i < 50; i++) {
		/* No folder is open there: they all fail. */
		const int dfd = i % 4 == 2 ? -1000 - i : 1000 + i;
		const char *const filename = i % 10 == 9 ? (char *)-4096L : name;

		strcpy(name, NTH(all, (unsigned)i));
		count_opens(dfd, filename, (uint64_t)NTH(flags, (unsigned)i));
		if (openat(dfd, filename, NTH(flags, (unsigned)i)) >= 0)
			fail("openat in %d", dfd);
	}
}

static void count_files(const char *name, bool deeper, int mode, uint64_t size, uint64_t count)
{
	truth_hit("files", 1, "%llu", (unsigned long long)count);
#define FILTERS_FILES
#define FILTER(name, ways, text, truth) \
	if (truth)                      \
		passes(#name, (long long)count);
#include "filters.h"
#undef FILTERS_FILES
}

void files_read(void)
{
	static const char *const names[] = {"a", "abc", "deeper/xaybzc", "deeper/" LONG_TEXT,
					    "a-long-name-that-begins-and-ends-c"};
	static const int modes[] = {0600, 0640, 0644};

	do_as("app-files", -1);
	must("deeper", mkdir("deeper", 0700));
	for (unsigned int i = 0; i < 40; i++) {
		const char *const path = NTH(names, i), *slash = strrchr(path, '/');
		const long size = (long)i * 7 % 50;
		const int fd = (int)must(path, open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600));

		must(path, fchmod(fd, (mode_t)NTH(modes, i)));
		must(path, ftruncate(fd, size));
		count_files(slash ? slash + 1 : path, slash != NULL, NTH(modes, i), (uint64_t)size,
			    i);
		must(path, read(fd, buffer, i));
		close(fd);
	}
}

static void count_sends(bool no_check, bool reuse, long len)
{
#define FILTERS_SENDS
#define FILTER(name, ways, text, truth) \
	if (truth)                      \
		passes(#name, len);
#include "filters.h"
#undef FILTERS_SENDS
}

void sends(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
	const int fd = (int)must("socket", socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	do_as("app-sends", -1);
	for (int i = 0; i < 40; i++) {
		const int no_check = i % 3 == 1, reuse = i % 4 >= 2;

		must("SO_NO_CHECK",
		     setsockopt(fd, SOL_SOCKET, SO_NO_CHECK, &no_check, sizeof(int)));
		must("SO_REUSEADDR", setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(int)));
		count_sends(no_check, reuse, i);
		/* There need not be a way to go. */
		sendto(fd, buffer, (size_t)i, 0, (struct sockaddr *)&to, sizeof(to));
	}
	close(fd);
	for (int i = 1; i <= 5; i++) {
		const int stream = (int)must("socket",
					     socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));

		/* It is not connected. */
		must_not("send", send(stream, buffer, (size_t)i, MSG_NOSIGNAL), EPIPE);
		truth_hit("streams", 1, "%d", -EPIPE);
		close(stream);
	}
}

#define STORM 20000

static void *storm_of_one(void *cpu)
{
	const int fd = (int)must("/dev/zero", open("/dev/zero", O_RDONLY | O_CLOEXEC));

	do_as("app-storm", (int)(intptr_t)cpu);
	for (int i = 0; i < STORM; i++)
		must("read", read(fd, buffer, (size_t)(i % 100)));
	close(fd);
	return NULL;
}

void storm(void)
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		if (pthread_create(&threads[i], NULL, storm_of_one, (void *)(intptr_t)i) != 0)
			fail("a thread");
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	truth_hits("storm", 2UL * STORM, 0, "all");
	truth_hits("storm", 2UL * STORM / 100, 7, "7");
}
