/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <signal.h>
#include <string.h>

#include "base/file.h"
#include "base/map.h"
#include "base/str.h"
#include "tracefs/dir.h"
#include "tracefs/dynevent.h"
#include "tracefs/errlog.h"
#include "tracefs/write.h"

/* The lines of one call, and how things were before it. */
struct batch {
	const char *tracing_dir;
	/** The lines, taken apart; in the order of writing. */
	struct dynevents lines;
	/** How many of them the kernel has taken. */
	size_t written;
	/** Names of events that were there before, see event_key(). */
	struct map existed;
	/** All probes that were there before; only listed if `existed` is not empty. */
	struct dynevents before;
	/** The kernel's complaints before. */
	struct errlog log;
};

static void batch_deinit(struct batch *batch)
{
	dynevents_deinit(&batch->lines);
	map_deinit(&batch->existed);
	dynevents_deinit(&batch->before);
	errlog_deinit(&batch->log);
}

/* What tells two events apart, as a key: a kprobe and a uprobe of one name differ. */
static struct sonde_error *event_key(const struct dynevent *event, char **ret)
{
	_cleanup_str_ struct str key = STR_INIT;

	str_appendf(&key, "%s %s/%s", dynevent_file(event->kind), event->group, event->event);
	return str_take(&key, ret);
}

static struct sonde_error *is_in(const struct map *map, const struct dynevent *event, bool *ret)
{
	_cleanup_free_ char *key = NULL;

	TRY(event_key(event, &key));
	*ret = map_has(map, key);
	return NULL;
}

static struct sonde_error *put_in(struct map *map, const struct dynevent *event)
{
	_cleanup_free_ char *key = NULL;

	TRY(event_key(event, &key));
	return map_put(map, key, NULL);
}

/* Remember the event's name if there is an event of that name already. */
static struct sonde_error *note_existing(struct batch *batch, const struct dynevent *event)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s/events/%s/%s", batch->tracing_dir, event->group, event->event);
	TRY(str_check(&path));
	return file_exists(str_text(&path)) ? put_in(&batch->existed, event) : NULL;
}

static struct sonde_error *batch_prepare(struct batch *batch, const struct dynevent_line *lines,
					 size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_dynevent_ struct dynevent event = {0};

		TRY(dynevent_check(lines[i].line));
		TRY(dynevent_parse(lines[i].kind, lines[i].line, &event));
		TRY(note_existing(batch, &event));
		TRY(vec_push(&batch->lines, event));
		event = (struct dynevent){0};
	}
	/* One line alone is never rolled back. */
	if (batch->existed.size && count > 1)
		TRY(dynevent_list(batch->tracing_dir, &batch->before));
	return errlog_read(batch->tracing_dir, &batch->log);
}

static struct sonde_error *batch_write(struct batch *batch)
{
	vec_for_each(&batch->lines, event) {
		int errnum = 0;

		TRY(dynevent_write(batch->tracing_dir, event->kind, event->line, &errnum));
		if (errnum)
			return errlog_explain(batch->tracing_dir, &batch->log, event->line, errnum);
		batch->written++;
	}
	return NULL;
}

/* Length of the first `count` words of the text; 0 if there are fewer. */
static size_t words_size(const char *text, size_t count)
{
	size_t at = 0;

	while (count--) {
		while (isspace((unsigned char)text[at]))
			at++;
		if (!text[at])
			return 0;
		while (text[at] && !isspace((unsigned char)text[at]))
			at++;
	}
	return at;
}

/* A listed line after its first word: the place and the arguments. */
static const char *place_and_args(const struct dynevent *probe)
{
	const char *at = probe->line + words_size(probe->line, 1);

	while (isspace((unsigned char)*at))
		at++;
	return at;
}

/* Whether another probe of the same event starts with the same `size` bytes after its name. */
static bool is_shared(const struct dynevents *list, const struct dynevent *probe, size_t size)
{
	const char *text = place_and_args(probe);

	vec_for_each(list, other) {
		const char *rest = place_and_args(other);

		if (other == probe || !dynevent_same_event(other, probe))
			continue;
		if (strncmp(rest, text, size) == 0 && (!rest[size] || rest[size] == ' '))
			return true;
	}
	return false;
}

