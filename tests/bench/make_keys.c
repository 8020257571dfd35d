/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make_keys NUMBER [SECONDS]: calls of lseek(2) with the offsets 0 to NUMBER - 1, one each, and
 * then, for so many seconds, one of them 20 times a second.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const long number = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	const long seconds = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	const int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	if (number <= 0 || fd < 0) {
		fputs("make_keys: want a number, and /proc\n", stderr);
		return 1;
	}
	for (long i = 0; i < number; i++)
		lseek(fd, i, SEEK_SET);
	for (long i = 0; i < seconds; i++) {
		sleep(1);
		lseek(fd, i % number, SEEK_SET);
	}
	return 0;
}
