/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is to be said of a plan as a whole: that things were left out, or its event was split.
 */
#ifndef CLI_PLAN_NOTES_H
#define CLI_PLAN_NOTES_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/plan.h"

/** For --strict: UNAVAILABLE with the first remark that something was left out, if there is one. */
struct sonde_error *plan_check_strict(const struct plan *plan);

/**
 * Add the remark that the places of @p plan got more than one event.
 *
 * @param sharing what was asked for
 * @param can_share whether the kernel takes several places of one event
 */
struct sonde_error *plan_note_split(struct plan *plan, enum plan_sharing sharing, bool can_share);

#endif /* CLI_PLAN_NOTES_H */
