/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is asked of the kernel's histograms: events, and the words of a person about them.
 */
#ifndef HIST_QUESTION_H
#define HIST_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/enumeration.h"
#include "base/err.h"
#include "base/vec.h"

/** A field of an event: of a probe, a fetch argument. */
struct hist_field {
	/**
	 * As the person calls it: `count`, `$retval`, `file->f_pos`; of what sonde has added by
	 * itself `comm`, `caller`. NULL: by its name in the event only. Owned.
	 */
	char *name;
	/** Its name in the event's format. Owned. */
	char *field;
	/** A text, `string` or `ustring` of probes, `char[]` of others. */
	bool is_string;
	/** The text is the command of the thread that was there (`$comm`). */
	bool is_command;
	/** The event has the address of the text only: no key, but a filter can look there. */
	bool is_pointed;
	/** That address is one of the program's. */
	bool is_in_program;
	/** The definition did not ask for it: the question needs it. */
	bool is_added;
	/** Its type was written in the definition. */
	bool is_typed;
	/** An array of numbers: neither a key nor a value. */
	bool is_array;
	/** A number with a sign. */
	bool is_signed;
	/** A pointer: a number that `.str` is not enough for, and that counts nothing. */
	bool is_pointer;
	/** Bytes of the number: 1, 2, 4 or 8; of a text its room in bytes, 0 if that varies. */
	unsigned size;
	/** The names that its type, an enumeration, gives to numbers; empty for other types. Owned.
	 */
	struct enumeration values;
};

/** Where an event comes from. */
enum hist_event_kind {
	/** Its lines are written to `kprobe_events`. */
	HIST_EVENT_KPROBE,
	/** Its lines are written to `uprobe_events`. */
	HIST_EVENT_UPROBE,
	/** It is there: a tracepoint, or somebody's probe. `lines` is empty. */
	HIST_EVENT_EXISTING,
};

struct hist_event {
	enum hist_event_kind kind;
	/** Owned. */
	char *system, *event;
	/** Its probes are return probes. */
	bool is_return;
	/** It is in a program: known by itself of UPROBE, to be said of EXISTING. */
	bool is_user;
	/** The function it is of, or what stands for it in a table; NULL if unknown. Owned. */
	char *function;
	/**
	 * Its probes as they are to be written, with `system` and `event` in them. Several are of
	 * one event, and have the same arguments. Owned.
	 */
	VEC(char *) lines;
	/** All fields that its format has, but for the `common_` ones. */
	VEC(struct hist_field) fields;
};

/** Free what @p event holds and make it empty. */
void hist_event_deinit(struct hist_event *event);

/** A `struct hist_event` that is released at the end of its scope. */
#define _cleanup_hist_event_ _cleanup_(hist_event_deinit)

/** What histograms can do on a kernel; see tracefs/feature.h, by which it is filled. */
struct hist_kernel {
	/** It has hist triggers at all (CONFIG_HIST_TRIGGERS). */
	bool triggers;
	/** `.buckets=N`. */
	bool buckets;
	/** Variables, `onmatch()`, `onmax()`, `save()`, `trace()`. */
	bool actions;
	/** Synthetic events, in `dynamic_events`, and texts without a fixed size in them. */
	bool synthetic;
	/** `*` and `/` in expressions. */
	bool division;
};

enum hist_ask {
	/** How often each key came: each event gets the same trigger. */
	HIST_ASK_TABLE,
	/** How long it takes from one event to another. */
	HIST_ASK_LATENCY,
};

enum hist_unit {
	HIST_UNIT_US,
	HIST_UNIT_NS,
	HIST_UNIT_MS,
};

/** The name of @p unit: `us`, `ns`, `ms`. Static. */
const char *hist_unit_name(enum hist_unit unit);

