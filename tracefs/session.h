/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A private place in the kernel's tracing, and how all of it is taken away again.
 *
 * A session NAME owns, and nothing else of it is ever written to:
 *
 * - the instance `instances/sonde-NAME`, with a ring buffer, a clock, a choice of processes and
 *   triggers of its own (Documentation/trace/ftrace.rst, "Instances");
 * - the probe events of the group `sonde_NAME`, where `-` and `.` of NAME are `_`;
 * - the synthetic events whose names begin with `sonde_NAME_`;
 * - an undo log, `session-NAME` in a directory that nobody else can write (session_log.h).
 *
 * Each write is told to the log, and the log to the disk, before the kernel is told. So whatever
 * kills the process, the log has everything that has to be undone, and session_collect() undoes it.
 * The log is locked by flock() as long as the process lives, or is done with it.
 *
 *     TRY(session_begin(&place, NULL, "sonde latency vfs_read", &session));
 *     error = session_write(session, &(struct session_write){...});
 *     ...
 *     error = session_end(session, &(struct session_ending){.notes = &notes});
 *     session_destroy(session);
 *
 * Between the first and the last the caller catches SIGINT, SIGTERM and SIGHUP by a flag: a process
 * that dies of them leaves the session to session_collect().
 */
#ifndef TRACEFS_SESSION_H
#define TRACEFS_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/notes.h"
#include "base/str.h"
#include "base/vec.h"

struct expedite_place;

/** Bytes of a name at the most: the kernel's names of events and groups have 63
 * (MAX_EVENT_NAME_LEN in include/linux/trace_events.h), of which some go to prefix and suffix. */
#define SESSION_NAME_LIMIT ((size_t)40)

/** A session. It is not shared between threads. */
struct session;

/** Where sessions live; borrowed, and kept as long as a session of it. */
struct session_place {
	/** From tracing_dir_find(). */
	const char *tracing_dir;
	/** For the logs: RUNFILE_DIR. It is made with mode 0700 if it is not there. */
	const char *run_dir;
};

/**
 * Whether it can be the name of a session: letters, digits, `_`, `-` and `.`, a letter or digit
 * first, SESSION_NAME_LIMIT bytes at most.
 *
 * @return USAGE if not, with the reason
 */
struct sonde_error *session_check_name(const char *name);

/** Append the name of a session that is given none: the id of this process. */
void session_default_name(struct str *out);

/** Append the group of the session of this name, `sonde_NAME`: the beginning of its texts. */
void session_group_of(const char *name, struct str *out);

/**
 * Begin a session: its log and its instance are made. What a killed session of this name has left
 * is undone before.
 *
 * @param name NULL for session_default_name()
 * @param command what session_list() tells of it, as `sonde latency vfs_read`
 * @param notes gets a remark for what a killed session had left; may be NULL
 * @param ret the caller ends it with session_end() or session_keep(), and destroys it
 * @return session_check_name(); EXISTS if there is such a session, or one whose group is the same,
 *         or an instance or group of these names without a log; PERMISSION or OS if something
 *         cannot be made. Nothing is left then.
 */
struct sonde_error *session_begin(const struct session_place *place, const char *name,
				  const char *command, struct notes *notes, struct session **ret);

/**
 * Let go of it; NULL is fine. One that was neither ended nor kept is left as if this process had
 * been killed.
 */
void session_destroy(struct session *session);

/** Scope guard for a `struct session *`. */
static inline void session_destroyp(struct session **session)
{
	session_destroy(*session);
}
#define _cleanup_session_ _cleanup_(session_destroyp)

/** Its NAME. Borrowed. */
const char *session_name(const struct session *session) __attribute__((returns_nonnull));

/** The group of its probe events. Borrowed. */
const char *session_group(const struct session *session) __attribute__((returns_nonnull));

/** The path of its instance, without a slash at the end. Borrowed. */
const char *session_instance(const struct session *session) __attribute__((returns_nonnull));

