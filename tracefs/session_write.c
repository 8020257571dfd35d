/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "tracefs/dir.h"
#include "tracefs/refusal.h"
#include "tracefs/session.h"
#include "tracefs/session_own.h"

/* A trigger file has few lines; with all of a kernel's fields in its variables, not many more. */
#define TRIGGER_LIMIT ((size_t)1 << 22)

/* event_trigger_regex_write() in kernel/trace/trace_events_trigger.c: a page, with the newline. */
#define TRIGGER_SIZE 4094

struct sonde_error *session_log_add(struct session *session, const char *lines)
{
	struct runfile *log = &session->log;
	struct session_record *record = &session->record;
	struct sonde_error *error;

	if (record->size + strlen(lines) > SESSION_LOG_LIMIT)
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "The log of a session has %zu bytes at the most.",
				       SESSION_LOG_LIMIT);
	/* What a killed writer has not written to its end goes, or it would be a part of this. */
	if (ftruncate(log->fd, (off_t)record->size) < 0 ||
	    lseek(log->fd, (off_t)record->size, SEEK_SET) < 0)
		return sonde_error_os(errno, "Cannot write %s", log->path);
	error = file_write_all(log->fd, log->path, lines, strlen(lines));
	if (!error && fsync(log->fd) < 0)
		error = sonde_error_os(errno, "Cannot write %s", log->path);
	if (!error) {
		record->size += strlen(lines);
		return NULL;
	}
	/* If this fails too, its last line tells of something that is not there, which is fine. */
	if (ftruncate(log->fd, (off_t)record->size) < 0)
		return error;
	return error;
}

struct sonde_error *session_log_write(struct session *session, struct session_entry *entry)
{
	_cleanup_str_ struct str line = STR_INIT;

	session_log_entry(entry, &line);
	TRY(str_check(&line));
	TRY(session_log_add(session, str_text(&line)));
	TRY(vec_push(&session->record.entries, *entry));
	*entry = (struct session_entry){0};
	return NULL;
}

/* Whether this session has written to the event already. */
static bool is_known(const struct session *session, const struct session_entry *wanted)
{
	vec_for_each(&session->record.entries, entry) {
		if (entry->kind == wanted->kind && strcmp(entry->system, wanted->system) == 0 &&
		    strcmp(entry->event, wanted->event) == 0)
			return true;
	}
	return false;
}

struct sonde_error *session_event_is_there(const struct session *session,
					   const struct session_entry *entry, bool *ret)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s/events/%s/%s", session->tracing_dir, entry->system, entry->event);
	TRY(str_check(&path));
	*ret = file_exists(str_text(&path));
	return NULL;
}

struct sonde_error *session_not_done(const char *what, const char *text)
{
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_REFUSED,
						"The kernel has taken %s, but does not show it: %s",
						what, text),
				"Another tool may have changed it meanwhile. Try again.");
}

static struct sonde_error *write_probe(struct session *session, const struct session_write *write)
{
	const enum dynevent_kind kind = write->kind == SESSION_UPROBE ? DYNEVENT_UPROBE
								      : DYNEVENT_KPROBE;
	int errnum = 0;

	TRY(dynevent_writer_read_log(&session->writer));
	TRY(dynevent_write(&session->writer, kind, write->text, &errnum));
	return errnum ? dynevent_writer_explain(&session->writer, write->text, errnum) : NULL;
}

struct sonde_error *session_write_line(const char *dir, const char *file, const char *text)
{
	_cleanup_errlog_ struct errlog before = VEC_INIT;
	_cleanup_close_ int fd = -1;
	int errnum = 0;

	TRY(errlog_read(dir, &before));
	TRY(tracing_open(dir, file, &fd));
	TRY(tracing_write(fd, text, &errnum));
	return errnum ? refusal_explain(dir, &before, text, errnum) : NULL;
}

static struct sonde_error *write_synthetic(struct session *session,
					   const struct session_write *write)
{
	struct sonde_error *error = session_write_line(session->tracing_dir, "dynamic_events",
						       write->text);

	if (!error || error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
			       "This kernel has no dynamic_events: it is built without "
			       "CONFIG_SYNTH_EVENTS.");
}

