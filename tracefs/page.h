/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A page of the kernel's ring buffer, as `trace_pipe_raw` gives it -> its records
 * (Documentation/trace/ring-buffer-design.rst, struct buffer_data_page in
 * kernel/trace/ring_buffer.c). Since 6.9 "pages" can be several pages of memory each
 * (`buffer_subbuf_size_kb`).
 *
 * What a page says is read by libtraceevent (kbuffer(3)), which believes all of it; so it is gone
 * through here first. A page that contradicts itself is none.
 */
#ifndef TRACEFS_PAGE_H
#define TRACEFS_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

/** How pages look, by `events/header_page`. */
struct page_form {
	/** Bytes of a page, with its head. */
	size_t size;
	/** Bytes of the kernel's `long`: 4 or 8. */
	unsigned long_size;
	/** The machine that has recorded it puts the high bytes first; the file does not say. */
	bool is_big_endian;
};

/**
 * Parse the text of `events/header_page`:
 *
 *     	field: u64 timestamp;	offset:0;	size:8;	signed:0;
 *     	field: local_t commit;	offset:8;	size:8;	signed:1;
 *     	field: int overwrite;	offset:8;	size:1;	signed:1;
 *     	field: char data;	offset:16;	size:4080;	signed:0;
 *
 * @param ret `is_big_endian` is that of this machine
 * @return FORMAT for a text that is none, or a form that has never been
 */
struct sonde_error *page_form_parse(const char *text, struct page_form *ret);

/** What has to be allocated behind the bytes of a page: they may be read beyond their end. */
#define PAGE_SLACK ((size_t)16)

struct page_record {
	/** Of the clock of the buffer. */
	uint64_t time;
	/** Bytes before it in the page. */
	size_t offset;
	/** Its bytes; they are filled up to a multiple of four. */
	size_t size;
};

struct page {
	/** In their order. */
	VEC(struct page_record) records;
	/** How many were lost between the page that was read before and this one; PAGE_LOST_UNKNOWN
	 * if the kernel had no room to say it. */
	uint64_t lost;
};

#define PAGE_LOST_UNKNOWN UINT64_MAX

/** Free what it holds and make it empty. */
void page_deinit(struct page *page);

/** A `struct page` that is released at the end of its scope. */
#define _cleanup_page_ _cleanup_(page_deinit)

/**
 * Take a page apart.
 *
 * @param bytes behind its @p size there are PAGE_SLACK more; aligned to 8
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT if it is none
 */
struct sonde_error *page_parse(const struct page_form *form, const void *bytes, size_t size,
			       struct page *ret);

#endif /* TRACEFS_PAGE_H */
