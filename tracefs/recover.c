/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/recover.h"

#include <dirent.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "tracefs/dynevent.h"
#include "tracefs/journal.h"
#include "tracefs/listed.h"
#include "tracefs/writer.h"

/* Names in one remark. */
#define NAMES_SHOWN 20

struct probes VEC_BODY(const struct dynevent *);

/* An event of a journal; everything is borrowed but the vectors. */
struct left_event {
	const struct dynevent *event;
	/** Its lines in the journal. */
	struct probes lines;
	/** How many probes it had before, and how many of these are there. */
	size_t before, kept;
	/** What is there of the lines, as listed. */
	struct probes ours;
	/** There are other probes. */
	bool is_foreign;
};

/* One journal, against what is there. */
struct recovery {
	struct dynevent_writer *writer;
	bool only_look;
	struct notes *notes;
	struct journal_record record;
	/** All probes that are there. */
	struct dynevents list;
	VEC(struct left_event) events;
	/** dynevent_key() -> its number in events, from 1. */
	struct map numbers;
	/** Names of what was removed or, if only looked at, is there. */
	struct str names;
	size_t name_count;
	/** Something could not be removed. */
	bool is_left;
};

static void recovery_deinit(struct recovery *recovery)
{
	journal_record_deinit(&recovery->record);
	dynevents_deinit(&recovery->list);
	vec_for_each(&recovery->events, event) {
		vec_deinit(&event->lines);
		vec_deinit(&event->ours);
	}
	vec_deinit(&recovery->events);
	map_deinit(&recovery->numbers);
	str_deinit(&recovery->names);
}

/* The journal's event of this probe; NULL if it has none. */
static struct sonde_error *find_event(const struct recovery *recovery, const struct dynevent *probe,
				      struct left_event **ret)
{
	_cleanup_free_ char *key = NULL;
	size_t number;

	TRY(dynevent_key(probe, &key));
	number = (size_t)(uintptr_t)map_get(&recovery->numbers, key);
	*ret = number ? &recovery->events.data[number - 1] : NULL;
	return NULL;
}

static struct sonde_error *take_line(struct recovery *recovery, const struct dynevent *line)
{
	_cleanup_free_ char *key = NULL;
	struct left_event *event = NULL;

	TRY(find_event(recovery, line, &event));
	if (!event) {
		TRY(dynevent_key(line, &key));
		TRY(vec_push(&recovery->events, (struct left_event){.event = line}));
		TRY(map_put(&recovery->numbers, key, (void *)(uintptr_t)recovery->events.size));
		event = vec_last(&recovery->events);
	}
	return vec_push(&event->lines, line);
}

/* A probe that is there: whose it is. */
static struct sonde_error *take_listed(struct recovery *recovery, const struct dynevent *probe)
{
	struct left_event *event = NULL;

	TRY(find_event(recovery, probe, &event));
	if (!event)
		return NULL;
	if (dynevents_have_line(&recovery->record.before, probe)) {
		event->kept++;
		return NULL;
	}
	vec_for_each(&event->lines, line) {
		if (dynevent_listed_as(*line, probe))
			return vec_push(&event->ours, probe);
	}
	event->is_foreign = true;
	return NULL;
}

static struct sonde_error *compare(struct recovery *recovery)
{
	TRY(dynevent_list(recovery->writer->tracing_dir, &recovery->list));
	vec_for_each(&recovery->record.lines, line)
		TRY(take_line(recovery, line));
	vec_for_each(&recovery->record.before, probe) {
		struct left_event *event = NULL;

		TRY(find_event(recovery, probe, &event));
		if (event)
			event->before++;
	}
	vec_for_each(&recovery->list, probe)
		TRY(take_listed(recovery, probe));
	return NULL;
}

/* Remember the event for the remark about all of them. */
static struct sonde_error *take_name(struct recovery *recovery, const struct left_event *event)
{
	struct str *names = &recovery->names;

	if (recovery->name_count++ < NAMES_SHOWN) {
		str_appendf(names, "%s%s:%s", names->size ? ", " : "", event->event->group,
			    event->event->event);
		if (event->before)
			str_appendf(names, " (%zu of its probes)", event->ours.size);
	}
	return str_check(names);
}

static struct sonde_error *note_failure(struct recovery *recovery, const struct left_event *event,
					const char *reason)
{
	recovery->is_left = true;
	return notes_add(recovery->notes, NOTE_CHANGED,
			 "An interrupted sonde (process %lu) left %s:%s, which cannot be removed "
			 "now; the next sonde probe tries again. %s",
			 recovery->record.pid, event->event->group, event->event->event, reason);
}

