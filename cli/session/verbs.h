/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The verbs of `sonde session`. Each is a file of its own, cli/session_VERB.c, with its table of
 * options; cli/session/session.c has the table of verbs.
 */
#ifndef CLI_SESSION_VERBS_H
#define CLI_SESSION_VERBS_H

#include "cli/cmd.h"

extern const struct command command_session_gc;
extern const struct command command_session_list;
extern const struct command command_session_show;
extern const struct command command_session_stop;

#endif /* CLI_SESSION_VERBS_H */
