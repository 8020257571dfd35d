/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scan.h"
#include "tracefs/dir.h"
#include "tracefs/session.h"
#include "tracefs/session_own.h"

/* Some hundred bytes for each of 131072 entries, several times. */
#define HIST_LIMIT ((size_t)1 << 29)
#define LIST_LIMIT ((size_t)1 << 28)

/* Files that stay open; a process may have a thousand or so (RLIMIT_NOFILE). */
#define OPEN_LIMIT 200

/* How often the two lists of probes are read until they fit together. */
#define ATTEMPTS 5

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Make room for another file: the one that was opened first is closed. */
static void close_first(struct session *session)
{
	struct session_hist *first = session->hists.data;

	close(first->fd);
	free(first->path);
	session->hists.size--;
	memmove(first, first + 1, session->hists.size * sizeof(*first));
}

static struct sonde_error *open_hist(struct session *session, const char *path)
{
	struct session_hist hist = {.fd = open(path, O_RDONLY | O_CLOEXEC)};
	struct sonde_error *error;

	if (session->hists.size == OPEN_LIMIT)
		close_first(session);
	if (hist.fd < 0)
		return tracing_hint(sonde_error_os(errno, "Cannot read %s", path));
	error = sonde_strdup(path, &hist.path);
	if (!error)
		error = vec_push(&session->hists, hist);
	if (error) {
		free(hist.path);
		close(hist.fd);
	}
	return error;
}

/* The file of an event, open. Borrowed until the next call. */
static struct sonde_error *find_hist(struct session *session, const char *system, const char *event,
				     struct session_hist **ret)
{
	_cleanup_str_ struct str path = STR_INIT;

	session_event_path(session, system, event, "hist", &path);
	TRY(str_check(&path));
	for (int attempt = 0; attempt < 2; attempt++) {
		vec_for_each(&session->hists, hist) {
			if (strcmp(hist->path, str_text(&path)) != 0)
				continue;
			*ret = hist;
			return NULL;
		}
		TRY(open_hist(session, str_text(&path)));
	}
	return sonde_error_new(SONDE_ERROR_OS, "Cannot read %s", str_text(&path));
}

struct sonde_error *session_read_hist(struct session *session, const char *system,
				      const char *event, struct str *out, double *seconds)
{
	struct session_hist *hist = NULL;
	const double start = now();

	TRY(find_hist(session, system, event, &hist));
	if (lseek(hist->fd, 0, SEEK_SET) < 0)
		return sonde_error_os(errno, "Cannot read %s", hist->path);
	TRY(file_read_open(hist->fd, hist->path, HIST_LIMIT, out));
	hist->is_read = true;
	if (seconds)
		*seconds = now() - start;
	return NULL;
}

struct sonde_error *session_has_news(struct session *session, const char *system, const char *event,
				     bool *ret)
{
	struct session_hist *hist = NULL;
	struct pollfd entry = {.events = POLLIN};

	TRY(find_hist(session, system, event, &hist));
	entry.fd = hist->fd;
	/* Where it cannot be told, there may be some. */
	*ret = !hist->is_read || poll(&entry, 1, 0) != 0;
	return NULL;
}

/* How often probes were hit, and how often a hit could not be counted. */
struct profile {
	uint64_t hits, misses;
};

/* `  NAME   HITS   MISSES`, as probes_profile_seq_show() of trace_kprobe.c writes it. */
static bool parse_profile(struct scan *scan, size_t *name_size, const char **name,
			  struct profile *ret)
{
	scan_space(scan);
	*name = scan->at;
	*name_size = strcspn(scan->at, " \t\n");
	scan->at += *name_size;
	return scan_space(scan) && scan_u64(scan, &ret->hits) && scan_space(scan) &&
	       scan_u64(scan, &ret->misses);
}

/*
 * kprobe_profile names no groups, but has the probes of kprobe_events in the same order: both walk
 * one list. If they do not fit, somebody has changed it between the two.
 */
static bool add_profile(const char *group, const char *text, const struct dynevents *list,
			struct profile *ret)
{
	struct profile sum = {0};

	vec_for_each(list, probe) {
		struct scan scan = scan_text(text);
		struct profile one;
		const char *name;
		size_t size;

		if (probe->kind != DYNEVENT_KPROBE)
			continue;
		if (!parse_profile(&scan, &size, &name, &one) ||
		    strncmp(name, probe->event, size) != 0 || probe->event[size])
			return false;
		if (strcmp(probe->group, group) == 0) {
			sum.hits += one.hits;
			sum.misses += one.misses;
		}
		text = scan.at + strcspn(scan.at, "\n");
		text += *text == '\n';
	}
	if (*text)
		return false;
	*ret = sum;
	return true;
}

/* Of the session's probes of the kernel; untouched where the kernel does not tell. */
static struct sonde_error *read_profile(const struct session *session, struct profile *ret)
{
	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		_cleanup_dynevents_ struct dynevents list = VEC_INIT;
		_cleanup_error_ struct sonde_error *error = NULL;
		_cleanup_str_ struct str text = STR_INIT;

		/* Its numbers change all the time: only the names have to be those of the list. */
		error = tracing_read(session->tracing_dir, "kprobe_profile", LIST_LIMIT, &text);
		if (error && error->kind == SONDE_ERROR_NO_MEMORY)
			return take_ptr(error);
		if (error)
			break;
		TRY(dynevent_list(session->tracing_dir, &list));
		if (add_profile(session->group, str_text(&text), &list, ret))
			break;
	}
	return NULL;
}

struct sonde_error *session_misses(struct session *session, uint64_t *ret)
{
	struct profile profile = {.misses = SESSION_MISSES_UNKNOWN};

	TRY(read_profile(session, &profile));
	*ret = profile.misses;
	return NULL;
}

struct sonde_error *session_hits(struct session *session, uint64_t *ret)
{
	struct profile profile = {.hits = SESSION_MISSES_UNKNOWN};

	TRY(read_profile(session, &profile));
	*ret = profile.hits;
	return NULL;
}
