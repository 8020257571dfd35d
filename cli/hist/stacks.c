/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde stacks`: from where something is called. */
#include "cli/ask/ask.h"

static const struct option_spec options[] = {
	{ASK_OPTION_CALLERS, 0, "callers", NULL, false,
	 "count by callers instead of whole stacks: that costs less"},
	ASK_SUM_SPEC,
	ASK_IF_SPEC,
	ASK_OPTION_SPECS,
};

static struct sonde_error *check(const struct ask_options *given)
{
	TRY(ask_options_need_words(given, "sonde stacks vfs_open"));
	if (given->target.program.name)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE,
					"Error: switch `x' is not for stacks: of a program the "
					"kernel keeps the part of its stack that is in the kernel, "
					"and where a probe of it is hit there is none"),
			"sonde hist -x FILE DEF --by func counts by functions.");
	return NULL;
}

static struct sonde_error *ask(struct asking *asking)
{
	const struct ask_topic topic = {
		.ask = HIST_ASK_TABLE,
		.by = asking->options->callers ? "caller.sym" : "stack",
	};

	TRY(ask_begin(asking, &topic));
	return ask_add_words(asking);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	const struct ask_command asked = {&command_stacks, check, ask, 0, NULL, false};

	(void)argc;
	return ask_run(context, &asked, argv);
}

const struct command command_stacks = {
	.name = "stacks",
	.synopsis = "[OPTIONS] DEF|GROUP:EVENT ... [-- COMMAND]",
	.summary = "count the kernel's stacks from which something is called",
	.page = "sonde-stacks(1)",
	.words = "DEF|GROUP:EVENT",
	.options = options,
	.run = run,
};
