/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/repeats.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "probe/print.h"

struct repeated {
	/** Borrowed. */
	const struct probe_def *def;
	/** Of its first event. Owned. */
	char *group, *event;
};

static void repeated_destroy(struct repeated *repeated)
{
	if (!repeated)
		return;
	free(repeated->group);
	free(repeated->event);
	free(repeated);
}

static void repeated_destroyp(struct repeated **repeated)
{
	repeated_destroy(*repeated);
}

void repeats_deinit(struct repeats *repeats)
{
	map_for_each(&repeats->made, entry)
		repeated_destroy(entry->value);
	map_deinit(&repeats->made);
}

struct sonde_error *repeats_add(struct repeats *repeats, const struct probe_def *def,
				const struct probe_event *event)
{
	_cleanup_(repeated_destroyp) struct repeated *repeated = calloc(1, sizeof(*repeated));
	_cleanup_str_ struct str text = STR_INIT;
	struct repeated *old;

	if (!repeated)
		return &sonde_error_no_memory;
	repeated->def = def;
	TRY(sonde_strdup(event->group, &repeated->group));
	TRY(sonde_strdup(event->event, &repeated->event));
	probe_def_print(def, &text);
	TRY(str_check(&text));
	old = map_get(&repeats->made, str_text(&text));
	TRY(map_put(&repeats->made, str_text(&text), repeated));
	repeated_destroy(old);
	take_ptr(repeated);
	return NULL;
}

struct sonde_error *repeats_check(const struct repeats *repeats, const struct probe_def *def,
				  const struct names *names, struct notes *notes, bool *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	const struct repeated *before;

	probe_def_print(def, &text);
	TRY(str_check(&text));
	before = map_get(&repeats->made, str_text(&text));
	*ret = before && names_taken(names, before->group, before->event);
	if (!*ret || strcmp(before->def->text, def->text) == 0)
		return NULL;
	return notes_add(notes, NOTE_CHANGED, "'%s' asks for the same as '%s': it is done once.",
			 def->text, before->def->text);
}

struct sonde_error *repeats_take_line(struct map *lines, const struct probe_event *event, bool *ret)
{
	_cleanup_str_ struct str line = STR_INIT;

	probe_event_print(event, &line);
	TRY(str_check(&line));
	*ret = map_has(lines, str_text(&line));
	return *ret ? NULL : map_put(lines, str_text(&line), NULL);
}
