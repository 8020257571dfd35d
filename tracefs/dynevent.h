/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The kernel's probe events: listed, added, removed.
 *
 * The files are kprobe_events and uprobe_events of the tracing directory, see
 * Documentation/trace/kprobetrace.rst and uprobetracer.rst. They are only ever opened for
 * appending: opening one with truncation removes all events of everybody.
 *
 * `tracing_dir` is the path from tracing_dir_find(). What adds and removes takes a writer
 * (writer.h), one for all of a command.
 */
#ifndef TRACEFS_DYNEVENT_H
#define TRACEFS_DYNEVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/notes.h"
#include "base/vec.h"

struct dynevent_writer;

enum dynevent_kind {
	/** In kprobe_events. */
	DYNEVENT_KPROBE,
	/** In uprobe_events. */
	DYNEVENT_UPROBE,
	/** Not a kind: their number. */
	DYNEVENT_KINDS,
};

/** One probe as the kernel lists it. Several probes can share one event. */
struct dynevent {
	enum dynevent_kind kind;
	/** A return probe, `r`. */
	bool is_return;
	/** Group, owned. */
	char *group;
	/** Event name, owned. */
	char *event;
	/** The whole line without the newline, owned. */
	char *line;
};

/** Probes in the kernel's order, kprobes before uprobes. */
struct dynevents VEC_BODY(struct dynevent);

/** A line to be added: `p:GROUP/EVENT PLACE ARGS` as the kernel takes it, borrowed. */
struct dynevent_line {
	enum dynevent_kind kind;
	const char *line;
};

/** Free what @p event holds and make it empty. */
void dynevent_deinit(struct dynevent *event);

/** Free all events; the list is empty afterwards. */
void dynevents_deinit(struct dynevents *events);

/** Released at the end of their scope. */
#define _cleanup_dynevent_  _cleanup_(dynevent_deinit)
#define _cleanup_dynevents_ _cleanup_(dynevents_deinit)

/** The name of the file for @p kind, `kprobe_events` or `uprobe_events`. Static. */
const char *dynevent_file(enum dynevent_kind kind) __attribute__((returns_nonnull));

/**
 * Take apart one line, as listed by the kernel or as written to it.
 *
 * Only its beginning is looked at, `p:GROUP/EVENT PLACE` or `rN:GROUP/EVENT PLACE`; without a
 * group it is the kernel's own, `kprobes` or `uprobes`.
 *
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX for a line of another kind, or without a name or place
 */
struct sonde_error *dynevent_parse(enum dynevent_kind kind, const char *line, struct dynevent *ret);

/** Whether two probes share one event: same kind, group and event name. */
bool dynevent_same_event(const struct dynevent *a, const struct dynevent *b);

/** Whether the list has a probe of the same kind and line as @p wanted. */
bool dynevents_have_line(const struct dynevents *list, const struct dynevent *wanted);

/**
 * All kprobe and uprobe events of the kernel, from whomever. Lines that dynevent_parse() does
 * not understand are left out.
 *
 * @param ret initialised by this; the caller deinits it
 * @return UNSUPPORTED if the kernel has neither file, PERMISSION if this user may not read
 */
struct sonde_error *dynevent_list(const char *tracing_dir, struct dynevents *ret);

/**
 * Add one probe with one write.
 *
 * @return as errlog_explain() if the kernel refuses; SYNTAX for a line that the kernel would
 *         cut (4094 bytes, `#`, a newline); UNSUPPORTED if it has no file of this kind
 */
struct sonde_error *dynevent_add(struct dynevent_writer *writer, enum dynevent_kind kind,
				 const char *line);

/** An event of a list: the probes of one kind and name. */
struct dynevent_named {
	/** The first of its probes; borrowed from the list. */
	const struct dynevent *first;
	/** How many it has. */
	size_t count;
};

/** In the order of their first probes. */
struct dynevent_names VEC_BODY(struct dynevent_named);

/**
 * The events of a list, each once.
 *
 * @param ret initialised by this; the caller frees it with vec_deinit()
 */
struct sonde_error *dynevent_names(const struct dynevents *list, struct dynevent_names *ret);

/**
 * Remove an event and all probes that share it. The kernel refuses to remove one that is in use,
 * but not before it has removed all but one of its probes; so nothing is tried on an event of
 * several that is seen to be in use. Where only the kernel knows (perf, BPF), what it has removed
 * is put back.
 *
 * @param list all probes there are, or were when it was read
 * @param event of the list, see dynevent_names()
 * @return NOT_FOUND if there is none; REFUSED if it is in use (EBUSY): the hint says by whom
 */
struct sonde_error *dynevent_remove(struct dynevent_writer *writer, const struct dynevents *list,
				    const struct dynevent_named *event);

/** A definition: what is added as a whole. */
struct dynevent_addition {
	/** Its lines, in the order of writing; each must name its event. Borrowed. */
	const struct dynevent_line *lines;
	size_t count;
	/** The events are to be new: it is an error (EXISTS) if there is one of such a name. */
	bool is_new;
	/**
	 * The directory for a journal, see journal.h; NULL to keep none. None is kept either if
	 * one write is all there is to do.
	 */
	const char *journal_dir;
	/** Gets a remark if no journal can be kept; may be NULL. */
	struct notes *notes;
	/**
	 * What has to be done too once all lines are written; NULL if nothing has. If it fails,
	 * they are removed again, and its error is returned. No signal waits while it runs:
	 * one that ends the process leaves the removal to who reads the journal.
	 */
	struct sonde_error *(*finish)(void *data);
	/** For finish(). */
	void *data;
};

/**
 * Add all lines or none. If one is refused, what this call has added is removed again, newest
 * first: an event that is new by its name, of an event that was there before only the probes
 * that are new. Signals wait until that is done. If the process is killed nevertheless, the
 * journal tells the next one what it had in mind.
 *
 * @return as dynevent_add(), with `text` the line that was refused; EXISTS. If something could
 *         not be removed again, the last lines of the hint are what is left, and the journal
 *         stays.
 */
struct sonde_error *dynevent_add_all(struct dynevent_writer *writer,
				     const struct dynevent_addition *addition);

#endif /* TRACEFS_DYNEVENT_H */
