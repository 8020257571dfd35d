/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/interest.h"

void cache_interest_deinit(struct cache_interest *interest)
{
	map_deinit(&interest->stems);
	interest->is_any = false;
}

/* What an entry must have to be the same: `ret`, or the text itself; NULL if nothing is known. */
static const char *stem_of(const struct cache_meaning *meaning, const char *definition,
			   char ret[static CACHE_STEM_SIZE])
{
	if (!meaning)
		return definition;
	return meaning->stem && meaning->stem(definition, ret) ? ret : NULL;
}

struct sonde_error *cache_interest_add(struct cache_interest *interest, const char *definition)
{
	char room[CACHE_STEM_SIZE];
	const char *stem = stem_of(interest->meaning, definition, room);

	if (stem)
		return map_put(&interest->stems, stem, NULL);
	interest->is_any = true;
	return NULL;
}

bool cache_interest_has(const struct cache_interest *interest, const char *definition)
{
	char room[CACHE_STEM_SIZE];
	const char *stem;

	if (interest->is_any)
		return true;
	if (!interest->stems.size)
		return false;
	stem = stem_of(interest->meaning, definition, room);
	return !stem || map_has(&interest->stems, stem);
}

bool cache_interest_wants(const char *text, void *interest)
{
	return cache_interest_has(interest, text);
}
