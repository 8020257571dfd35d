// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program whose system calls are known exactly, for tests that compare a trace with the truth.
 *
 *	workload [-c COMM] MODE FILE [MODE/]SIZE:COUNT...
 *
 * It first takes the name COMM (default "workload") so that a trace can be filtered by it, and
 * makes FILE one byte larger than the largest SIZE. Then, for each pair, it makes COUNT calls; a
 * pair can have a MODE of its own. MODE is the name of the system call, and SIZE is
 *
 *	read write            bytes, each time from the start of FILE
 *	readv writev          where in FILE, of which one byte is read or written
 *	open                  the mode argument, for FILE
 *	clock_gettime clock_getres clock_nanosleep timer_create
 *	                      the clock; it sleeps for no time
 *	sched_getscheduler sched_getparam sched_getaffinity sched_rr_get_interval
 *	                      the process, 0 for itself
 *	tkill tgkill          the signal, for itself
 *	sysinfo getuid getgid nothing
 *
 * On stdout goes one line for each pair, the truth, after its calls were made:
 *
 *	MODE name=BASENAME size=SIZE count=COUNT
 *
 * The program must be linked statically: a dynamic loader reads too. Output goes through one
 * write(2) at the end, after the last counted call, so that write counts are exact but for it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct job {
	const char *path;
	int fd;
	/* As large as the largest size. */
	char *buf;
};

struct mode {
	const char *name;
	/* Makes one call; false with errno set if it did not do all that was asked. */
	bool (*call)(const struct job *job, size_t size);
};

struct pair {
	const struct mode *mode;
	size_t size;
	unsigned long count;
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

static bool call_readv(const struct job *job, size_t size)
{
	const struct iovec part = {job->buf, 1};

	return lseek(job->fd, (off_t)size, SEEK_SET) == (off_t)size &&
	       whole(readv(job->fd, &part, 1), 1);
}

static bool call_writev(const struct job *job, size_t size)
{
	const struct iovec part = {job->buf, 1};

	return lseek(job->fd, (off_t)size, SEEK_SET) == (off_t)size &&
	       whole(writev(job->fd, &part, 1), 1);
}

static bool call_clock_gettime(const struct job *job, size_t size)
{
	struct timespec time;

	(void)job;
	return syscall(SYS_clock_gettime, (int)size, &time) == 0;
}

static bool call_clock_getres(const struct job *job, size_t size)
{
	struct timespec time;

	(void)job;
	return syscall(SYS_clock_getres, (int)size, &time) == 0;
}

static bool call_clock_nanosleep(const struct job *job, size_t size)
{
	const struct timespec no_time = {0};

	(void)job;
	return syscall(SYS_clock_nanosleep, (int)size, 0, &no_time, NULL) == 0;
}

static bool call_timer_create(const struct job *job, size_t size)
{
	int timer;

	(void)job;
	return syscall(SYS_timer_create, (int)size, NULL, &timer) == 0 &&
	       syscall(SYS_timer_delete, timer) == 0;
}

static bool call_sched_getscheduler(const struct job *job, size_t size)
{
	(void)job;
	return syscall(SYS_sched_getscheduler, (int)size) >= 0;
}

static bool call_sched_getparam(const struct job *job, size_t size)
{
	struct sched_param param;

	(void)job;
	return syscall(SYS_sched_getparam, (int)size, &param) == 0;
}

static bool call_sched_getaffinity(const struct job *job, size_t size)
{
	cpu_set_t cpus;

	(void)job;
	return syscall(SYS_sched_getaffinity, (int)size, sizeof(cpus), &cpus) > 0;
}

static bool call_sched_rr_get_interval(const struct job *job, size_t size)
{
	struct timespec time;

	(void)job;
	return syscall(SYS_sched_rr_get_interval, (int)size, &time) == 0;
}

static bool call_tkill(const struct job *job, size_t size)
{
	(void)job;
	return syscall(SYS_tkill, getpid(), (int)size) == 0;
}

static bool call_tgkill(const struct job *job, size_t size)
{
	(void)job;
	return syscall(SYS_tgkill, getpid(), getpid(), (int)size) == 0;
}

static bool call_sysinfo(const struct job *job, size_t size)
{
	struct sysinfo info;

	(void)job;
	(void)size;
	return sysinfo(&info) == 0;
}

static bool call_getuid(const struct job *job, size_t size)
{
	(void)job;
	(void)size;
	return syscall(SYS_getuid) >= 0;
}

static bool call_getgid(const struct job *job, size_t size)
{
	(void)job;
	(void)size;
	return syscall(SYS_getgid) >= 0;
}

static const struct mode modes[] = {
	{"read", call_read},
	{"write", call_write},
	{"readv", call_readv},
	{"writev", call_writev},
	{"open", call_open},
	{"clock_gettime", call_clock_gettime},
	{"clock_getres", call_clock_getres},
	{"clock_nanosleep", call_clock_nanosleep},
	{"timer_create", call_timer_create},
	{"sched_getscheduler", call_sched_getscheduler},
	{"sched_getparam", call_sched_getparam},
	{"sched_getaffinity", call_sched_getaffinity},
	{"sched_rr_get_interval", call_sched_rr_get_interval},
	{"tkill", call_tkill},
	{"tgkill", call_tgkill},
	{"sysinfo", call_sysinfo},
	{"getuid", call_getuid},
	{"getgid", call_getgid},
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

static const struct mode *find_mode(const char *name, size_t size)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strlen(modes[i].name) == size && memcmp(modes[i].name, name, size) == 0)
			return &modes[i];
	fail("%.*s: no such mode here", (int)size, name);
}

