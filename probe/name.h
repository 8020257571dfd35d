/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Names of events: the ones that a definition gives them, and the defaults.
 */
#ifndef PROBE_NAME_H
#define PROBE_NAME_H

#include <stdbool.h>

#include "base/err.h"
#include "probe/def.h"
#include "probe/event.h"

/**
 * Set group and event name of @p event. The default group is `probe`, or `probe_<program>` for
 * a program; the default name is the function's up to its first `.` or `@`, with `__return` for
 * a return probe and `_L<n>` for a line; `abs_<address>` for an address.
 *
 * @param function the function that was found; NULL for an address
 */
struct sonde_error *name_event(const struct probe_def *def, const char *function,
			       struct probe_event *event);

/**
 * Give events names of their own where they cannot share one: events of one name must have the
 * same arguments, else the kernel refuses the second. The first kind keeps its name, the others
 * get `_1`, `_2`, ...
 *
 * @param share whether the kernel lets probes share an event at all
 */
struct sonde_error *name_split(struct probe_events *events, bool share);

/** Replace the event's name by BASE_N. */
struct sonde_error *name_with_suffix(struct probe_event *event, const char *base, unsigned n);

/**
 * The name that an argument gets in the event; NULL where the kernel is to name it (arg1, ...).
 *
 * @param ret the caller frees it
 */
struct sonde_error *name_of_arg(const struct probe_arg *arg, char **ret);

/**
 * Give every argument of @p event a name of its own: a repeated one gets `_1`, `_2`, ... behind
 * it; one without a name gets the one that the kernel would give it, `arg1`, `arg2`, ... by its
 * position (perf cannot replay a cached line without it).
 */
struct sonde_error *name_args(struct probe_event *event);

#endif /* PROBE_NAME_H */
