/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which builds and entries of the cache a verb is about: its options and words, and what they pick.
 */
#ifndef CLI_CACHE_PICK_H
#define CLI_CACHE_PICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "cache/format.h"
#include "cache/summary.h"
#include "cli/cmd.h"

/** Ids of the options; a verb's own are smaller. */
enum cache_pick_id {
	CACHE_PICK_BUILD_ID = COMMAND_HELP_ID - 10,
	CACHE_PICK_VMLINUX,
	CACHE_PICK_MODULE,
	CACHE_PICK_PROGRAM,
};

/** Their rows in the table of options of a verb. */
#define CACHE_PICK_SPECS                                                          \
	{CACHE_PICK_BUILD_ID,                                                     \
	 0,                                                                       \
	 "build-id",                                                              \
	 "ID",                                                                    \
	 false,                                                                   \
	 "only this build; its first digits will do"},                            \
		{CACHE_PICK_VMLINUX,                                              \
		 'k',                                                             \
		 "vmlinux",                                                       \
		 "FILE",                                                          \
		 false,                                                           \
		 "only the build of this kernel's image"},                        \
		{CACHE_PICK_MODULE,                                               \
		 'm',                                                             \
		 "module",                                                        \
		 "NAME|PATH",                                                     \
		 false,                                                           \
		 "only that of this module, of the running kernel or in a file"}, \
	{                                                                         \
		CACHE_PICK_PROGRAM, 'x', "exec", "FILE", false,                   \
			"only that of this program or shared library"             \
	}

/** What stands on the command line; all is borrowed. */
struct cache_pick {
	/** Digits that the build id begins with, or NULL. */
	const char *build_id;
	/** A kernel's image, or NULL. */
	const char *vmlinux;
	/** A module of the running kernel or a module's file, or NULL. */
	const char *module;
	/** A program or library as -x of `sonde probe` takes it, or NULL. */
	const char *program;
	/** Words that pick entries, see cli/cache/globs.h; none: all entries. */
	VEC(const char *) globs;
};

/** Free the list of words. */
void cache_pick_deinit(struct cache_pick *pick);

/**
 * Take an option or a word (OPTS_WORD) that is one of these.
 *
 * @param taken whether it is
 */
struct sonde_error *cache_pick_take(struct cache_pick *pick, int id, const char *value,
				    bool *taken);

/** Whether one build was asked for. */
bool cache_pick_has_build(const struct cache_pick *pick);

/** USAGE if the options do not go together, or a value is none. */
struct sonde_error *cache_pick_check(const struct cache_pick *pick);

/** An entry that was picked. */
struct cache_picked_entry {
	/** As it is cached. Borrowed from the build. */
	const struct cache_entry *entry;
	/** Its definition as people write it. Owned. */
	char *definition;
};

/** A build that was picked. */
struct cache_picked_build {
	/** Borrowed from the summaries. */
	const struct cache_summary *summary;
	/** All of its entries. Owned. */
	struct cache_entries entries;
	/** Those that were picked, at least one, in the order of the file; see CACHE_PICK_BUILDS.
	 * Owned. */
	VEC(struct cache_picked_entry) picked;
};

/** What was picked. */
struct cache_picked {
	/** The cache directory. Owned. */
	char *root;
	/** All that is there. Owned. */
	struct cache_summaries summaries;
	/** The build that was asked for, all digits; NULL where none was. Owned. */
	char *build_id;
	/** Sorted as the summaries. */
	VEC(struct cache_picked_build) builds;
	/** How many entries they have that were picked. */
	size_t count;
};

/** Free what it holds. */
void cache_picked_deinit(struct cache_picked *picked);

/** A `struct cache_picked` that is released at the end of its scope. */
#define _cleanup_cache_picked_ _cleanup_(cache_picked_deinit)

/** What cache_pick_find() does. */
enum cache_pick_mode {
	/** Nothing picked is fine. */
	CACHE_PICK_ANY,
	/** The same, of which the caller wants the definitions only. */
	CACHE_PICK_DEFINITIONS,
	/** The same, of which the caller wants the builds only: without words they have no entries.
	 */
	CACHE_PICK_BUILDS,
	/** Every word must pick something, and something must be picked. */
	CACHE_PICK_SOME,
	/** Settle which build is meant, and look at no entry: it may be junk. */
	CACHE_PICK_BUILD,
};

/**
 * Look through the cache. Where a word of CACHE_PICK_SOME picks nothing, what cannot be used is
 * named as by cache_picked_note_problems().
 *
 * @param ret initialised by this; the caller deinits it
 * @return USAGE if the cache's place is not known; NOT_FOUND if no build has that id, or with
 *         CACHE_PICK_SOME a word picks nothing: it names what is there; MISMATCH if several builds
 *         have; as image_create() for a file that cannot be read; FORMAT if the build that was
 *         asked for cannot be used
 */
struct sonde_error *cache_pick_find(const struct context *context, const struct cache_pick *pick,
				    enum cache_pick_mode mode, struct cache_picked *ret);

/** Say on context->err of a build that cannot be used why. */
void cache_summary_note_problem(const struct context *context, const struct cache_summary *summary);

/** The same of all that is there. */
void cache_picked_note_problems(const struct context *context, const struct cache_picked *picked);

/** The error NOT_FOUND for a build of which nothing is cached, or for a cache without any. */
struct sonde_error *cache_picked_nothing(const struct cache_picked *picked)
	__attribute__((returns_nonnull));

/** Append `PATH (BUILDID)`; the path of its link where that does not lead to one. */
void cache_picked_print_build(const struct cache_summary *summary, struct str *out);

/** Append `PATH (BUILDID): RELEASE, ARCHITECTURE, by WHOM, N definitions`. */
void cache_picked_print_facts(const struct cache_summary *summary, struct str *out);

#endif /* CLI_CACHE_PICK_H */
