/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page of a ring buffer. The first byte says of what machine: 1 for high bytes first, 2 for longs
 * of four bytes. Of a page that is understood each record lies within it, behind the one before; of
 * one that is taken for a stack the frames lie within it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tracefs/page.h"
#include "tracefs/stack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_stack(const unsigned char *bytes, size_t size)
{
	static const struct stack_form forms[] = {
		{.id = 4, .count_offset = 8, .offset = 16},
		{.id = 12, .offset = 16},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const struct stream_frames frames = stack_frames(&forms[i], bytes, size);

		if (frames.count && ((const unsigned char *)frames.bytes != bytes + 16 ||
				     16 + frames.count * 8 > size))
			abort();
	}
}

static void check_records(const struct page *page, const unsigned char *bytes, size_t size)
{
	size_t end = 0;

	vec_for_each(&page->records, record) {
		if (record->offset < end || record->size > size ||
		    record->offset > size - record->size)
			abort();
		end = record->offset + record->size;
		check_stack(bytes + record->offset, record->size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ unsigned char *bytes = NULL;
	_cleanup_page_ struct page page = {0};
	struct page_form form = {.long_size = 8};

	if (!size)
		return 0;
	form.is_big_endian = data[0] & 1;
	form.long_size = data[0] & 2 ? 4 : 8;
	form.size = size - 1;
	bytes = calloc(1, size - 1 + PAGE_SLACK);
	if (!bytes)
		return 0;
	memcpy(bytes, data + 1, size - 1);
	error = page_parse(&form, bytes, size - 1, &page);
	if (!error)
		check_records(&page, bytes, size - 1);
	return 0;
}
