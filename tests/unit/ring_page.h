/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Pages of a ring buffer that are made up, for tests of tracefs/. Included after cmocka.h.
 *
 *     struct ring_page page = ring_page(4096, 1000);
 *
 *     ring_page_add(&page, 10, "....", 12);
 *     ring_page_lost(&page, 7);
 */
#ifndef TESTS_UNIT_RING_PAGE_H
#define TESTS_UNIT_RING_PAGE_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "tracefs/page.h"

/** The biggest that are made. */
#define RING_PAGE_LIMIT 16384

struct ring_page {
	size_t size;
	/** Bytes that are written. */
	size_t used;
	unsigned long_size;
	bool is_big_endian;
	unsigned char bytes[RING_PAGE_LIMIT + PAGE_SLACK] __attribute__((aligned(8)));
};

static inline void ring_page_put(struct ring_page *page, size_t at, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		page->bytes[at + (page->is_big_endian ? size - 1 - i : i)] =
			(unsigned char)(value >> (8 * i));
}

/** What stands in `commit`: bytes of records, and flags. */
static inline void ring_page_commit(struct ring_page *page, uint32_t flags)
{
	ring_page_put(page, 8, (page->used - 8 - page->long_size) | flags, page->long_size);
}

/** An empty page of this machine. */
static inline struct ring_page ring_page(size_t size, uint64_t time)
{
	struct ring_page page = {.size = size, .used = 16, .long_size = 8};

	assert_true(size <= RING_PAGE_LIMIT);
	page.is_big_endian = __BYTE_ORDER == __BIG_ENDIAN;
	ring_page_put(&page, 0, time, 8);
	ring_page_commit(&page, 0);
	return page;
}

/** An empty one of another machine. */
static inline struct ring_page ring_page_of(bool is_big_endian, unsigned long_size, uint64_t time)
{
	struct ring_page page = {.size = 4096,
				 .used = 8 + long_size,
				 .long_size = long_size,
				 .is_big_endian = is_big_endian};

	ring_page_put(&page, 0, time, 8);
	ring_page_commit(&page, 0);
	return page;
}

/** The word before an entry: what it is, or the words that it has; and nanoseconds. */
static inline void ring_page_head(struct ring_page *page, unsigned type, uint32_t delta)
{
	const uint32_t word = page->is_big_endian ? type << 27 | delta : delta << 5 | type;

	ring_page_put(page, page->used, word, 4);
	page->used += 4;
	ring_page_commit(page, 0);
}

static inline void ring_page_word(struct ring_page *page, uint32_t word)
{
	ring_page_put(page, page->used, word, 4);
	page->used += 4;
	ring_page_commit(page, 0);
}

/** A record, @p delta after the one before. */
static inline void ring_page_add(struct ring_page *page, uint32_t delta, const void *bytes,
				 size_t size)
{
	const size_t words = (size + 3) / 4;

	assert_true(page->used + 8 + words * 4 <= page->size);
	ring_page_head(page, words <= 28 ? (unsigned)words : 0, delta);
	if (words > 28)
		ring_page_word(page, (uint32_t)size + 4);
	memcpy(page->bytes + page->used, bytes, size);
	page->used += words * 4;
	ring_page_commit(page, 0);
}

/** Time alone: RINGBUF_TYPE_TIME_EXTEND, or with @p is_absolute RINGBUF_TYPE_TIME_STAMP. */
static inline void ring_page_time(struct ring_page *page, uint64_t time, bool is_absolute)
{
	ring_page_head(page, is_absolute ? 31 : 30, time & ((1u << 27) - 1));
	ring_page_word(page, (uint32_t)(time >> 27));
}

/** Say, when all is added, that @p count were lost before; UINT64_MAX: that nobody knows. */
static inline void ring_page_lost(struct ring_page *page, uint64_t count)
{
	ring_page_commit(page, count == UINT64_MAX ? 1u << 31 : 3u << 30);
	if (count != UINT64_MAX)
		ring_page_put(page, page->used, count, page->long_size);
}

#endif /* TESTS_UNIT_RING_PAGE_H */
