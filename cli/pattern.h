/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Patterns for events: `EVENT` or `GROUP:EVENT`, each a glob.
 */
#ifndef CLI_PATTERN_H
#define CLI_PATTERN_H

#include <stdbool.h>

/** Whether the event matches. A pattern without `:` is for events of any group. */
bool pattern_matches(const char *pattern, const char *group, const char *event);

#endif /* CLI_PATTERN_H */
