/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The arguments of an event in the order in which somebody asks for them: definitions are equal
 * whatever order theirs stand in (probe_def_equal()), and an event made of one serves the other.
 */
#ifndef PROBE_REORDER_H
#define PROBE_REORDER_H

#include "base/err.h"
#include "probe/def.h"
#include "probe/event.h"

/**
 * Put the arguments of @p event in the order of @p to, under the names that they have there: of
 * several that would have the same name the first gets it, and one without a name is called by its
 * position (name_args()).
 *
 * Nothing changes if an argument stands for several, as `$params` and structs do: which of the
 * event's are its is not known.
 *
 * @param event made of @p from
 */
struct sonde_error *reorder_args(const struct probe_def *from, const struct probe_def *to,
				 struct probe_event *event);

#endif /* PROBE_REORDER_H */
