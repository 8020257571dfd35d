/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The parts of a setup, added one by one; for those who make one (hist/count.c, hist/pair.c).
 */
#ifndef HIST_PARTS_H
#define HIST_PARTS_H

#include "hist/filter.h"
#include "hist/filter_print.h"
#include "hist/setup.h"
#include "hist/spec.h"
#include "hist/trigger.h"

/** The words of a question, parsed. */
struct hist_words {
	struct hist_terms by, sum, match, worst;
	/** With the CPUs. */
	struct hist_filter filter;
};

/** No words. */
#define HIST_WORDS_INIT \
	{               \
		0       \
	}

/** Free what it holds. */
void hist_words_deinit(struct hist_words *words);

/** A `struct hist_words` that is released at the end of its scope. */
#define _cleanup_hist_words_ _cleanup_(hist_words_deinit)

/** Parse all words of @p question. @param ret initialised by this; the caller deinits it */
struct sonde_error *hist_words_parse(const struct hist_question *question, struct hist_words *ret);

/** A copy of the setup's parts so far, to which is added. Borrowed. */
struct hist_maker {
	const struct hist_question *question;
	const struct hist_words *words;
	struct hist_setup *setup;
};

/** Add the lines of all events' probes. */
struct sonde_error *hist_add_probes(struct hist_maker *maker);

/** Add a synthetic event @p name: @p fields as `u64 lat; char comm[]`. */
struct sonde_error *hist_add_synthetic(struct hist_maker *maker, const char *name,
				       const char *fields);

/** Add @p trigger at an event. */
struct sonde_error *hist_add_trigger(struct hist_maker *maker, const char *system,
				     const char *event, const struct hist_trigger *trigger);

/**
 * Add the file of the trigger that was added last: to be shown if there is a layout, which is empty
 * afterwards, else as a pairing.
 */
struct sonde_error *hist_add_source(struct hist_maker *maker, struct hist_layout *layout);

/** A setup that counts how often (HIST_ASK_TABLE). */
struct sonde_error *hist_count_make(struct hist_maker *maker);

/** A setup that measures how long (HIST_ASK_LATENCY). */
struct sonde_error *hist_pair_make(struct hist_maker *maker);

#endif /* HIST_PARTS_H */