/* Without a mode of its own it has the given one. */
static struct pair parse_pair(const char *text, const struct mode *mode)
{
	const char *slash = strchr(text, '/');
	struct pair pair = {.mode = mode};
	char *end;

	if (slash) {
		pair.mode = find_mode(text, (size_t)(slash - text));
		text = slash + 1;
	}

	errno = 0;
	pair.size = strtoul(text, &end, 0);
	if (end == text || *end != ':' || errno)
		fail("%s: not [MODE/]SIZE:COUNT", text);
	text = end + 1;
	pair.count = strtoul(text, &end, 0);
	if (end == text || *end || errno)
		fail("%s: not a count", text);
	return pair;
}

static void make_file(struct job *job, size_t size)
{
	job->buf = calloc(1, size);
	if (!job->buf)
		fail("out of memory");
	memset(job->buf, 'x', size);
	job->fd = open(job->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (job->fd < 0)
		fail("%s: cannot create: %s", job->path, strerror(errno));
	if (ftruncate(job->fd, (off_t)size) != 0)
		fail("%s: cannot make it %zu bytes long: %s", job->path, size, strerror(errno));
}

static void make_calls(const struct job *job, struct pair pair)
{
	const char *slash = strrchr(job->path, '/');

	for (unsigned long i = 0; i < pair.count; i++)
		if (!pair.mode->call(job, pair.size))
			fail("%s: %s with %zd: %s", job->path, pair.mode->name, (ssize_t)pair.size,
			     strerror(errno));
	printf("%s name=%s size=%zd count=%lu\n", pair.mode->name, slash ? slash + 1 : job->path,
	       (ssize_t)pair.size, pair.count);
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
		fail("usage: workload [-c COMM] MODE FILE [MODE/]SIZE:COUNT...");
	mode = find_mode(argv[optind], strlen(argv[optind]));
	job.path = argv[optind + 1];
	argv += optind + 2;
	for (char **arg = argv; *arg; arg++) {
		const struct pair pair = parse_pair(*arg, mode);

		/* There are negative clocks. */
		if ((ssize_t)pair.size > (ssize_t)largest)
			largest = pair.size;
	}
	make_file(&job, largest + 1);
	if (prctl(PR_SET_NAME, comm) != 0)
		fail("cannot take the name %s: %s", comm, strerror(errno));
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);

	for (char **arg = argv; *arg; arg++)
		make_calls(&job, parse_pair(*arg, mode));
	return fflush(stdout) == 0 ? 0 : 1;
}
