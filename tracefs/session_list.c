/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "tracefs/dir.h"
#include "tracefs/session.h"
#include "tracefs/session_own.h"

/* For a log that somebody looks at. */
#define ATTEMPTS 5
#define PAUSE_NS 10000000

static void info_deinit(struct session_info *info)
{
	free(info->name);
	free(info->command);
	session_texts_deinit(&info->events);
	free(info->problem);
	*info = (struct session_info){0};
}

void session_infos_deinit(struct session_infos *infos)
{
	vec_for_each(infos, info)
		info_deinit(info);
	vec_deinit(infos);
}

void session_log_path(const char *run_dir, const char *name, struct str *out)
{
	str_appendf(out, "%s/" SESSION_LOG_PREFIX "%s", run_dir, name);
}

/* The text of an open file that nobody else could have written. */
static struct sonde_error *parse_file(const char *path, const struct str *text,
				      struct session_record *ret)
{
	const char *name = strrchr(path, '/') + 1 + strlen(SESSION_LOG_PREFIX);
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str boot = STR_INIT;

	TRY(runfile_boot_id(&boot));
	error = session_log_parse(str_text(text), text->size, name, str_text(&boot), ret);
	if (!error || error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s is no log of a session: %s Remove the file.",
			       path, error->message);
}

struct sonde_error *session_log_read(const char *path, struct session_record *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_close_ int fd = -1;
	struct stat status;

	/* Whatever it is, opening it must not wait. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &status) < 0)
		return sonde_error_os(errno, "Cannot read %s", path);
	if (!S_ISREG(status.st_mode))
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s is no file. Remove it.", path);
	TRY(runfile_check_owner(path, &status));
	TRY(file_read_open(fd, path, SESSION_LOG_LIMIT, &text));
	return parse_file(path, &text, ret);
}

/* Those who only look share their lock. */
struct sonde_error *session_log_is_held(const char *path, bool *ret)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return sonde_error_os(errno, "Cannot read %s", path);
	*ret = flock(fd, LOCK_SH | LOCK_NB) < 0;
	return NULL;
}

static struct sonde_error *take_events(const struct session_record *record,
				       struct session_texts *events)
{
	vec_for_each(&record->entries, entry) {
		_cleanup_str_ struct str text = STR_INIT;
		_cleanup_free_ char *event = NULL;
		bool is_there = false;

		str_appendf(&text, "%s:%s", entry->system, entry->event);
		TRY(str_take(&text, &event));
		vec_for_each(events, other)
			is_there |= strcmp(*other, event) == 0;
		if (is_there)
			continue;
		TRY(vec_push(events, event));
		event = NULL;
	}
	return NULL;
}

static struct sonde_error *read_info(const char *path, struct session_info *info, bool *is_valid)
{
	_cleanup_session_record_ struct session_record record = {0};
	bool held = false;

	TRY(session_log_read(path, &record));
	*is_valid = record.is_valid;
	if (!record.is_valid)
		return NULL;
	TRY(session_log_is_held(path, &held));
	info->state = held ? SESSION_RUNNING : record.is_kept ? SESSION_KEPT : SESSION_DEAD;
	info->pid = record.pid;
	info->process_start = record.process_start;
	info->since = record.since;
	free(info->command);
	info->command = take_ptr(record.command);
	return take_events(&record, &info->events);
}

/* One file; one that went meanwhile, or is of another boot, is none. */
static struct sonde_error *add_info(const char *path, const char *name, struct session_infos *infos)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_(info_deinit) struct session_info info = {.state = SESSION_DEAD};
	bool is_valid = true;

	TRY(sonde_strdup(name, &info.name));
	TRY(sonde_strdup("", &info.command));
	error = read_info(path, &info, &is_valid);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	if (!is_valid || (error && error->kind == SONDE_ERROR_NOT_FOUND))
		return NULL;
	if (error)
		TRY(sonde_strdup(error->message, &info.problem));
	TRY(vec_push(infos, info));
	info = (struct session_info){0};
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

struct sonde_error *session_log_names(const char *run_dir, struct session_texts *ret)
{
	_cleanup_(session_texts_deinit) struct session_texts names = VEC_INIT;
	_cleanup_closedir_ DIR *dir = opendir(run_dir);
	struct dirent *entry;

