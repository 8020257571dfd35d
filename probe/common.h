/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Events of one definition that share a name, and shall have the same arguments: the kernel
 * refuses a second probe of an event whose arguments have other names or types
 * (trace_probe_compare_arg_type() of kernel/trace/trace_probe.c).
 */
#ifndef PROBE_COMMON_H
#define PROBE_COMMON_H

#include "base/err.h"
#include "base/notes.h"
#include "probe/event.h"

/**
 * Give constants (`\1:s64`) the type that the argument of their name has at the first place of the
 * event that reads it; where none does, that of the first constant. One whose number would be
 * another in that type keeps its own, and so does one whose type the argument has at some place
 * that reads it.
 *
 * @param events of one definition; those of the same group and name belong together
 */
struct sonde_error *common_types(struct probe_events *events);

/**
 * Leave those arguments that all places of an event have, with the same name and type, in the
 * order of the first place.
 *
 * @param events as for common_types()
 * @param notes gets the names of the others, once for each event
 * @return UNAVAILABLE if one of the others was asked for by name (PROBE_RANK_ASKED); the events
 *         may have changed then
 */
struct sonde_error *common_args(struct probe_events *events, struct notes *notes);

#endif /* PROBE_COMMON_H */
