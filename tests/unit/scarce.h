/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Code that is run while one allocation after another fails. A program that uses this is linked
 * with the options $(scarce_ldflags) of Makefile.am: they put tests/unit/scarce.c between sonde's
 * code, and nobody else's, and malloc(), free() and the like.
 */
#ifndef TESTS_UNIT_SCARCE_H
#define TESTS_UNIT_SCARCE_H

#include "base/err.h"
#include "base/str.h"

/** What is run: the same each time. It appends what it has found out. */
typedef struct sonde_error *scarce_fn(const void *data, struct str *out);

/**
 * Run it with all memory there is, then with its first allocation failing, its second, and so on
 * until it has made all. Fails the test unless each of these says that memory is short, or finds
 * out what it did with all memory, its error included; and frees all.
 *
 * @param what for the message
 * @return how many allocations have failed
 */
unsigned long scarce_run(const char *what, scarce_fn *run, const void *data);

#endif /* TESTS_UNIT_SCARCE_H */
