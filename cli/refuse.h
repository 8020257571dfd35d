/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Events that must not be written, by the running kernel's own word.
 */
#ifndef CLI_REFUSE_H
#define CLI_REFUSE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"
#include "cli/live.h"
#include "cli/running.h"
#include "probe/event.h"

/**
 * Ask the kprobe blacklist, which has been read (live->has_blacklist).
 *
 * @param symbols tell the address of `_text+OFFSET`; NULL if they are not known
 * @param notes gets a remark if the event must go, and if that is not known
 * @param refused set to whether the event must go
 */
struct sonde_error *refuse_blacklisted(const struct live *live, struct running_symbols *symbols,
				       const struct probe_event *event, struct notes *notes,
				       bool *refused);

#endif /* CLI_REFUSE_H */
