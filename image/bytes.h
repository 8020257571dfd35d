/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A reader of numbers and texts in the bytes of a section, which never reads past their end: once
 * something was missing it has failed, and all that is read after that is 0.
 */
#ifndef IMAGE_BYTES_H
#define IMAGE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/** Bytes that belong to somebody else; NULL and 0 for none. */
struct span {
	const unsigned char *data;
	size_t size;
};

struct bytes {
	const unsigned char *start;
	const unsigned char *next;
	const unsigned char *end;
	bool failed;
};

/** Read @p span from @p offset on; failed from the start if it ends before that. */
struct bytes bytes_of(struct span span, uint64_t offset);

/** Where the reader is: bytes from the start of its span. */
uint64_t bytes_offset(const struct bytes *bytes);

/** A number of 1 to 8 bytes, in this machine's byte order. */
uint64_t bytes_number(struct bytes *bytes, size_t size);

/** DWARF 5, 7.6: unsigned and signed LEB128; bits above 64 are lost. */
uint64_t bytes_uleb(struct bytes *bytes);
int64_t bytes_sleb(struct bytes *bytes);

/** A text that ends with a zero byte; NULL if none ends. */
const char *bytes_text(struct bytes *bytes);

void bytes_skip(struct bytes *bytes, uint64_t size);

/** Append a number of 1 to 8 bytes, or an unsigned or signed LEB128. */
void bytes_put_number(struct str *out, uint64_t number, size_t size);
void bytes_put_uleb(struct str *out, uint64_t number);
void bytes_put_sleb(struct str *out, int64_t number);

/** Put a number of @p size bytes at @p offset, which with them is inside. */
void bytes_patch(struct str *out, uint64_t offset, uint64_t number, size_t size);

#endif /* IMAGE_BYTES_H */
