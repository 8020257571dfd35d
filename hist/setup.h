/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What has to be written into the kernel's tracing files, in this order, so that a question is
 * answered, and where the answer is read then. Pure text: nothing is written here.
 */
#ifndef HIST_SETUP_H
#define HIST_SETUP_H

#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "hist/layout.h"
#include "hist/question.h"

/** Into which file a text is to be written, appended to what is there. */
enum hist_write_kind {
	/** `kprobe_events` of the top instance. */
	HIST_WRITE_KPROBE,
	/** `uprobe_events` of the top instance. */
	HIST_WRITE_UPROBE,
	/** `dynamic_events` of the top instance: `s:NAME TYPE FIELD; ...`. */
	HIST_WRITE_SYNTHETIC,
	/** `events/SYSTEM/EVENT/trigger` of the session's instance. */
	HIST_WRITE_TRIGGER,
};

struct hist_write {
	enum hist_write_kind kind;
	/** The event that it makes, or of a TRIGGER, that it is at. Owned. */
	char *system, *event;
	/** What is written, without a newline. Owned. */
	char *text;
	/**
	 * What undoes it, into the same file, once all later ones are undone: `-:SYSTEM/EVENT`, or
	 * the trigger's whole text behind a `!`. Of several probes of one event the first has that
	 * of the event, the others have NULL. Owned.
	 */
	char *undo;
};

/** A file to be read: `events/SYSTEM/EVENT/hist` of the session's instance. */
struct hist_source {
	/** Owned. */
	char *system, *event;
	/** Which of the hists in the file, from 0. */
	size_t position;
	struct hist_layout layout;
};

struct hist_setup {
	VEC(struct hist_write) writes;
	/** At least one. Their columns are the same; their tables become one. */
	VEC(struct hist_source) sources;
	/**
	 * LATENCY: files in which starts are kept until their ends come, and that are not to be
	 * shown. What their totals call Dropped are starts, and ends, that found no room: hits that
	 * are missing. Their layouts are empty.
	 */
	VEC(struct hist_source) pairings;
};

/** A setup of nothing yet. */
#define HIST_SETUP_INIT \
	{               \
		0       \
	}

/** Free what they hold. */
void hist_write_deinit(struct hist_write *write);
void hist_source_deinit(struct hist_source *source);

/** Such variables that are released at the end of their scope. */
#define _cleanup_hist_write_  _cleanup_(hist_write_deinit)
#define _cleanup_hist_source_ _cleanup_(hist_source_deinit)

/** Free what it holds and make it empty. */
void hist_setup_deinit(struct hist_setup *setup);

/** A `struct hist_setup` that is released at the end of its scope. */
#define _cleanup_hist_setup_ _cleanup_(hist_setup_deinit)

/**
 * Make the texts that answer @p question. Every name, shape, filter and limit is checked: what
 * the kernel refuses nevertheless is not known of here.
 *
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX with the column in the word that is wrong, NOT_FOUND of a name that no event has,
 *         UNAVAILABLE where the kernel cannot count by something, UNSUPPORTED where this kernel
 * cannot
 */
struct sonde_error *hist_setup_make(const struct hist_question *question, struct hist_setup *ret);

#endif /* HIST_SETUP_H */
