/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A cursor over a text, for the parsers: every step says whether it moved, and an error
 * knows its column.
 */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct scan {
	/** The whole text, NUL-terminated and borrowed; columns count in it. */
	const char *text;
	/** The next byte to read. */
	const char *at;
};

/** A cursor at the start of @p text. */
static inline struct scan scan_text(const char *text)
{
	return (struct scan){.text = text, .at = text};
}

/** 1-based column of the next byte. */
static inline size_t scan_column(const struct scan *scan)
{
	return (size_t)(scan->at - scan->text) + 1;
}

/** Whether the text is used up. */
static inline bool scan_done(const struct scan *scan)
{
	return *scan->at == '\0';
}

/** Step over @p c if it is the next byte. */
bool scan_char(struct scan *scan, char c);

/** Step over @p word if the text goes on with it. */
bool scan_literal(struct scan *scan, const char *word);

/** Step over spaces and tabs; returns whether there were any. */
bool scan_space(struct scan *scan);

/**
 * Step over a C identifier, `[A-Za-z_][A-Za-z0-9_]*`.
 *
 * @return its length; 0 if there is none here. The name starts at the old scan->at.
 */
size_t scan_identifier(struct scan *scan);

/**
 * Step over an unsigned number: decimal, or hexadecimal with `0x`. A leading 0 does not mean
 * octal. The cursor does not move where there is no number, or one over 64 bits.
 */
bool scan_u64(struct scan *scan, uint64_t *ret);

/** As scan_u64() with an optional `-` or `+` before it; the range is that of int64_t. */
bool scan_s64(struct scan *scan, int64_t *ret);

/**
 * Step over an unsigned number that must be here, written as for scan_u64() but without
 * leading zeros: C, perf and the kernel would read those as octal, and a person would not.
 *
 * @param what the number's meaning with its article, for the error: "an offset"
 * @return SYNTAX if there is none, it begins with 0, or it is over 64 bits
 */
struct sonde_error *scan_number(struct scan *scan, const char *what, uint64_t *ret);

/** A SYNTAX error at the cursor. */
struct sonde_error *scan_error(const struct scan *scan, const char *format, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));

#endif /* BASE_SCAN_H */
