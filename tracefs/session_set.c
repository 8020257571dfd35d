/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/file.h"
#include "tracefs/dir.h"
#include "tracefs/session.h"
#include "tracefs/session_own.h"

/* event_filter_write() in kernel/trace/trace_events.c: less than a page, with the newline. */
#define FILTER_SIZE 4094

/* A filter with the text of an error, and a word for each of many processors. */
#define FILE_LIMIT ((size_t)1 << 20)

static struct sonde_error *no_event(const struct session_write *write, struct sonde_error *reason)
{
	if (!reason || reason->kind != SONDE_ERROR_NOT_FOUND)
		return reason;
	sonde_error_destroy(reason);
	return sonde_error_new(SONDE_ERROR_NOT_FOUND,
			       "There is no event %s:%s, or it cannot be recorded.", write->system,
			       write->event);
}

/* What a file of the instance says, without the newline. */
static struct sonde_error *read_back(const struct session *session, const char *file,
				     struct str *out)
{
	TRY(tracing_read(session->instance, file, FILE_LIMIT, out));
	while (out->size && out->data[out->size - 1] == '\n')
		str_truncate(out, out->size - 1);
	return NULL;
}

struct sonde_error *session_enable(struct session *session, const struct session_write *write)
{
	_cleanup_session_entry_ struct session_entry entry = {0};
	_cleanup_str_ struct str state = STR_INIT;
	_cleanup_str_ struct str file = STR_INIT;

	TRY(session_entry_make(session->record.name, write, "", &entry));
	str_appendf(&file, "events/%s/%s/enable", write->system, write->event);
	TRY(str_check(&file));
	TRY(no_event(write, read_back(session, str_text(&file), &state)));
	TRY(session_log_write(session, &entry));
	TRY(session_write_line(session->instance, str_text(&file), "1"));
	str_truncate(&state, 0);
	TRY(read_back(session, str_text(&file), &state));
	/* `1*` if a trigger of it has a say too. */
	return str_text(&state)[0] == '1' ? NULL
					  : session_not_done("that the event be on", write->event);
}

/*
 * What the kernel does not understand is in the file all the same, and below it a caret and the
 * reason (append_filter_err() in kernel/trace/trace_events_filter.c), for where the log does not
 * say it. Some of that comes as EPERM, which has nothing to do with permissions then.
 */
static struct sonde_error *explain(const struct session *session, const char *file,
				   const char *text, struct sonde_error *refusal)
{
	_cleanup_str_ struct str shown = STR_INIT;
	const size_t size = strlen(text);
	const char *caret, *reason;

	sonde_error_destroy(read_back(session, file, &shown));
	if (strncmp(str_text(&shown), text, size) != 0 || str_text(&shown)[size] != '\n')
		return refusal;
	if (refusal->kind == SONDE_ERROR_PERMISSION) {
		refusal->kind = SONDE_ERROR_REFUSED;
		return sonde_error_hint(refusal, "This kernel does not understand the filter, and "
						 "does not say why.");
	}
	caret = str_text(&shown) + size + 1;
	reason = strchr(caret, '\n');
	if (refusal->column || !reason || strspn(caret, " ") > size)
		return refusal;
	refusal->column = strspn(caret, " ") + 1;
	reason += strspn(reason + 1, " ") + 1;
	if (strncmp(reason, "parse_error: ", 13) == 0)
		reason += 13;
	return sonde_error_hint(refusal, "The kernel says: %s.", reason);
}

struct sonde_error *session_filter(struct session *session, const struct session_write *write)
{
	_cleanup_session_entry_ struct session_entry entry = {0};
	const struct session_write named = {
		.kind = SESSION_ENABLE, .system = write->system, .event = write->event};
	_cleanup_str_ struct str file = STR_INIT;
	_cleanup_str_ struct str state = STR_INIT;
	const size_t size = strlen(write->text);
	struct sonde_error *error;

	/* It is not in the log, but its words have to be as good as if it were. */
	TRY(session_entry_make(session->record.name, &named, "", &entry));
	if (size > FILTER_SIZE || write->text[strcspn(write->text, "\n")])
		return sonde_error_syntax(write->text, 1,
					  "The filter has %zu bytes; the kernel takes %d, on one "
					  "line.",
					  size, FILTER_SIZE);
	str_appendf(&file, "events/%s/%s/filter", write->system, write->event);
	TRY(str_check(&file));
	TRY(no_event(write, read_back(session, str_text(&file), &state)));
	error = session_write_line(session->instance, str_text(&file), write->text);
	if (error)
		return explain(session, str_text(&file), write->text, error);
	str_truncate(&state, 0);
	TRY(read_back(session, str_text(&file), &state));
	return strcmp(str_text(&state), write->text) == 0
		       ? NULL
		       : session_not_done("the filter", write->text);
}

/* Files that say one word of several have it in brackets: `local global [mono]`. */
static bool is_shown(const char *shown, const char *text)
{
	const char *chosen = strchr(shown, '[');
	const size_t size = strlen(text);

	return strcmp(shown, text) == 0 ||
	       (chosen && strncmp(chosen + 1, text, size) == 0 && chosen[1 + size] == ']');
}

/* What the kernel rounds, or writes in another way than it is written. */
static bool is_inexact(const char *file)
{
	return strncmp(file, "buffer_", 7) == 0 || strcmp(file, "tracing_cpumask") == 0;
}

struct sonde_error *session_set(struct session *session, const char *file, const char *text)
{
	static const char *const files[] = {
		"trace_clock",	     "buffer_size_kb",	   "buffer_subbuf_size_kb",
		"buffer_percent",    "tracing_cpumask",	   "tracing_on",
		"options/overwrite", "options/stacktrace", "options/userstacktrace",
	};
	_cleanup_str_ struct str state = STR_INIT;
	struct sonde_error *error;
	bool is_own = false;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		is_own |= strcmp(file, files[i]) == 0;
	if (!is_own)
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "%s/%s is not of the instance alone, and is not written.",
				       session->instance, file);
	error = session_write_line(session->instance, file, text);
	if (error)
		return sonde_error_prefix(error, "%s/%s: ", session->instance, file);
	TRY(read_back(session, file, &state));
	return is_inexact(file) || is_shown(str_text(&state), text) ? NULL
								    : session_not_done(file, text);
}
