/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde cache`: its verbs. */
#include "cli/cache/verbs.h"

static const struct option_spec options[] = {COMMAND_HELP_SPEC, {0}};

static const struct command *const verbs[] = {
	&command_cache_list,   &command_cache_build,
	&command_cache_add,    &command_cache_show,
	&command_cache_rm,     &command_cache_verify,
	&command_cache_gc,     &command_cache_export,
	&command_cache_import, NULL,
};

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	return command_run_verb(context, &command_cache, argc, argv);
}

const struct command command_cache = {
	.name = "cache",
	.synopsis = "VERB [OPTIONS] ...",
	.summary = "show and change what is cached",
	.page = "sonde-cache(1)",
	.options = options,
	.verbs = verbs,
	.run = run,
};