static struct sonde_error *write_event(struct session *session, const struct session_write *write)
{
	_cleanup_session_entry_ struct session_entry entry = {0};
	bool is_done = false, is_taken = false;
	struct session_entry written;

	TRY(dynevent_check(write->text));
	TRY(session_entry_make(session->record.name, write, write->text, &entry));
	TRY(session_event_is_there(session, &entry, &is_taken));
	/* What somebody else has made must not be undone with ours. */
	if (is_taken && !is_known(session, &entry))
		return sonde_error_new(SONDE_ERROR_EXISTS,
				       "There is an event %s:%s already, and not of this session.",
				       entry.system, entry.event);
	TRY(session_log_write(session, &entry));
	written = *vec_last(&session->record.entries);
	TRY(write->kind == SESSION_SYNTHETIC ? write_synthetic(session, write)
					     : write_probe(session, write));
	TRY(session_event_is_there(session, &written, &is_done));
	return is_done ? NULL : session_not_done("the event", write->text);
}

/* How many triggers a file of the instance has: one a line, but for the lines with a #. */
static struct sonde_error *count_triggers(const struct session *session, const char *file,
					  size_t *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	size_t count = 0;

	TRY(tracing_read(session->instance, file, TRIGGER_LIMIT, &text));
	for (const char *at = str_text(&text); *at; at += strcspn(at, "\n"), at += *at == '\n')
		count += *at != '#' && *at != '\n';
	*ret = count;
	return NULL;
}

static struct sonde_error *check_trigger(const struct session_write *write)
{
	const size_t size = strlen(write->text);

	if (size <= TRIGGER_SIZE)
		return NULL;
	return sonde_error_syntax(write->text, TRIGGER_SIZE + 1,
				  "The trigger has %zu bytes; the kernel takes %d.", size,
				  TRIGGER_SIZE);
}

static struct sonde_error *no_event(const struct session_write *write, struct sonde_error *reason)
{
	if (!reason || reason->kind != SONDE_ERROR_NOT_FOUND)
		return reason;
	sonde_error_destroy(reason);
	return sonde_error_new(SONDE_ERROR_NOT_FOUND,
			       "There is no event %s:%s, or it can have no trigger.", write->system,
			       write->event);
}

static struct sonde_error *write_trigger(struct session *session, const struct session_write *write)
{
	_cleanup_session_entry_ struct session_entry entry = {0};
	_cleanup_str_ struct str file = STR_INIT;
	size_t before, after;

	TRY(check_trigger(write));
	TRY(session_entry_make(session->record.name, write, write->undo, &entry));
	str_appendf(&file, "events/%s/%s/trigger", write->system, write->event);
	TRY(str_check(&file));
	TRY(no_event(write, count_triggers(session, str_text(&file), &before)));
	TRY(session_log_write(session, &entry));
	TRY(session_write_line(session->instance, str_text(&file), write->text));
	TRY(count_triggers(session, str_text(&file), &after));
	return after > before ? NULL : session_not_done("the trigger", write->text);
}

struct sonde_error *session_write(struct session *session, const struct session_write *write)
{
	switch (write->kind) {
	case SESSION_KPROBE:
	case SESSION_UPROBE:
	case SESSION_SYNTHETIC:
		return write_event(session, write);
	case SESSION_TRIGGER:
		return write_trigger(session, write);
	case SESSION_ENABLE:
		return session_enable(session, write);
	case SESSION_FILTER:
		return session_filter(session, write);
	}
	return NULL;
}

struct sonde_error *session_note(struct session *session, const char *text)
{
	_cleanup_str_ struct str line = STR_INIT;
	_cleanup_free_ char *copy = NULL;

	session_log_note(text, &line);
	TRY(str_check(&line));
	TRY(sonde_strdup(text, &copy));
	TRY(session_log_add(session, str_text(&line)));
	TRY(vec_push(&session->record.notes, copy));
	copy = NULL;
	return NULL;
}
