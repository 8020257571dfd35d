/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde session`: its verbs. */
#include "cli/session/verbs.h"

static const struct option_spec options[] = {COMMAND_HELP_SPEC, {0}};

static const struct command *const verbs[] = {
	&command_session_list,
	&command_session_show,
	&command_session_stop,
	&command_session_gc,
	NULL,
};

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	/* What one mostly wants to know. */
	if (argc == 1)
		return command_session_list.run(context, argc, argv);
	return command_run_verb(context, &command_session, argc, argv);
}

const struct command command_session = {
	.name = "session",
	.synopsis = "[VERB] [OPTIONS] ...",
	.summary = "show and end what is running or was left running",
	.page = "sonde-session(1)",
	.options = options,
	.verbs = verbs,
	.run = run,
};
