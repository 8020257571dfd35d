/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An inlined function of a header, for lines.c. */
#ifndef LINES_H
#define LINES_H

static always_inline int scaled(int n)
{
	barrier();
	n *= 5; /* scaled-times */
	return n + 1;
}

#endif
