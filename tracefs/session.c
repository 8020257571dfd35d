/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/session.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/signals.h"
#include "tracefs/dir.h"
#include "tracefs/expedite.h"
#include "tracefs/session_own.h"
#include "tracefs/session_owner.h"

void session_default_name(struct str *out)
{
	str_appendf(out, "%ld", (long)getpid());
}

/* Close the hist files: an instance with an open file cannot be removed. */
static void close_hists(struct session *session)
{
	vec_for_each(&session->hists, hist) {
		close(hist->fd);
		free(hist->path);
	}
	vec_deinit(&session->hists);
}

void session_destroy(struct session *session)
{
	if (!session)
		return;
	close_hists(session);
	dynevent_writer_deinit(&session->writer);
	runfile_close(&session->log);
	session_record_deinit(&session->record);
	free(session->tracing_dir);
	free(session->run_dir);
	free(session->group);
	free(session->instance);
	free(session);
}

const char *session_name(const struct session *session)
{
	return session->record.name;
}

const char *session_group(const struct session *session)
{
	return session->group;
}

const char *session_instance(const struct session *session)
{
	return session->instance;
}

const struct session_texts *session_notes(const struct session *session)
{
	return &session->record.notes;
}

void session_event_path(const struct session *session, const char *system, const char *event,
			const char *file, struct str *out)
{
	str_appendf(out, "%s/events/%s/%s/%s", session->instance, system, event, file);
}

struct sonde_error *session_create(const struct session_place *place, const char *name,
				   struct session **ret)
{
	_cleanup_session_ struct session *session = calloc(1, sizeof(*session));
	_cleanup_str_ struct str instance = STR_INIT;
	_cleanup_str_ struct str group = STR_INIT;

	if (!session)
		return &sonde_error_no_memory;
	session->log = (struct runfile)RUNFILE_INIT;
	session->writer = dynevent_writer_init(NULL);
	TRY(sonde_strdup(place->tracing_dir, &session->tracing_dir));
	TRY(sonde_strdup(place->run_dir, &session->run_dir));
	session->writer.tracing_dir = session->tracing_dir;
	TRY(sonde_strdup(name, &session->record.name));
	session_group_of(name, &group);
	TRY(str_take(&group, &session->group));
	str_appendf(&instance, "%s/instances/sonde-%s", place->tracing_dir, name);
	TRY(str_take(&instance, &session->instance));
	*ret = take_ptr(session);
	return NULL;
}

/* The head of a new log: who begins it, and when. */
static struct sonde_error *write_head(struct session *session, const char *command)
{
	_cleanup_str_ struct str boot = STR_INIT;
	_cleanup_str_ struct str head = STR_INIT;
	struct session_record *record = &session->record;

	record->pid = getpid();
	record->since = time(NULL);
	TRY(session_process_start(record->pid, &record->process_start));
	TRY(sonde_strdup(command, &record->command));
	TRY(runfile_boot_id(&boot));
	TRY(session_log_head(record, str_text(&boot), &head));
	TRY(session_log_add(session, str_text(&head)));
	record->is_valid = true;
	return NULL;
}

static struct sonde_error *taken(const struct session *session, const char *path)
{
	struct sonde_error *error = sonde_error_new(SONDE_ERROR_EXISTS,
						    "%s is there already, and no session's.", path);

	return sonde_error_hint(error, "Give the session another name than '%s', or remove it.",
				session->record.name);
}

/* What has the session's names but is not of it must not be undone with it. */
static struct sonde_error *check_free(const struct session *session)
{
	_cleanup_str_ struct str events = STR_INIT;

	str_appendf(&events, "%s/events/%s", session->tracing_dir, session->group);
	TRY(str_check(&events));
	if (file_exists(session->instance))
		return taken(session, session->instance);
	return file_exists(str_text(&events)) ? taken(session, str_text(&events)) : NULL;
}

static struct sonde_error *make_instance(struct session *session)
{
	TRY(check_free(session));
	TRY(session_log_add(session, SESSION_LOG_INSTANCE));
	if (mkdir(session->instance, 0750) < 0) {
		if (errno == EEXIST)
			return taken(session, session->instance);
		return tracing_hint(
			sonde_error_os(errno, "Cannot make the instance %s", session->instance));
	}
	session->record.has_instance = true;
	return NULL;
}

static struct sonde_error *exists(const struct session_info *info)
{
	struct sonde_error *error = sonde_error_new(
		SONDE_ERROR_EXISTS, "There is a session '%s' already, begun by process %ld: %s",
		info->name, (long)info->pid, info->command);

