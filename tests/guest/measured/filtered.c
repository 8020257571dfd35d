// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls of the program's own functions, and for which of them the filters are true. */
#define _GNU_SOURCE
#include "filtered.h"

#include <fnmatch.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "long_text.h"
#include "probed.h"
#include "sections.h"
#include "truth.h"

#define NOWHERE ((void *)-4096L)

struct doing doing;

void do_as(const char *comm, int cpu)
{
	const int count = (int)must("sysconf", sysconf(_SC_NPROCESSORS_ONLN));
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	for (int i = 0; i < count; i++)
		if (cpu < 0 || cpu >= count || i == cpu)
			CPU_SET(i, &cpus);
	must("sched_setaffinity", sched_setaffinity(0, sizeof(cpus), &cpus));
	take_name(comm);
	doing = (struct doing){comm, gettid() != getpid(), cpu < count ? cpu : -1};
}

bool is_good(const void *pointer)
{
	return (uintptr_t)pointer >= 4096 && (uintptr_t)pointer < 1UL << 48;
}

bool matches(const char *text, const char *pattern)
{
	return fnmatch(pattern, text, 0) == 0;
}

int64_t plus(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

int64_t quotient(int64_t a, int64_t b)
{
	if (b == 0)
		return 0;
	return b == -1 ? (int64_t) - (uint64_t)a : a / b;
}

int64_t remainder_of(int64_t a, int64_t b)
{
	if (b == 0)
		return a;
	return b == -1 ? 0 : a % b;
}

void passes(const char *name, long long id)
{
	char table[64];

	snprintf(table, sizeof(table), "if.%s", name);
	truth_hit(table, 1, "%lld", id);
}

static void count_numbers(const struct numbers *n)
{
	truth_hit("numbers", 1, "%u", n->id);
#define FILTERS_NUMBERS
#define FILTER(name, ways, text, truth) \
	if (truth)                      \
		passes(#name, n->id);
#include "filters.h"
#undef FILTERS_NUMBERS
}

static void fill_numbers(struct numbers *n, unsigned int i)
{
	static const int8_t s8[] = {0, 1, -1, 127, -128, -3, -4, 16, 8, -77};
	static const uint8_t u8[] = {0, 1, 3, 127, 128, 199, 200, 201, 254, 255, 99};
	static const int16_t s16[] = {0, -32768, 32767, 1000, 1001, -1, 300};
	static const uint16_t u16[] = {65535, 65000, 65001, 0, 32768};
	static const int32_t s32[] = {0,      INT32_MIN, INT32_MIN + 1, INT32_MIN + 2, INT32_MAX,
				      -2,     -1,	 70000,		300,	       2,
				      -32768, -900};
	static const uint32_t u32[] = {0, 4000000000U, 4000000001U, UINT32_MAX, 0, 77, 12345};
	static const int64_t s64[] = {0,
				      INT64_MIN,
				      -9000000000000000000,
				      -9000000000000000001,
				      -1,
				      -123456789012345678,
				      4611686018427387904,
				      INT64_MAX,
				      -8,
				      6148914691236517206,
				      -1000,
				      123456};
	static const uint64_t u64[] = {
		UINT64_MAX,	     0,		 INT64_MAX, 1UL << 63, 10000000000000000009U,
		0xf123456789abcdefU, 0xffffffffU};
	static const int pointed[] = {7, 8, 7};
	static const struct ring rings[] = {
		{1, "abc", &rings[1]}, {2, "xyz", &rings[2]}, {3, "bbb", &rings[3]},
		{4, "", &rings[4]},    {2, "--b", NULL},
	};
	static const enum colour colours[] = {COLOUR_RED, COLOUR_GREEN, COLOUR_DARK_BLUE,
					      (enum colour)7};

	*n = (struct numbers){
		.id = i,
		.s8 = NTH(s8, i),
		.u8 = NTH(u8, i),
		.s16 = NTH(s16, i),
		.u16 = NTH(u16, i),
		.s32 = NTH(s32, i),
		.u32 = NTH(u32, i),
		.s64 = NTH(s64, i / 2),
		.u64 = NTH(u64, i),
		.letter = (char)(i * 5),
		.low = i * 3 % 8,
		.middle = (int)(i * 11 % 128) - 64,
		.high = i * 811 % 8192,
		.wide = i * 0x123456789aU & 0xffffffffff,
		.flag = i % 3 == 1,
		.colour = NTH(colours, i),
		.chain = i % 6 == 5 ? NULL : &rings[i % 6],
		.pointer = i % 5 == 3	? NOWHERE
			   : i % 5 == 4 ? NULL
					: &pointed[i % 3],
	};
}

/* Calls [from, to), each on this CPU; in a child they are counted by its parent. */
static void call_numbers(unsigned int from, unsigned int to)
{
	for (unsigned int i = from; i < to; i++) {
		struct numbers n;

		fill_numbers(&n, i);
		count_numbers(&n);
		numbers(&n);
	}
}

static void *numbers_in_thread(void *of)
{
	(void)of;
	do_as("app-worker", 1);
	call_numbers(60, 75);
	return NULL;
}

static void numbers_in_child(void)
{
	struct numbers n;
	const pid_t pid = (pid_t)must("fork", fork());
	int status;

	if (pid == 0) {
		do_as("app-child", 0);
		call_numbers(75, 90);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status != 0)
		fail("a child");
	doing = (struct doing){.comm = "app-child"};
	for (unsigned int i = 75; i < 90; i++) {
		fill_numbers(&n, i);
		count_numbers(&n);
	}
}

void filtered_numbers(void)
{
	pthread_t thread;

	do_as("app-numbers", 0);
	call_numbers(0, 60);
	if (pthread_create(&thread, NULL, numbers_in_thread, NULL) != 0)
		fail("a thread");
	pthread_join(thread, NULL);
	numbers_in_child();
	do_as("app-numbers", -1);
}

static void count_narrow(signed char a, unsigned char b, short c, unsigned short d, int e,
			 unsigned int id)
{
#define FILTERS_NARROW
#define FILTER(name, ways, text, truth) \
	if (truth)                      \
		passes(#name, id);
#include "filters.h"
#undef FILTERS_NARROW
}

void filtered_narrow(void)
{
	static const int values[] = {0, -1, -3, -4, 127, -128, 32767, -32768, 255, 65535, 200, 40};

	do_as("app-narrow", -1);
	for (unsigned int i = 0; i < 60; i++) {
		const signed char a = (signed char)NTH(values, i);
		const unsigned char b = (unsigned char)NTH(values, i / 2);
		const short c = (short)NTH(values, i / 3 + 5);
		const unsigned short d = (unsigned short)NTH(values, i / 5 + 7);
		const int e = NTH(values, i * 7) * 65537;

		count_narrow(a, b, c, d, e, 0xfffff000U + i);
		narrow(a, b, c, d, e, 0xfffff000U + i);
	}
}

static void count_texts(const struct texts *t, const char *name)
{
	truth_hit("texts", 1, "%u", t->id);
#define FILTERS_TEXTS
#define FILTER(name, ways, text, truth) \
	if (truth)                      \
		passes(#name, t->id);
#include "filters.h"
#undef FILTERS_TEXTS
}

void filtered_texts(void)
{
	static const char *const all[] = {
		"abc",	       "",
		"a",	       "ab",
		"abcd",	       "aXbXc",
		"xaaabbbccc",  "acb",
		"bca9",	       "zzz9",
		"zz-0.log",    ".log",
		"x.log.",      "a.b.c.log",
		"long-",       "long-but not so long",
		LONG_TEXT "1", LONG_TEXT "2",
		LONG_TEXT,     "\xc3\xa4 *a*b*c*",
		"new\nline",   "q\"uo\\te",
	};
	/* Where programs have just written can be read without waiting for a page. */
	char name[400], other[400];

	do_as("app-texts", -1);
	for (unsigned int i = 0; i < 44; i++) {
		struct texts t = {
			.id = 100 + i, .name = name, .other = i % 7 == 3 ? NOWHERE : other};

		strcpy(name, NTH(all, i));
		strcpy(other, NTH(all, i % 2 ? i : i + 1));
		snprintf(t.room, sizeof(t.room), i % 4 == 1 ? "ro\"om %u" : "room %u", i % 9);
		count_texts(&t, name);
		texts(&t, name);
	}
}

void results_of_all_sizes(void)
{
	do_as("app-results", -1);
	for (int i = -40; i < 40; i++) {
		const int64_t wide = (int64_t)i * 1000000007 * 99824435;

		truth_hit("result8", 1, "%d", result8(i * 3));
		truth_hit("result32", 1, "%d", result32(i * 50000000));
		truth_hit("result64", 1, "%lld", (long long)result64(wide));
	}
}

void sums(void)
{
	static const int values[] = {5, -9, 20, 100, -300, 7, 1000, -1};

	do_as("app-sums", -1);
	for (int i = 0; i <= 8; i++)
		truth_hit("sums", 1, "%d", sum_up(values, i));
	for (int i = 0; i < 12; i++) {
		first(i);
		second(i * 2);
		truth_hit("inlined", 1, "%d", i);
		truth_hit("inlined", 1, "%d", i * 2 + 1000);
	}
}
