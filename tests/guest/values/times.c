// SPDX-License-Identifier: GPL-2.0-or-later
/* Sleeps and timers. */
#define _GNU_SOURCE
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "truth.h"

/* No longer than a moment: a time that is over, or very short. */
static void sleeps(int clock, int flags, struct timespec time)
{
	must("clock_nanosleep", syscall(SYS_clock_nanosleep, clock, flags, &time, NULL));
	truth("sleep", "rqtp=%lld mode=0x%x clockid=%d", time.tv_sec * 1000000000LL + time.tv_nsec,
	      flags ? 0 : 1, clock);
	truth("nsleep", "clock=%d flags=%d sec=%ld nsec=%ld", clock, flags, time.tv_sec,
	      time.tv_nsec);
}

/* What is returned in two registers, once for each of the two times. */
static void used(void)
{
	struct rusage usage;

	must("getrusage", syscall(SYS_getrusage, RUSAGE_SELF, &usage));
	truth("used", "sec=%ld usec=%ld", usage.ru_utime.tv_sec, usage.ru_utime.tv_usec);
	truth("used", "sec=%ld usec=%ld", usage.ru_stime.tv_sec, usage.ru_stime.tv_usec);
}

void times(void)
{
	const struct itimerval value = {{3, 999999}, {5000000000, 17}}, none = {0};
	const struct itimerspec spec = {{0, 123456789}, {6000000000, 987654321}};
	int fd;

	begin();
	sleeps(CLOCK_REALTIME, TIMER_ABSTIME, (struct timespec){1000000000, 123456789});
	sleeps(CLOCK_REALTIME, 0, (struct timespec){0, 1001});
	must("setitimer", syscall(SYS_setitimer, ITIMER_VIRTUAL, &value, NULL));
	truth("itimer", "which=1 sec=5000000000 nsec=17000 every=3 fraction=999999000");
	must("setitimer", syscall(SYS_setitimer, ITIMER_VIRTUAL, &none, NULL));
	truth("itimer", "which=1 sec=0 nsec=0 every=0 fraction=0");
	fd = (int)must("timerfd_create", timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC));
	must("timerfd_settime", syscall(SYS_timerfd_settime, fd, TFD_TIMER_ABSTIME, &spec, NULL));
	truth("timerfd", "fd=%d flags=1 sec=6000000000 nsec=987654321 every=0 fraction=123456789",
	      fd);
	used();
}
