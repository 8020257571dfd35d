/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/fetch_type.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* MAX_ARRAY_LEN of the kernel's trace_probe.h. */
#define ARRAY_MAX 64

static struct sonde_error *error_type(const struct scan *scan)
{
	return sonde_error_hint(scan_error(scan, "The kernel does not know this type."),
				"It knows u8 to u64, s8 to s64, x8 to x64, char, string, ustring, "
				"symbol, symstr, bWIDTH@OFFSET/SIZE, %%pd, %%pD, and TYPE[N] for "
				"arrays.");
}

/* `WIDTH@OFFSET/SIZE` of a bit field, behind its `b`. */
static struct sonde_error *parse_bits(struct scan *scan, struct fetch_bits *ret)
{
	struct scan start = *scan;
	uint64_t width, offset, size;

	TRY(scan_number(scan, "the bit field's width", &width));
	if (!scan_char(scan, '@'))
		return scan_error(scan, "Expected '@' and the bit field's offset.");
	TRY(scan_number(scan, "the bit field's offset", &offset));
	if (!scan_char(scan, '/'))
		return scan_error(scan, "Expected '/' and the size of what holds the bit field.");
	TRY(scan_number(scan, "the size of what holds the bit field", &size));
	if (size != 8 && size != 16 && size != 32 && size != 64)
		return scan_error(&start, "A bit field is held by 8, 16, 32 or 64 bits.");
	if (!width || offset > size || width > size - offset)
		return scan_error(&start, "The bit field does not fit into its %" PRIu64 " bits.",
				  size);
	*ret = (struct fetch_bits){(unsigned)width, (unsigned)offset, (unsigned)size};
	return NULL;
}

bool fetch_type_bits(const char *type, struct fetch_bits *ret)
{
	struct scan scan = scan_text(type);
	_cleanup_error_ struct sonde_error *error = NULL;

	if (!scan_char(&scan, 'b'))
		return false;
	error = parse_bits(&scan, ret);
	return !error;
}

/* The first SIZELESS have no size, and no kernel takes them. */
static const char *const plain_types[] = {
	"u",   "s",  "x",   "u8",  "u16", "u32",  "u64",    "s8",      "s16",	 "s32",
	"s64", "x8", "x16", "x32", "x64", "char", "string", "ustring", "symbol", "symstr",
};

#define SIZELESS 3
#define TYPES	 (sizeof(plain_types) / sizeof(*plain_types))

const char *fetch_type_name(size_t position)
{
	return position < TYPES - SIZELESS ? plain_types[SIZELESS + position] : NULL;
}

static bool is_plain_type(const char *name, size_t size, bool sizeless)
{
	for (size_t i = sizeless ? 0 : SIZELESS; i < TYPES; i++) {
		if (strlen(plain_types[i]) == size && memcmp(plain_types[i], name, size) == 0)
			return true;
	}
	return false;
}

static struct sonde_error *parse_array(struct scan *scan)
{
	struct scan start = *scan;
	uint64_t count;

	TRY(scan_number(scan, "the number of elements", &count));
	if (!scan_char(scan, ']'))
		return scan_error(scan, "Expected ']' after the number of elements.");
	if (!count || count > ARRAY_MAX)
		return scan_error(&start, "The kernel takes arrays of 1 to %d elements.",
				  ARRAY_MAX);
	return NULL;
}

struct sonde_error *fetch_type_parse(struct scan *scan, bool sizeless)
{
	struct scan start = *scan;
	struct fetch_bits bits;
	size_t size;

	if (scan_literal(scan, "%pd") || scan_literal(scan, "%pD"))
		return NULL;
	if (*scan->at == 'b' && isdigit((unsigned char)scan->at[1])) {
		scan->at++;
		TRY(parse_bits(scan, &bits));
	} else {
		size = scan_identifier(scan);
		if (!is_plain_type(start.at, size, sizeless))
			return error_type(&start);
	}
	if (scan_char(scan, '['))
		return parse_array(scan);
	return NULL;
}

bool fetch_type_is_kernel(const char *type)
{
	static const char *const types[] = {"symbol", "symstr", "%pd", "%pD"};
	const size_t size = strcspn(type, "[");

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strlen(types[i]) == size && memcmp(types[i], type, size) == 0)
			return true;
	}
	return false;
}
