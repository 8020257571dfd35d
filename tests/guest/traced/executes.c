// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * executes first|other PROGRAM [WORD...]: executes a program, by its first thread or by another.
 * The program has the process id in both cases, and the thread that has asked for it is the only
 * one left.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void *execute(void *of)
{
	char **words = of;

	execvp(words[0], words);
	perror(words[0]);
	_exit(1);
}

int main(int count, char **words)
{
	pthread_t other;

	if (count < 3)
		return 2;
	if (strcmp(words[1], "first") == 0)
		execute(words + 2);
	if (pthread_create(&other, NULL, execute, words + 2) != 0)
		return 1;
	for (;;)
		pause();
}
