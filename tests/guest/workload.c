// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program whose system calls are known exactly, for tests that compare a trace with the truth.
 *
 *	workload [-c COMM] MODE FILE SIZE:COUNT...
 *
 * MODE is read, write or open. It first takes the name COMM (default "workload") so that a trace
 * can be filtered by it. read makes FILE as large as the largest SIZE, then does COUNT read(2)
 * of SIZE bytes for each pair, each from the start of FILE; write does the same with write(2);
 * open opens FILE COUNT times, SIZE is the mode argument then. On stdout goes one line for each
 * pair, the truth, after its calls were made:
 *
 *	MODE name=BASENAME size=SIZE count=COUNT
 *
 * The program must be linked statically: a dynamic loader reads too. Output goes through one
 * write(2) at the end, after the last counted call, so that write counts are exact but for it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

struct job {
	const char *path;
	int fd;
	/* As large as the largest size. */
	char *buf;
};

struct pair {
	size_t size;
	unsigned long count;
};

struct mode {
	const char *name;
	/* Makes one call; false with errno set if it did not do all that was asked. */
	bool (*call)(const struct job *job, size_t size);
};

static bool whole(ssize_t done, size_t size)
{
	if (done >= 0 && (size_t)done != size)
		errno = ENODATA;
	return done >= 0 && (size_t)done == size;
}

static bool call_read(const struct job *job, size_t size)
{
	return lseek(job->fd, 0, SEEK_SET) == 0 && whole(read(job->fd, job->buf, size), size);
}

static bool call_write(const struct job *job, size_t size)
{
	return lseek(job->fd, 0, SEEK_SET) == 0 && whole(write(job->fd, job->buf, size), size);
}

static bool call_open(const struct job *job, size_t size)
{
	int fd = open(job->path, O_RDONLY | O_CLOEXEC, (mode_t)size);

	return fd >= 0 && close(fd) == 0;
}

static const struct mode modes[] = {
	{"read", call_read},
	{"write", call_write},
	{"open", call_open},
};

static _Noreturn void __attribute__((format(printf, 1, 2))) fail(const char *format, ...)
{
	va_list args;

	fputs("workload: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static const struct mode *find_mode(const char *name)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(modes[i].name, name) == 0)
			return &modes[i];
	fail("%s: no such mode; read, write and open are there", name);
}

static struct pair parse_pair(const char *text)
{
	char *end;
	struct pair pair;

	errno = 0;
	pair.size = strtoul(text, &end, 0);
	if (end == text || *end != ':' || errno)
		fail("%s: not SIZE:COUNT", text);
	text = end + 1;
	pair.count = strtoul(text, &end, 0);
	if (end == text || *end || errno)
		fail("%s: not a count", text);
	return pair;
}

static void make_file(struct job *job, size_t size)
{
	job->buf = calloc(1, size ? size : 1);
	if (!job->buf)
		fail("out of memory");
	memset(job->buf, 'x', size);
	job->fd = open(job->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (job->fd < 0)
		fail("%s: cannot create: %s", job->path, strerror(errno));
	if (ftruncate(job->fd, (off_t)size) != 0)
		fail("%s: cannot make it %zu bytes long: %s", job->path, size, strerror(errno));
}

int main(int argc, char **argv)
{
	struct job job = {.fd = -1};
	const char *comm = "workload";
	const struct mode *mode;
	size_t largest = 0;
	int opt;

	while ((opt = getopt(argc, argv, "+c:")) != -1) {
		if (opt != 'c')
			return 2;
		comm = optarg;
	}
	if (argc - optind < 3)
		fail("usage: workload [-c COMM] read|write|open FILE SIZE:COUNT...");
	mode = find_mode(argv[optind]);
	job.path = argv[optind + 1];
	argv += optind + 2;
	for (char **arg = argv; *arg; arg++)
		if (parse_pair(*arg).size > largest)
			largest = parse_pair(*arg).size;
	make_file(&job, largest);
	if (prctl(PR_SET_NAME, comm) != 0)
		fail("cannot take the name %s: %s", comm, strerror(errno));
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);

	for (char **arg = argv; *arg; arg++) {
		const struct pair pair = parse_pair(*arg);
		const char *slash = strrchr(job.path, '/');

		for (unsigned long i = 0; i < pair.count; i++)
			if (!mode->call(&job, pair.size))
				fail("%s: %s of %zu bytes: %s", job.path, mode->name, pair.size,
				     strerror(errno));
		printf("%s name=%s size=%zu count=%lu\n", mode->name, slash ? slash + 1 : job.path,
		       pair.size, pair.count);
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
