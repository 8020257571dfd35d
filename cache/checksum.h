/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A number for an entry by which a changed one is told: of its definition and its lines.
 *
 * It tells what was changed by accident or by another program, and keeps nobody from forging.
 * perf sorts the lines of an entry when it writes the file anew; so their order does not matter.
 */
#ifndef CACHE_CHECKSUM_H
#define CACHE_CHECKSUM_H

#include <stdint.h>

#include "cache/format.h"

/**
 * The number: FNV-1a (64 bits) of the definition, and for each line that of the line, its bits
 * mixed, all added up.
 */
uint64_t cache_checksum(const struct cache_entry *entry);

/** What such a number begins with: FNV-1a of @p text. */
uint64_t cache_checksum_start(const char *text);

/** What @p text adds to it. */
uint64_t cache_checksum_part(const char *text);

#endif /* CACHE_CHECKSUM_H */
