/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/pending.h"

#include <stdlib.h>

#include "tracefs/dynevent.h"

void pending_deinit(struct pending *pending)
{
	staged_deinit(&pending->staged);
	map_deinit(&pending->added);
	str_deinit(&pending->lines);
}

static struct sonde_error *remember(struct pending *pending, const struct probe_event *event)
{
	const struct dynevent named = {
		.kind = event->is_user ? DYNEVENT_UPROBE : DYNEVENT_KPROBE,
		.group = event->group,
		.event = event->event,
	};
	_cleanup_free_ char *key = NULL;

	TRY(dynevent_key(&named, &key));
	return map_put(&pending->added, key, NULL);
}

struct sonde_error *pending_add(struct pending *pending, const struct target *target,
				const struct plan *plan, bool is_written)
{
	if (is_written) {
		vec_for_each(&plan->events, event)
			TRY(remember(pending, event));
	}
	/* Not before: a plan that has been made knows more of its target. */
	if (!pending->staged.builds.size)
		TRY(staged_begin(&pending->staged, target));
	/* Last, because an entry cannot be taken back. */
	return staged_add(&pending->staged, target, plan);
}

static struct sonde_error *list_events(struct dynevent_writer *writer, struct dynevents *list,
				       struct dynevent_names *names)
{
	TRY(dynevent_list(writer->tracing_dir, list));
	return dynevent_names(list, names);
}

static struct sonde_error *remove_event(const struct pending *pending,
					struct dynevent_writer *writer,
					const struct dynevents *list,
					const struct dynevent_named *event)
{
	_cleanup_free_ char *key = NULL;

	TRY(dynevent_key(event->first, &key));
	return map_has(&pending->added, key) ? dynevent_remove(writer, list, event) : NULL;
}

/* Whatever cannot be removed does not stop the others. */
static void take_back(const struct pending *pending, struct dynevent_writer *writer,
		      struct str *left)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;
	struct dynevent_names names = VEC_INIT;
	_cleanup_error_ struct sonde_error *unknown = list_events(writer, &list, &names);

	if (unknown)
		str_appendf(left, "\n%s", unknown->message);
	for (size_t i = names.size; i-- > 0;) {
		_cleanup_error_ struct sonde_error *error = remove_event(pending, writer, &list,
									 &names.data[i]);

		if (error)
			str_appendf(left, "\n%s", error->message);
	}
	vec_deinit(&names);
}

struct sonde_error *pending_store(struct pending *pending, struct dynevent_writer *writer)
{
	_cleanup_str_ struct str left = STR_INIT;
	struct cache_applied applied;
	struct sonde_error *error = staged_store(&pending->staged, &applied);

	if (!error || !pending->added.size)
		return error;
	take_back(pending, writer, &left);
	if (!left.size)
		return error;
	return sonde_error_hint(error, "%s%sWhat was added could not be removed again:%s",
				error->hint ? error->hint : "", error->hint ? "\n" : "",
				str_text(&left));
}