/** What is written. */
enum session_write_kind {
	/** A line for kprobe_events, whose group is the session's. */
	SESSION_KPROBE,
	/** The same for uprobe_events. */
	SESSION_UPROBE,
	/** `s:NAME TYPE FIELD; ...` for dynamic_events, where NAME begins with the group and `_`.
	 */
	SESSION_SYNTHETIC,
	/** A trigger of an event, in the instance. */
	SESSION_TRIGGER,
	/** An event is switched on in the instance: it is recorded in its buffer. There is no text.
	 */
	SESSION_ENABLE,
	/** Which hits of an event are recorded there (Documentation/trace/events.rst, "Event
	 * filtering"). It has no say over triggers, nor over what perf and BPF see. To be written
	 * before the event is switched on. */
	SESSION_FILTER,
};

/** One write; all texts are borrowed, and have no newline. */
struct session_write {
	enum session_write_kind kind;
	/** Of a trigger, ENABLE and FILTER: the event's group, `sonde_1234`, `sched` or
	 * `synthetic`. */
	const char *system;
	/** Of those: the event. */
	const char *event;
	/** What is written; of ENABLE nothing. */
	const char *text;
	/** Of a trigger: what takes it away again, `!` and the trigger. */
	const char *undo;
};

/**
 * Write to the log what will be written, write it, and look whether it is there.
 *
 * @return as errlog_explain() if the kernel refuses: `text` is that of @p write, and `column` in
 * it; SYNTAX for a text that the kernel would cut; REFUSED if the kernel took it and it is not
 *         there; OS if the log cannot be written (then nothing else was). The session stays as it
 *         was.
 */
struct sonde_error *session_write(struct session *session, const struct session_write *write);

/**
 * Write a file of the instance that concerns nothing else, and goes with it: nothing is told to the
 * log. These are `trace_clock`, `buffer_size_kb`, `buffer_subbuf_size_kb`, `buffer_percent`,
 * `tracing_cpumask`, `tracing_on` and, of `options`, `overwrite`, `stacktrace` and
 * `userstacktrace`. A new instance has the options of the top directory, whatever somebody has set
 * them to. Other options of an instance, as `record-tgid`, change what is kept for all of tracing
 * (set_tracer_flag() in kernel/trace/trace.c).
 *
 * @param file below the instance, `options/stacktrace`
 * @return NOT_FOUND if this kernel has no such file; REFUSED if it does not take the text, or takes
 *         it without doing it; UNSUPPORTED for any other file
 */
struct sonde_error *session_set(struct session *session, const char *file, const char *text);

/**
 * Let only these processes count, with all threads that they have now, and what they will make:
 * set_event_pid and options/event-fork of the instance. The event's `filter` has no say over
 * triggers, this has. To be called before triggers are written.
 *
 * @return NOT_FOUND if one is not there (any more); REFUSED if the kernel took them and they are
 *         not there
 */
struct sonde_error *session_select_pids(struct session *session, const pid_t *pids, size_t count);

/**
 * Keep a text in the log, for who looks at the session later. Any text without a NUL will do.
 *
 * @return OS if the log cannot be written
 */
struct sonde_error *session_note(struct session *session, const char *text);

/** Texts, each owned. */
struct session_texts VEC_BODY(char *);

/** Free all; the list is empty afterwards. */
void session_texts_deinit(struct session_texts *texts);

/** The texts of session_note(), in their order. Borrowed. */
const struct session_texts *session_notes(const struct session *session)
	__attribute__((returns_nonnull));

/**
 * Append the `hist` file of an event of the instance: all hists of the event.
 *
 * The kernel makes the whole text in one go, under the lock of all events (hist_show() in
 * kernel/trace/trace_events_hist.c; single_open() in fs/seq_file.c): what is read is of one moment,
 * however many calls of read(2) it takes. But while it does not fit the buffer, the kernel begins
 * anew with twice the room. The file therefore stays open, because its buffer does as well: from
 * the second time on the text is made once. (Of very many files the last 200 stay open.)
 *
 * Meanwhile no event of the system can be changed. Who reads again and again should wait a multiple
 * of what it took.
 *
 * @param seconds gets how long it took; may be NULL
 * @return NOT_FOUND if the kernel has no such file
 */
struct sonde_error *session_read_hist(struct session *session, const char *system,
				      const char *event, struct str *out, double *seconds);

/**
 * Whether the hists of the event may have counted something since the last session_read_hist() of
 * it. A kernel that cannot tell (poll(2) of such a file says yes at all times) has it always true.
 */
struct sonde_error *session_has_news(struct session *session, const char *system, const char *event,
				     bool *ret);

