// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * write_bare once|each LINES EVENTS: nothing but the kernel's own work.
 *
 * Each line of the file LINES is written to EVENTS, which is kprobe_events, with one write(2).
 * EVENTS is opened once, or for each line. A line that is refused ends it, with status 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "write_bare: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int open_events(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (fd < 0)
		die(path);
	return fd;
}

int main(int argc, char **argv)
{
	const bool is_each = argc > 1 && strcmp(argv[1], "each") == 0;
	char *line = NULL;
	size_t room = 0;
	int fd = -1;
	FILE *lines;

	if (argc != 4) {
		fputs("usage: write_bare once|each LINES EVENTS\n", stderr);
		return 2;
	}
	lines = fopen(argv[2], "re");
	if (!lines)
		die(argv[2]);
	while (getline(&line, &room, lines) > 0) {
		if (fd < 0)
			fd = open_events(argv[3]);
		if (write(fd, line, strlen(line)) < 0)
			die(line);
		if (is_each) {
			close(fd);
			fd = -1;
		}
	}
	free(line);
	fclose(lines);
	return 0;
}
