/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Completing a command line: what the word at the cursor can go on with. Who completes a kind of
 * word is handed a struct completion, and adds to it; nothing here writes a file, waits, or asks
 * servers for debuginfo.
 */
#ifndef CLI_COMPLETE_COMPLETE_H
#define CLI_COMPLETE_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/cmd.h"
#include "cli/opts.h"
#include "cli/target/options.h"
#include "image/elf.h"

/** More than anybody reads: a list that would be longer is not shown. */
#define COMPLETE_MOST 2000

/** What a word can be. */
struct complete_choice {
	/** The whole word. Owned. */
	char *word;
	/** What it is, in a few words; may be empty. Owned. */
	char *remark;
};

/** An option or word that stands on the line, not the one at the cursor. Borrowed. */
struct complete_given {
	/** NULL for a word that is no option. */
	const struct option_spec *option;
	/** NULL for an option without one. */
	const char *value;
};

struct completion {
	/** With the root of the cache that the line names. */
	struct context context;
	/** The command or verb; NULL before its name. */
	const struct command *command;
	/** What stands on the line beside the cursor, in order. */
	VEC(struct complete_given) given;
	/** How many of them stand before the cursor. */
	size_t before;
	/** Which option's value is at the cursor; NULL: none's. */
	const struct option_spec *option;
	/** What was typed of what is to be completed. Owned, with all that was read of it before.
	 */
	char *typed;
	/** The rest of `typed` that is to be completed. */
	const char *text;
	/** What stands before `typed` in the word, as `--via=`. Owned. */
	char *head;
	/** Bytes of `typed` that are no part of the word, but of those before it. */
	size_t elsewhere;
	/** What was found. */
	VEC(struct complete_choice) choices;
	/** More can follow behind the choices: the word does not end there. */
	bool goes_on;
	/** Names of files, folders, commands would do too: the shell knows them. */
	bool has_files, has_folders, has_commands;
	/** What the line means by -k, -m, -x. */
	struct target_options target;
	/** The image of that, see complete_image(). Owned. */
	struct image *image;
	bool image_searched;
};

/** Free what it holds. */
void completion_deinit(struct completion *completion);

/** A `struct completion` that is released at the end of its scope. */
#define _cleanup_completion_ _cleanup_(completion_deinit)

/** The first @p size bytes of `text` are settled: what is added from now on stands behind them. */
void completion_settle(struct completion *completion, size_t size);

/** How many bytes of the word at the cursor are. */
size_t completion_settled(const struct completion *completion);

/** Settle all up to the last of the characters @p ends that `text` has. */
void completion_settle_list(struct completion *completion, const char *ends);

/** Add a choice, if it begins with `text`. NO_MEMORY is the only error. */
struct sonde_error *completion_add(struct completion *completion, const char *word,
				   const char *remark);

/** The value of the option of this long name, the last one given; NULL for none. */
const char *completion_option(const struct completion *completion, const char *name);

/** Whether the option of this long name is on the line. */
bool completion_has(const struct completion *completion, const char *name);

/** Add what the line at the cursor can go on with (cli/complete/find.c). */
struct sonde_error *completion_find(struct completion *completion, char *const *words, size_t count,
				    size_t cursor);

/** Add what a word or value of one kind can go on with. */
typedef struct sonde_error *complete_fn(struct completion *completion);

/**
 * Who completes values that are called so in the tables: `FILE`, `DEF`, `a|b`.
 *
 * @param ret what to call; NULL for what only the person knows, as a number
 * @return false for a label that nobody knows
 */
bool complete_label_find(const char *label, complete_fn **ret);

/** Whether options whose values are called so can be given more than once. */
bool complete_label_repeats(const char *label);

/** Add each word of `a|b|c`. */
struct sonde_error *complete_list(struct completion *completion, const char *list);

/** A definition, or `@FILE` with some (cli/complete/def.c). */
complete_fn complete_definition;

/** The same, of several bare words; with --list an event, with --funcs a function. */
complete_fn complete_definition_words;

/** A definition, or `GROUP:EVENT` of any event. */
complete_fn complete_definition_or_event;

/** Where a probe is to be, or the place whose lines are meant: functions, source files, markers. */
complete_fn complete_point;

/** A function of complete_image(), else of the running kernel (cli/complete/functions.c). */
complete_fn complete_functions;

/** An event of sonde's probes, and any event at all (cli/complete/events.c). */
complete_fn complete_probe_event, complete_any_event;

/** What is in the cache: a glob of entries, an image's build id (cli/complete/cached.c). */
complete_fn complete_cached_glob, complete_build_id;

/** Of the image that is meant: a definition in the cache, the event of one. */
complete_fn complete_cached_definition, complete_cached_event;

/** The name that a condition ends with (cli/complete/names.c). */
complete_fn complete_expression;

/** `NAME.SHAPE` with commas between them, as `sonde hist` and `sonde trace` take them. */
complete_fn complete_keys, complete_columns;

/** Names of what the definitions on the line fetch, with commas or `=` between them. */
complete_fn complete_names;

/** A process, several with commas between them (cli/complete/system.c). */
complete_fn complete_process, complete_processes;

/** A module that is loaded, or a file; a session that runs. */
complete_fn complete_module, complete_session;

/** Add each of the names that an owner has: @p name gives them by position, and NULL behind them.
 */
struct sonde_error *complete_each(struct completion *completion,
				  const char *(*name)(size_t position));

/** Add the variables of the point of @p definition, and what else can be fetched everywhere. */
struct sonde_error *complete_variables(struct completion *completion, const char *definition);

/**
 * The image that the line means, opened once, with an index if one is kept or soon made; NULL where
 * none can be read. It is the completion's.
 */
struct image *complete_image(struct completion *completion);

#endif /* CLI_COMPLETE_COMPLETE_H */
