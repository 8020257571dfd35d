/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A shared library with a marker, and the program that uses it. */
#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

#include <stdio.h>

int lib_work(int number);

#ifdef LIBRARY
__attribute__((section(".probes"))) volatile unsigned short lib_work_semaphore;
static long calls = 1000;

int lib_work(int number)
{
	calls++;
	__asm__ volatile("" : "+m"(calls));
	STAP_PROBE2(lib, work, number, calls);
	printf("work up=%d arg1=%d arg2=%ld\n", lib_work_semaphore > 0, number, calls);
	return number;
}
#else
int main(void)
{
	for (int i = -1; i < 3; i++)
		lib_work(i * 100000);
	return 0;
}
#endif
