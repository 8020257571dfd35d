/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Events that must not be written, because the kernel would refuse them.
 */
#ifndef CLI_REFUSE_H
#define CLI_REFUSE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"
#include "cli/verdict.h"

/**
 * Ask for the place of an event.
 *
 * @param doubt the last reason why it was not known, or NULL: it is not said again. Owned by the
 *        caller, replaced by this
 * @param notes gets a remark if the event must go, and if that is not known
 * @param refused set to whether the event must go
 */
struct sonde_error *refuse_event(struct verdicts *verdicts, const struct verdict_question *question,
				 char **doubt, struct notes *notes, bool *refused);

#endif /* CLI_REFUSE_H */
