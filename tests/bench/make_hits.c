/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make_hits [-c] COUNT: read COUNT times of /dev/zero, 1 to 64 bytes, and print how long that took
 * in nanoseconds; with -c only the time that this process had the CPU. It has a tenth of it read
 * before, for what the first ones bring about.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int make_hits(int fd, long count)
{
	char bytes[64];

	for (long i = 0; i < count; i++)
		if (read(fd, bytes, 1 + (size_t)i % sizeof(bytes)) <= 0)
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	const int own = argc == 3 && strcmp(argv[1], "-c") == 0;
	const clockid_t clock = own ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC;
	const long count = argc == 2 + own ? atol(argv[1 + own]) : 0;
	const int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	long long start;

	if (count < 10 || fd < 0 || make_hits(fd, count / 10) != 0)
		return 1;
	start = now(clock);
	if (make_hits(fd, count) != 0)
		return 1;
	printf("%lld\n", now(clock) - start);
	return 0;
}
