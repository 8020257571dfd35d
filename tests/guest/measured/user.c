// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls of the program's own functions, and signals. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sections.h"
#include "truth.h"
#include "work.h"

#define WORKERS 3
#define JOBS	18

void signals(void)
{
	take_name("app-signals");
	for (int i = 0; i < 5; i++)
		must("kill", kill(getpid(), SIGURG));
	for (int i = 0; i < 3; i++)
		must("tgkill", syscall(SYS_tgkill, getpid(), gettid(), SIGCHLD));
	take_name("app");
	truth_hits("signals", 5, SIGURG, "PIDTYPE_TGID");
	truth_hits("signals", 3, SIGCHLD, "PIDTYPE_PID");
}

static void call_work(int n, int size, short delta)
{
	struct request r = {.size = size, .delta = delta, .name = "r"};

	if (work(&r, n) != delta)
		fail("work");
	truth_hit("work", size, "%d", n);
	truth_hit("delta", n, "%d", delta);
	truth_number("locals", 1, n - 7, 50);
	truth_number("sizes", 1, size, 10);
}

static const char *colour_name(enum colour colour)
{
	switch (colour) {
	case COLOUR_RED:
		return "COLOUR_RED";
	case COLOUR_GREEN:
		return "COLOUR_GREEN";
	case COLOUR_DARK_BLUE:
		return "COLOUR_DARK_BLUE";
	}
	/* One that has no name. */
	return "7";
}

void user(void)
{
	static const char *const names[] = {"red", "a, b: {3}", "} hitcount: 9", "q\"\\'",
					    "new\nline"};
	static const enum colour colours[] = {COLOUR_RED, COLOUR_GREEN, COLOUR_DARK_BLUE,
					      (enum colour)7};

	take_name("app-work");
	for (int i = 0; i < 60; i++)
		call_work(i % 11 - 5, i * 3, (short)(i % 4 - 2));
	for (int i = 0; i < 200; i += 8)
		call_work(i, i, -32768);
	for (int i = 0; i < 50; i++) {
		const enum colour colour = colours[i % 9 % 4];
		const signed char depth = (signed char)(i % 7 * 20 - 60);

		if (paint(colour, names[i % 5], depth) != depth)
			fail("paint");
		truth_hit("colours", depth, "%s", colour_name(colour));
		truth_hit("painted", depth, "%s", truth_text(names[i % 5]));
		truth_hit("depths", 1, "%d", depth);
	}
}

static struct job jobs[JOBS];
static atomic_int handed_out, taken;

static void *worker(void *of)
{
	(void)of;
	take_name("app-worker");
	for (;;) {
		const int number = atomic_fetch_add(&taken, 1);
		struct job *const job = &jobs[number];
		uint64_t after;

		if (number >= JOBS)
			return NULL;
		while (atomic_load(&handed_out) <= number)
			usleep(200);
		usleep((unsigned int)job->us);
		job->completing = now();
		finish(job);
		after = now();
		job->us = after;
	}
}

/* Each begins in one thread, and ends in another. */
static void pass_jobs(void)
{
	pthread_t threads[WORKERS];

	for (int i = 0; i < WORKERS; i++)
		if (pthread_create(&threads[i], NULL, worker, NULL) != 0)
			fail("a thread");
	for (int i = 0; i < JOBS; i++) {
		jobs[i] = (struct job){.number = (unsigned int)i, .us = 300U << i % 6};
		jobs[i].before = now();
		submit(&jobs[i]);
		jobs[i].submitted = now();
		atomic_store(&handed_out, i + 1);
	}
	for (int i = 0; i < WORKERS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < JOBS; i++)
		truth_time("jobs", jobs[i].completing - jobs[i].submitted,
			   jobs[i].us - jobs[i].before, "-");
}

void times_of_work(void)
{
	take_name("app-times");
	for (int i = 0; i < 24; i++) {
		struct request r = {.us = 100U << (i % 8), .name = "times"};
		const int n = i % 12 - 4;
		const uint64_t before = now();

		work(&r, n);
		truth_time("times", r.inner, now() - before, "%d", n);
	}
	pass_jobs();
}
