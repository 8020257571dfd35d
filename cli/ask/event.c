/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/event.h"

#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "base/str.h"
#include "cli/ask/field.h"
#include "probe/name.h"

/* How many events of one stem there can be: more than a definition has places. */
#define SUFFIX_MOST 100000

/* One run. */
struct taking {
	struct asking *asking;
	const struct ask_found *found;
	/* Of the new event; or NULL. */
	const char *name;
	/* The first event of the question that probes may be added to. */
	size_t first;
};

static bool is_name_taken(const struct asking *asking, const char *name)
{
	vec_for_each(&asking->question.events, event) {
		if (event->kind != HIST_EVENT_EXISTING && strcmp(event->event, name) == 0)
			return true;
	}
	return false;
}

/* What the place is in: the function that the person named, or the one that has the code. */
static const char *function_of(const struct probe_def *def, const struct probe_event *event)
{
	const struct probe_point *point = &def->point;

	if (point->function && !point->glob)
		return point->function;
	if (event->position.function)
		return event->position.function;
	return event->symbol;
}

/* Of a program, a table has a constant where the kernel has no symbols. */
static bool is_same_function(const struct hist_event *known, const char *function)
{
	if (known->kind != HIST_EVENT_UPROBE)
		return true;
	return known->function && function && strcmp(known->function, function) == 0;
}

/* The event of the question that the probe can be added to, or NULL. */
static struct hist_event *find_event(const struct taking *taking, const struct probe_event *event,
				     const char *likeness)
{
	const struct asking *asking = taking->asking;
	const char *function = function_of(&taking->found->def, event);

	if (!features_have(asking->features, FEATURE_APPEND) && asking->features.mask)
		return NULL;
	for (size_t i = taking->first; i < asking->question.events.size; i++) {
		struct hist_event *known = &asking->question.events.data[i];
		const char *like = asking->likenesses.data[i];

		if (like && strcmp(like, likeness) == 0 &&
		    (known->kind == HIST_EVENT_UPROBE) == event->is_user &&
		    is_same_function(known, function))
			return known;
	}
	return NULL;
}

static struct sonde_error *add_line(struct hist_event *known, struct probe_event *event)
{
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_free_ char *line = NULL;

	free(take_ptr(event->group));
	free(take_ptr(event->event));
	TRY(sonde_strdup(known->system, &event->group));
	TRY(sonde_strdup(known->event, &event->event));
	probe_event_print(event, &text);
	TRY(str_take(&text, &line));
	TRY(vec_push(&known->lines, line));
	line = NULL;
	return NULL;
}

/* A name that no other event of the group has. */
static struct sonde_error *settle_name(const struct taking *taking, struct probe_event *event)
{
	_cleanup_free_ char *base = NULL;

	if (taking->name) {
		free(take_ptr(event->event));
		TRY(sonde_strdup(taking->name, &event->event));
	}
	TRY(sonde_strdup(event->event, &base));
	for (unsigned i = 1; is_name_taken(taking->asking, event->event) && i < SUFFIX_MOST; i++)
		TRY(name_with_suffix(event, base, i));
	return NULL;
}

/* What a measurement says of the event. */
static struct sonde_error *describe(const struct taking *taking, const struct probe_event *event,
				    struct measure_event *ret)
{
	const struct asking *asking = taking->asking;

	TRY(sonde_strdup(asking->group, &ret->system));
	TRY(sonde_strdup(event->event, &ret->event));
	TRY(sonde_strdup(event->group, &ret->group));
	TRY(sonde_strdup(taking->found->def.text, &ret->definition));
	TRY(sonde_strdup(taking->found->word, &ret->given));
	TRY(sonde_strdup(function_of(&taking->found->def, event), &ret->function));
	TRY(sonde_strdup(event->module, &ret->module));
	return sonde_strdup(event->path, &ret->program);
}

/* The place in the list is made first, so that all of it is freed with it. */
static struct sonde_error *add_description(const struct taking *taking,
					   const struct probe_event *event)
{
	struct measure *measure = &taking->asking->measure;

	TRY(vec_push(&measure->events, ((struct measure_event){0})));
	return describe(taking, event, vec_last(&measure->events));
}

static struct sonde_error *fill_event(const struct taking *taking, const struct probe_event *event,
				      struct hist_event *ret)
{
	const struct asking *asking = taking->asking;

	ret->kind = event->is_user ? HIST_EVENT_UPROBE : HIST_EVENT_KPROBE;
	ret->is_return = event->is_return;
	TRY(sonde_strdup(asking->group, &ret->system));
	TRY(sonde_strdup(event->event, &ret->event));
	TRY(sonde_strdup(function_of(&taking->found->def, event), &ret->function));
	return ask_fields(taking->found, &asking->needs, event, ret);
}

static struct sonde_error *add_event(const struct taking *taking, struct probe_event *event,
				     const char *likeness)
{
	struct asking *asking = taking->asking;
	_cleanup_free_ char *like = NULL;

	TRY(settle_name(taking, event));
	TRY(sonde_strdup(likeness, &like));
	TRY(vec_push(&asking->likenesses, like));
	like = NULL;
	TRY(vec_push(&asking->question.events, ((struct hist_event){0})));
	TRY(fill_event(taking, event, vec_last(&asking->question.events)));
	TRY(add_description(taking, event));
	return add_line(vec_last(&asking->question.events), event);
}

/* Several functions in one event: which one it was, only the event itself records then. */
static void widen(const struct taking *taking, const struct probe_event *event,
		  struct hist_event *known)
{
	const char *function = function_of(&taking->found->def, event);

	if (known->function && !(function && strcmp(known->function, function) == 0))
		free(take_ptr(known->function));
}

static struct sonde_error *take_event(const struct taking *taking, struct probe_event *event)
{
	_cleanup_str_ struct str likeness = STR_INIT;
	struct hist_event *known;

	TRY(ask_name_returned(event));
	probe_event_print_likeness(event, &likeness);
	TRY(str_check(&likeness));
	known = find_event(taking, event, str_text(&likeness));
	if (!known)
		return add_event(taking, event, str_text(&likeness));
	widen(taking, event, known);
	return add_line(known, event);
}

/* `vfs_r*` -> `vfs_r`: which function comes first in it says nothing. */
static struct sonde_error *name_pattern(const struct probe_def *def, char **ret)
{
	const char *pattern = def->point.function;
	struct scan scan;
	size_t size;

	if (!def->point.glob || def->event)
		return NULL;
	scan = scan_text(pattern);
	size = scan_identifier(&scan);
	while (size && pattern[size - 1] == '_')
		size--;
	return size ? sonde_strndup(pattern, size, ret) : sonde_strdup("functions", ret);
}

struct sonde_error *ask_take_events(struct asking *asking, struct ask_found *found,
				    const char *name)
{
	struct taking taking = {
		.asking = asking,
		.found = found,
		.name = name,
		.first = name ? 0 : asking->question.events.size,
	};
	_cleanup_free_ char *pattern = NULL;

	if (!name) {
		TRY(name_pattern(&found->def, &pattern));
		taking.name = pattern;
	}
	vec_for_each(&found->events, event)
		TRY(take_event(&taking, event));
	return NULL;
}
