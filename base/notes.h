/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Remarks that are no errors: what was left out of an answer, or made otherwise than asked,
 * and why. The libraries gather them; cli/ prints them, or fails on them with --strict.
 */
#ifndef BASE_NOTES_H
#define BASE_NOTES_H

#include "base/err.h"
#include "base/vec.h"

enum note_kind {
	/** Something that was asked for is missing from the answer. */
	NOTE_OMITTED,
	/** The answer is whole, but one thing in it is not as one would expect. */
	NOTE_CHANGED,
};

struct note {
	enum note_kind kind;
	/** One sentence, owned. */
	char *text;
};

struct notes VEC_BODY(struct note);

/** No notes. */
#define NOTES_INIT VEC_INIT

/** Free all notes; the list is empty afterwards. */
void notes_deinit(struct notes *notes);

/** A `struct notes` that is released at the end of its scope. */
#define _cleanup_notes_ _cleanup_(notes_deinit)

/** Add a note with a printf-style text. */
struct sonde_error *notes_add(struct notes *notes, enum note_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** Add the message of @p error as NOTE_OMITTED and destroy the error. */
struct sonde_error *notes_add_error(struct notes *notes, struct sonde_error *error);

#endif /* BASE_NOTES_H */
