/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which features of a kernel (tracefs/feature.h) events need: what not all kernels have that have
 * probe events at all.
 */
#ifndef CLI_PLAN_NEEDS_H
#define CLI_PLAN_NEEDS_H

#include <stdbool.h>

#include "base/err.h"
#include "probe/event.h"
#include "probe/fetch.h"
#include "tracefs/feature.h"

/** Add what the type of an argument needs. */
void needs_add_type(struct features *needs, const char *type);

/** Add what a fetch argument needs; @p at_return: of a return probe. */
void needs_add_fetch(struct features *needs, const struct fetch *fetch, bool at_return);

/** Add what an event needs: its place and its arguments. */
void needs_add_event(struct features *needs, const struct probe_event *event);

/** Add what all of @p events need, and whether several of them share one name. */
struct sonde_error *needs_add_events(struct features *needs, const struct probe_events *events);

#endif /* CLI_PLAN_NEEDS_H */
