/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Who is waited for before the cache is written: one writes to it at a time (cache/lock.h).
 */
#ifndef CLI_CACHE_WAIT_H
#define CLI_CACHE_WAIT_H

#include "cli/cmd.h"

/**
 * Wait a moment for whoever writes to the cache, and say who it is if that was not enough. To be
 * called before cache_apply(), which waits for as long as it takes.
 *
 * @param root of the cache, which need not be there
 */
void cache_wait(const struct context *context, const char *root);

#endif /* CLI_CACHE_WAIT_H */
