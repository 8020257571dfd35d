/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"

static char no_memory_message[] = "Out of memory.";

struct sonde_error sonde_error_no_memory = {
	.kind = SONDE_ERROR_NO_MEMORY,
	.errnum = ENOMEM,
	.message = no_memory_message,
};

static struct sonde_error *error_create(enum sonde_error_kind kind, const char *format, va_list ap)
{
	struct sonde_error *error = calloc(1, sizeof(*error));

	if (!error)
		return &sonde_error_no_memory;
	error->kind = kind;
	if (vasprintf(&error->message, format, ap) < 0) {
		free(error);
		return &sonde_error_no_memory;
	}
	return error;
}

struct sonde_error *sonde_error_new(enum sonde_error_kind kind, const char *format, ...)
{
	struct sonde_error *error;
	va_list ap;

	va_start(ap, format);
	error = error_create(kind, format, ap);
	va_end(ap);
	return error;
}

static enum sonde_error_kind kind_of_errno(int errnum)
{
	switch (errnum) {
	case EACCES:
	case EPERM:
	case EROFS:
		return SONDE_ERROR_PERMISSION;
	case ENOENT:
		return SONDE_ERROR_NOT_FOUND;
	default:
		return SONDE_ERROR_OS;
	}
}

/* Half an error is none: what says something else than it should. */
static struct sonde_error *give_up(struct sonde_error *error)
{
	sonde_error_destroy(error);
	return &sonde_error_no_memory;
}

/* Replace *text, which may be NULL, by a formatted text; keep the old one if memory is short. */
__attribute__((format(printf, 2, 3))) static bool replace_text(char **text, const char *format, ...)
{
	char *fresh = NULL;
	va_list ap;
	int size;

	va_start(ap, format);
	size = vasprintf(&fresh, format, ap);
	va_end(ap);
	if (size < 0)
		return false;
	free(*text);
	*text = fresh;
	return true;
}

struct sonde_error *sonde_error_os(int errnum, const char *format, ...)
{
	struct sonde_error *error;
	va_list ap;

	if (errnum == ENOMEM)
		return &sonde_error_no_memory;
	va_start(ap, format);
	error = error_create(kind_of_errno(errnum), format, ap);
	va_end(ap);
	if (error == &sonde_error_no_memory)
		return error;
	error->errnum = errnum;
	if (!replace_text(&error->message, "%s: %s.", error->message, strerror(errnum)))
		return give_up(error);
	return error;
}

struct sonde_error *sonde_error_at(enum sonde_error_kind kind, const char *text, size_t column,
				   const char *format, va_list arguments)
{
	struct sonde_error *error = error_create(kind, format, arguments);

	if (error == &sonde_error_no_memory)
		return error;
	error->text = text ? strdup(text) : NULL;
	error->column = error->text ? column : 0;
	return text && !error->text ? give_up(error) : error;
}

struct sonde_error *sonde_error_syntax(const char *text, size_t column, const char *format, ...)
{
	struct sonde_error *error;
	va_list ap;

	va_start(ap, format);
	error = sonde_error_at(SONDE_ERROR_SYNTAX, text, column, format, ap);
	va_end(ap);
	return error;
}

struct sonde_error *sonde_error_copy(const struct sonde_error *error)
{
	struct sonde_error *copy = sonde_error_new(error->kind, "%s", error->message);
	struct sonde_error *failure;

	if (copy == &sonde_error_no_memory)
		return copy;
	copy->errnum = error->errnum;
	copy->column = error->column;
	failure = sonde_strdup(error->text, &copy->text);
	if (!failure)
		failure = sonde_strdup(error->hint, &copy->hint);
	if (!failure)
		return copy;
	sonde_error_destroy(copy);
	return failure;
}

struct sonde_error *sonde_error_hint(struct sonde_error *error, const char *format, ...)
{
	_cleanup_free_ char *hint = NULL;
	va_list ap;
	int size;

	if (error == &sonde_error_no_memory)
		return error;
	va_start(ap, format);
	size = vasprintf(&hint, format, ap);
	va_end(ap);
	if (size < 0) {
		hint = NULL;
		return give_up(error);
	}
	free(error->hint);
	error->hint = take_ptr(hint);
	return error;
}

struct sonde_error *sonde_error_prefix(struct sonde_error *error, const char *format, ...)
{
	_cleanup_free_ char *prefix = NULL;
	va_list ap;
	int size;

	if (error == &sonde_error_no_memory)
		return error;
	va_start(ap, format);
	size = vasprintf(&prefix, format, ap);
	va_end(ap);
	if (size < 0) {
		prefix = NULL;
		return give_up(error);
	}
	return replace_text(&error->message, "%s%s", prefix, error->message) ? error
									     : give_up(error);
}

/* The text's line and a caret; tabs are kept so that the caret stays under its column. */
static void format_caret(const struct sonde_error *error, struct str *out)
{
	str_append(out, "  ");
	str_append_clean(out, error->text, "\t");
	str_append(out, "\n  ");
	for (size_t i = 0; i + 1 < error->column && error->text[i]; i++) {
		/* Of a UTF-8 character, only the first byte takes a place. */
		if (((unsigned char)error->text[i] & 0xc0) != 0x80)
			str_append_char(out, error->text[i] == '\t' ? '\t' : ' ');
	}
	str_append(out, "^\n");
}

void sonde_error_format(const struct sonde_error *error, struct str *out)
{
	str_append_clean(out, error->message, "\t\n");
	str_append_char(out, '\n');
	if (error->text && error->column)
		format_caret(error, out);
	if (error->hint) {
		str_append_clean(out, error->hint, "\t\n");
		str_append_char(out, '\n');
	}
}

void sonde_error_destroy(struct sonde_error *error)
{
	if (!error || error == &sonde_error_no_memory)
		return;
	free(error->text);
	free(error->message);
	free(error->hint);
	free(error);
}

struct sonde_error *sonde_error_ignore(struct sonde_error *error, enum sonde_error_kind kind)
{
	if (!error || error->kind != kind)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

void sonde_error_destroyp(struct sonde_error **error)
{
	sonde_error_destroy(*error);
}

bool sonde_error_is_short(const char *message)
{
	return message && strcasecmp(message, "out of memory") == 0;
}

struct sonde_error *sonde_strdup(const char *text, char **ret)
{
	char *copy = NULL;

	if (text) {
		copy = strdup(text);
		if (!copy)
			return &sonde_error_no_memory;
	}
	*ret = copy;
	return NULL;
}

struct sonde_error *sonde_strndup(const char *text, size_t size, char **ret)
{
	char *copy = strndup(text, size);

	if (!copy)
		return &sonde_error_no_memory;
	*ret = copy;
	return NULL;
}
