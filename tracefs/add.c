/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file.h"
#include "base/map.h"
#include "base/signals.h"
#include "base/str.h"
#include "tracefs/dir.h"
#include "tracefs/dynevent.h"
#include "tracefs/journal.h"
#include "tracefs/writer.h"

/* The lines of one call, and how things were before it. */
struct batch {
	struct dynevent_writer *writer;
	const struct dynevent_addition *addition;
	/** The lines, taken apart; in the order of writing. */
	struct dynevents lines;
	/** How many of them the kernel has taken. */
	size_t written;
	/** Names of events that were there before, see dynevent_key(). */
	struct map existed;
	/** The probes that those had. */
	struct dynevents before;
	/** What all that is written in, if it is. */
	struct runfile journal;
};

static void batch_deinit(struct batch *batch)
{
	dynevents_deinit(&batch->lines);
	map_deinit(&batch->existed);
	dynevents_deinit(&batch->before);
	runfile_close(&batch->journal);
}

static struct sonde_error *is_in(const struct map *map, const struct dynevent *event, bool *ret)
{
	_cleanup_free_ char *key = NULL;

	TRY(dynevent_key(event, &key));
	*ret = map_has(map, key);
	return NULL;
}

static struct sonde_error *put_in(struct map *map, const struct dynevent *event)
{
	_cleanup_free_ char *key = NULL;

	TRY(dynevent_key(event, &key));
	return map_put(map, key, NULL);
}

/* Others may have made it after the caller looked for names that are free. */
static struct sonde_error *not_new(const struct dynevent *event)
{
	struct sonde_error *error = sonde_error_new(
		SONDE_ERROR_EXISTS, "Error: event \"%s\" already exists.", event->event);

	return sonde_error_hint(error,
				" Hint: It has just been made, or is no probe event: see "
				"events/%s/%s of tracefs.\n"
				"       Give the new one another name: EVENT=.",
				event->group, event->event);
}

/* Remember the event's name if there is an event of that name already. */
static struct sonde_error *note_existing(struct batch *batch, const struct dynevent *event)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s/events/%s/%s", batch->writer->tracing_dir, event->group,
		    event->event);
	TRY(str_check(&path));
	if (!file_exists(str_text(&path)))
		return NULL;
	return batch->addition->is_new ? not_new(event) : put_in(&batch->existed, event);
}

/* Whether there is a moment at which some of it is done and some is not. */
static bool takes_steps(const struct dynevent_addition *addition)
{
	return addition->count > 1 || addition->finish;
}

static struct sonde_error *list_before(struct batch *batch)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;

	TRY(dynevent_list(batch->writer->tracing_dir, &list));
	vec_for_each(&list, probe) {
		bool existed = false;

		TRY(is_in(&batch->existed, probe, &existed));
		if (!existed)
			continue;
		TRY(vec_push(&batch->before, *probe));
		*probe = (struct dynevent){0};
	}
	return NULL;
}

static struct sonde_error *batch_prepare(struct batch *batch)
{
	const struct dynevent_addition *addition = batch->addition;

	for (size_t i = 0; i < addition->count; i++) {
		const struct dynevent_line *line = &addition->lines[i];
		_cleanup_dynevent_ struct dynevent event = {0};

		TRY(dynevent_check(line->line));
		TRY(dynevent_parse(line->kind, line->line, &event));
		/* Those of one event mostly stand together. */
		if (!i || !dynevent_same_event(&event, vec_last(&batch->lines)))
			TRY(note_existing(batch, &event));
		TRY(vec_push(&batch->lines, event));
		event = (struct dynevent){0};
	}
	/* One line alone is never rolled back. */
	if (batch->existed.size && takes_steps(addition))
		TRY(list_before(batch));
	return dynevent_writer_read_log(batch->writer);
}

/* Without a journal all goes well too, unless this process is killed. */
static struct sonde_error *keep_journal(struct batch *batch)
{
	const struct dynevent_addition *addition = batch->addition;
	_cleanup_error_ struct sonde_error *error = NULL;

	if (!addition->journal_dir || !takes_steps(addition))
		return NULL;
	error = journal_create(addition->journal_dir, &batch->before, &batch->lines,
			       &batch->journal);
	if (!error || !addition->notes)
		return NULL;
	return notes_add(
		addition->notes, NOTE_CHANGED,
		"No journal is kept of what is added; if sonde is killed meanwhile, a part "
		"of it stays. %s",
		error->message);
}

static struct sonde_error *batch_write(struct batch *batch)
{
	vec_for_each(&batch->lines, event) {
		int errnum = 0;

		TRY(dynevent_write(batch->writer, event->kind, event->line, &errnum));
		if (errnum)
			return dynevent_writer_explain(batch->writer, event->line, errnum);
		batch->written++;
	}
	return NULL;
}

