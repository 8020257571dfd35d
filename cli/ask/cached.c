/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/cached.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cached/filter.h"

void ask_cached_destroy(struct cached_filters *cached)
{
	if (cached)
		cached_filters_deinit(cached);
	free(cached);
}

static bool is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The one filter of all words, or NULL. */
static struct sonde_error *find_filter(const struct asking *asking, const char **ret)
{
	*ret = asking->cached->size ? asking->cached->data[0].filter.text : NULL;
	vec_for_each(asking->cached, cached) {
		const char *text = cached->filter.text;

		if (!is_same(*ret, text))
			return sonde_error_hint(
				sonde_error_new(SONDE_ERROR_USAGE,
						"Error: what was given has different filters in "
						"the cache: '%s' and '%s'",
						*ret ? *ret : "none", text ? text : "none"),
				"--if says which one counts; --no-if leaves them out.");
	}
	return NULL;
}

struct sonde_error *ask_take_cached(struct asking *asking, struct ask_options *options)
{
	const struct cached_filter_question question = {
		.context = asking->context,
		.target = &options->target,
		.words = options->words.data,
		.count = options->words.size,
		.wants_filter = !options->filter && !options->trace.no_filter,
	};
	const char *filter;

	asking->cached = calloc(1, sizeof(*asking->cached));
	if (!asking->cached)
		return &sonde_error_no_memory;
	TRY(cached_filters_find(&question, asking->cached));
	for (size_t i = 0; i < asking->cached->size; i++) {
		if (asking->cached->data[i].definition)
			options->words.data[i] = asking->cached->data[i].definition;
	}
	TRY(find_filter(asking, &filter));
	if (!filter || !question.wants_filter)
		return NULL;
	options->filter = filter;
	if (!options->measure.common.quiet)
		fprintf(asking->context->err,
			"Note: The filter that is cached with it counts: %s (--no-if leaves it "
			"out).\n",
			filter);
	return NULL;
}

bool ask_cached_hides(const struct asking *asking, const struct measure_event *event,
		      const struct hist_field *field)
{
	if (!asking->cached)
		return false;
	vec_for_each(asking->cached, cached) {
		if (cached->definition && strcmp(cached->definition, event->given) == 0 &&
		    cached_filter_hides(&cached->filter, field))
			return true;
	}
	return false;
}
