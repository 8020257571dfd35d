/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/entry_filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cache/checksum.h"

void cache_filter_deinit(struct cache_filter *filter)
{
	free(filter->text);
	vec_for_each(&filter->hidden, name)
		free(*name);
	vec_deinit(&filter->hidden);
	*filter = (struct cache_filter){0};
}

bool cache_filter_is_there(const struct cache_filter *filter)
{
	return filter->text || filter->is_damaged;
}

bool cache_filter_hides(const struct cache_filter *filter, const char *name)
{
	vec_for_each(&filter->hidden, hidden) {
		if (strcmp(*hidden, name) == 0)
			return true;
	}
	return false;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool cache_filter_equal(const struct cache_filter *a, const struct cache_filter *b)
{
	if (a->is_damaged || b->is_damaged || !same_text(a->text, b->text) ||
	    a->hidden.size != b->hidden.size)
		return false;
	vec_for_each(&a->hidden, name) {
		if (!cache_filter_hides(b, *name))
			return false;
	}
	return true;
}

struct sonde_error *cache_filter_hide(struct cache_filter *filter, const char *name)
{
	_cleanup_free_ char *copy = NULL;

	TRY(sonde_strdup(name, &copy));
	TRY(vec_push(&filter->hidden, copy));
	take_ptr(copy);
	return NULL;
}

struct sonde_error *cache_filter_copy(const struct cache_filter *filter, struct cache_filter *ret)
{
	ret->is_damaged = filter->is_damaged;
	TRY(sonde_strdup(filter->text, &ret->text));
	vec_for_each(&filter->hidden, name)
		TRY(cache_filter_hide(ret, *name));
	return NULL;
}

void cache_filter_damage(struct cache_filter *filter)
{
	cache_filter_deinit(filter);
	filter->is_damaged = true;
}

uint64_t cache_filter_checksum(const struct cache_filter *filter, const char *definition)
{
	uint64_t sum = cache_checksum_start(definition);

	sum += cache_checksum_part(filter->text ? filter->text : "");
	/* Twice, so that a name cannot change places with the text. */
	vec_for_each(&filter->hidden, name)
		sum += 2 * cache_checksum_part(*name);
	return sum;
}

static struct sonde_error *check_text(const char *text)
{
	const size_t length = strlen(text);

	if (!length)
		return sonde_error_new(SONDE_ERROR_FORMAT, "The filter is empty.");
	for (size_t i = 0, size; i < length; i += size) {
		uint32_t code;

		size = str_character(text + i, length - i, &code);
		if (!size || str_is_command(code))
			return sonde_error_new(
				SONDE_ERROR_FORMAT, "%s at byte %zu of the filter cannot be kept.",
				size ? "The control character" : "What is no UTF-8", i + 1);
	}
	return NULL;
}

struct sonde_error *cache_filter_check(const struct cache_filter *filter)
{
	if (filter->text)
		TRY(check_text(filter->text));
	vec_for_each(&filter->hidden, name) {
		if (!**name || strpbrk(*name, " \t\n"))
			return sonde_error_new(SONDE_ERROR_FORMAT,
					       "'%s' is no name of an argument.", *name);
	}
	return NULL;
}