/** What session_misses() gives where the kernel does not tell. */
#define SESSION_MISSES_UNKNOWN UINT64_MAX

/**
 * How often probes of the session were not counted because the kernel was in one already, or had no
 * place for one more return (kprobe_profile). Probes of programs miss nothing.
 */
struct sonde_error *session_misses(struct session *session, uint64_t *ret);

/**
 * How often probes of the kernel of the session were hit, by whomever, counted or not;
 * SESSION_MISSES_UNKNOWN as of session_misses(). Probes of programs are not among them.
 */
struct sonde_error *session_hits(struct session *session, uint64_t *ret);

/**
 * Leave it as it is: it goes on without this process, until somebody stops it. Its log says so.
 * @p session can only be destroyed then.
 */
struct sonde_error *session_keep(struct session *session);

/** How a session is ended. {0} is fine. */
struct session_ending {
	/** Make the kernel's waits short meanwhile (expedite.h); NULL: let it wait. */
	const struct expedite_place *expedite;
	/** Gets a remark if the waits cannot be made short; may be NULL. */
	struct notes *notes;
	/**
	 * Called before the first probe is removed and behind each of them, as the kernel waits
	 * for each: @p done of @p count were tried. What could not be removed is tried anew, and
	 * counted anew from 0. May be NULL.
	 */
	void (*step)(void *data, size_t done, size_t count);
	void *data;
};

/**
 * Undo all, newest first, and look whether it is gone: triggers, the instance, synthetic events,
 * probes. The log goes last. Signals wait meanwhile. @p session can only be destroyed then.
 *
 * @param ending NULL is {0}
 * @return REFUSED if something stays, because it is in use: the message names it, and the hint says
 *         by whom, as far as that is known. The log stays then, so that session_collect() tries
 *         again.
 */
struct sonde_error *session_end(struct session *session, const struct session_ending *ending);

/** How a session is. */
enum session_state {
	/** Its process lives. */
	SESSION_RUNNING,
	/** It was left to go on. */
	SESSION_KEPT,
	/** Its process was killed, or could not undo all: session_collect() will. */
	SESSION_DEAD,
};

/** What is known of a session without taking it. All texts are owned. */
struct session_info {
	char *name;
	/** "" where the log does not say. */
	char *command;
	enum session_state state;
	/** Who began it. */
	pid_t pid;
	/** Start of that process in clock ticks since boot (proc(5), stat, 22nd field). */
	uint64_t process_start;
	/** When it was begun, in seconds since 1970. */
	int64_t since;
	/** Its events, `GROUP:EVENT`, in the order of writing. */
	struct session_texts events;
	/** Why the log cannot be used; the rest may be missing then. NULL if it can. */
	char *problem;
};

/** In the order of their names. */
struct session_infos VEC_BODY(struct session_info);

/** Free all; the list is empty afterwards. */
void session_infos_deinit(struct session_infos *infos);
#define _cleanup_session_infos_ _cleanup_(session_infos_deinit)

/**
 * All sessions of this boot. No directory is no session.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *session_list(const struct session_place *place, struct session_infos *ret);

/**
 * Look at a session that runs or was kept, without taking it: its notes, hists and misses can be
 * read; it can be neither written nor ended.
 *
 * @param ret the caller destroys it
 * @return NOT_FOUND if there is none
 */
struct sonde_error *session_look(const struct session_place *place, const char *name,
				 struct session **ret);

/**
 * Take over a session that was kept or is dead, to end it (or to keep it again).
 *
 * @param ret the caller ends and destroys it
 * @return NOT_FOUND if there is none; EXISTS if its process lives
 */
struct sonde_error *session_open(const struct session_place *place, const char *name,
				 struct session **ret);

/**
 * Undo what dead sessions have left. Those that run or were kept stay.
 *
 * @param only_look undo nothing, only say what is left
 * @param notes gets a remark (NOTE_CHANGED) for each that was undone; with @p only_look, for each
 *        that is left
 * @param problems the same for all that stays, and for files that are not used; may be @p notes
 * @return NO_MEMORY only; everything else is a remark
 */
struct sonde_error *session_collect(const struct session_place *place, bool only_look,
				    struct notes *notes, struct notes *problems);

#endif /* TRACEFS_SESSION_H */
