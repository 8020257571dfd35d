/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program with markers, in C and in C++: behind each it prints the marker's name, whether its
 * semaphore is up, and its arguments, as a trace has them. `wait` waits until a semaphore is up and
 * down again.
 */
#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A tenth of a second each. */
#define WAITS 600

#ifdef __cplusplus
#define SEMAPHORE(name)         \
	extern "C" {            \
	SEMAPHORE_OF(name) = 0; \
	}
#else
#define SEMAPHORE(name) SEMAPHORE_OF(name);
#endif
#define SEMAPHORE_OF(name) \
	__attribute__((section(".probes"))) volatile unsigned short test_##name##_semaphore

/* SEMAPHORE() ends with a `;` or a `}`. */
#define UP(name) (test_##name##_semaphore > 0)

SEMAPHORE(sizes)
SEMAPHORE(many)
SEMAPHORE(constants)
SEMAPHORE(memory)
SEMAPHORE(copies)
SEMAPHORE(text)
SEMAPHORE(kinds)
SEMAPHORE(wait)

enum colour {
	RED,
	GREEN = 70000,
	BLUE = -3
};

struct item {
	int8_t small;
	uint16_t middle;
	int64_t large;
};

static int counter = -42;
static uint16_t table[4] = {1, 60000, 3, 4};
static struct item items[3] = {{1, 2, 3}, {-4, 50000, -6000000000}, {7, 8, 9}};
static __thread int own = 99;

__attribute__((noinline)) static void sizes(int8_t a, uint8_t b, int16_t c, uint16_t d, int32_t e,
					    uint32_t f, int64_t g, uint64_t h)
{
	STAP_PROBE8(test, sizes, a, b, c, d, e, f, g, h);
	printf("sizes up=%d arg1=%d arg2=%u arg3=%d arg4=%u arg5=%d arg6=%u arg7=%lld arg8=%llu\n",
	       UP(sizes), a, b, c, d, e, f, (long long)g, (unsigned long long)h);
}

__attribute__((noinline)) static void many(long a, int b, short c, signed char d)
{
	const unsigned char u[4] = {(unsigned char)a, (unsigned char)b, (unsigned char)c,
				    (unsigned char)d};

	STAP_PROBE12(test, many, a, b, c, d, a + b, b - c, a ^ d, u[0], u[1], u[2], u[3], b * 2);
	printf("many up=%d arg1=%ld arg2=%d arg3=%d arg4=%d arg5=%ld arg6=%d arg7=%ld arg8=%u "
	       "arg9=%u arg10=%u arg11=%u arg12=%d\n",
	       UP(many), a, b, c, d, a + b, b - c, a ^ d, u[0], u[1], u[2], u[3], b * 2);
}

__attribute__((noinline)) static void constants(void)
{
	STAP_PROBE8(test, constants, (signed char)-1, (unsigned char)255, (short)-32768,
		    (unsigned short)65535, -5, 4000000000U, -6000000000L, UINT64_MAX);
	printf("constants up=%d arg1=-1 arg2=255 arg3=-32768 arg4=65535 arg5=-5 arg6=4000000000 "
	       "arg7=-6000000000 arg8=18446744073709551615\n",
	       UP(constants));
}

__attribute__((noinline)) static void memory(const struct item *item, int i)
{
	int local[4] = {i, i * 2, i * 3, i * 4};

	/* So that it is in memory. */
	__asm__ volatile("" : "+m"(local), "+m"(counter), "+m"(table), "+m"(items) : : "memory");
	STAP_PROBE9(test, memory, item->small, item->middle, item->large, local[2], counter,
		    table[1], items[1].large, table[i & 3], own);
	printf("memory up=%d arg1=%d arg2=%u arg3=%lld arg4=%d arg5=%d arg6=%u arg7=%lld arg8=%u "
	       "arg9=%d\n",
	       UP(memory), item->small, item->middle, (long long)item->large, local[2], counter,
	       table[1], (long long)items[1].large, table[i & 3], own);
}

static inline __attribute__((always_inline)) void copies(int number, long other)
{
	STAP_PROBE2(test, copies, number, other);
	printf("copies up=%d arg1=%d arg2=%ld\n", UP(copies), number, other);
}

__attribute__((noinline)) static void text(const char *name, size_t size)
{
	STAP_PROBE2(test, text, name, size);
	printf("text up=%d arg1=\"%s\" arg2=%zu\n", UP(text), name, size);
}

__attribute__((noinline)) static void kinds(double number, bool flag, char letter,
					    enum colour colour)
{
	STAP_PROBE4(test, kinds, number, flag, (signed char)letter, (int)colour);
	printf("kinds up=%d arg1=%f arg2=%d arg3=%d arg4=%d\n", UP(kinds), number, flag,
	       (signed char)letter, colour);
}

static void wait_for(bool up)
{
	for (int i = 0; i < WAITS && UP(wait) != up; i++)
		usleep(100000);
	printf("%s\n", UP(wait) != up ? "never" : up ? "up" : "down");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "wait") == 0) {
		STAP_PROBE(test, wait);
		wait_for(true);
		wait_for(false);
		return 0;
	}
	sizes(-128, 255, -32768, 65535, INT32_MIN, UINT32_MAX, INT64_MIN, UINT64_MAX);
	sizes(127, 1, 32767, 2, INT32_MAX, 3, INT64_MAX, 4);
	many(0x123456789abcdefL * argc, -7 * argc, 300, -100);
	constants();
	for (int i = 0; i < 3; i++)
		memory(&items[i], i + argc);
	copies(argc, argc * 3000000000L);
	copies(5, -6);
	for (int i = 0; i < 2; i++)
		copies(i, (long)argv[0][0] + i);
	text("hello", 5);
	text(argv[0], strlen(argv[0]));
	kinds(argc * 1.5, argc == 1, 'x', argc == 1 ? GREEN : RED);
	kinds(-2.25, false, (char)200, BLUE);
	return 0;
}
