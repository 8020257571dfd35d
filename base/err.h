/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Errors as objects.
 *
 * A function that can fail returns a `struct sonde_error *`; NULL is success. The facts are
 * set where they are known, and the error is printed once, by the command that was asked.
 * The caller owns a returned error and destroys it or returns it further.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

struct str;

/** What a caller can tell apart; the message is for people. */
enum sonde_error_kind {
	/** malloc() failed. The object is static: destroying it is harmless. */
	SONDE_ERROR_NO_MEMORY,
	/** Wrong options or arguments of a command; the exit status is 2. */
	SONDE_ERROR_USAGE,
	/** A text that does not parse. `text` and `column` say where. */
	SONDE_ERROR_SYNTAX,
	/** No such function, variable, file, event, cache entry. */
	SONDE_ERROR_NOT_FOUND,
	/** The name is taken. */
	SONDE_ERROR_EXISTS,
	/** It exists, but cannot be had at this place (optimized out, split, a float, ...). */
	SONDE_ERROR_UNAVAILABLE,
	/** The kernel or its blacklist refuses. */
	SONDE_ERROR_REFUSED,
	/** This kernel, or this build of sonde, lacks what is needed. */
	SONDE_ERROR_UNSUPPORTED,
	/** Not allowed for this user. */
	SONDE_ERROR_PERMISSION,
	/** Two build ids (or architectures) that should be equal are not. */
	SONDE_ERROR_MISMATCH,
	/** A file whose content is not what it claims to be. */
	SONDE_ERROR_FORMAT,
	/** A system call failed; `errnum` says how. */
	SONDE_ERROR_OS,
};

struct sonde_error {
	enum sonde_error_kind kind;
	/** errno value, or 0. */
	int errnum;
	/** 1-based byte column in `text` that the error is about, or 0. */
	size_t column;
	/** The line of text that `column` counts in, or NULL. */
	char *text;
	/** What went wrong: one sentence or more lines, without a newline at the end. */
	char *message;
	/** What to do about it, same form, or NULL. */
	char *hint;
};

/** The one error that needs no memory. */
extern struct sonde_error sonde_error_no_memory;

/** A new error of @p kind with a printf-style message. Never returns NULL. */
struct sonde_error *sonde_error_new(enum sonde_error_kind kind, const char *format, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));

/**
 * A new error for a failed system call: the message, a colon and strerror(@p errnum).
 * EACCES, EPERM and EROFS give kind PERMISSION, ENOENT gives NOT_FOUND, ENOMEM NO_MEMORY.
 */
struct sonde_error *sonde_error_os(int errnum, const char *format, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));

/** A new SYNTAX error at 1-based @p column of @p text (copied). */
struct sonde_error *sonde_error_syntax(const char *text, size_t column, const char *format, ...)
	__attribute__((format(printf, 3, 4), returns_nonnull));

/**
 * The same of any @p kind, for functions that take a printf-style message themselves; @p arguments
 * are the caller's to va_end(). Without a text, NULL, it is about no place.
 */
struct sonde_error *sonde_error_at(enum sonde_error_kind kind, const char *text, size_t column,
				   const char *format, va_list arguments)
	__attribute__((format(printf, 4, 0), returns_nonnull));

/** A copy of @p error, which stays whose it was. */
struct sonde_error *sonde_error_copy(const struct sonde_error *error)
	__attribute__((returns_nonnull));

/** Set (or replace) the hint of @p error, which is returned; without memory, the error for that is.
 */
struct sonde_error *sonde_error_hint(struct sonde_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));

/** Put a printf-style text before the message of @p error; what is returned is as of that. */
struct sonde_error *sonde_error_prefix(struct sonde_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));

/**
 * Append the error as people read it: message, the text with a caret under the column, the
 * hint; each line ends with a newline. Control characters become `?`.
 */
void sonde_error_format(const struct sonde_error *error, struct str *out);

/**
 * Whether @p message, of libelf, libdw or json-c, says that memory was short: they have no number
 * for it that others may know.
 */
bool sonde_error_is_short(const char *message);

/** Free @p error; NULL is fine. */
void sonde_error_destroy(struct sonde_error *error);

/** NULL for an error of this @p kind, which is then destroyed; else @p error, which may be NULL. */
struct sonde_error *sonde_error_ignore(struct sonde_error *error, enum sonde_error_kind kind);

/** Scope guard for an error that is looked at but not returned. */
#define _cleanup_error_ _cleanup_(sonde_error_destroyp)
void sonde_error_destroyp(struct sonde_error **error);

/** Copy @p text (NULL gives NULL). The caller frees the copy. */
struct sonde_error *sonde_strdup(const char *text, char **ret);

/** Copy the first @p size bytes of @p text. The caller frees the copy. */
struct sonde_error *sonde_strndup(const char *text, size_t size, char **ret);

/**
 * Return from the calling function with the error of @p call if there is one. What the
 * function holds is released by its scope guards.
 */
#define TRY(call)                                        \
	do {                                             \
		struct sonde_error *try_error_ = (call); \
		if (try_error_)                          \
			return try_error_;               \
	} while (0)

#endif /* BASE_ERR_H */
