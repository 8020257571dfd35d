/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/finder.h"

#include <stdbool.h>
#include <string.h>

void finder_deinit(struct finder *finder)
{
	map_deinit(&finder->places);
	vec_deinit(&finder->numbers);
}

static struct sonde_error *fill(struct finder *finder)
{
	for (size_t i = 0; i < finder->count; i++)
		TRY(vec_push(&finder->numbers, i));
	/* The first of a name comes last, and stays. */
	for (size_t i = finder->count; i-- > 0;) {
		_cleanup_free_ char *name = NULL;
		size_t size;
		const char *start = finder->name(finder->things, i, &size);

		TRY(sonde_strndup(start, size, &name));
		TRY(map_put(&finder->places, name, &finder->numbers.data[i]));
	}
	return NULL;
}

static bool is_next(const struct finder *finder, const char *name)
{
	const char *start;
	size_t size;

	if (finder->next >= finder->count)
		return false;
	start = finder->name(finder->things, finder->next, &size);
	return strlen(name) == size && memcmp(start, name, size) == 0;
}

struct sonde_error *finder_find(struct finder *finder, const char *name, size_t *ret)
{
	const size_t *number;

	*ret = finder->next;
	if (!is_next(finder, name)) {
		if (!finder->numbers.size)
			TRY(fill(finder));
		number = map_get(&finder->places, name);
		*ret = number ? *number : finder->count;
	}
	if (*ret < finder->count)
		finder->next = *ret + 1;
	return NULL;
}
