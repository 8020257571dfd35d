/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the files of a session share among themselves; others include session.h.
 */
#ifndef TRACEFS_SESSION_OWN_H
#define TRACEFS_SESSION_OWN_H

#include "base/notes.h"
#include "tracefs/runfile.h"
#include "tracefs/session.h"
#include "tracefs/session_log.h"
#include "tracefs/writer.h"

/** A `hist` file that stays open. */
struct session_hist {
	/** Path, owned. */
	char *path;
	int fd;
	/** It was read since it is open. */
	bool is_read;
};

struct session {
	/** Copies of the place, owned. */
	char *tracing_dir, *run_dir;
	/** The log, locked; without a file (fd -1) if the session is only looked at, or done with.
	 */
	struct runfile log;
	/** What the log says. */
	struct session_record record;
	/** Owned. */
	char *group, *instance;
	/** For kprobe_events and uprobe_events. */
	struct dynevent_writer writer;
	VEC(struct session_hist) hists;
};

/** The hint that goes with what stays. */
#define SESSION_TRY_AGAIN "'sonde session gc' tries again."

/**
 * A session of this place and name with an empty record.
 *
 * @param ret the caller destroys it
 */
struct sonde_error *session_create(const struct session_place *place, const char *name,
				   struct session **ret);

/**
 * Read a log, whoever has its lock.
 *
 * @param path its path; what stands behind the last `session-` is the name
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND if there is none; PERMISSION if somebody else could have written it; FORMAT if
 *         it is no log of a session
 */
struct sonde_error *session_log_read(const char *path, struct session_record *ret);

/** Append the path of the log of this name. */
void session_log_path(const char *run_dir, const char *name, struct str *out);

/**
 * The names of all logs that there are, sorted; a name can be anything.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *session_log_names(const char *run_dir, struct session_texts *ret);

/** Whether the process that made the log @p path still has its lock. */
struct sonde_error *session_log_is_held(const char *path, bool *ret);

/**
 * Lock and read a log whose process is gone.
 *
 * @param ret the caller destroys it; its log has no file (fd -1) if the process lives
 * @return NOT_FOUND if there is none; besides, as session_log_read()
 */
struct sonde_error *session_take(const struct session_place *place, const char *name,
				 struct session **ret);

/** Append lines to the log and wait until they are on the disk; all of them or none. */
struct sonde_error *session_log_add(struct session *session, const char *lines);

/**
 * Tell the log of a write, before it is done.
 *
 * @param entry goes to the record of the session, and is empty afterwards; on failure it stays
 */
struct sonde_error *session_log_write(struct session *session, struct session_entry *entry);

/** Write a line into a file that is opened for it alone; the error is refusal_explain()'s. */
struct sonde_error *session_write_line(const char *dir, const char *file, const char *text);

/** The error of session_write() for what the kernel has taken but does not show. */
struct sonde_error *session_not_done(const char *what, const char *text)
	__attribute__((returns_nonnull));

/** session_write() of SESSION_ENABLE. */
struct sonde_error *session_enable(struct session *session, const struct session_write *write);

/** session_write() of SESSION_FILTER. */
struct sonde_error *session_filter(struct session *session, const struct session_write *write);

/**
 * Undo what the record says, as session_end(), but for the log.
 *
 * @param ending its `step` is called; NULL is {0}
 * @return as session_end()
 */
struct sonde_error *session_undo(struct session *session, const struct session_ending *ending);

/** Append the path of an event of the session's instance, and `/` and @p file. */
void session_event_path(const struct session *session, const char *system, const char *event,
			const char *file, struct str *out);

/** Whether the event of an entry is there, in the top directory. */
struct sonde_error *session_event_is_there(const struct session *session,
					   const struct session_entry *entry, bool *ret);

#endif /* TRACEFS_SESSION_OWN_H */
