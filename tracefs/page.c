/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/page.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <traceevent/kbuffer.h>

#include "base/scan.h"

/* The low bits of `commit`: bytes of the records of a page (RB_MISSED_MASK and
 * ring_buffer_page_len() in kernel/trace/ring_buffer.c leave it 27, as libtraceevent does). */
#define COMMIT_MASK ((1u << 27) - 1)

/* Bits of `commit`: some were lost, and how many stands behind the records. */
#define LOST	    (1u << 31)
#define LOST_STORED (1u << 30)

/* More than any page has: 64 kB by the machine, 128 by buffer_subbuf_size_kb
 * (buffer_subbuf_size_write() in kernel/trace/trace.c). */
#define SIZE_LIMIT ((size_t)1 << 20)

/* Bytes of the time that a page begins with. */
#define TIME_SIZE 8

static void kbuffer_freep(struct kbuffer **kbuffer)
{
	kbuffer_free(*kbuffer);
}

#define _cleanup_kbuffer_ _cleanup_(kbuffer_freep)

static struct sonde_error *no_form(const char *text)
{
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "events/header_page has no form of a page that is known: %s", text);
}

/* `field: TYPE NAME; offset:N; size:N;` */
static bool find_field(const char *text, const char *name, size_t *offset, size_t *size)
{
	const char *at = strstr(text, name);
	uint64_t offset_value, size_value;
	struct scan scan;

	if (!at)
		return false;
	scan = scan_text(at + strlen(name));
	if (!scan_space(&scan) || !scan_literal(&scan, "offset:") ||
	    !scan_u64(&scan, &offset_value) || !scan_literal(&scan, ";") || !scan_space(&scan) ||
	    !scan_literal(&scan, "size:") || !scan_u64(&scan, &size_value))
		return false;
	*offset = (size_t)offset_value;
	*size = (size_t)size_value;
	return true;
}

struct sonde_error *page_form_parse(const char *text, struct page_form *ret)
{
	size_t time_offset, time_size, commit_offset, long_size, data_offset, data_size;

	if (!find_field(text, " timestamp;", &time_offset, &time_size) ||
	    !find_field(text, " commit;", &commit_offset, &long_size) ||
	    !find_field(text, " data;", &data_offset, &data_size))
		return no_form(text);
	if (time_offset != 0 || time_size != TIME_SIZE || commit_offset != TIME_SIZE ||
	    (long_size != 4 && long_size != 8) || data_offset != TIME_SIZE + long_size ||
	    !data_size || data_size > SIZE_LIMIT)
		return no_form(text);
	*ret = (struct page_form){.size = data_offset + data_size,
				  .long_size = (unsigned)long_size,
				  .is_big_endian = __BYTE_ORDER == __BIG_ENDIAN};
	return NULL;
}

void page_deinit(struct page *page)
{
	vec_deinit(&page->records);
}

static struct sonde_error *no_page(size_t offset, const char *why)
{
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "It is no page of a ring buffer: at byte %zu, %s.", offset, why);
}

static uint32_t word_at(const struct page_form *form, const unsigned char *bytes)
{
	uint32_t word;

	memcpy(&word, bytes, sizeof(word));
	return form->is_big_endian ? be32toh(word) : le32toh(word);
}

/* The word `commit`, of whose 64 bits the lower 32 are used. */
static uint32_t commit_of(const struct page_form *form, const unsigned char *bytes)
{
	const bool is_last = form->is_big_endian && form->long_size == 8;

	return word_at(form, bytes + TIME_SIZE + (is_last ? 4 : 0));
}

/*
 * One entry after the other, each within the page and behind the one before: what libtraceevent
 * steps over without looking.
 */
static struct sonde_error *check_entries(const struct page_form *form, struct kbuffer *kbuffer,
					 unsigned char *bytes, size_t size)
{
	const size_t start = TIME_SIZE + form->long_size;
	struct kbuffer_raw_info info = {.next = bytes + start};
	size_t at = start;

	while (at < size) {
		if (size - at < 4)
			return no_page(at, "there is no room for an entry");
		if (!kbuffer_raw_get(kbuffer, bytes, &info))
			return no_page(at, "there is no entry");
		if (info.length < 0 || (unsigned char *)info.next <= bytes + at ||
		    (size_t)info.length > size - at || (unsigned char *)info.next > bytes + size)
			return no_page(at, "an entry is longer than its page");
		at = (size_t)((unsigned char *)info.next - bytes);
	}
	return NULL;
}

/* How many were lost before the page. */
static struct sonde_error *read_lost(const struct page_form *form, const unsigned char *bytes,
				     size_t used, size_t size, uint64_t *ret)
{
	const uint32_t commit = commit_of(form, bytes);
	uint64_t lost;

	if (!(commit & LOST)) {
		*ret = 0;
		return NULL;
	}
	if (!(commit & LOST_STORED)) {
		*ret = PAGE_LOST_UNKNOWN;
		return NULL;
	}
	if (size - used < form->long_size)
		return no_page(used, "there is no room for the number of those that were lost");
	if (form->long_size == 4) {
		*ret = word_at(form, bytes + used);
		return NULL;
	}
	memcpy(&lost, bytes + used, sizeof(lost));
	*ret = form->is_big_endian ? be64toh(lost) : le64toh(lost);
	return NULL;
}

static struct sonde_error *take_records(struct kbuffer *kbuffer, const unsigned char *bytes,
					struct page *page)
{
	unsigned long long time;

	for (unsigned char *at = kbuffer_read_event(kbuffer, &time); at;
	     at = kbuffer_next_event(kbuffer, &time)) {
		const struct page_record record = {
			.time = time,
			.offset = (size_t)(at - bytes),
			.size = (size_t)kbuffer_event_size(kbuffer),
		};

		TRY(vec_push(&page->records, record));
	}
	return NULL;
}

struct sonde_error *page_parse(const struct page_form *form, const void *bytes, size_t size,
			       struct page *ret)
{
	_cleanup_kbuffer_ struct kbuffer *kbuffer = NULL;
	_cleanup_page_ struct page page = {0};
	/* libtraceevent only reads it. */
	unsigned char *data = (unsigned char *)(uintptr_t)bytes;
	const size_t start = TIME_SIZE + form->long_size;
	size_t used;

	if (size < start)
		return no_page(0, "it has no head");
	used = start + (commit_of(form, bytes) & COMMIT_MASK);
	if (used > size)
		return no_page(TIME_SIZE, "it has more than it has room for");
	kbuffer = kbuffer_alloc(form->long_size == 8 ? KBUFFER_LSIZE_8 : KBUFFER_LSIZE_4,
				form->is_big_endian ? KBUFFER_ENDIAN_BIG : KBUFFER_ENDIAN_LITTLE);
	if (!kbuffer)
		return &sonde_error_no_memory;
	TRY(check_entries(form, kbuffer, data, used));
	TRY(read_lost(form, data, used, size, &page.lost));
	if (kbuffer_load_subbuffer(kbuffer, data) < 0)
		return no_page(0, "it cannot be read");
	TRY(take_records(kbuffer, data, &page));
	*ret = page;
	page = (struct page){0};
	return NULL;
}