/*
 * The command that removes one of the probes of an event. The kernel compares what follows
 * the name with the place and as many arguments as are given
 * (trace_kprobe_match_command_head() in kernel/trace/trace_kprobe.c), all as it lists them.
 * The shortest that fits no other probe is taken.
 *
 * Leaves `out` empty if no command fits this probe alone.
 */
static void removal_of_one(const struct dynevents *list, const struct dynevent *probe,
			   struct str *out)
{
	const char *text = place_and_args(probe);
	size_t size;

	for (size_t words = 1; (size = words_size(text, words)) != 0; words++) {
		if (is_shared(list, probe, size))
			continue;
		str_appendf(out, "-:%s/%s ", probe->group, probe->event);
		str_append_bytes(out, text, size);
		return;
	}
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
		TRY(dynevent_write(batch->tracing_dir, event->kind, str_text(&line), &errnum));
	}
	return NULL;
}

/* Remove our probes of events that were there before, newest first. */
static struct sonde_error *remove_appended(const struct batch *batch)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;

	TRY(dynevent_list(batch->tracing_dir, &list));
	for (size_t i = list.size; i-- > 0;) {
		const struct dynevent *probe = &list.data[i];
		_cleanup_str_ struct str line = STR_INIT;
		bool existed = false;
		int errnum = 0;

		TRY(is_in(&batch->existed, probe, &existed));
		if (!existed || !is_ours(batch, probe))
			continue;
		removal_of_one(&list, probe, &line);
		TRY(str_check(&line));
		if (line.size)
			TRY(dynevent_write(batch->tracing_dir, probe->kind, str_text(&line),
					   &errnum));
	}
	return NULL;
}

/* Put a text on a line of its own after the hint of the error, if it has one. */
static void add_to_hint(struct sonde_error *error, const char *text)
{
	sonde_error_hint(error, "%s%s%s", error->hint ? error->hint : "", error->hint ? "\n" : "",
			 text);
}

/* Say on the error what of the batch is still there. */
static struct sonde_error *report_left(const struct batch *batch, struct sonde_error *error)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;
	_cleanup_str_ struct str left = STR_INIT;

	TRY(dynevent_list(batch->tracing_dir, &list));
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
	return NULL;
}

static struct sonde_error *roll_back(const struct batch *batch, struct sonde_error *error)
{
	TRY(remove_new_events(batch));
	if (batch->existed.size)
		TRY(remove_appended(batch));
	return report_left(batch, error);
}

static struct sonde_error *add_or_roll_back(const char *tracing_dir,
					    const struct dynevent_line *lines, size_t count)
{
	_cleanup_(batch_deinit) struct batch batch = {.tracing_dir = tracing_dir};
	_cleanup_error_ struct sonde_error *failure = NULL;
	struct sonde_error *error;

	TRY(batch_prepare(&batch, lines, count));
	error = batch_write(&batch);
	if (!error || !batch.written)
		return error;
	failure = roll_back(&batch, error);
	if (failure) {
		add_to_hint(error, "What was added before it may not be removed again:");
		add_to_hint(error, failure->message);
	}
	return error;
}

struct sonde_error *dynevent_add_all(const char *tracing_dir, const struct dynevent_line *lines,
				     size_t count)
{
	struct sonde_error *error;
	sigset_t ending, old;

	sigemptyset(&ending);
	sigaddset(&ending, SIGHUP);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGQUIT);
	sigaddset(&ending, SIGTERM);
	sigprocmask(SIG_BLOCK, &ending, &old);
	error = add_or_roll_back(tracing_dir, lines, count);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return error;
}

struct sonde_error *dynevent_add(const char *tracing_dir, enum dynevent_kind kind, const char *line)
{
	const struct dynevent_line one = {.kind = kind, .line = line};

	return dynevent_add_all(tracing_dir, &one, 1);
}