	return sonde_error_hint(error,
				"Give the new one another name, or end that one: sonde "
				"session stop %s",
				info->name);
}

/*
 * Names that differ may have one group. Both sessions have their logs before either looks, so that
 * two that begin at once do not both go on.
 */
static struct sonde_error *check_others(const struct session_place *place,
					const struct session *session)
{
	_cleanup_session_infos_ struct session_infos infos = VEC_INIT;

	TRY(session_list(place, &infos));
	vec_for_each(&infos, info) {
		_cleanup_str_ struct str group = STR_INIT;

		session_group_of(info->name, &group);
		TRY(str_check(&group));
		if (strcmp(info->name, session->record.name) != 0 &&
		    strcmp(str_text(&group), session->group) == 0)
			return exists(info);
	}
	return NULL;
}

/* Who has the name. */
static struct sonde_error *say_who(const struct session_place *place, const char *name,
				   struct sonde_error *reason)
{
	_cleanup_error_ struct sonde_error *error = reason;
	_cleanup_session_infos_ struct session_infos infos = VEC_INIT;

	TRY(session_list(place, &infos));
	vec_for_each(&infos, info) {
		if (strcmp(info->name, name) == 0 && !info->problem)
			return exists(info);
	}
	return take_ptr(error);
}

static struct sonde_error *make_log(const struct session_place *place, struct session *session)
{
	const char *name = session->record.name;
	_cleanup_str_ struct str file = STR_INIT;
	struct sonde_error *error;

	str_appendf(&file, SESSION_LOG_PREFIX "%s", name);
	TRY(str_check(&file));
	TRY(runfile_make_dir(place->run_dir));
	error = runfile_make_named(place->run_dir, str_text(&file), &session->log);
	if (error && error->kind == SONDE_ERROR_EXISTS)
		return say_who(place, name, error);
	return error;
}

struct sonde_error *session_begin(const struct session_place *place, const char *name,
				  const char *command, struct notes *notes, struct session **ret)
{
	_cleanup_session_ struct session *session = NULL;
	_cleanup_notes_ struct notes unread = NOTES_INIT;
	_cleanup_str_ struct str own_name = STR_INIT;
	struct sonde_error *error;

	session_default_name(&own_name);
	TRY(str_check(&own_name));
	name = name ? name : str_text(&own_name);
	TRY(session_check_name(name));
	TRY(session_create(place, name, &session));
	notes = notes ? notes : &unread;
	TRY(session_collect(place, false, notes, notes));
	TRY(make_log(place, session));
	error = write_head(session, command);
	if (!error)
		error = check_others(place, session);
	if (!error)
		error = make_instance(session);
	if (error) {
		/* Nothing was made. */
		runfile_remove(&session->log);
		return error;
	}
	*ret = take_ptr(session);
	return NULL;
}

struct sonde_error *session_keep(struct session *session)
{
	TRY(session_log_add(session, SESSION_LOG_KEPT));
	session->record.is_kept = true;
	close_hists(session);
	runfile_close(&session->log);
	return NULL;
}

/* Without it all is undone too, only slower. */
static struct sonde_error *make_fast(const struct session_ending *ending, struct expedite *expedite)
{
	_cleanup_error_ struct sonde_error *error = NULL;

	if (!ending || !ending->expedite)
		return NULL;
	error = expedite_begin(ending->expedite, expedite);
	if (!error || !ending->notes)
		return NULL;
	return notes_add(ending->notes, NOTE_CHANGED, "%s", error->message);
}

struct sonde_error *session_end(struct session *session, const struct session_ending *ending)
{
	_cleanup_signals_ struct signals held = signals_hold();
	struct expedite expedite = EXPEDITE_INIT;
	struct sonde_error *error, *slow;

	close_hists(session);
	/* A session that was kept is not any more, whatever happens from now on. If that cannot be
	 * written (the disk is full), it is undone nevertheless; one that is killed just then is
	 * taken for kept, and can be ended once more. */
	if (session->record.is_kept)
		sonde_error_destroy(session_log_add(session, SESSION_LOG_ENDING));
	error = make_fast(ending, &expedite);
	sonde_error_destroy(error);
	error = session_undo(session, ending);
	slow = expedite_end(&expedite);
	if (error)
		runfile_close(&session->log);
	else
		runfile_remove(&session->log);
	if (!error)
		return slow;
	sonde_error_destroy(slow);
	return error;
}
