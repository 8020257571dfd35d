/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/checksum.h"

#define FNV_START UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

uint64_t cache_checksum_start(const char *text)
{
	uint64_t value = FNV_START;

	for (; *text; text++) {
		value ^= (unsigned char)*text;
		value *= FNV_PRIME;
	}
	return value;
}

/* Sums of FNV alone would be the same where two lines swap what they end with. */
static uint64_t mix(uint64_t value)
{
	value ^= value >> 32;
	value *= UINT64_C(0x9e3779b97f4a7c15);
	return value ^ value >> 29;
}

uint64_t cache_checksum_part(const char *text)
{
	return mix(cache_checksum_start(text));
}

uint64_t cache_checksum(const struct cache_entry *entry)
{
	uint64_t sum = cache_checksum_start(entry->definition);

	vec_for_each(&entry->lines, line)
		sum += cache_checksum_part(*line);
	return sum;
}
