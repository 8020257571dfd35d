/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/bytes.h"

#include <endian.h>
#include <string.h>

/* Images of another byte order than the machine's are refused when they are opened. */
static const bool is_little = __BYTE_ORDER == __LITTLE_ENDIAN;

struct bytes bytes_of(struct span span, uint64_t offset)
{
	struct bytes bytes = {.start = span.data, .next = span.data};

	if (!span.data || offset > span.size) {
		bytes.end = bytes.next;
		bytes.failed = true;
		return bytes;
	}
	bytes.next += offset;
	bytes.end = span.data + span.size;
	return bytes;
}

uint64_t bytes_offset(const struct bytes *bytes)
{
	return (uint64_t)(bytes->next - bytes->start);
}

uint64_t bytes_number(struct bytes *bytes, size_t size)
{
	uint64_t number = 0;

	if (bytes->failed || (size_t)(bytes->end - bytes->next) < size) {
		bytes->failed = true;
		return 0;
	}
	for (size_t i = 0; i < size; i++)
		number |= (uint64_t)bytes->next[i] << (is_little ? 8 * i : 8 * (size - 1 - i));
	bytes->next += size;
	return number;
}

uint64_t bytes_uleb(struct bytes *bytes)
{
	uint64_t value = 0;

	for (unsigned shift = 0;; shift += 7) {
		uint64_t byte = bytes_number(bytes, 1);

		if (bytes->failed)
			return 0;
		if (shift < 64)
			value |= (byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
}

int64_t bytes_sleb(struct bytes *bytes)
{
	uint64_t value = 0, byte;
	unsigned shift = 0;

	do {
		byte = bytes_number(bytes, 1);
		if (bytes->failed)
			return 0;
		if (shift < 64)
			value |= (byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	if (shift < 64 && (byte & 0x40))
		value |= UINT64_MAX << shift;
	return (int64_t)value;
}

const char *bytes_text(struct bytes *bytes)
{
	const char *text = (const char *)bytes->next;
	const unsigned char *end = NULL;

	if (!bytes->failed && bytes->next < bytes->end)
		end = memchr(bytes->next, '\0', (size_t)(bytes->end - bytes->next));
	if (!end) {
		bytes->failed = true;
		return NULL;
	}
	bytes->next = end + 1;
	return text;
}

void bytes_skip(struct bytes *bytes, uint64_t size)
{
	if (bytes->failed || (uint64_t)(bytes->end - bytes->next) < size)
		bytes->failed = true;
	else
		bytes->next += size;
}

static void write_number(unsigned char *to, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		to[i] = (unsigned char)(number >> (is_little ? 8 * i : 8 * (size - 1 - i)));
}

void bytes_put_number(struct str *out, uint64_t number, size_t size)
{
	unsigned char bytes[8];

	write_number(bytes, number, size);
	str_append_bytes(out, (const char *)bytes, size);
}

void bytes_put_uleb(struct str *out, uint64_t number)
{
	for (; number > 0x7f; number >>= 7)
		str_append_char(out, (char)(number | 0x80));
	str_append_char(out, (char)number);
}

void bytes_put_sleb(struct str *out, int64_t number)
{
	while (number < -64 || number > 63) {
		str_append_char(out, (char)((uint64_t)number | 0x80));
		number >>= 7;
	}
	str_append_char(out, (char)(number & 0x7f));
}

void bytes_patch(struct str *out, uint64_t offset, uint64_t number, size_t size)
{
	if (!out->failed && offset <= out->size && size <= out->size - offset)
		write_number((unsigned char *)out->data + offset, number, size);
}
