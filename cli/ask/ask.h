/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * hist, latency, count and stacks: from their options to a measurement (cli/measure/measure.h).
 *
 *     options --ask_begin()--> what is meant, what its kernel can do
 *             --ask_add()--> events of definitions (cli/ask/names.h, cli/ask/plan.h)
 *                        and events that are there (cli/ask/existing.h)
 *             --ask_run()--> the setup: run, printed, or only kept in the cache
 */
#ifndef CLI_ASK_ASK_H
#define CLI_ASK_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/ask/options.h"
#include "cli/cached/pending.h"
#include "cli/measure/measure.h"
#include "cli/plan/names.h"
#include "cli/plan/verdict.h"
#include "cli/target/live.h"
#include "cli/target/running.h"
#include "cli/target/target.h"
#include "hist/question.h"
#include "tracefs/feature.h"

struct cached_filters;

/** One run of a command. To be zeroed but for `context`, `command` and `options`. */
struct asking {
	const struct context *context;
	const struct command *command;
	const struct ask_options *options;
	/** What definitions are of; empty if there are none. */
	struct target target;
	/** There are definitions, and `target` is settled. */
	bool has_target;
	/** The running kernel is asked, and can be written to. */
	bool is_live;
	/** With --cache: what is meant does not run here, so that nothing is measured. */
	bool is_elsewhere;
	struct live live;
	/** Why it could not be asked where that is no error, or NULL. Owned. */
	char *no_live;
	/** Of the kernel that is meant; none where they are not known. */
	struct features features;
	/** Nothing: the group of a session has no events yet. */
	struct names names;
	struct running_symbols symbols;
	struct verdicts verdicts;
	/** Inlined copies will not be used: they need not be looked for. */
	bool calls_only;
	/** With --cache: what is kept at the end. */
	struct pending pending;
	/** The group of the session's probes. Owned. */
	char *group;
	/** Its texts are those of the options, or the command's own. */
	struct hist_question question;
	/** Names that the question uses, and definitions may have to fetch. */
	struct hist_needs needs;
	/** For each event of the question, what its arguments are like; NULL if it is there. Owned.
	 */
	VEC(char *) likenesses;
	/** The texts of the definitions as they were planned. Owned. */
	VEC(char *) defined;
	/** What words mean that are cached with filters; NULL where nobody asks. Owned. */
	struct cached_filters *cached;
	struct measure measure;
};

/** Free what it holds. */
void asking_deinit(struct asking *asking);

/** A `struct asking` that is released at the end of its scope. */
#define _cleanup_asking_ _cleanup_(asking_deinit)

/** What a command asks for that its options do not say. */
struct ask_topic {
	enum hist_ask ask;
	/** What rows are counted by, where that is not `options->by`; or NULL. Static. */
	const char *by;
	/** Fills `needs`, where it is no histogram that is asked for; else NULL. */
	struct sonde_error *(*needs)(struct asking *asking);
};

/**
 * Settle what is meant, and what its kernel can do; make the group, and fill the question from the
 * options, but for its events.
 */
struct sonde_error *ask_begin(struct asking *asking, const struct ask_topic *topic);

/** Whether a word names an event that is there: `sched:sched_switch`, and no marker of -x. */
bool ask_is_existing(const struct asking *asking, const char *word);

/**
 * Make events of a word: of a definition, as the names that the question needs everywhere make it,
 * or the event that it names.
 *
 * @param name of a new event; NULL: as of the definition
 */
struct sonde_error *ask_add(struct asking *asking, const char *word, const char *name);

/** ask_add() all words of the command line, under the names of their definitions. */
struct sonde_error *ask_add_words(struct asking *asking);

/** A command of these. */
struct ask_command {
	const struct command *command;
	/** USAGE if the options make no sense for it. */
	struct sonde_error *(*check)(const struct ask_options *options);
	/** ask_begin(), and the events of the question. */
	struct sonde_error *(*ask)(struct asking *asking);
	/** See struct ask_reader. */
	size_t max_probes;
	/** What is done with the events of the question; NULL: they are measured. */
	enum exit_status (*carry_out)(struct asking *asking);
	/** Words can mean what is cached with a filter. */
	bool takes_cached;
};

/** Keep in the cache what waits for that, if --cache was given. */
struct sonde_error *ask_keep_cached(struct asking *asking);

/** USAGE if a word was given twice. */
struct sonde_error *ask_check_words(const struct asking *asking);

/** Print what was left out while definitions became events. */
struct sonde_error *ask_print_notes(struct asking *asking);

/**
 * As `run` of a command. When it has asked, the setup is made; what is to be kept in the cache is;
 * and it is run, or printed, as the options say.
 *
 * @param argv ended by NULL; argv[0] is the command's name
 */
enum exit_status ask_run(const struct context *context, const struct ask_command *asked,
			 char **argv);

#endif /* CLI_ASK_ASK_H */
