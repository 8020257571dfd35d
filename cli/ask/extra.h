/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What any probe can fetch without debuginfo: the command, and who has called. It is no part of the
 * definition, which is cached and found for whatever is asked of it; it is added to its events.
 *
 *     sonde hist vfs_read --by count.log2,comm    vfs_read count
 *                                                 p:GROUP/vfs_read vfs_read+0 count=%dx comm=$comm
 */
#ifndef CLI_ASK_EXTRA_H
#define CLI_ASK_EXTRA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/ask/ask.h"
#include "cli/ask/plan.h"
#include "probe/def.h"
#include "probe/event.h"

/** Whether @p name is one of them: `comm`, `$comm`, `caller`. */
bool ask_extra_is(const char *name);

/** Whether @p arg is one that ask_extra_add() has added, or like one. */
bool ask_extra_made(const struct probe_event_arg *arg);

/**
 * Whether it can be had at the point of @p def.
 *
 * @return UNAVAILABLE of `caller` where a function neither begins nor returns
 */
struct sonde_error *ask_extra_check(const struct probe_def *def, const char *name);

/**
 * Add it to all events of @p found that do not have it. An inlined copy of a function, which nobody
 * calls, has no `caller`: it goes, and that is noted.
 *
 * @return UNAVAILABLE if no event is left, REFUSED if one has no room for it
 */
struct sonde_error *ask_extra_add(struct asking *asking, const char *name, struct ask_found *found);

#endif /* CLI_ASK_EXTRA_H */
