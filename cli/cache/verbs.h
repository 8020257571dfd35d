/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The verbs of `sonde cache`. Each is a file of its own, cli/cache_VERB.c, with its table of
 * options; cli/cache/cache.c has the table of verbs.
 */
#ifndef CLI_CACHE_VERBS_H
#define CLI_CACHE_VERBS_H

#include "cli/cmd.h"

extern const struct command command_cache_export;
extern const struct command command_cache_gc;
extern const struct command command_cache_import;
extern const struct command command_cache_list;
extern const struct command command_cache_rm;
extern const struct command command_cache_show;
extern const struct command command_cache_verify;
extern const struct command command_cache_add;
extern const struct command command_cache_build;

#endif /* CLI_CACHE_VERBS_H */
