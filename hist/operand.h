/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a name means to the triggers of an event: a field of it, or what the kernel knows anywhere.
 */
#ifndef HIST_OPERAND_H
#define HIST_OPERAND_H

#include <stdbool.h>

#include "base/enumeration.h"
#include "base/suggest.h"
#include "hist/question.h"

enum hist_operand_kind {
	/** A field of the event. */
	HIST_OPERAND_FIELD,
	/** `tid`: the thread. */
	HIST_OPERAND_THREAD,
	/** `pid`: the process, of which the kernel knows the thread only. */
	HIST_OPERAND_PROCESS,
	/** `comm`, where no field has it: the thread's command, as it was when its row began. */
	HIST_OPERAND_COMMAND,
	/** `cpu`. */
	HIST_OPERAND_CPU,
	/** `func`: the function of the probe that was hit. */
	HIST_OPERAND_FUNCTION,
	/** `stack`: the kernel's stack. */
	HIST_OPERAND_STACK,
	/** `latency`: the time between two events. */
	HIST_OPERAND_LATENCY,
};

/** All texts are borrowed: from the event, or static. */
struct hist_operand {
	enum hist_operand_kind kind;
	/** Its name as a key; NULL: it is not one, see `constant`. */
	const char *key;
	/** Its name in a filter; NULL if it cannot be in one. */
	const char *filter;
	/** FUNCTION: the same in each row; else NULL. */
	const char *constant;
	/** As of a field. */
	bool is_string, is_command, is_pointed, is_in_program, is_array, is_signed, is_pointer;
	/** A text that may lie in more bytes than it has, with others behind its end. */
	bool has_room;
	/** An address of code by its meaning: `caller`. */
	bool is_caller;
	/** The event is of a program, so that its addresses are no symbols of the kernel. */
	bool is_user;
	/** As of a field. */
	unsigned size;
	/** Its enumerators; NULL for none. */
	const struct enumeration *values;
	/** What it counts, or NULL. */
	const char *unit;
	/** The kernel counts it in a unit of which this many are one of `unit`; 0: the same. */
	uint64_t scale;
};

/**
 * What @p name means to triggers of @p event. Fields come first: those that a person calls so, then
 * those that the kernel does; `ret` is `$retval` where nothing else is. `$comm` is never a field
 * of a tracepoint that has one called `comm`.
 *
 * @return whether it means anything
 */
bool hist_operand_find(const struct hist_event *event, const char *name, struct hist_operand *ret);

/** As hist_operand_find(), but fields only. */
bool hist_operand_find_field(const struct hist_event *event, const char *name,
			     struct hist_operand *ret);

/** As hist_operand_find(), but what is no field only. */
bool hist_operand_find_special(const struct hist_event *event, const char *name,
			       struct hist_operand *ret);

/**
 * Whether a field of @p event is a text that may lie in more bytes than it has. Probes record texts
 * in as many as they have; of other events' texts of any size that is not known.
 */
bool hist_field_has_room(const struct hist_event *event, const struct hist_field *field);

/** Offer all names that mean something to @p event. */
void hist_operand_offer(const struct hist_event *event, struct suggest *suggest);

/** Bytes that it takes as a key. */
unsigned hist_operand_bytes(const struct hist_operand *operand);

/**
 * Make a text that is a command (`is_command`) the thread, COMMAND, which takes 8 bytes and not
 * 256: for rows that have no room for it beside another text. It is shown as the command that the
 * thread had when its row began.
 */
void hist_operand_shorten(const struct hist_event *event, struct hist_operand *operand);

/** Whether every event has it, so that nothing has to be fetched: `tid pid cpu stack func latency`.
 */
bool hist_name_is_free(const char *name);

/** What @p event is called in a sentence or a title: its function, else its own name. */
const char *hist_event_title(const struct hist_event *event);

#endif /* HIST_OPERAND_H */
