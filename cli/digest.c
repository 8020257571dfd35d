/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/digest.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
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

/*
 * What stands behind the place and the name of a remark, which are different in each, and before
 * the details in brackets.
 */
static struct sonde_error *reason_of(const char *text, char **ret)
{
	const char *colon = strstr(text, ": ");
	const char *reason = colon ? colon + 2 : text;
	const char *details = strstr(reason, " (");

	return sonde_strndup(reason, details ? (size_t)(details - reason) : strlen(reason), ret);
}

static struct sonde_error *count(struct digest *digest, const struct note *note)
{
	_cleanup_free_ char *reason = NULL;
	size_t *times;

	TRY(reason_of(note->text, &reason));
	times = map_get(&digest->reasons, reason);
	if (!times) {
		_cleanup_free_ size_t *fresh = calloc(1, sizeof(*fresh));

		if (!fresh)
			return &sonde_error_no_memory;
		TRY(map_put(&digest->reasons, reason, fresh));
		times = take_ptr(fresh);
	}
	++*times;
	digest->counted++;
	return NULL;
}

struct sonde_error *digest_take(struct digest *digest, struct notes *notes)
{
	struct sonde_error *error = NULL;

	vec_for_each(notes, note) {
		/* What was changed is never many. */
		const bool is_shown = digest->all || digest->shown < SHOWN_MAX ||
				      note->kind != NOTE_OMITTED;

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
		fprintf(digest->context->err, "Left out: %zu more (each of them with -v):\n",
			digest->counted);
	}
	vec_for_each(&reasons, reason)
		fprintf(digest->context->err, "  %8zu  %s\n", reason->count, reason->text);
	forget(digest);
	return NULL;
}
