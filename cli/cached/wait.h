/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Who is waited for before the cache is written: one writes to it at a time (cache/lock.h).
 */
#ifndef CLI_CACHED_WAIT_H
#define CLI_CACHED_WAIT_H

#include <stdio.h>

/**
 * Wait a moment for whoever writes to the cache, and say who it is if that was not enough. To be
 * called before cache_apply(), which waits for as long as it takes.
 *
 * @param err where it is said; NULL: nothing is said, and nobody waits here
 * @param root of the cache, which need not be there
 */
void cache_wait(FILE *err, const char *root);

#endif /* CLI_CACHED_WAIT_H */
