/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/existing.h"

#include <string.h>

#include "tracefs/dynevent.h"
#include "tracefs/format.h"

/* The event as somebody's probe, or NULL: it is a tracepoint, or of another kind. */
static const struct dynevent *find_probe(const struct dynevents *list, const char *group,
					 const char *event)
{
	vec_for_each(list, probe) {
		if (strcmp(probe->group, group) == 0 && strcmp(probe->event, event) == 0)
			return probe;
	}
	return NULL;
}

static struct sonde_error *fill_field(const struct event_field *known, struct hist_field *ret)
{
	ret->is_string = known->is_string;
	ret->is_pointed = known->is_pointed;
	ret->is_array = known->is_array;
	ret->is_pointer = known->is_pointer;
	ret->is_signed = known->is_signed && !known->is_string;
	ret->size = known->is_dynamic ? 0 : (unsigned)known->size;
	return sonde_strdup(known->name, &ret->field);
}

static struct sonde_error *fill_fields(const struct event_format *format, struct hist_event *ret)
{
	vec_for_each(&format->fields, known) {
		if (known->is_common)
			continue;
		TRY(vec_push(&ret->fields, ((struct hist_field){0})));
		TRY(fill_field(known, vec_last(&ret->fields)));
		/* What a system call gets is the program's own. */
		vec_last(&ret->fields)->is_in_program = known->is_pointed &&
							strcmp(ret->system, "syscalls") == 0;
	}
	return NULL;
}

/* Whether `stack` is among the keys. */
static bool counts_stacks(const char *by)
{
	static const char separators[] = ", \t";

	while (by && *by) {
		const size_t size = strcspn(by, separators);

		if (size == 5 && strncmp(by, "stack", size) == 0)
			return true;
		by += size;
		by += strspn(by, separators);
	}
	return false;
}

static struct sonde_error *fill_event(const struct asking *asking, const char *group,
				      const char *name, struct hist_event *ret)
{
	_cleanup_event_format_ struct event_format format = {0};
	_cleanup_dynevents_ struct dynevents probes = VEC_INIT;
	const struct dynevent *probe;

	ret->kind = HIST_EVENT_EXISTING;
	TRY(sonde_strdup(group, &ret->system));
	TRY(sonde_strdup(name, &ret->event));
	TRY(event_format_read(asking->live.tracing_dir, group, name, &format));
	TRY(dynevent_list(asking->live.tracing_dir, &probes));
	probe = find_probe(&probes, group, name);
	ret->is_return = probe && probe->is_return;
	if (probe && probe->kind == DYNEVENT_UPROBE && counts_stacks(asking->question.by))
		return sonde_error_new(
			SONDE_ERROR_UNAVAILABLE,
			"%s:%s is a probe in a program: the kernel keeps the stack of "
			"itself only, and there is none there.",
			group, name);
	return fill_fields(&format, ret);
}

static struct sonde_error *describe(const char *group, const char *name, const char *word,
				    struct measure_event *ret)
{
	TRY(sonde_strdup(group, &ret->system));
	TRY(sonde_strdup(name, &ret->event));
	TRY(sonde_strdup(group, &ret->group));
	TRY(sonde_strdup(word, &ret->given));
	return sonde_strdup(word, &ret->definition);
}

struct sonde_error *ask_existing(struct asking *asking, const char *word)
{
	const char *colon = strchr(word, ':');
	_cleanup_free_ char *group = NULL;

	if (!asking->live.tracing_dir)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE,
					"Error: %s is an event of a kernel that runs: its fields "
					"are not in an image",
					word),
			"Run it there, without -n and -k.");
	TRY(sonde_strndup(word, (size_t)(colon - word), &group));
	/* The time from one to the next is a question, too. */
	for (size_t i = 0;
	     asking->question.ask == HIST_ASK_TABLE && i < asking->question.events.size; i++) {
		const struct hist_event *known = &asking->question.events.data[i];

		if (strcmp(known->system, group) == 0 && strcmp(known->event, colon + 1) == 0)
			return sonde_error_new(SONDE_ERROR_USAGE, "Error: %s was given twice",
					       word);
	}
	TRY(vec_push(&asking->likenesses, NULL));
	TRY(vec_push(&asking->question.events, ((struct hist_event){0})));
	TRY(fill_event(asking, group, colon + 1, vec_last(&asking->question.events)));
	TRY(vec_push(&asking->measure.events, ((struct measure_event){0})));
	return describe(group, colon + 1, word, vec_last(&asking->measure.events));
}

static bool is_called(const struct hist_field *field, const char *name)
{
	return strcmp(field->field, name) == 0 || (field->name && strcmp(field->name, name) == 0);
}

bool ask_has_field(const struct asking *asking, const char *name)
{
	vec_for_each(&asking->question.events, event) {
		vec_for_each(&event->fields, field) {
			if (is_called(field, name))
				return true;
		}
	}
	return false;
}
