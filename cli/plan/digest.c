/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/digest.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "cli/cached/omitted.h"
#include "cli/out.h"

/* As many remarks as people read. */
#define SHOWN_MAX 20

struct reason {
	const char *text;
	size_t count;
};

struct reasons VEC_BODY(struct reason);

static void forget(struct digest *digest)
{
	map_deinit_values(&digest->reasons);
	digest->shown = 0;
	digest->counted = 0;
}

void digest_deinit(struct digest *digest)
{
	forget(digest);
}

static struct sonde_error *count(struct digest *digest, const struct note *note)
{
	_cleanup_free_ char *reason = NULL;
	const size_t number = omitted_count(note->text);
	size_t *times;

	TRY(omitted_reason(note->text, &reason));
	times = map_get(&digest->reasons, reason);
	if (!times) {
		_cleanup_free_ size_t *fresh = calloc(1, sizeof(*fresh));

		if (!fresh)
			return &sonde_error_no_memory;
		TRY(map_put(&digest->reasons, reason, fresh));
		times = take_ptr(fresh);
	}
	*times += number;
	digest->counted += number;
	return NULL;
}

struct sonde_error *digest_take(struct digest *digest, struct notes *notes)
{
	struct sonde_error *error = NULL;

	vec_for_each(notes, note) {
		/* What was changed is never many. */
		const bool is_shown = digest->all ||
				      (!digest->counts_all &&
				       (digest->shown < SHOWN_MAX || note->kind != NOTE_OMITTED));

		if (digest->none || error)
			continue;
		if (is_shown) {
			out_note(digest->context, note);
			digest->shown++;
		} else {
			error = count(digest, note);
		}
	}
	notes_deinit(notes);
	return error;
}

static int compare_count(const void *a, const void *b)
{
	const struct reason *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return strcmp(x->text, y->text);
}

static void reasons_deinit(struct reasons *reasons)
{
	vec_deinit(reasons);
}

struct sonde_error *digest_finish(struct digest *digest)
{
	_cleanup_(reasons_deinit) struct reasons reasons = VEC_INIT;

	map_for_each(&digest->reasons, entry)
		TRY(vec_push(&reasons, (struct reason){entry->key, *(size_t *)entry->value}));
	if (reasons.size) {
		qsort(reasons.data, reasons.size, sizeof(*reasons.data), compare_count);
		if (digest->title)
			fprintf(digest->context->err, "%s: %zu", digest->title, digest->counted);
		else
			fprintf(digest->context->err, "Left out: %zu more", digest->counted);
		fputs(" (each of them with -v):\n", digest->context->err);
	}
	vec_for_each(&reasons, reason)
		fprintf(digest->context->err, "  %8zu  %s\n", reason->count, reason->text);
	forget(digest);
	return NULL;
}
