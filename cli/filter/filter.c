/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde filter`: its verbs. */
#include "cli/filter/verbs.h"

static const struct option_spec options[] = {COMMAND_HELP_SPEC, {0}};

static const struct command *const verbs[] = {
	&command_filter_check,
	&command_filter_header,
	NULL,
};

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	return command_run_verb(context, &command_filter, argc, argv);
}

const struct command command_filter = {
	.name = "filter",
	.synopsis = "VERB [OPTIONS] ...",
	.summary = "show what conditions of --if mean, and what they cost",
	.page = "sonde-filter(1)",
	.options = options,
	.verbs = verbs,
	.run = run,
};
