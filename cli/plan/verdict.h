/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether the kernel takes a probe at the place of an event: by the image of it, where that is at
 * hand, and by the word of the running kernel.
 */
#ifndef CLI_PLAN_VERDICT_H
#define CLI_PLAN_VERDICT_H

#include <stdbool.h>

#include "base/err.h"
#include "blacklist/answer.h"
#include "blacklist/image.h"
#include "blacklist/traceable.h"
#include "cli/target/live.h"
#include "cli/target/running.h"
#include "cli/target/target.h"
#include "probe/event.h"

/** Who is asked. */
struct verdicts {
	/** The running kernel, if it is meant and can be asked, else NULL. Borrowed. */
	const struct live *live;
	/** Why it cannot be asked though it is meant, or NULL. Borrowed. */
	const char *no_live;
	/** Its symbols, or NULL. Borrowed. */
	struct running_symbols *symbols;
	/** Its image is asked where it was opened. Borrowed. */
	const struct target *target;
	/**
	 * What the running kernel does not tell makes the answer UNKNOWN. Else a probe is tried,
	 * and the kernel has the last word.
	 */
	bool is_strict;
	/** What the image says; NULL before it was asked. Owned. */
	struct blacklist_image *image;
	/** What the function tracer of the running kernel knows; NULL before it was asked. Owned.
	 */
	struct traceable *traceable;
	/** Why that cannot be had, for people; NULL before it was tried. Owned. */
	char *no_traceable;
};

/** Free what it holds. */
void verdicts_deinit(struct verdicts *verdicts);

/** One question. */
struct verdict_question {
	const struct probe_event *event;
	/** The event comes from the image, which has the last word on everything but the list of
	 * the running kernel. */
	bool is_of_image;
	/**
	 * It was asked for when it was cached: of a kernel only the list of the running one is
	 * asked; of a program, what its file does not tell is taken for good.
	 */
	bool was_checked;
	/** Debuginfo or a symbol says that an instruction begins there. */
	bool begins;
	/** Of the place in the running kernel, where its symbol is not the only one of its name;
	 * else 0. */
	uint64_t running_address;
};

/**
 * Ask for the place of one event; of a program its file is asked.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *verdict_ask(struct verdicts *verdicts, const struct verdict_question *question,
				struct blacklist_answer *ret);

/** The same question for an address of the image. */
struct sonde_error *verdict_ask_at(struct verdicts *verdicts, const struct blacklist_place *place,
				   struct blacklist_answer *ret);

/** A place, and what was said of it. All is borrowed. */
struct verdict_place {
	/** The function that was asked for, which may be inlined in `symbol`; or NULL. */
	const char *function;
	/** NULL: in the kernel proper. */
	const char *module;
	/** The symbol that it lies in; NULL where none is known. */
	const char *symbol;
	/** Bytes after the symbol. */
	uint64_t offset;
	/** In the image, or else in the running kernel; 0 where it is not known. */
	uint64_t address;
	bool is_return;
	const struct blacklist_answer *answer;
};

/** The place of an event as people know it: by the symbol that it lies in. Its answer is NULL. */
struct verdict_place verdict_place_of(const struct verdicts *verdicts,
				      const struct probe_event *event);

/** Append the place of an event as people know it, see verdict_place_of(). */
void verdict_print_place(const struct verdicts *verdicts, const struct probe_event *event,
			 struct str *out);

#endif /* CLI_PLAN_VERDICT_H */
