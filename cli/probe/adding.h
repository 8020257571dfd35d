/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * One run of `sonde probe -a` or `-D`: cli/probe/add.c has the order of its steps,
 * cli/probe/add_report.c what is told of them.
 */
#ifndef CLI_PROBE_ADDING_H
#define CLI_PROBE_ADDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"
#include "cli/cached/filtered.h"
#include "cli/cached/pending.h"
#include "cli/json_give.h"
#include "cli/plan.h"
#include "cli/plan/digest.h"
#include "cli/plan/tally.h"
#include "cli/probe/probe.h"
#include "cli/target/live.h"
#include "cli/target/target.h"
#include "cli/words.h"
#include "tracefs/writer.h"

/** One run of the command. */
struct adding {
	const struct context *context;
	const struct probe_request *request;
	struct target target;
	struct cache_entries cached;
	struct live live;
	/** Writes to it. */
	struct dynevent_writer writer;
	/** Why that could not be had, or NULL. Owned. */
	char *no_live;
	struct names names;
	/** Of the kernel proper, if it or a module of it is what runs here and is meant. */
	struct running_symbols symbols;
	struct verdicts verdicts;
	struct plan_input input;
	struct json_object *json;
	/** Places of the definition at hand that the kernel would refuse. */
	struct json_object *refused;
	/** The definitions. */
	struct words words;
	/** The same with their filters (--if); as many, or none. */
	struct filtered filtered;
	struct plans *plans;
	/** What was left out of the definition at hand. */
	struct digest digest;
	/** The last definition that worked; borrowed. */
	const char *last;
	/** What is listed at the end: a line for each new event. */
	struct str list;
	struct tally tally;
	/** With --cache. */
	struct pending pending;
};

/** Whether the running kernel is asked before, and told after, planning. */
bool adding_is_live(const struct adding *adding);

/** Remember the name of a new event. */
struct sonde_error *adding_take_name(struct adding *adding, const struct probe_event *event);

/** Print an event as the kernel is told it, on a line. */
void adding_print_line(const struct adding *adding, const struct probe_event *event, FILE *stream);

/** Say what was done for the definition @p text. */
struct sonde_error *adding_report(struct adding *adding, struct plan *plan, const char *text);

/** Report a definition's failure. @param position its index among the words; @param error destroyed
 */
void adding_report_failure(struct adding *adding, size_t position, struct sonde_error *error);

/** None of the definitions was come to. @param error destroyed */
enum exit_status adding_report_all(struct adding *adding, struct sonde_error *error);

/** Store what waits for the end: if it cannot be, none of the definitions was done. */
void adding_store(struct adding *adding);

/** What is said at the end. */
void adding_print_summary(const struct adding *adding);

#endif /* CLI_PROBE_ADDING_H */
