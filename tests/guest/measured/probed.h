// SPDX-License-Identifier: GPL-2.0-or-later
/* The functions of the program whose calls are filtered, and what they are called with. */
#ifndef MEASURED_PROBED_H
#define MEASURED_PROBED_H

#include <stdbool.h>
#include <stdint.h>

#include "work.h"

/* One of a chain. */
struct ring {
	int depth;
	const char *name;
	const struct ring *next;
};

/* Numbers of every size, with a sign and without. */
struct numbers {
	unsigned int id;
	int8_t s8;
	uint8_t u8;
	int16_t s16;
	uint16_t u16;
	int32_t s32;
	uint32_t u32;
	int64_t s64;
	uint64_t u64;
	/* It has a sign on one architecture and none on the other. */
	signed char letter;
	unsigned int low : 3;
	signed int middle : 7;
	unsigned int high : 13;
	uint64_t wide : 40;
	bool flag : 1;
	enum colour colour;
	/* Of some it ends soon. */
	const struct ring *chain;
	/* Of some it leads nowhere. */
	const int *pointer;
};

struct texts {
	unsigned int id;
	/* Of some `other` leads nowhere. */
	const char *name, *other;
	char room[24];
};

void numbers(const struct numbers *n);

/* All of it is in registers, whose upper bits can be anything. The last one tells calls apart. */
void narrow(signed char a, unsigned char b, short c, unsigned short d, int e, unsigned int id);

void texts(const struct texts *t, const char *name);

/* What it returns is `value`, in so many bits. */
int8_t result8(int value);
int result32(int value);
int64_t result64(int64_t value);

/* In the middle of it, its sum until then is in a variable of the name sum. */
int sum_up(const int *values, int count);

/* In both of them a function twice(n) is inlined, with n and n + 1000. */
void first(int n);
void second(int n);

#endif
