/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/omitted.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

#define MORE " more: "

struct reason {
	/** Borrowed. */
	const char *text;
	size_t count;
};

struct reasons VEC_BODY(struct reason);

static void reasons_deinit(struct reasons *reasons)
{
	vec_deinit(reasons);
}

/* Reason -> a size_t. */
static void counts_deinit(struct map *counts)
{
	map_deinit_values(counts);
}

struct sonde_error *omitted_reason(const char *sentence, char **ret)
{
	const char *colon = strstr(sentence, ": ");
	const char *reason = colon ? colon + 2 : sentence;
	const char *details = strstr(reason, " (");

	return sonde_strndup(reason, details ? (size_t)(details - reason) : strlen(reason), ret);
}

size_t omitted_count(const char *sentence)
{
	unsigned long long count;
	char *end;

	if (!isdigit((unsigned char)sentence[0]))
		return 1;
	errno = 0;
	count = strtoull(sentence, &end, 10);
	/* It may be a text from a file. */
	if (errno || !count || count > UINT32_MAX || strncmp(end, MORE, strlen(MORE)) != 0)
		return 1;
	return (size_t)count;
}

static struct sonde_error *count(struct map *counts, const char *sentence)
{
	_cleanup_free_ char *reason = NULL;
	const size_t number = omitted_count(sentence);
	size_t *times;

	TRY(omitted_reason(sentence, &reason));
	times = map_get(counts, reason);
	if (!times)
		return map_put_copy(counts, reason, &number, sizeof(number));
	*times += number;
	return NULL;
}

static int compare_count(const void *a, const void *b)
{
	const struct reason *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return strcmp(x->text, y->text);
}

static struct sonde_error *store_counts(const struct map *counts, struct cache_entry *entry)
{
	_cleanup_(reasons_deinit) struct reasons reasons = VEC_INIT;

	map_for_each(counts, each)
		TRY(vec_push(&reasons, (struct reason){each->key, *(size_t *)each->value}));
	if (reasons.size)
		qsort(reasons.data, reasons.size, sizeof(*reasons.data), compare_count);
	vec_for_each(&reasons, reason) {
		_cleanup_str_ struct str text = STR_INIT;

		str_appendf(&text, "%zu" MORE "%s", reason->count, reason->text);
		TRY(str_check(&text));
		TRY(cache_entry_leave_out(entry, str_text(&text)));
	}
	return NULL;
}

struct sonde_error *omitted_store(const struct notes *notes, struct cache_entry *entry)
{
	_cleanup_(counts_deinit) struct map counts = MAP_INIT;

	vec_for_each(notes, note) {
		if (note->kind != NOTE_OMITTED)
			continue;
		if (entry->left_out.size < OMITTED_KEPT_MAX)
			TRY(cache_entry_leave_out(entry, note->text));
		else
			TRY(count(&counts, note->text));
	}
	return store_counts(&counts, entry);
}
