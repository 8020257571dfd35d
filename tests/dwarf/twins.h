// SPDX-License-Identifier: GPL-2.0-or-later
/* See twins.c: what both of the other files have from here is one. */
struct alike {
	long before;
	long number;
};
