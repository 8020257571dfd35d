/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde count`: how often functions are called. */
#include "cli/ask/ask.h"
#include "cli/ask/place.h"

/* All functions are probes of this one event, which the kernel then has one table of. */
#define EVENT_NAME "calls"

/* Functions of a pattern: they cost one event and one table, however many they are. The kernel
 * takes 16 ms for each when they go. */
#define MAX_PROBES 1000

static const struct option_spec options[] = {
	{ASK_OPTION_BY, 0, "by", "KEY[.SHAPE][,...]", false, "count by these (func)"},
	ASK_SUM_SPEC,
	ASK_IF_SPEC,
	ASK_OPTION_SPECS,
};

static struct sonde_error *check(const struct ask_options *given)
{
	if (given->words.size)
		return NULL;
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_USAGE, "Error: no function was given."),
				"For instance: sonde count 'vfs_*'");
}

static struct sonde_error *ask_word(struct asking *asking, const char *word)
{
	if (ask_is_existing(asking, word))
		return ask_add(asking, word, NULL);
	return ask_define_calls(asking, word, EVENT_NAME);
}

static struct sonde_error *ask(struct asking *asking)
{
	const struct ask_topic topic = {
		.ask = HIST_ASK_TABLE,
		.by = asking->options->by ? NULL : "func",
	};

	TRY(ask_begin(asking, &topic));
	vec_for_each(&asking->options->words, word)
		TRY(ask_word(asking, *word));
	return NULL;
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	const struct ask_command asked = {&command_count, check, ask, MAX_PROBES, NULL, false};

	(void)argc;
	return ask_run(context, &asked, argv);
}

const struct command command_count = {
	.name = "count",
	.synopsis = "[OPTIONS] FUNC|PATTERN|DEF|GROUP:EVENT ... [-- COMMAND]",
	.summary = "count how often functions are called",
	.page = "sonde-count(1)",
	.words = "DEF|GROUP:EVENT",
	.options = options,
	.run = run,
};
