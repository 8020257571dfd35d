/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/scan.h"
#include "tracefs/dir.h"
#include "tracefs/refusal.h"
#include "tracefs/session.h"
#include "tracefs/session_own.h"

/* Threads that are made while they are listed come into the next list. */
#define ATTEMPTS 20

#define LIST_LIMIT ((size_t)1 << 26)

/* set_event_pid takes thread ids. */
struct threads {
	/** Their ids as text. */
	struct map known;
	/** Those that are not written yet, with a blank behind each. */
	struct str new_ones;
};

static void threads_deinit(struct threads *threads)
{
	map_deinit(&threads->known);
	str_deinit(&threads->new_ones);
}

/* Take the threads that a process has now. */
static struct sonde_error *add_threads(pid_t pid, struct threads *threads)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_closedir_ DIR *dir = NULL;
	struct dirent *entry;

	str_appendf(&path, "/proc/%ld/task", (long)pid);
	TRY(str_check(&path));
	dir = opendir(str_text(&path));
	if (!dir && (errno == ENOENT || errno == ESRCH))
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "There is no process %ld.",
				       (long)pid);
	if (!dir)
		return sonde_error_os(errno, "Cannot read %s", str_text(&path));
	while ((entry = readdir(dir))) {
		if (*entry->d_name == '.' || map_has(&threads->known, entry->d_name))
			continue;
		TRY(map_put(&threads->known, entry->d_name, NULL));
		str_appendf(&threads->new_ones, "%s ", entry->d_name);
	}
	return str_check(&threads->new_ones);
}

static struct sonde_error *write_option(const char *dir, const char *file, const char *text)
{
	_cleanup_close_ int fd = -1;
	struct errlog none = VEC_INIT;
	int errnum = 0;

	TRY(tracing_open(dir, file, &fd));
	TRY(tracing_write(fd, text, &errnum));
	return errnum ? sonde_error_prefix(refusal_explain(dir, &none, text, errnum),
					   "%s/%s: ", dir, file)
		      : NULL;
}

/* Whether the kernel shows one of the threads: those that have ended are gone. */
static struct sonde_error *check_pids(const char *instance, const struct threads *threads)
{
	_cleanup_str_ struct str text = STR_INIT;

	TRY(tracing_read(instance, "set_event_pid", LIST_LIMIT, &text));
	for (const char *at = str_text(&text); *at;) {
		_cleanup_free_ char *pid = NULL;
		size_t size = strcspn(at, "\n");

		TRY(sonde_strndup(at, size, &pid));
		if (map_has(&threads->known, pid))
			return NULL;
		at += size + (at[size] == '\n');
	}
	return sonde_error_new(SONDE_ERROR_REFUSED,
			       "The kernel has taken the processes, but does not show them in "
			       "%s/set_event_pid. They may have ended.",
			       instance);
}

struct sonde_error *session_select_pids(struct session *session, const pid_t *pids, size_t count)
{
	_cleanup_(threads_deinit) struct threads threads = {.known = MAP_INIT};

	/* Before the list: what is made from then on by those that are in it comes into it too. */
	TRY(write_option(session->instance, "options/event-fork", "1"));
	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		str_truncate(&threads.new_ones, 0);
		for (size_t i = 0; i < count; i++)
			TRY(add_threads(pids[i], &threads));
		if (!threads.new_ones.size)
			break;
		TRY(write_option(session->instance, "set_event_pid", str_text(&threads.new_ones)));
	}
	return check_pids(session->instance, &threads);
}
