/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/tally.h"

#include "cli/cached/omitted.h"

static const char *const kind_names[TALLY_KINDS] = {
	[SONDE_ERROR_NO_MEMORY] = "out of memory",
	[SONDE_ERROR_USAGE] = "wrong usage",
	[SONDE_ERROR_SYNTAX] = "do not parse",
	[SONDE_ERROR_NOT_FOUND] = "not found",
	[SONDE_ERROR_EXISTS] = "name exists",
	[SONDE_ERROR_UNAVAILABLE] = "not available there",
	[SONDE_ERROR_REFUSED] = "refused",
	[SONDE_ERROR_UNSUPPORTED] = "not supported",
	[SONDE_ERROR_PERMISSION] = "not permitted",
	[SONDE_ERROR_MISMATCH] = "other build",
	[SONDE_ERROR_FORMAT] = "damaged file",
	[SONDE_ERROR_OS] = "system error",
};

void tally_plan(struct tally *tally, size_t places)
{
	tally->done++;
	tally->places += places;
}

void tally_notes(struct tally *tally, const struct notes *notes)
{
	vec_for_each(notes, note)
		tally->left_out += note->kind == NOTE_OMITTED ? omitted_count(note->text) : 0;
}

void tally_failure(struct tally *tally, const struct sonde_error *error)
{
	tally->failed++;
	tally->kinds[error->kind]++;
}

void tally_fail_all(struct tally *tally, const struct sonde_error *error)
{
	tally->failed += tally->done;
	tally->kinds[error->kind] += tally->done;
	tally->done = 0;
	tally->places = 0;
	tally->events = 0;
	tally->left_out = 0;
}

void tally_print(const struct tally *tally, FILE *stream)
{
	const char *before = " (";

	fprintf(stream, "%zu definition%s: %zu resolved (%zu place%s), %zu failed",
		tally->done + tally->failed, tally->done + tally->failed == 1 ? "" : "s",
		tally->done, tally->places, tally->places == 1 ? "" : "s", tally->failed);
	for (size_t i = 0; i < TALLY_KINDS; i++) {
		if (!tally->kinds[i])
			continue;
		fprintf(stream, "%s%zu %s", before, tally->kinds[i], kind_names[i]);
		before = ", ";
	}
	fprintf(stream, "%s, %zu left out of them\n", tally->failed ? ")" : "", tally->left_out);
}
