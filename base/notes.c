/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/notes.h"

#include <stdarg.h>
#include <stdio.h>

void notes_deinit(struct notes *notes)
{
	vec_for_each(notes, note)
		free(note->text);
	vec_deinit(notes);
}

struct sonde_error *notes_add(struct notes *notes, enum note_kind kind, const char *format, ...)
{
	struct note note = {.kind = kind};
	struct sonde_error *error;
	va_list ap;
	int size;

	va_start(ap, format);
	size = vasprintf(&note.text, format, ap);
	va_end(ap);
	if (size < 0)
		return &sonde_error_no_memory;
	error = vec_push(notes, note);
	if (error)
		free(note.text);
	return error;
}

struct sonde_error *notes_add_error(struct notes *notes, struct sonde_error *error)
{
	struct sonde_error *failure;

	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	failure = notes_add(notes, NOTE_OMITTED, "%s", error->message);

	sonde_error_destroy(error);
	return failure;
}