/* Whether the listed probe is one that this batch has added. */
static bool is_ours(const struct batch *batch, const struct dynevent *probe)
{
	if (dynevents_have_line(&batch->before, probe))
		return false;
	for (size_t i = 0; i < batch->written; i++) {
		if (dynevent_same_event(&batch->lines.data[i], probe))
			return true;
	}
	return false;
}

/* Remove the events that are new altogether, by name and newest first. */
static struct sonde_error *remove_new_events(const struct batch *batch)
{
	_cleanup_map_ struct map done = MAP_INIT;

	for (size_t i = batch->written; i-- > 0;) {
		const struct dynevent *event = &batch->lines.data[i];
		_cleanup_str_ struct str line = STR_INIT;
		bool existed = false, removed = false;
		int errnum = 0;

		TRY(is_in(&batch->existed, event, &existed));
		TRY(is_in(&done, event, &removed));
		if (existed || removed)
			continue;
		TRY(put_in(&done, event));
		str_appendf(&line, "-:%s/%s", event->group, event->event);
		TRY(str_check(&line));
		/* What is refused is found by report_left(). */
		TRY(dynevent_write(batch->writer, event->kind, str_text(&line), &errnum));
	}
	return NULL;
}

/* Remove our probes of events that were there before, newest first. */
static struct sonde_error *remove_appended(const struct batch *batch)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;

	TRY(dynevent_list(batch->writer->tracing_dir, &list));
	for (size_t i = list.size; i-- > 0;) {
		const struct dynevent *probe = &list.data[i];
		bool existed = false;
		int errnum = 0;

		TRY(is_in(&batch->existed, probe, &existed));
		if (existed && is_ours(batch, probe))
			TRY(dynevent_remove_one(batch->writer, &list, probe, &errnum));
	}
	return NULL;
}

/* Put a text on a line of its own after the hint of the error, if it has one. */
static void add_to_hint(struct sonde_error **error, const char *text)
{
	const char *hint = (*error)->hint;

	*error = sonde_error_hint(*error, "%s%s%s", hint ? hint : "", hint ? "\n" : "", text);
}

/* Say on the error what of the batch is still there; without any, the journal is done with. */
static struct sonde_error *report_left(struct batch *batch, struct sonde_error **error)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;
	_cleanup_str_ struct str left = STR_INIT;

	TRY(dynevent_list(batch->writer->tracing_dir, &list));
	vec_for_each(&list, probe) {
		if (!is_ours(batch, probe))
			continue;
		if (!left.size)
			str_append(&left, "What was added before it could not be removed again:");
		str_appendf(&left, "\n  %s", probe->line);
	}
	TRY(str_check(&left));
	if (left.size)
		add_to_hint(error, str_text(&left));
	else
		runfile_remove(&batch->journal);
	return NULL;
}

static struct sonde_error *roll_back(struct batch *batch, struct sonde_error **error)
{
	TRY(remove_new_events(batch));
	if (batch->existed.size)
		TRY(remove_appended(batch));
	return report_left(batch, error);
}

/* Take back what was written, because of `error`, which is returned. */
static struct sonde_error *take_back(struct batch *batch, struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *failure = NULL;

	if (!batch->written) {
		runfile_remove(&batch->journal);
		return error;
	}
	failure = roll_back(batch, &error);
	if (failure) {
		add_to_hint(&error, "What was added before it may not be removed again:");
		add_to_hint(&error, failure->message);
	}
	return error;
}

/* All but finish(). */
static struct sonde_error *add_lines(struct batch *batch)
{
	_cleanup_signals_ struct signals held = signals_hold();
	struct sonde_error *error;

	TRY(batch_prepare(batch));
	TRY(keep_journal(batch));
	error = batch_write(batch);
	if (error)
		return take_back(batch, error);
	/* While signals wait: what is whole now must stay. */
	if (!batch->addition->finish)
		runfile_remove(&batch->journal);
	return NULL;
}

struct sonde_error *dynevent_add_all(struct dynevent_writer *writer,
				     const struct dynevent_addition *addition)
{
	_cleanup_(batch_deinit) struct batch batch = {
		.writer = writer,
		.addition = addition,
		.journal = RUNFILE_INIT,
	};
	struct sonde_error *error;
	struct signals held;

	TRY(add_lines(&batch));
	error = addition->finish ? addition->finish(addition->data) : NULL;
	held = signals_hold();
	if (error)
		error = take_back(&batch, error);
	else
		runfile_remove(&batch.journal);
	signals_release(&held);
	return error;
}

struct sonde_error *dynevent_add(struct dynevent_writer *writer, enum dynevent_kind kind,
				 const char *line)
{
	const struct dynevent_line one = {.kind = kind, .line = line};

	return dynevent_add_all(writer, &(struct dynevent_addition){.lines = &one, .count = 1});
}