struct hist_question {
	enum hist_ask ask;
	/**
	 * The group of the probes, which is the session's: `sonde_NAME`. The synthetic events'
	 * names begin with it: `GROUP_lat`. Borrowed, as all texts here.
	 */
	const char *group;
	struct hist_kernel kernel;
	/** TABLE: all of them. LATENCY: [0, starts) are the points where time begins. Owned. */
	VEC(struct hist_event) events;
	/** LATENCY: how many of `events` are start points. */
	size_t starts;
	/**
	 * LATENCY: there are as many end points as start points, and each is the return from the
	 * function that the start point of the same number is the entry of. Else each start point
	 * can go with each end point.
	 */
	bool is_call;
	/**
	 * What rows are counted by, `KEY[.SHAPE][,...]`: names of fields, or `comm pid tid cpu func
	 * caller stack`; of LATENCY also `latency`. NULL: TABLE refuses; LATENCY takes
	 * `latency.log2`, which it also adds behind others unless `stats` or `worst` is asked for.
	 */
	const char *by;
	/** Fields to be summed up, one or two, as `count,size`; NULL for none. */
	const char *sum;
	/** How the rows are sorted: the name of a key or a value, with `.desc` or not; NULL: as
	 * suits. */
	const char *sort;
	/** What is counted at all, an expression (hist/filter.h); NULL: everything. */
	const char *filter;
	/** CPUs that are counted, as `0-3,8`; NULL for all. */
	const char *cpus;
	/**
	 * LATENCY: the fields whose values a start and its end have in common, as `rq` or
	 * `dev,sector`; `A=B` if they are called A at the start and B at the end. NULL: the thread.
	 */
	const char *match;
	/** LATENCY: fields to be kept of the one that took longest, as `$retval.errno,comm`; or
	 * NULL. */
	const char *worst;
	/** Not of a histogram: the columns of hits that are shown, or the format; or NULL. */
	const char *show;
	/**
	 * If one key, or the latency, is in buckets: its numbers are summed up as well, where there
	 * is room for one more value, as a histogram of OpenMetrics has its sum.
	 */
	bool sums_key;
	/** LATENCY: sum, mean and maximum of the times. */
	bool stats;
	/** The unit of the times. */
	enum hist_unit unit;
	/** How many rows the kernel has room for; 0: as it does by itself, 2048. */
	uint64_t size;
};

/** A question without events. */
#define HIST_QUESTION_INIT \
	{                  \
		0          \
	}

/** Free the events; the texts are not the question's. */
void hist_question_deinit(struct hist_question *question);

/** A `struct hist_question` that is released at the end of its scope. */
#define _cleanup_hist_question_ _cleanup_(hist_question_deinit)

/** Which word of a question a name stands in. */
enum hist_word {
	HIST_WORD_BY,
	HIST_WORD_SUM,
	HIST_WORD_FILTER,
	HIST_WORD_MATCH,
	HIST_WORD_WORST,
	/** Not of a histogram: which columns of hits are shown. */
	HIST_WORD_SHOW,
	/** The same, as a format. */
	HIST_WORD_FORMAT,
};

/** The option that a person writes the word behind: `--by`. Static. */
const char *hist_word_option(enum hist_word word);

/** Where a name has to be known. */
enum hist_where {
	/** At one of the points of a LATENCY; at every event of a TABLE. */
	HIST_ANYWHERE,
	/** At the start points. */
	HIST_AT_START,
	/** At the end points. */
	HIST_AT_END,
};

/** A name that events have to have as a field, so that the question can be answered. */
struct hist_need {
	/** As it is written: `count`, `$retval`, `comm`, `caller`, `rq->tag`. Owned. */
	char *name;
	enum hist_word word;
	/** Its 1-based column in the text of that word. */
	size_t column;
	enum hist_where where;
	/** It is meant as a text: `.str`, or compared with one. A number must be fetched as such.
	 */
	bool as_string;
	/** It is meant as a number. What can be both, is not as a text. */
	bool as_number;
	/** Its enumerators are asked for (`.enum`). */
	bool as_enum;
	/** It may be an enumerator, and no variable: what cannot have it goes without. */
	bool is_optional;
	/** It stands where a text may have lost its quotes: `comm == cat`. */
	bool is_word;
};

struct hist_needs VEC_BODY(struct hist_need);

/** Free them; the list is empty afterwards. */
void hist_needs_deinit(struct hist_needs *needs);

/** A `struct hist_needs` that is released at the end of its scope. */
#define _cleanup_hist_needs_ _cleanup_(hist_needs_deinit)

/**
 * The names that @p question uses, each as often as it is there, but for those that every event
 * has: `tid pid cpu stack func latency`. The question's events need not be there yet, and
 * nothing but its grammar is checked.
 *
 * `comm` and `caller` are among them: a probe fetches those, if it can.
 *
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX with the column in the word that is wrong
 */
struct sonde_error *hist_needs(const struct hist_question *question, struct hist_needs *ret);

#endif /* HIST_QUESTION_H */
