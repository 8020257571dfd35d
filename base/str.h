/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A growing string.
 *
 * Appending never fails at the call: when memory is short the string remembers it, further
 * appends do nothing, and str_take() or str_check() reports it once.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"

struct str {
	/** The bytes, always followed by a NUL; NULL while nothing was appended. */
	char *data;
	/** Bytes in use, the NUL not counted. */
	size_t size;
	size_t capacity;
	/** An append ran out of memory. */
	bool failed;
};

/** An empty string; it holds no memory yet. */
#define STR_INIT  \
	{         \
		0 \
	}

/** Free what the string holds and make it empty again. */
void str_deinit(struct str *str);

/** A `struct str` that is released at the end of its scope. */
#define _cleanup_str_ _cleanup_(str_deinit)

/** Append the NUL-terminated @p text. */
void str_append(struct str *str, const char *text);

/** Append @p size bytes, which may hold NULs. */
void str_append_bytes(struct str *str, const char *bytes, size_t size);

/** Append one byte. */
void str_append_char(struct str *str, char c);

/**
 * Bytes of the character that begins @p text; 0 where none does that UTF-8 has (RFC 3629).
 *
 * @param left bytes there are, at least one
 * @param ret the character's number; untouched for 0
 */
size_t str_character(const char *text, size_t left, uint32_t *ret);

/**
 * Whether a character commands the terminal, instead of being shown: the controls of ASCII and of
 * ISO 6429 (U+0080 to U+009F), and those that turn the direction of what follows (U+202A to U+202E,
 * U+2066 to U+2069).
 */
bool str_is_command(uint32_t code);

/**
 * Append @p text with `?` for each character that commands the terminal, but for those of ASCII in
 * @p kept, and for each byte that is no UTF-8: what a file or a command line had in it must not
 * command the terminal.
 */
void str_append_clean(struct str *str, const char *text, const char *kept);

/** Append printf-style. */
void str_appendf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * Room for @p size bytes behind the text, to be written by the caller, who then says with
 * str_extend() how many he has; NULL if memory is short.
 */
char *str_room(struct str *str, size_t size);

/** The text has @p size bytes more, which are in the room that was given last. */
void str_extend(struct str *str, size_t size);

/** Cut the string to its first @p size bytes. */
void str_truncate(struct str *str, size_t size);

/** The text so far; "" when empty. Borrowed: valid until the next change. */
const char *str_text(const struct str *str);

/** NO_MEMORY if an append failed, else NULL. */
struct sonde_error *str_check(const struct str *str);

/** Hand the text to the caller, who frees it; the string is empty afterwards. */
struct sonde_error *str_take(struct str *str, char **ret);

/**
 * The first eight bytes of @p text, filled up with zeros, as a number: numbers of two texts that
 * differ are in the order in which strcmp() has the texts. It spares most calls of it.
 */
uint64_t str_prefix(const char *text);

#endif /* BASE_STR_H */
