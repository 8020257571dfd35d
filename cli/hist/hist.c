/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde hist`: how often each value of something came. */
#include "cli/ask/ask.h"
#include "cli/hist/gate.h"

static const struct option_spec options[] = {
	{ASK_OPTION_BY, 0, "by", "KEY[.SHAPE][,...]", false,
	 "count by these: arguments, variables, comm, pid, ..."},
	ASK_SUM_SPEC,
	ASK_IF_SPEC,
	{ASK_OPTION_GATE, 0, "gate", "bpf", false,
	 "have a BPF program test --if, which takes more (experimental)"},
	ASK_OPTION_SPECS,
};

static struct sonde_error *check(const struct ask_options *given)
{
	TRY(ask_options_need_words(given, "sonde hist 'vfs_read count' --by count.log2"));
	if (!given->by)
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_USAGE,
							"Error: --by is missing: what is to be "
							"counted by?"),
					"For instance: --by comm, --by NAME.log2. How often at all "
					"is what sonde count tells.");
	if (given->has_gate && !given->filter)
		return sonde_error_new(
			SONDE_ERROR_USAGE,
			"Error: --gate needs --if: what is the program to judge by?");
	if (given->has_gate && given->measure.keep)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --gate cannot be used with --keep: its program goes "
				       "with this command");
	return NULL;
}

static struct sonde_error *ask(struct asking *asking)
{
	const bool has_gate = asking->options->has_gate;

	TRY(ask_begin(asking, &(struct ask_topic){
				      .ask = HIST_ASK_TABLE,
				      .needs = has_gate ? gate_needs : NULL,
			      }));
	TRY(ask_add_words(asking));
	return has_gate ? gate_apply(asking) : NULL;
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	const struct ask_command asked = {&command_hist, check, ask, 0, NULL, false};

	(void)argc;
	return ask_run(context, &asked, argv);
}

const struct command command_hist = {
	.name = "hist",
	.synopsis = "[OPTIONS] DEF|GROUP:EVENT ... --by KEYS [-- COMMAND]",
	.summary = "count by the values of arguments and variables",
	.page = "sonde-hist(1)",
	.words = "DEF|GROUP:EVENT",
	.options = options,
	.run = run,
};
