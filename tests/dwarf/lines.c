// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lines in all shapes: loops, several statements on one, inlined calls, code that is moved out of
 * the way. The tests find a line by the word in the comment at its end.
 */
#include "mini.h"
/* Needs the one above. */
#include "lines.h"

int table[16];
int noinline slow(int n);

static always_inline int clamped(int n)
{
	if (n > 15)	   /* clamped-test */
		return 15; /* clamped-return */
	return n;
}

int noinline loop_sum(int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++) { /* loop-head */
		barrier();
		sum += table[i & 15]; /* loop-body */
	}
	return sum; /* loop-return */
}

/* A line that is nothing but calls, and one that calls twice. */
int noinline calls(int a, int b)
{
	barrier();	/* calls-first */
	a = clamped(a); /* calls-one */
	barrier();
	b = scaled(a) + scaled(b); /* calls-two */
	barrier();
	return a + b; /* calls-return */
}

int noinline rare(int n)
{
	barrier();
	if (__builtin_expect(n < 0, 0)) { /* rare-test */
		slow(n);		  /* rare-slow */
		slow(n + 1);
		n = table[slow(n + 2) & 15]; /* rare-last */
	}
	return n + 1; /* rare-return */
}

int noinline __attribute__((cold)) slow(int n)
{
	barrier();
	return n * 3; /* slow-return */
}

/* clang-format off */
int noinline several(int n)
{
	table[0] = n; barrier(); table[1] = n; barrier(); table[2] = n; /* several-line */
	barrier();
	return n; /* several-return */
}

int noinline one_line(int n) { barrier(); return clamped(n); } /* one-line */
/* clang-format on */

#define DEFINE_PAIR(name)                          \
	static always_inline int do_##name(int n); \
	int noinline enter_##name(int n)           \
	{                                          \
		barrier();                         \
		return do_##name(n) + 1;           \
	}                                          \
	static always_inline int do_##name(int n)

/* The shape of SYSCALL_DEFINE: two functions on one line, the body of the second below. */
DEFINE_PAIR(call) /* pair-head */
{
	barrier();
	table[3] = n; /* pair-body */
	return n;
}

/* The second half of the body comes from another file. */
int noinline borrows(int n)
{
	barrier(); /* borrows-first */
#include "lines.inc"
	return n; /* borrows-return */
}

int noinline borrows_too(int n)
{
	barrier();
#include "piece.inc"
#include "deep/piece.inc"
	return n;
}
