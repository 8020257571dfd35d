/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "tracefs/session.h"
#include "tracefs/session_own.h"

/* Where the sessions are, and where it is said what becomes of them. */
struct collecting {
	const struct session_place *place;
	bool only_look;
	struct notes *notes, *problems;
};

static struct sonde_error *undo_dead(const struct collecting *collecting, const char *name)
{
	_cleanup_session_ struct session *session = NULL;
	_cleanup_error_ struct sonde_error *error = NULL;
	const struct session_record *record;

	TRY(session_take(collecting->place, name, &session));
	record = &session->record;
	/* Somebody else is at it, or has kept it meanwhile. */
	if (session->log.fd < 0 || record->is_kept)
		return NULL;
	error = session_end(session, NULL);
	if (error)
		return notes_add(collecting->problems, NOTE_CHANGED,
				 "An interrupted sonde (process %ld: %s) left the session '%s', "
				 "which cannot be removed now. %s%s%s",
				 (long)record->pid, record->command, name, error->message,
				 error->hint ? "\n" : "", error->hint ? error->hint : "");
	return notes_add(collecting->notes, NOTE_CHANGED,
			 "Removed what an interrupted sonde (process %ld: %s) had left: session "
			 "'%s'.",
			 (long)record->pid, record->command, name);
}

/* A file that tells of nothing: of another boot, or without its first lines. */
static struct sonde_error *remove_stale(const char *path)
{
	_cleanup_session_record_ struct session_record record = {0};
	_cleanup_runfile_ struct runfile file = RUNFILE_INIT;

	TRY(runfile_take(path, &file));
	if (file.fd < 0)
		return NULL;
	/* Its maker may have come to write them only now. */
	TRY(session_log_read(path, &record));
	if (!record.is_valid)
		runfile_remove(&file);
	return NULL;
}

static struct sonde_error *collect(const struct collecting *collecting, const char *name)
{
	_cleanup_session_record_ struct session_record record = {0};
	_cleanup_str_ struct str path = STR_INIT;
	bool is_held = false;

	session_log_path(collecting->place->run_dir, name, &path);
	TRY(str_check(&path));
	TRY(session_log_read(str_text(&path), &record));
	TRY(session_log_is_held(str_text(&path), &is_held));
	if (is_held || record.is_kept)
		return NULL;
	if (!record.is_valid)
		return collecting->only_look ? NULL : remove_stale(str_text(&path));
	if (!collecting->only_look)
		return undo_dead(collecting, name);
	return notes_add(collecting->notes, NOTE_CHANGED,
			 "An interrupted sonde (process %ld: %s) left the session '%s', which the "
			 "next sonde that writes events, or 'sonde session gc', removes.",
			 (long)record.pid, record.command, name);
}

/* Errors that do not end all: a remark. */
static struct sonde_error *note_error(struct notes *notes, struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *noted = error;

	if (!noted || noted->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(noted);
	/* It went while it was looked at. */
	if (noted->kind == SONDE_ERROR_NOT_FOUND)
		return NULL;
	return notes_add(notes, NOTE_CHANGED, "%s", noted->message);
}

struct sonde_error *session_collect(const struct session_place *place, bool only_look,
				    struct notes *notes, struct notes *problems)
{
	const struct collecting collecting = {place, only_look, notes, problems};
	_cleanup_(session_texts_deinit) struct session_texts names = VEC_INIT;

	TRY(note_error(problems, session_log_names(place->run_dir, &names)));
	vec_for_each(&names, name)
		TRY(note_error(problems, collect(&collecting, *name)));
	return NULL;
}