/* An event that was not there before. */
static struct sonde_error *remove_event(struct recovery *recovery, const struct left_event *event)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str reason = STR_INIT;

	error = dynevent_remove(recovery->writer, &recovery->list,
				&(struct dynevent_named){event->ours.data[0], event->ours.size});
	if (!error)
		return take_name(recovery, event);
	str_appendf(&reason, "%s%s%s", error->message, error->hint ? "\n" : "",
		    error->hint ? error->hint : "");
	TRY(str_check(&reason));
	return note_failure(recovery, event, str_text(&reason));
}

/* Only our probes of one that was. */
static struct sonde_error *remove_probes(struct recovery *recovery, const struct left_event *event)
{
	for (size_t i = event->ours.size; i-- > 0;) {
		_cleanup_error_ struct sonde_error *error = NULL;
		int errnum = 0;

		error = dynevent_remove_one(recovery->writer, &recovery->list, event->ours.data[i],
					    &errnum);
		if (error)
			return note_failure(recovery, event, error->message);
		if (errnum)
			return note_failure(recovery, event, strerror(errnum));
	}
	return take_name(recovery, event);
}

static struct sonde_error *recover_event(struct recovery *recovery, const struct left_event *event)
{
	if (!event->ours.size)
		return NULL;
	if (event->is_foreign || event->kept != event->before)
		return notes_add(recovery->notes, NOTE_CHANGED,
				 "An interrupted sonde (process %lu) left a part of %s:%s, which "
				 "was changed since and stays.",
				 recovery->record.pid, event->event->group, event->event->event);
	if (recovery->only_look)
		return take_name(recovery, event);
	return event->before ? remove_probes(recovery, event) : remove_event(recovery, event);
}

/* The remark about all events that were removed, or could be. */
static struct sonde_error *note_names(struct recovery *recovery)
{
	if (!recovery->name_count)
		return NULL;
	if (recovery->name_count > NAMES_SHOWN)
		str_appendf(&recovery->names, ", and %zu more", recovery->name_count - NAMES_SHOWN);
	TRY(str_check(&recovery->names));
	return notes_add(recovery->notes, NOTE_CHANGED,
			 recovery->only_look
				 ? "An interrupted sonde (process %lu) left a part of a "
				   "definition, which the next sonde probe that adds or deletes "
				   "events will remove: %s"
				 : "Removed what an interrupted sonde (process %lu) had left of a "
				   "definition: %s",
			 recovery->record.pid, str_text(&recovery->names));
}

/* One file. */
static struct sonde_error *recover_journal(struct recovery *recovery, const char *path)
{
	_cleanup_runfile_ struct runfile journal = RUNFILE_INIT;

	TRY(journal_open(path, &journal, &recovery->record));
	if (journal.fd < 0)
		return NULL;
	if (recovery->record.is_valid) {
		TRY(compare(recovery));
		/* Newest first. */
		for (size_t i = recovery->events.size; i-- > 0;)
			TRY(recover_event(recovery, &recovery->events.data[i]));
		TRY(note_names(recovery));
	}
	if (!recovery->only_look && !recovery->is_left)
		runfile_remove(&journal);
	return NULL;
}

/* Errors that do not end all: a remark. */
static struct sonde_error *note_error(struct notes *notes, struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *noted = error;

	if (!noted || noted->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(noted);
	return notes_add(notes, NOTE_CHANGED, "%s", noted->message);
}

struct sonde_error *recover_events(const char *tracing_dir, const char *journal_dir, bool only_look,
				   struct notes *notes)
{
	_cleanup_dynevent_writer_ struct dynevent_writer writer = dynevent_writer_init(tracing_dir);
	_cleanup_closedir_ DIR *dir = opendir(journal_dir);
	struct sonde_error *error;
	struct dirent *entry;

	if (!dir)
		return NULL;
	error = runfile_check_dir(journal_dir);
	if (error)
		return note_error(notes, error);
	while ((entry = readdir(dir))) {
		_cleanup_(recovery_deinit) struct recovery recovery = {
			.writer = &writer,
			.only_look = only_look,
			.notes = notes,
		};
		_cleanup_str_ struct str path = STR_INIT;

		if (strncmp(entry->d_name, JOURNAL_PREFIX, strlen(JOURNAL_PREFIX)) != 0)
			continue;
		str_appendf(&path, "%s/%s", journal_dir, entry->d_name);
		TRY(str_check(&path));
		TRY(note_error(notes, recover_journal(&recovery, str_text(&path))));
	}
	return NULL;
}
