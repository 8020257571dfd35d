/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/place.h"

#include <fnmatch.h>
#include <string.h>

#include "cli/ask/event.h"
#include "cli/ask/names.h"
#include "probe/grammar.h"

/* Bytes at the beginning of a function that are before its entry at the most. */
#define ENTRY_SIZE 16

static bool is_text_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/*
 * Whether the probe is at the entry of the function that the other one returns from: behind what
 * the kernel may have put there for tracing or control flow integrity.
 */
static bool is_entry_of(const struct probe_event *entry, const struct probe_event *returned)
{
	return entry->offset - returned->offset < ENTRY_SIZE &&
	       is_text_equal(entry->symbol, returned->symbol) &&
	       is_text_equal(entry->module, returned->module) &&
	       is_text_equal(entry->path, returned->path);
}

static bool returns_from(const struct probe_events *returns, const struct probe_event *entry)
{
	vec_for_each(returns, event) {
		if (is_entry_of(entry, event))
			return true;
	}
	return false;
}

/* Put an event where the next one that stays belongs; what was there is gone or moved. */
static void keep(struct probe_events *events, size_t *kept, struct probe_event *event)
{
	const struct probe_event moved = *event;

	/* It may be in its place already. */
	*event = (struct probe_event){0};
	probe_event_deinit(&events->data[*kept]);
	events->data[(*kept)++] = moved;
}

static void drop_behind(struct probe_events *events, size_t kept)
{
	while (events->size > kept)
		probe_event_deinit(&events->data[--events->size]);
}

static struct sonde_error *note(struct asking *asking, size_t count, const char *text,
				const char *why)
{
	if (!count)
		return NULL;
	return notes_add(&asking->measure.notes, NOTE_OMITTED,
			 "%zu inlined %s of '%s': %s (sonde hist counts %s).", count,
			 count == 1 ? "copy" : "copies", text, why, count == 1 ? "it" : "them");
}

struct sonde_error *ask_keep_returning(struct asking *asking, const struct probe_events *returns,
				       struct ask_found *entries)
{
	struct probe_events *events = &entries->events;
	const size_t all = events->size;
	size_t kept = 0;

	for (size_t i = 0; i < all; i++) {
		if (returns_from(returns, &events->data[i]))
			keep(events, &kept, &events->data[i]);
	}
	drop_behind(events, kept);
	if (!kept)
		return probe_def_error(&entries->def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				       "No entry of the function has a return.");
	return note(asking, all - kept, entries->def.text,
		    all - kept == 1 ? "it has no return" : "they have no return");
}

/* `vfs_read.constprop.0` is still vfs_read. */
static bool is_named(const char *symbol, const char *function)
{
	const size_t size = strlen(function);

	return strncmp(symbol, function, size) == 0 && (!symbol[size] || symbol[size] == '.');
}

static bool is_asked(const struct probe_point *point, const char *symbol)
{
	return point->glob ? fnmatch(point->glob, symbol, 0) == 0
			   : is_named(symbol, point->function);
}

/* A place in the code of another function; where only symbols are known, at its beginning it is
 * not. */
static bool is_inlined(const struct probe_def *def, const struct probe_event *event)
{
	const char *function = event->position.function;

	if (def->point.kind != PROBE_POINT_FUNCTION || def->point.place != PROBE_PLACE_ENTRY)
		return false;
	if (event->is_user || !event->symbol || probe_event_is_relative(event))
		return false;
	if (!function)
		return event->offset >= ENTRY_SIZE;
	return !is_named(event->symbol, function) && !is_asked(&def->point, event->symbol);
}

/* Keep what is called; those that are not are counted. */
static void drop_inlined(struct ask_found *found, size_t *gone)
{
	struct probe_events *events = &found->events;
	const size_t all = events->size;
	size_t kept = 0;

	for (size_t i = 0; i < all; i++) {
		if (!is_inlined(&found->def, &events->data[i]))
			keep(events, &kept, &events->data[i]);
	}
	drop_behind(events, kept);
	*gone = all - kept;
}

static struct sonde_error *none_is_called(const struct ask_found *found)
{
	return sonde_error_hint(probe_def_error(&found->def, SONDE_ERROR_UNAVAILABLE,
						PROBE_AT_POINT,
						"There are inlined copies only, which nobody "
						"calls."),
				"sonde hist counts how often their code is run.");
}

struct sonde_error *ask_keep_called(struct asking *asking, struct ask_found *found)
{
	size_t gone;

	drop_inlined(found, &gone);
	if (!found->events.size)
		return none_is_called(found);
	return note(asking, gone, found->def.text,
		    gone == 1 ? "nobody calls it" : "nobody calls them");
}

/* Patterns match very many functions that have inlined copies, and these would all be found. */
static struct sonde_error *begin_calls(struct asking *asking, const char *word)
{
	_cleanup_probe_def_ struct probe_def def = {0};

	TRY(probe_def_parse(word, &def));
	asking->calls_only = def.point.glob != NULL;
	if (!ask_leaves_inlines(asking) || asking->options->no_inlines)
		return NULL;
	return notes_add(&asking->measure.notes, NOTE_CHANGED,
			 "Inlined copies of '%s' are not counted: nobody calls them.", word);
}

struct sonde_error *ask_define_calls(struct asking *asking, const char *word, const char *name)
{
	_cleanup_ask_wishes_ struct ask_wishes wishes = VEC_INIT;
	_cleanup_ask_found_ struct ask_found found = {0};

	vec_for_each(&asking->needs, need)
		TRY(ask_wish(&wishes, need, false));
	TRY(begin_calls(asking, word));
	TRY(ask_fetch(asking, word, &wishes, NULL, &found));
	TRY(ask_keep_called(asking, &found));
	return ask_take_events(asking, &found, name);
}
