// SPDX-License-Identifier: GPL-2.0-or-later
/* What several threads and processes do together. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sections.h"
#include "truth.h"

#define CROWD 40
#define WAITS 24

/* How often the first thread was let go. */
static atomic_int woken;

static void start(pthread_t *thread, void *(*body)(void *), void *of)
{
	if (pthread_create(thread, NULL, body, of) != 0)
		fail("a thread");
}

/* So many reads of one byte, of a file of its own. */
static void read_some(int count)
{
	const int fd = (int)must("/dev/zero", open("/dev/zero", O_RDONLY | O_CLOEXEC));
	char byte;

	for (int i = 0; i < count; i++)
		must("read", read(fd, &byte, 1));
	close(fd);
}

struct member {
	int reads;
	pid_t tid;
};

static void *thread_of_family(void *of)
{
	struct member *const member = of;

	member->tid = gettid();
	read_some(member->reads);
	while (access("wait", F_OK) == 0)
		usleep(5000);
	return NULL;
}

static void child_of_family(int number, int count)
{
	pid_t pid = (pid_t)must("fork", fork());
	int status;

	if (pid == 0) {
		if (number == 2)
			take_name("app-child");
		read_some(count);
		_exit(0);
	}
	truth_hits("family", (unsigned long)count, 1, "%d", pid);
	truth_hits("members", (unsigned long)count, 1, "%d", pid);
	truth_hit("exits", 0, "%s", number == 2 ? "app-child" : "app-family");
	if (waitpid(pid, &status, 0) != pid || status != 0)
		fail("a child");
}

void family(void)
{
	struct member members[3];
	pthread_t threads[3];

	take_name("app-family");
	read_some(5);
	truth_hits("family", 5, 1, "%d", getpid());
	truth_hits("members", 5, 1, "%d", getpid());
	for (int i = 0; i < 3; i++) {
		members[i].reads = 7 + i;
		start(&threads[i], thread_of_family, &members[i]);
	}
	for (int i = 0; i < 4; i++)
		child_of_family(i, 11 + i);
	if (access("wait", F_OK) == 0)
		close((int)must("waiting", open("waiting", O_WRONLY | O_CREAT | O_CLOEXEC, 0600)));
	for (int i = 0; i < 3; i++) {
		pthread_join(threads[i], NULL);
		truth_hits("family", (unsigned long)members[i].reads, 1, "%d", getpid());
		truth_hits("members", (unsigned long)members[i].reads, 1, "%d", members[i].tid);
		truth_hit("exits", 0, "app-family");
	}
}

static int event;

/* Until the thread is in read(), where it waits. */
static void wait_for_sleeper(pid_t tid)
{
	char path[64];
	long number = -1;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", tid);
	while (number != SYS_read) {
		FILE *file = fopen(path, "r");

		if (!file)
			fail("%s", path);
		if (fscanf(file, "%ld", &number) != 1)
			number = -1;
		fclose(file);
		usleep(500);
	}
}

static void *one_of_crowd(void *of)
{
	uint64_t value;

	*(atomic_int *)of = gettid();
	must("eventfd", read(event, &value, sizeof(value)));
	return NULL;
}

void crowd(void)
{
	pthread_t threads[CROWD];
	atomic_int tids[CROWD] = {0};

	event = (int)must("eventfd", eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC));
	take_name("app-crowd");
	for (int i = 0; i < CROWD; i++)
		start(&threads[i], one_of_crowd, &tids[i]);
	for (int i = 0; i < CROWD; i++) {
		while (tids[i] == 0)
			usleep(500);
		wait_for_sleeper(tids[i]);
	}
	for (int i = 0; i < CROWD; i++)
		must("eventfd_write", eventfd_write(event, 1));
	for (int i = 0; i < CROWD; i++)
		pthread_join(threads[i], NULL);
	truth_hits("crowd", CROWD, 8, "8");
	close(event);
}

struct wait {
	unsigned int us;
	/* When it is known to wait, and when it is let go. */
	uint64_t waiting, go;
};

static struct wait waits_made[WAITS];

/* Lets the first thread go, each time when it has waited for long enough. */
static void *waker(void *of)
{
	take_name("app-waker");
	for (int i = 0; i < WAITS; i++) {
		wait_for_sleeper(*(pid_t *)of);
		waits_made[i].waiting = now();
		usleep(waits_made[i].us);
		waits_made[i].go = now();
		must("eventfd_write", eventfd_write(event, 1));
		while (atomic_load(&woken) <= i)
			usleep(500);
	}
	return NULL;
}

void waits(void)
{
	pid_t self = gettid();
	pthread_t thread;

	event = (int)must("eventfd", eventfd(0, EFD_CLOEXEC));
	take_name("app-waits");
	atomic_store(&woken, 0);
	for (int i = 0; i < WAITS; i++)
		waits_made[i].us = 500U << (i % 8);
	start(&thread, waker, &self);
	for (int i = 0; i < WAITS; i++) {
		const uint64_t before = now();
		uint64_t after, value;

		must("eventfd", read(event, &value, sizeof(value)));
		after = now();
		/* The other thread has written these before it let this one go. */
		truth_time("waits", waits_made[i].go - waits_made[i].waiting, after - before, "-");
		atomic_fetch_add(&woken, 1);
	}
	pthread_join(thread, NULL);
	close(event);
}
