/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The undo log of a session, as text.
 *
 *     sonde session 1
 *     boot 6a9f1c0e-4c63-4a39-a1f4-9ce2d6ba4ea7
 *     name 1234
 *     pid 1234 890144
 *     since 1764000000
 *     command sonde latency vfs_read
 *     instance
 *     kprobe_events p:sonde_1234/vfs_read vfs_read
 *     uprobe_events p:sonde_1234/work /bin/app:0x1720
 *     synthetic s:sonde_1234_lat u64 lat
 *     trigger sonde_1234 vfs_read !hist:keys=common_pid:ts0=common_timestamp.usecs
 *     enable sched sched_switch
 *     note a text, where \n is a newline and \\ a backslash
 *     kept
 *     ending
 *
 * The first six lines are written at once, each of the others before what it tells of is done; a
 * last line without a newline tells of nothing. `kept` says that the session goes on without its
 * process, `ending` that this is over.
 *
 * What a log says is done as root. So it is only believed as far as it is about the session itself:
 * the file's name says which that is, and each line is held against it. Whatever a log has in it,
 * nothing but the instance `sonde-NAME`, events of the group `sonde_NAME` and synthetic events
 * whose names begin with `sonde_NAME_` can be undone by it.
 */
#ifndef TRACEFS_SESSION_LOG_H
#define TRACEFS_SESSION_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "tracefs/session.h"

/** How the files' names begin; NAME follows. */
#define SESSION_LOG_PREFIX "session-"

/** Bytes beyond which a file is no log. */
#define SESSION_LOG_LIMIT ((size_t)1 << 26)

/** One thing that was done, or was about to be. */
struct session_entry {
	/** A trigger's is SESSION_TRIGGER; there is none for the instance, and what goes with it.
	 */
	enum session_write_kind kind;
	/** The event's group: of a probe that of the session, of a synthetic event `synthetic`. */
	char *system;
	/** The event. */
	char *event;
	/** What was written; of a trigger what takes it away; of ENABLE "". */
	char *text;
};

/** In the order of writing. */
struct session_entries VEC_BODY(struct session_entry);

/** A log. All texts are owned. */
struct session_record {
	/** It has its first lines, and they are of this boot; if not, the rest is empty. */
	bool is_valid;
	char *name;
	/** The process that began it, and its start in clock ticks since boot. */
	pid_t pid;
	uint64_t process_start;
	/** Seconds since 1970. */
	int64_t since;
	char *command;
	/** The instance was, or was about to be, made. */
	bool has_instance;
	struct session_entries entries;
	struct session_texts notes;
	/** It goes on without its process. */
	bool is_kept;
	/** Bytes of whole lines: what comes behind was not written to its end. */
	size_t size;
};

/** Free what it holds and make it empty. */
void session_record_deinit(struct session_record *record);

/** A `struct session_record` that is released at the end of its scope. */
#define _cleanup_session_record_ _cleanup_(session_record_deinit)

/** Append the first lines of the log of @p record. */
struct sonde_error *session_log_head(const struct session_record *record, const char *boot_id,
				     struct str *out);

/** Append the line for @p entry. */
void session_log_entry(const struct session_entry *entry, struct str *out);

/** Append the line for a note. */
void session_log_note(const char *text, struct str *out);

/** The lines that have no more than a word. */
#define SESSION_LOG_INSTANCE "instance\n"
#define SESSION_LOG_KEPT     "kept\n"
#define SESSION_LOG_ENDING   "ending\n"

/**
 * Make the entry for a write of the session @p name, if it is one that a session may do.
 *
 * @param text of a trigger what takes it away, of ENABLE ""
 * @param ret initialised by this; the caller deinits it with session_entry_deinit()
 * @return SYNTAX if it is not
 */
struct sonde_error *session_entry_make(const char *name, const struct session_write *write,
				       const char *text, struct session_entry *ret);

/** Free what it holds and make it empty. */
void session_entry_deinit(struct session_entry *entry);

/** A `struct session_entry` that is released at the end of its scope. */
#define _cleanup_session_entry_ _cleanup_(session_entry_deinit)

/**
 * Parse the text of a log.
 *
 * @param name what the file's name says
 * @param boot_id of this boot
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX, with the number of the line in the message, if it is none, or has a line that a
 *         session of this name cannot have written
 */
struct sonde_error *session_log_parse(const char *text, size_t size, const char *name,
				      const char *boot_id, struct session_record *ret);

#endif /* TRACEFS_SESSION_LOG_H */
