/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/meaning.h"

#include <stdlib.h>
#include <string.h>

void cache_sense_deinit(struct cache_sense *sense)
{
	str_deinit(&sense->text);
	free(sense->group);
	free(sense->event);
	*sense = (struct cache_sense){0};
}

struct sonde_error *cache_sense_make(const struct cache_meaning *meaning, const char *definition,
				     struct cache_sense *ret)
{
	if (meaning)
		return meaning->sense(definition, ret);
	str_append(&ret->text, definition);
	return str_check(&ret->text);
}

static bool name_agrees(const char *a, const char *b)
{
	return !a || !b || strcmp(a, b) == 0;
}

bool cache_sense_agree(const struct cache_sense *a, const struct cache_sense *b)
{
	return name_agrees(a->group, b->group) && name_agrees(a->event, b->event);
}
