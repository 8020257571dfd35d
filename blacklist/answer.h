/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether a place may be probed: a verdict, its cause, and words for people.
 */
#ifndef BLACKLIST_ANSWER_H
#define BLACKLIST_ANSWER_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

enum blacklist_verdict {
	/** Nothing that was asked stands against it. */
	BLACKLIST_ALLOWED,
	/** The kernel will refuse it. */
	BLACKLIST_REFUSED,
	/** It cannot be told: no list, or a place that only an address could decide. */
	BLACKLIST_UNKNOWN,
};

/** What stands against a place. */
enum blacklist_cause {
	/** Nothing, or nothing that is known. */
	BLACKLIST_CAUSE_NONE,
	/** It is on the list of the running kernel, which does not say why. */
	BLACKLIST_CAUSE_LISTED,
	/** NOKPROBE_SYMBOL() in the source. */
	BLACKLIST_CAUSE_NOKPROBE,
	/** `noinstr` in the source: the section .noinstr.text. */
	BLACKLIST_CAUSE_NOINSTR,
	/** `__kprobes` in the source: the section .kprobes.text. */
	BLACKLIST_CAUSE_KPROBES,
	/** Code by which the kernel is entered: .entry.text, .irqentry.text of arm64. */
	BLACKLIST_CAUSE_ENTRY,
	/** Code of arm64 that runs with other mappings: .idmap.text, .hyp.text, .hyp.idmap.text. */
	BLACKLIST_CAUSE_IDMAP,
	/** Code that is freed once the kernel has booted, or the module was loaded. */
	BLACKLIST_CAUSE_INIT,
	/** Not in what the kernel takes for its code. */
	BLACKLIST_CAUSE_OUTSIDE,
	/** The function tracer does not know the function, and the kernel has no
	 * CONFIG_KPROBE_EVENTS_ON_NOTRACE. */
	BLACKLIST_CAUSE_NOTRACE,
	/** The kernel patches the instruction there while it runs: a jump label (static key). */
	BLACKLIST_CAUSE_JUMP_LABEL,
	/** The same of a static call. */
	BLACKLIST_CAUSE_STATIC_CALL,
	/** The instruction is the trap of a BUG() or WARN(). */
	BLACKLIST_CAUSE_TRAP,
	/** The instruction may fault, and the kernel has a way out of it (arm64). */
	BLACKLIST_CAUSE_FIXUP,
	/** The call of the function tracer, where kprobes do not use that (arm64). */
	BLACKLIST_CAUSE_TRACER,
	/** Padding before a function: a symbol `__pfx_NAME` or `__cfi_NAME`. */
	BLACKLIST_CAUSE_PADDING,
	/** Within code that the kernel replaces when it boots, by other instructions (x86-64). */
	BLACKLIST_CAUSE_ALTERNATIVE,
	/** The instruction cannot be run anywhere else, or none begins there. */
	BLACKLIST_CAUSE_INSTRUCTION,
	/** A return probe on a function that the kernel takes none on (kretprobe_blacklist). */
	BLACKLIST_CAUSE_RETURN,
	/** Not a cause: their number. */
	BLACKLIST_CAUSES,
};

struct blacklist_answer {
	enum blacklist_verdict verdict;
	enum blacklist_cause cause;
	/**
	 * Why, for people: what stands behind `PLACE cannot be probed: `, or behind `Whether PLACE
	 * can be probed is not known: `; without a full stop. Owned. NULL only for ALLOWED without
	 * reservation; an ALLOWED by name alone, with the addresses hidden, says so here.
	 */
	char *reason;
};

/** What rules say of a place that are asked one after the other, until one refuses it. */
struct blacklist_rules {
	/** The words of the rule at hand. */
	struct str reason;
	/** Those of the first one that could not tell. */
	struct str doubt;
	/** Of the last rule that was asked. */
	enum blacklist_verdict verdict;
};

/** Before the first rule. */
#define BLACKLIST_RULES_INIT                          \
	{                                             \
		STR_INIT, STR_INIT, BLACKLIST_ALLOWED \
	}

/** Free what it holds. */
void blacklist_rules_deinit(struct blacklist_rules *rules);

/** Take what a rule says, whose words are in `reason`; false where no other one need be asked. */
bool blacklist_rules_take(struct blacklist_rules *rules, enum blacklist_verdict verdict);

/**
 * What they say together: refused by one, else unknown if one could not tell.
 *
 * @param cause of the refusal
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *blacklist_rules_answer(struct blacklist_rules *rules,
					   enum blacklist_cause cause,
					   struct blacklist_answer *ret);

/** Free what @p answer holds. */
void blacklist_answer_deinit(struct blacklist_answer *answer);

/** A `struct blacklist_answer` that is released at the end of its scope. */
#define _cleanup_blacklist_answer_ _cleanup_(blacklist_answer_deinit)

/** `allowed`, `refused`, `unknown`. */
const char *blacklist_verdict_name(enum blacklist_verdict verdict) __attribute__((returns_nonnull));

/** A word for programs, `nokprobe`; "" for NONE. */
const char *blacklist_cause_name(enum blacklist_cause cause) __attribute__((returns_nonnull));

/** The reason for this cause, where more is not known of the place; "" for NONE. */
const char *blacklist_cause_text(enum blacklist_cause cause) __attribute__((returns_nonnull));

/**
 * Append a place as people write it: `FUNCTION+OFFSET`, of a symbol of C++ or Rust the function's
 * name there; without a symbol its address.
 */
void blacklist_print_place(const char *symbol, uint64_t offset, uint64_t address, struct str *out);

#endif /* BLACKLIST_ANSWER_H */
