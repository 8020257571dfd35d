// SPDX-License-Identifier: GPL-2.0-or-later
/* The functions that are probed in the program itself. */
#ifndef MEASURED_WORK_H
#define MEASURED_WORK_H

#include <stdint.h>

enum colour {
	COLOUR_RED,
	COLOUR_GREEN = 5,
	COLOUR_DARK_BLUE = -3,
};

struct request {
	int size;
	short delta;
	enum colour colour;
	const char *name;
	/* How long it has to take, in microseconds; set by work(): how long it took at least. */
	uint64_t us, inner;
};

/* What goes from one thread to another. */
struct job {
	unsigned int number;
	uint64_t us, before, submitted, completing;
};

/* Returns r->delta. In the middle of it, n - 7 is a local variable of the name us. */
int work(struct request *r, int n);

/* All of it is in its arguments. */
int paint(enum colour colour, const char *name, signed char depth);

/* A job begins, and ends. */
void submit(struct job *job);
void finish(struct job *job);

#endif
