/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * write_lines FILE TRACING MOST: which lines of FILE the kernel takes. TRACING is the folder of its
 * tracing files.
 *
 * Each line is written on its own, with one write(). Lines that share the name of their event
 * have to stand together in FILE. Where the next event is another one and MOST lines or more are
 * there, all events are removed: a guest has room for so many, and finding one by name takes
 * the longer the more there are.
 *
 * For each line that is refused one is printed, with tabs between its fields:
 *
 *     refused NUMBER ERRNO REASON SAID LINE
 *
 * NUMBER is that of the line, from 1. REASON is the text of the error log's last entry, SAID the
 * last that the kernel's log has of it, each `-` if there is none. In the end, where "there" is how
 * many events the kernel said it had before they were removed:
 *
 *     written NUMBER accepted NUMBER there NUMBER
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As the kernel: trace_parse_run_command() takes no line of WRITE_BUFSIZE bytes or more. */
#define LINE_MAX_SIZE 8192

struct writer {
	/* Paths. */
	char *events;
	char *error_log;
	unsigned long most;
	/* Of kprobe_events, for appending. */
	int fd;
	/* Of the kernel's log, behind what was read. */
	int log;
	unsigned long written;
	unsigned long accepted;
	unsigned long there;
	/* Accepted since the last time that all were removed. */
	unsigned long kept;
};

/* What goes wrong here is not about a line: stop at once. */
static void die(const char *file, const char *what)
{
	fprintf(stderr, "write_lines: %s: %s\n", file, what);
	exit(1);
}

static int open_or_die(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		die(path, strerror(errno));
	return fd;
}

static void truncate_file(const char *path)
{
	close(open_or_die(path, O_WRONLY | O_TRUNC));
}

/* The reason of the log's last entry: what stands behind "error: ", without the end of its line. */
static void last_reason(const char *path, char *ret, size_t size)
{
	char line[2 * LINE_MAX_SIZE];
	FILE *file = fopen(path, "re");

	snprintf(ret, size, "-");
	if (!file)
		die(path, strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		const char *reason = line[0] == '[' ? strstr(line, "error: ") : NULL;

		if (!reason)
			continue;
		snprintf(ret, size, "%s", reason + strlen("error: "));
		ret[strcspn(ret, "\n")] = '\0';
	}
	fclose(file);
}

/* The last record of the kernel's log since the last call that is about probes: `NUMBERS;TEXT`. */
static void last_said(int log, char *ret, size_t size)
{
	char record[LINE_MAX_SIZE];
	ssize_t got;

	snprintf(ret, size, "-");
	/* EPIPE: records were lost to newer ones, which can be read. */
	while ((got = read(log, record, sizeof(record) - 1)) > 0 || (got < 0 && errno == EPIPE)) {
		char *text;

		record[got < 0 ? 0 : got] = '\0';
		text = strchr(record, ';');
		if (!text || !strstr(text, "robe"))
			continue;
		text[strcspn(text, "\n")] = '\0';
		snprintf(ret, size, "%s", text + 1);
	}
}

static unsigned long count_lines(const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned long count = 0;
	int c;

	if (!file)
		die(path, strerror(errno));
	while ((c = getc(file)) != EOF)
		count += c == '\n';
	fclose(file);
	return count;
}

static void remove_all(struct writer *writer)
{
	writer->there += count_lines(writer->events);
	truncate_file(writer->events);
	writer->kept = 0;
}

static void write_line(struct writer *writer, const char *line, size_t size)
{
	char reason[256], said[256];
	int code;

	writer->written++;
	if (write(writer->fd, line, size) == (ssize_t)size) {
		writer->accepted++;
		writer->kept++;
		return;
	}
	code = errno;
	last_reason(writer->error_log, reason, sizeof(reason));
	truncate_file(writer->error_log);
	last_said(writer->log, said, sizeof(said));
	printf("refused\t%lu\t%s\t%s\t%s\t%s", writer->written, strerrorname_np(code), reason, said,
	       line);
}

/* The size of `p:GROUP/EVENT`, or of `r...`. */
static size_t name_size(const char *line)
{
	return strcspn(line, " \n");
}

static void write_all(struct writer *writer, FILE *file, const char *path)
{
	char before[LINE_MAX_SIZE] = "", line[LINE_MAX_SIZE];

	while (fgets(line, sizeof(line), file)) {
		const size_t size = strlen(line), name = name_size(line);

		if (!size || line[size - 1] != '\n')
			die(path, "a line is too long, or has no end");
		if (writer->kept >= writer->most &&
		    (name != name_size(before) || strncmp(line, before, name) != 0))
			remove_all(writer);
		write_line(writer, line, size);
		memcpy(before, line, size + 1);
	}
	if (ferror(file))
		die(path, "cannot be read");
}

int main(int argc, char **argv)
{
	struct writer writer = {0};
	FILE *file;

	if (argc != 4) {
		fprintf(stderr, "usage: write_lines FILE TRACING MOST\n");
		return 2;
	}
	file = fopen(argv[1], "re");
	if (!file)
		die(argv[1], strerror(errno));
	if (asprintf(&writer.events, "%s/kprobe_events", argv[2]) < 0 ||
	    asprintf(&writer.error_log, "%s/error_log", argv[2]) < 0)
		die(argv[2], "no memory");
	writer.most = strtoul(argv[3], NULL, 10);
	writer.fd = open_or_die(writer.events, O_WRONLY | O_APPEND);
	writer.log = open_or_die("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	lseek(writer.log, 0, SEEK_END);
	truncate_file(writer.error_log);
	write_all(&writer, file, argv[1]);
	remove_all(&writer);
	printf("written %lu accepted %lu there %lu\n", writer.written, writer.accepted,
	       writer.there);
	return fflush(stdout) || ferror(stdout);
}
