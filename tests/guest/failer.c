// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a program, and one of its system calls that change files fails.
 *
 *	failer N ERRNO PART REPORT PROGRAM [ARGUMENT...]
 *
 * The Nth call, from 1, about a path with PART in it says ERRNO, a number, and is not made; if N is
 *0 none does. Where ERRNO is a name of a signal, as kill(1) has it with `-`, the call is made and
 *the signal comes. REPORT becomes what came of it: how many of these calls there were, whether
 *there was an Nth, and what it was. The exit status is PROGRAM's own, or 128 and the number of a
 *signal.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/fault/calls.h"

static void die(const char *what)
{
	perror(what);
	exit(99);
}

static int signal_of(const char *text)
{
	static const struct {
		const char *name;
		int number;
	} signals[] = {{"-INT", SIGINT}, {"-TERM", SIGTERM}, {"-HUP", SIGHUP}};

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		if (!strcmp(signals[i].name, text))
			return signals[i].number;
	}
	return 0;
}

static void report(const char *path, const struct calls *calls)
{
	FILE *stream = fopen(path, "w");

	if (!stream)
		die(path);
	fprintf(stream, "%lu %s %s %s\n", calls->made, calls->struck ? "struck" : "none",
		calls->struck ? calls->name : "-", calls->struck ? calls->path : "-");
	fclose(stream);
}

int main(int argc, char **argv)
{
	struct calls calls = {0};
	int status, pair[2];
	pid_t pid;

	if (argc < 6) {
		fputs("usage: failer N ERRNO PART REPORT PROGRAM [ARGUMENT...]\n", stderr);
		return 2;
	}
	calls.at = strtoul(argv[1], NULL, 10);
	calls.signal = signal_of(argv[2]);
	calls.errnum = calls.signal ? 0 : (int)strtol(argv[2], NULL, 10);
	calls.part = argv[3];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		die("socketpair");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		if (!calls_offer(pair[1]))
			die("seccomp");
		execvp(argv[5], argv + 5);
		die(argv[5]);
	}
	close(pair[1]);
	if (!calls_answer(pair[0], pid, &calls))
		die("following the program");
	if (waitpid(pid, &status, 0) < 0)
		die("waitpid");
	report(argv[4], &calls);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
