/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How long it takes from one event to another, in the making; what hist/pair.c and its parts share.
 *
 * The trigger at a start keeps the time, and what is wanted of the start, in variables of a row:
 * that of the thread, or of what --match says. The trigger at an end subtracts, and makes a
 * synthetic event of the time and of all that is wanted of both. The trigger of that is the table
 * (hist/trigger.c).
 */
#ifndef HIST_PAIR_H
#define HIST_PAIR_H

#include "base/err.h"
#include "base/vec.h"
#include "hist/operand.h"
#include "hist/parts.h"

/** A start and an end that can follow it. */
struct hist_pair {
	const struct hist_event *start, *end;
};

/** A field that goes through the synthetic event. */
struct hist_carried {
	/** As the person calls it. Borrowed. */
	const char *asked;
	/** Its name in the synthetic event. Owned. */
	char *name;
	/** It is had at the ends; else at the starts. */
	bool is_at_end;
	/** What it is at the first of them: its type counts for all. */
	struct hist_operand operand;
};

struct hist_pairs {
	struct hist_maker *maker;
	VEC(struct hist_pair) list;
	/** Several starts can have one: these are the events themselves, each once. */
	VEC(const struct hist_event *) starts;
	VEC(struct hist_carried) carried;
	/** A field of `carried` that will be saved: its name needs two letters. Set while names are
	 * looked up. */
	bool is_saving;
	/** Each pair has a synthetic event of its own, as a column says the function. */
	bool by_function;
};

/** Free what it holds. */
void hist_pairs_deinit(struct hist_pairs *pairs);

/** A `struct hist_pairs` that is released at the end of its scope. */
#define _cleanup_hist_pairs_ _cleanup_(hist_pairs_deinit)

/** Where a name is had. */
enum hist_side {
	/** Nowhere: it means nothing. */
	HIST_SIDE_NONE,
	/** A field of all start events. */
	HIST_SIDE_START,
	/** A field of all end events. */
	HIST_SIDE_END,
	/** No field: the kernel knows it when the end comes, or it is the latency. */
	HIST_SIDE_BOTH,
};

/** Where @p name is had: at the starts if it can be, else at the ends. */
enum hist_side hist_pair_side(const struct hist_pairs *pairs, const char *name);

/**
 * What @p name means to the trigger of the synthetic event, which is made to have it.
 *
 * @param pair the pair that it is made for, where it makes a difference (`func`)
 * @param ret texts are valid until more names are looked up
 * @return NOT_FOUND without a place, see the callers; UNAVAILABLE if the events do not agree on it
 */
struct sonde_error *hist_pair_find(struct hist_pairs *pairs, const struct hist_pair *pair,
				   const char *name, struct hist_operand *ret);

/** The fields of the synthetic event: `u64 lat; char comm[]`. */
void hist_pair_print_fields(const struct hist_pairs *pairs, struct str *out);

/** The variable in which @p carried is kept: at the start or, to be handed on, at the end. */
struct sonde_error *hist_pair_variable(const struct hist_pairs *pairs,
				       const struct hist_carried *carried, bool at_end, char **ret);

/** Add what starts and ends have in common to the keys of a trigger at @p event. */
struct sonde_error *hist_pair_add_match(const struct hist_pairs *pairs,
					const struct hist_event *event, bool is_end,
					struct hist_trigger *trigger);

/**
 * Append what leaves out the idle threads at @p event, if pairs are those of threads: all CPUs have
 * one, and all of them have the number 0, so that the start of one would go with another's end.
 */
void hist_pair_print_idle(const struct hist_pairs *pairs, const struct hist_event *event,
			  struct str *out);

/** Check that what --match names is the same at all events. */
struct sonde_error *hist_pair_check_match(const struct hist_pairs *pairs);

/**
 * Append the filter of the synthetic event's trigger. A filter picks pairs, so it is there in any
 * case. If the start's trigger did not see some starts, an end would be taken for that of an
 * earlier one; if the end's trigger did not see some ends, a later one would be taken for them.
 * That goes for calls too: of a function that calls itself, and of one that does not come back.
 */
struct sonde_error *hist_pair_print_filter(struct hist_pairs *pairs, struct str *out);

#endif /* HIST_PAIR_H */
