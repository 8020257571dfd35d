/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The writes of a trace as commands of a shell.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cache/bundle_sh.h"
#include "cli/ask/print.h"
#include "cli/trace/writes.h"
#include "tracefs/expedite.h"
#include "tracefs/session.h"

/* What it is printed with. */
struct printing {
	const struct asking *asking;
	const struct trace_plan *plan;
	/* Of the instance. */
	struct str instance;
	struct str out;
};

static void printing_deinit(struct printing *printing)
{
	str_deinit(&printing->instance);
	str_deinit(&printing->out);
}

static void print_file(struct printing *printing, const struct trace_write *write)
{
	const char *tracing_dir = printing->asking->measure.tracing_dir;
	const char *instance = str_text(&printing->instance);
	struct str *out = &printing->out;

	if (write->file) {
		str_appendf(out, "%s/%s", instance, write->file);
		return;
	}
	switch (write->kind) {
	case SESSION_KPROBE:
		str_appendf(out, "%s/kprobe_events", tracing_dir);
		return;
	case SESSION_UPROBE:
		str_appendf(out, "%s/uprobe_events", tracing_dir);
		return;
	case SESSION_FILTER:
		str_appendf(out, "%s/events/%s/%s/filter", instance, write->system, write->event);
		return;
	default:
		str_appendf(out, "%s/events/%s/%s/enable", instance, write->system, write->event);
	}
}

static bool is_probe(const struct trace_write *write)
{
	return !write->file && (write->kind == SESSION_KPROBE || write->kind == SESSION_UPROBE);
}

static void print_write(struct printing *printing, const struct trace_write *write)
{
	struct str *out = &printing->out;

	str_append(out, "echo ");
	if (write->file || write->kind == SESSION_ENABLE)
		str_append(out, write->text);
	else
		bundle_sh_quote(write->text, out);
	if (write->needs_own_thread)
		str_append(out, "$SONDE");
	str_append(out, is_probe(write) ? " >>" : " >");
	print_file(printing, write);
	if (write->insns)
		str_appendf(out, "   # and a program of %zu instructions at it", write->insns);
	if (write->needs_own_thread)
		str_append(out, "   # SONDE: the process of sonde itself");
	str_append_char(out, '\n');
}

static void print_processes(struct printing *printing)
{
	const struct undertaking_options *options = &printing->asking->options->measure.common;
	struct str *out = &printing->out;

	if (!options->pids.size && !options->command)
		return;
	if (printing->plan->via != TRACE_VIA_FTRACE) {
		str_append(out, "## programs choose the processes\n");
		return;
	}
	ask_print_processes(options, str_text(&printing->instance), out);
}

static void print_end(struct printing *printing, const struct trace_writes *writes)
{
	const bool expedite = printing->asking->options->measure.common.expedite;
	struct str *out = &printing->out;
	const char *instance = str_text(&printing->instance);
	const char *last = NULL;

	str_append(out, "## at the end:\n");
	if (expedite)
		str_append(out, "echo 1 >" EXPEDITE_SETTING "\n");
	str_appendf(out, "rmdir %s\n", instance);
	for (size_t i = writes->size; i-- > 0;) {
		const struct trace_write *write = &writes->data[i];

		/* Several lines of one event go at once. */
		if (!is_probe(write) || (last && strcmp(last, write->event) == 0))
			continue;
		last = write->event;
		str_appendf(out, "echo -:%s/%s >>", write->system, write->event);
		print_file(printing, write);
		str_append_char(out, '\n');
	}
	if (expedite)
		str_append(out, "echo 0 >" EXPEDITE_SETTING "\n");
}

static void print_reads(struct printing *printing)
{
	str_append(&printing->out, "## what comes:\n");
	if (printing->plan->via == TRACE_VIA_FTRACE) {
		str_appendf(&printing->out, "echo 1 >%s/tracing_on\n",
			    str_text(&printing->instance));
		str_appendf(&printing->out, "cat %s/trace_pipe\n", str_text(&printing->instance));
	} else {
		str_appendf(&printing->out, "## is read from %s\n",
			    printing->plan->via == TRACE_VIA_BPF ? "a BPF ring buffer"
								 : "the buffers of perf");
	}
}

struct sonde_error *trace_writes_print(const struct asking *asking, const struct trace_plan *plan,
				       const struct trace_writes *writes)
{
	_cleanup_(printing_deinit) struct printing printing = {
		.asking = asking,
		.plan = plan,
		.instance = STR_INIT,
		.out = STR_INIT,
	};

	str_appendf(&printing.instance, "%s/instances/sonde-", asking->measure.tracing_dir);
	session_default_name(&printing.instance);
	TRY(str_check(&printing.instance));
	str_appendf(&printing.out, "mkdir %s\n", str_text(&printing.instance));
	print_processes(&printing);
	vec_for_each(writes, write)
		print_write(&printing, write);
	print_reads(&printing);
	print_end(&printing, writes);
	TRY(str_check(&printing.out));
	fputs(str_text(&printing.out), asking->context->out);
	return NULL;
}
