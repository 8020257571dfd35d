/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The verbs of `sonde filter`. Each is a file of its own, cli/filter_VERB.c, with its table of
 * options; cli/filter/filter.c has the table of verbs.
 */
#ifndef CLI_FILTER_VERBS_H
#define CLI_FILTER_VERBS_H

#include "cli/cmd.h"

extern const struct command command_filter_check;
extern const struct command command_filter_header;

#endif /* CLI_FILTER_VERBS_H */
