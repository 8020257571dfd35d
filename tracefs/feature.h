/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a kernel's probe events can do, by its own words.
 *
 * The file `README` of tracefs (readme_msg in kernel/trace/trace.c) is the kernel's
 * description of its interface and grows with it: each feature is proved by an excerpt. The
 * kernel's selftests do the same. The text can be kept as a file, so that features can be
 * asked for a kernel that does not run here.
 */
#ifndef TRACEFS_FEATURE_H
#define TRACEFS_FEATURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum feature {
	/** There is a kprobe_events file. */
	FEATURE_KPROBES,
	/** There is a uprobe_events file. */
	FEATURE_UPROBES,
	/** Several probes can share one event, if their arguments have the same names and types. */
	FEATURE_APPEND,
	/** `r8:`: how many calls of a kernel function may be pending at once. */
	FEATURE_MAXACTIVE,
	/** The event's name may be left out with the group given: `p:GROUP/`. */
	FEATURE_DEFAULT_NAME,
	/** `-:GROUP/` removes a whole group. */
	FEATURE_REMOVE_GROUP,
	/** A return probe's place may be `SYMBOL+OFFSET`, so also `_text+OFFSET`. */
	FEATURE_RETURN_OFFSET,
	/** `p:... SYMBOL%return` for a return probe. */
	FEATURE_RETURN_SUFFIX,
	/** `PATH:OFFSET%return` for a return probe of a program. */
	FEATURE_USER_RETURN_SUFFIX,
	/** `PATH:OFFSET(REF)`: the kernel counts up a semaphore (SDT) while the probe is on. */
	FEATURE_REF_COUNTER,
	/** `$comm`, the task's command name. */
	FEATURE_COMM,
	/** `$current`, the address of the task's struct. */
	FEATURE_CURRENT,
	/** `$argN`, the Nth argument by the calling convention. */
	FEATURE_ARG_N,
	/** `$argN` at a return, with the value at the entry. */
	FEATURE_RETURN_ARG_N,
	/** A parameter by its name, looked up in BTF by the kernel. */
	FEATURE_BTF_ARGS,
	/** `name->member.member`, by BTF. */
	FEATURE_BTF_MEMBERS,
	/** `+u0(...)`: a dereference of user memory. */
	FEATURE_USER_MEMORY,
	/** `\1`: a constant. */
	FEATURE_IMMEDIATE,
	/** `\"text"`: a constant string. */
	FEATURE_IMMEDIATE_STRING,
	/** The types `x8` to `x64`. */
	FEATURE_HEX_TYPE,
	/** The type `char`. */
	FEATURE_CHAR_TYPE,
	/** The type `symbol`, an address shown as a symbol. */
	FEATURE_SYMBOL_TYPE,
	/** The type `symstr`, a symbol recorded as a string. */
	FEATURE_SYMSTR_TYPE,
	/** The type `ustring`, a string in user memory. */
	FEATURE_USTRING_TYPE,
	/** The types `bW@O/S`, bit fields. */
	FEATURE_BITFIELD_TYPE,
	/** The types `T[N]`, arrays. */
	FEATURE_ARRAY_TYPE,
	/** The types `%pd` and `%pD`, the name of a dentry and of a file. */
	FEATURE_DENTRY_TYPE,
	/** `e:` events, which take their arguments from another event. */
	FEATURE_EVENT_PROBES,
	/** `e:` events with `if FILTER`. */
	FEATURE_EVENT_PROBE_FILTER,
	/** `f:` events, at functions by fprobe. */
	FEATURE_FUNCTION_PROBES,
	/** `t:` events, at tracepoints without an event. */
	FEATURE_TRACEPOINT_PROBES,
	/** Histograms as triggers, `hist:keys=`. */
	FEATURE_HISTOGRAMS,
	/** Their keys in steps, `.buckets=N`. */
	FEATURE_HIST_BUCKETS,
	/** Their variables and actions: `onmatch()`, `onmax()`, `save()`, `trace()`. */
	FEATURE_HIST_ACTIONS,
	/** Their values as percentages, `.percent`; such kernels multiply and divide, too. */
	FEATURE_HIST_PERCENT,
	/** `s:` events, synthetic ones, in `dynamic_events`. */
	FEATURE_SYNTHETIC_EVENTS,
	/** Not a feature: their number. */
	FEATURE_COUNT,
};

/** What is known of a feature itself. */
struct feature_info {
	/** Short name, as `ref-counter`; lower case and dashes. */
	const char *name;
	/** What it is good for, in a few words. */
	const char *what;
	/** The excerpt of `README` that proves it; a space stands for any white space. */
	const char *excerpt;
};

/** A set of features; a plain value. {0} has none. */
struct features {
	/** Bit N is `enum feature` N. */
	uint64_t mask;
};

/** The facts about @p feature. Static. */
const struct feature_info *feature_info(enum feature feature) __attribute__((returns_nonnull));

/** The features that the text of a `README` proves. Any text will do; "" has none. */
struct features features_parse(const char *readme);

/** Whether @p feature is in the set. */
bool features_have(struct features features, enum feature feature);

/** Put @p feature into the set. */
void features_add(struct features *features, enum feature feature);

/** The first of @p wanted that is not in @p features; FEATURE_COUNT if all are. */
enum feature features_missing(struct features features, struct features wanted);

/** The feature of this short name; FEATURE_COUNT if there is none. */
enum feature feature_by_name(const char *name);

/**
 * The features of the running kernel.
 *
 * @param tracing_dir see tracing_dir_find()
 * @return UNSUPPORTED if the README proves none (then it is not what it should be), or the
 *         error of reading it
 */
struct sonde_error *features_read(const char *tracing_dir, struct features *ret);

#endif /* TRACEFS_FEATURE_H */
