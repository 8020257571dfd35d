/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * `sonde blacklist`: what was asked for, who can answer it, and the two ways to answer.
 */
#ifndef CLI_BLACKLIST_BANS_H
#define CLI_BLACKLIST_BANS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/vec.h"
#include "cli/cmd.h"
#include "cli/plan/verdict.h"
#include "cli/target/live.h"
#include "cli/target/options.h"
#include "cli/target/running.h"

/** The bit of a cause in bans_request.causes; that of BLACKLIST_CAUSES is for what is not known. */
#define BANS_CAUSE(cause) (1UL << (cause))

struct bans_request {
	/** The word `check` came first. */
	bool check;
	/** Definitions, or filters of names. Borrowed. */
	VEC(const char *) words;
	/** What is meant. */
	struct target_options target;
	/** The folder with the sources, given with -s, or NULL. Borrowed. */
	const char *source;
	/** Bits of the causes given with --cause; 0: all of them, and nothing that is not known. */
	unsigned long causes;
	bool json;
	bool quiet;
};

/** Who is asked. It must not move: its parts borrow each other. */
struct bans_sources {
	struct target target;
	/** What was given is an image, and the kernel that runs here is not asked. */
	bool has_image;
	struct live live;
	struct running_symbols symbols;
	struct verdicts verdicts;
};

/** Free what they hold. */
void bans_sources_deinit(struct bans_sources *sources);

/** Settle what is meant and who is asked. @param ret all zero before; the caller deinits it */
struct sonde_error *bans_sources_init(const struct context *context,
				      const struct bans_request *request, struct bans_sources *ret);

/** Append the place: `[MODULE:]SYMBOL[+OFFSET][%return]`, without a symbol its address. */
void bans_print_place(const struct verdict_place *place, struct str *out);

/** Print @p text as a line, without what would command the terminal. */
struct sonde_error *bans_print_line(const struct context *context, const struct str *text);

/** List the functions that cannot be probed. */
enum exit_status bans_list(const struct context *context, const struct bans_request *request);

/** Say of each place that the definitions mean whether it can be probed. */
enum exit_status bans_check(const struct context *context, const struct bans_request *request);

#endif /* CLI_BLACKLIST_BANS_H */
