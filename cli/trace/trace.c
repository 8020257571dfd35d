/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde trace`: hits as they come. */
#include <string.h>

#include "cli/ask/ask.h"
#include "cli/ask/print.h"
#include "cli/filter/scope.h"
#include "cli/out.h"
#include "cli/trace/explain.h"
#include "cli/trace/plan.h"
#include "cli/trace/run.h"
#include "cli/trace/show.h"
#include "cli/trace/writes.h"

static const struct option_spec options[] = {
	{ASK_OPTION_IF, 0, "if", "EXPR", false, "show only hits for which this is true"},
	{TRACE_OPTION_NO_IF, 0, "no-if", NULL, false, "without the filter that is cached with it"},
	{TRACE_OPTION_VIA, 0, "via", "auto|bpf|ftrace|perf", false, "record in this way (auto)"},
	{TRACE_OPTION_EXPLAIN, 0, "explain", NULL, false, "say which way was taken, and why"},
	{TRACE_OPTION_STACK, 0, "stack", NULL, false, "with the kernel's stack"},
	{TRACE_OPTION_USER_STACK, 0, "user-stack", NULL, false, "with the program's stack"},
	{TRACE_OPTION_SHOW, 0, "show", "COLUMN[.SHAPE][,...]", false, "show these columns"},
	{TRACE_OPTION_FORMAT, 0, "format", "FORMAT", false,
	 "write lines like this: '%comm %count'"},
	{TRACE_OPTION_JSON, 0, "json", NULL, false, "one JSON object a line"},
	{TRACE_OPTION_PERF_SCRIPT, 0, "perf-script", NULL, false, "as perf script prints samples"},
	{TRACE_OPTION_COUNT, 0, "count", "N", false, "end after N hits"},
	{TRACE_OPTION_BUFFER, 0, "buffer", "SIZE", false,
	 "room for what was not read yet: 512K, 8M"},
	{TRACE_OPTION_TEXT, 0, "text", "N", false, "bytes of each text by bpf (128)"},
	{TRACE_OPTION_OBJECT, 0, "bpf-object", "FILE", false, "a filter of your own, by clang"},
	{ASK_OPTION_CPUS, 'c', "cpus", "CPUS", false, "trace on these processors only: 0-3,8"},
	UNDERTAKING_WHO_SPECS("trace"),
	UNDERTAKING_OUTPUT_SPEC,
	UNDERTAKING_HOW_SPECS,
	ASK_DEFINITION_SPECS,
};

static struct sonde_error *check(const struct ask_options *given)
{
	return ask_options_need_words(given, "sonde trace 'vfs_read count' --if 'count > 4096'");
}

/* What the filter tests, and the command, which every hit is shown with. */
static struct sonde_error *find_needs(struct asking *asking)
{
	_cleanup_filter_expr_ struct filter_expr expr = {0};

	const struct hist_need command = {.word = HIST_WORD_FILTER};

	TRY(trace_show_needs(asking));
	if (asking->options->filter) {
		TRY(filter_expr_parse(asking->options->filter, &expr));
		TRY(filter_scope_needs(&expr, &asking->needs));
	}
	return trace_show_need(asking, command, "comm", 4);
}

static struct sonde_error *ask(struct asking *asking)
{
	const struct ask_topic topic = {.ask = HIST_ASK_TABLE, .needs = find_needs};

	TRY(ask_begin(asking, &topic));
	TRY(ask_add_words(asking));
	return ask_check_words(asking);
}

/* What would be done, without doing it. */
static struct sonde_error *show(struct asking *asking, const struct trace_plan *plan)
{
	const struct ask_options *given = asking->options;
	_cleanup_trace_writes_ struct trace_writes writes = VEC_INIT;

	if (given->dry_run && given->trace.explain) {
		TRY(trace_explain(asking, plan, asking->context->out));
	} else if (given->dry_run) {
		TRY(trace_writes_make(asking, plan, &writes));
		TRY(trace_writes_print(asking, plan, &writes));
	}
	return given->cache && !given->measure.common.quiet ? ask_print_cached(asking) : NULL;
}

static struct sonde_error *prepare(struct asking *asking, struct trace_plan *plan)
{
	TRY(ask_print_notes(asking));
	TRY(ask_print_typed(asking, &asking->measure.asked));
	/* Nothing is kept for what cannot be traced. */
	TRY(trace_plan_make(asking, plan));
	TRY(trace_show_check(asking, plan));
	return ask_keep_cached(asking);
}

/* By --via ftrace, for who has not read why it is not taken by itself. */
static void say_faults(const struct asking *asking, const struct trace_plan *plan)
{
	bool may_fault = false;

	vec_for_each(&plan->events, event)
		may_fault |= event->may_fault;
	if (plan->via == TRACE_VIA_FTRACE && may_fault && !asking->options->measure.common.quiet)
		fprintf(asking->context->err,
			"Note: Where memory that is tested cannot be read, the kernel's own filter "
			"goes on with any bytes. --via bpf rejects such hits.\n");
}

static enum exit_status carry_out(struct asking *asking)
{
	_cleanup_trace_plan_ struct trace_plan plan = {0};
	const bool only_shown = asking->options->dry_run || asking->is_elsewhere;
	struct sonde_error *error = prepare(asking, &plan);

	if (error)
		return out_error(asking->context, error);
	say_faults(asking, &plan);
	if (only_shown)
		error = show(asking, &plan);
	else if (asking->options->trace.explain)
		error = trace_explain(asking, &plan, asking->context->err);
	if (error)
		return out_error(asking->context, error);
	return only_shown ? STATUS_OK : trace_run(asking, &plan);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	const struct ask_command asked = {&command_trace, check, ask, 0, carry_out, true};

	(void)argc;
	return ask_run(context, &asked, argv);
}

const struct command command_trace = {
	.name = "trace",
	.synopsis = "[OPTIONS] DEF|GROUP:EVENT ... [--if EXPR] [-- COMMAND]",
	.summary = "show hits of probes as they come",
	.page = "sonde-trace(1)",
	.words = "DEF|GROUP:EVENT",
	.options = options,
	.run = run,
};