	if (!dir && errno != ENOENT)
		return tracing_hint(sonde_error_os(errno, "Cannot read %s", run_dir));
	if (dir)
		TRY(runfile_check_dir(run_dir));
	while (dir && (entry = readdir(dir))) {
		_cleanup_free_ char *name = NULL;

		if (strncmp(entry->d_name, SESSION_LOG_PREFIX, strlen(SESSION_LOG_PREFIX)) != 0)
			continue;
		TRY(sonde_strdup(entry->d_name + strlen(SESSION_LOG_PREFIX), &name));
		TRY(vec_push(&names, name));
		name = NULL;
	}
	if (names.size)
		qsort(names.data, names.size, sizeof(*names.data), by_name);
	*ret = names;
	names = (struct session_texts)VEC_INIT;
	return NULL;
}

struct sonde_error *session_list(const struct session_place *place, struct session_infos *ret)
{
	_cleanup_session_infos_ struct session_infos infos = VEC_INIT;
	_cleanup_(session_texts_deinit) struct session_texts names = VEC_INIT;

	TRY(session_log_names(place->run_dir, &names));
	vec_for_each(&names, name) {
		_cleanup_str_ struct str path = STR_INIT;

		session_log_path(place->run_dir, *name, &path);
		TRY(str_check(&path));
		TRY(add_info(str_text(&path), *name, &infos));
	}
	*ret = infos;
	infos = (struct session_infos)VEC_INIT;
	return NULL;
}

static struct sonde_error *path_of(const struct session_place *place, const char *name,
				   struct str *out)
{
	TRY(session_check_name(name));
	session_log_path(place->run_dir, name, out);
	return str_check(out);
}

static struct sonde_error *no_session(const char *name)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_NOT_FOUND, "There is no session '%s'.", name),
		"'sonde session list' shows those that there are.");
}

/* Give the session what its log says. */
static struct sonde_error *take_record(struct session *session, const char *path)
{
	struct session_record record = {0};

	TRY(session_log_read(path, &record));
	if (!record.is_valid) {
		session_record_deinit(&record);
		return no_session(session->record.name);
	}
	session_record_deinit(&session->record);
	session->record = record;
	return NULL;
}

struct sonde_error *session_look(const struct session_place *place, const char *name,
				 struct session **ret)
{
	_cleanup_session_ struct session *session = NULL;
	_cleanup_str_ struct str path = STR_INIT;
	struct sonde_error *error;

	TRY(path_of(place, name, &path));
	error = runfile_check_dir(place->run_dir);
	if (!error) {
		TRY(session_create(place, name, &session));
		error = take_record(session, str_text(&path));
	}
	if (error && error->kind == SONDE_ERROR_NOT_FOUND) {
		sonde_error_destroy(error);
		return no_session(name);
	}
	TRY(error);
	*ret = take_ptr(session);
	return NULL;
}

/* Who only looks has the lock for a moment as well. */
static struct sonde_error *take_log(const char *path, struct runfile *ret)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};

	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		TRY(runfile_take(path, ret));
		if (ret->fd >= 0 || !file_exists(path))
			return NULL;
		nanosleep(&pause, NULL);
	}
	return NULL;
}

struct sonde_error *session_take(const struct session_place *place, const char *name,
				 struct session **ret)
{
	_cleanup_session_ struct session *session = NULL;
	_cleanup_str_ struct str path = STR_INIT;

	TRY(path_of(place, name, &path));
	TRY(session_create(place, name, &session));
	TRY(take_log(str_text(&path), &session->log));
	if (session->log.fd >= 0)
		TRY(take_record(session, str_text(&path)));
	*ret = take_ptr(session);
	return NULL;
}

struct sonde_error *session_open(const struct session_place *place, const char *name,
				 struct session **ret)
{
	_cleanup_session_ struct session *session = NULL;

	/* What is not there at all is said first. */
	TRY(session_look(place, name, &session));
	session_destroy(take_ptr(session));
	TRY(session_take(place, name, &session));
	if (session->log.fd < 0)
		return sonde_error_new(SONDE_ERROR_EXISTS, "The session '%s' is running.", name);
	*ret = take_ptr(session);
	return NULL;
}
