/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a trace writes to the kernel, in this order: done, or only printed.
 */
#ifndef CLI_TRACE_WRITES_H
#define CLI_TRACE_WRITES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "cli/ask/ask.h"
#include "cli/run/undertaking.h"
#include "cli/trace/plan.h"
#include "tracefs/session.h"

struct trace_write {
	/** A file of the instance that concerns nothing else (session_set()); NULL: a write of
	 * `kind`. Static. */
	const char *file;
	enum session_write_kind kind;
	/** The event. Borrowed from the plan. */
	const char *system, *event;
	/** What is written. Owned. */
	char *text;
	/** Kernels that do not have the file do without. */
	bool is_optional;
	/** The number of sonde's own thread belongs behind it. */
	bool needs_own_thread;
	/** What the person called it, or NULL. Borrowed. */
	const char *definition;
	/** A program of so many instructions is attached to what it makes; 0: none is. */
	size_t insns;
};

struct trace_writes VEC_BODY(struct trace_write);

/** Free all; the list is empty afterwards. */
void trace_writes_deinit(struct trace_writes *writes);

/** A list that is released at the end of its scope. */
#define _cleanup_trace_writes_ _cleanup_(trace_writes_deinit)

/**
 * All writes of a plan, but for the choice of processes, which is the undertaking's, and what lets
 * recording begin.
 *
 * @param ret empty before; the caller deinits it, on failure too
 */
struct sonde_error *trace_writes_make(const struct asking *asking, const struct trace_plan *plan,
				      struct trace_writes *ret);

/**
 * Do them all in the session of @p run; -v shows each.
 *
 * @return what the kernel refuses, in the words of the person who asked; a signal that came
 *         meanwhile ends it, and `is_quit` of @p run is set
 */
struct sonde_error *trace_writes_do(struct undertaking *run, const struct trace_writes *writes);

/** Print them as commands of a shell, with what is done before and after, to the context's out. */
struct sonde_error *trace_writes_print(const struct asking *asking, const struct trace_plan *plan,
				       const struct trace_writes *writes);

#endif /* CLI_TRACE_WRITES_H */
