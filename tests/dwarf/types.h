/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types that need more than one number to be fetched. */
#ifndef TYPES_H
#define TYPES_H

#include "mini.h"

/* Bit fields that are numbers, and some that are not. */
struct whole_bits {
	s32 low : 8;
	s32 middle : 16;
	s32 high : 8;
	u32 first : 16;
	u32 second : 16;
	s64 half : 32;
	s64 shifted : 31;
	u64 rest : 1;
};

struct half_bits {
	s32 low : 8;
	s32 middle : 16;
	s32 high : 8;
	u32 first : 16;
	u32 second : 16;
};

enum small_color {
	DARK = 1,
	LIGHT
} __packed;
enum small_level {
	BELOW = -1,
	ABOVE = 1
} __packed;

struct odd_numbers {
	enum small_color color;
	enum small_level level;
	bool flag;
	char letter;
	signed char signed_letter;
	unsigned char unsigned_letter;
	float real;
	double reals[2];
	__int128 huge;
	struct six {
		u8 bytes[6];
	} six;
};

struct halves {
	u16 low;
	u16 high;
};

struct mixed {
	double real;
	s64 number;
};

struct mixed_late {
	s64 number;
	double real;
};

struct four_floats {
	float a, b, c, d;
};

struct unlike_floats {
	float a;
	double b;
};

struct packed {
	u8 first;
	u64 second;
} __attribute__((packed));

typedef int vector2 __attribute__((vector_size(8)));

struct both_floats {
	float x;
	float y;
};

/* A struct around one number. */
struct kid {
	s32 val;
};

struct inner {
	s16 x;
	u8 y;
};

struct middle {
	struct inner in;
	u32 flags;
};

struct row {
	u64 key;
	u32 value;
};

struct vectors {
	u64 many[100];
	char text[80];
	signed char signed_text[8];
	unsigned char unsigned_text[8];
	u8 bytes[8];
	struct inner elements[70];
	s16 *pointer;
	struct middle *structs;
	char *const *texts;
	struct row rows[3];
	u8 none[];
};

struct nothing {
};

/* Structs around one number. */
struct lock {
	struct {
		struct {
			struct {
				int counter;
			} value;
		} queue;
	} raw;
};

/* Too big for registers: by value it is on the stack. */
struct outer {
	u64 first;
	struct inner in;
	union {
		u32 number;
		u8 bytes[4];
	};
	struct middle middle;
	struct nothing nothing;
	struct inner many[2];
	float real;
	u32 low : 3;
	s32 sign : 5;
	const char *text;
};

struct floats {
	float x;
	double y;
	float z[9];
};

#define TEN(p)    \
	u64 p##0; \
	u64 p##1; \
	u64 p##2; \
	u64 p##3; \
	u64 p##4; \
	u64 p##5; \
	u64 p##6; \
	u64 p##7; \
	u64 p##8; \
	u64 p##9

/* More members than an event has arguments. */
struct crowd {
	TEN(m0);
	TEN(m1);
	TEN(m2);
	TEN(m3);
	TEN(m4);
	TEN(m5);
	TEN(m6);
	TEN(m7);
	TEN(m8);
	TEN(m9);
	TEN(n0);
	TEN(n1);
	TEN(n2);
	TEN(n3);
};

/* More bytes than the ring buffer keeps of an event. */
struct heap {
	u64 a[64];
	u64 b[64];
	u64 c[64];
	u64 d[64];
	u64 e[64];
	u64 f[64];
	u64 g[64];
};

/* On the stack, and with names that are too long together, or alone. */
struct long_names {
	u64 number;
	struct {
		u64 deeply_nested_member;
	} some_structure_in_it;
	u64 a_member_whose_name_is_longer_than_that;
	u64 name_of_member_of_31_bytes_here;
};

#endif
