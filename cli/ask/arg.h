/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a question calls the arguments of a definition: by their name, by what they fetch, written
 * with `.` or with `->`, or, what a function returns, `$retval` and `ret`.
 */
#ifndef CLI_ASK_ARG_H
#define CLI_ASK_ARG_H

#include <stdbool.h>

#include "probe/def.h"

/** Whether @p def fetches, in so many words, what the question calls @p name. */
bool ask_def_fetches(const struct probe_def *def, const char *name);

/** Whether @p arg is what the question calls @p name. */
bool ask_arg_is(const struct probe_arg *arg, const char *name);

/** Whether it is what a function returns: `$retval`, or `ret` as its field is called. */
bool ask_is_retval(const char *name);

#endif /* CLI_ASK_ARG_H */
