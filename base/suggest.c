/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/suggest.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

/* More edits than these are another name, however long it is: of a hundred thousand functions one
   is always as near as that. */
#define MOST_EDITS 3

/* Names over this length are no typing mistakes of each other; it bounds the rows below. */
#define NAME_MAX_LENGTH 127

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

void suggest_init(struct suggest *suggest, const char *wanted)
{
	*suggest = (struct suggest){.wanted = wanted,
				    .distance = smaller(strlen(wanted) / 3, MOST_EDITS) + 1};
}

void suggest_deinit(struct suggest *suggest)
{
	free(suggest->nearest);
	suggest->nearest = NULL;
}

size_t suggest_distance(const char *a, const char *b, size_t limit)
{
	size_t rows[3][NAME_MAX_LENGTH + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];
	size_t a_size = strlen(a), b_size = strlen(b);

	if (a_size > NAME_MAX_LENGTH || b_size > NAME_MAX_LENGTH ||
	    (a_size > b_size ? a_size - b_size : b_size - a_size) > limit)
		return limit + 1;
	for (size_t j = 0; j <= b_size; j++)
		above[j] = j;
	for (size_t i = 1; i <= a_size; i++) {
		size_t best = row[0] = i;
		size_t *oldest = before;

		for (size_t j = 1; j <= b_size; j++) {
			size_t cost = a[i - 1] != b[j - 1];

			row[j] = smaller(smaller(above[j] + 1, row[j - 1] + 1),
					 above[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = smaller(row[j], before[j - 2] + 1);
			best = smaller(best, row[j]);
		}
		if (best > limit)
			return limit + 1;
		before = above;
		above = row;
		row = oldest;
	}
	return smaller(above[b_size], limit + 1);
}

void suggest_offer_path(struct suggest *suggest, const char *path, const char *name)
{
	size_t distance;
	char *copy;

	if (suggest->distance == 0)
		return;
	distance = suggest_distance(suggest->wanted, name, suggest->distance - 1);
	if (distance >= suggest->distance)
		return;
	copy = strdup(path);
	if (!copy)
		return;
	free(suggest->nearest);
	suggest->nearest = copy;
	suggest->distance = distance;
}

void suggest_offer(struct suggest *suggest, const char *name)
{
	if (strcmp(name, suggest->wanted) != 0)
		suggest_offer_path(suggest, name, name);
}

struct sonde_error *suggest_hint(const struct suggest *suggest, struct sonde_error *error)
{
	return suggest->nearest ? sonde_error_hint(error, "Did you mean '%s'?", suggest->nearest)
				: error;
}
