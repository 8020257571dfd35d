/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * measure RESULT LIMIT COMMAND...: run COMMAND and write to the file RESULT one line:
 *
 *     STATUS CPU ELAPSED MEGABYTES
 *
 * STATUS is `ok`, `exit:N`, `signal:N` or `limit`, which means that it was killed after LIMIT
 * seconds (0: no limit). CPU is user and system time, ELAPSED wall-clock time, both in seconds.
 * MEGABYTES is the most memory that was resident, in units of 2^20 bytes. The kernel counts the
 * time of a process in nanoseconds (getrusage(2)), so that commands of some milliseconds can
 * be measured in one run.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static double seconds(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

/*
 * The child: in a process group of its own, so that all it starts can be killed with it. The
 * terminal's interrupt does not reach it there: it dies with measure itself.
 */
static void run(char **command, const sigset_t *signals)
{
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigprocmask(SIG_SETMASK, signals, NULL);
	execvp(command[0], command);
	fprintf(stderr, "measure: %s: %s\n", command[0], strerror(errno));
	_exit(127);
}

/* Wait for a SIGCHLD, which is blocked. Returns whether it came within the limit. */
static int wait_for_child(const sigset_t *child, long limit)
{
	const struct timespec timeout = {.tv_sec = limit};

	for (;;) {
		int got = limit ? sigtimedwait(child, NULL, &timeout) : sigwaitinfo(child, NULL);

		if (got >= 0)
			return 1;
		if (errno != EINTR)
			return 0;
	}
}

static void print_status(FILE *out, int in_time, int status)
{
	if (!in_time)
		fprintf(out, "limit");
	else if (WIFSIGNALED(status))
		fprintf(out, "signal:%d", WTERMSIG(status));
	else if (WEXITSTATUS(status))
		fprintf(out, "exit:%d", WEXITSTATUS(status));
	else
		fprintf(out, "ok");
}

static int measure(FILE *out, long limit, char **command)
{
	struct timespec start;
	struct rusage usage;
	sigset_t child, before;
	int in_time, status;
	double elapsed;
	pid_t pid;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	clock_gettime(CLOCK_MONOTONIC, &start);
	pid = fork();
	if (pid < 0)
		return -1;
	if (pid == 0)
		run(command, &before);
	in_time = wait_for_child(&child, limit);
	elapsed = since(&start);
	/* It is not reaped yet, so the number is still its own. */
	if (!in_time && kill(-pid, SIGKILL))
		kill(pid, SIGKILL);
	if (wait4(pid, &status, 0, &usage) < 0)
		return -1;
	print_status(out, in_time, status);
	fprintf(out, " %.6f %.6f %.2f\n", seconds(&usage.ru_utime) + seconds(&usage.ru_stime),
		elapsed, (double)usage.ru_maxrss / 1024);
	return 0;
}

int main(int argc, char **argv)
{
	char *end = NULL;
	long limit = argc > 3 ? strtol(argv[2], &end, 10) : -1;
	FILE *out;

	if (limit < 0 || end == argv[2] || *end) {
		fprintf(stderr, "usage: measure RESULT LIMIT COMMAND...\n");
		return 2;
	}
	out = fopen(argv[1], "we");
	if (!out || measure(out, limit, argv + 3) || fclose(out)) {
		fprintf(stderr, "measure: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	return 0;
}
