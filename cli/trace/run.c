/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of steps: what can be known to fail fails before anything is written; from then on all
 * ways lead through the end of the session.
 */
#include "cli/trace/run.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/measure/silence.h"
#include "cli/out.h"
#include "cli/run/undertaking.h"
#include "cli/trace/output.h"
#include "cli/trace/source.h"
#include "tracefs/expedite.h"
#include "tracefs/runfile.h"

struct tracing {
	struct asking *asking;
	const struct trace_plan *plan;
	struct undertaking run;
	struct trace_source *source;
	struct trace_output output;
	/* A signal has come that ends it. */
	bool is_signalled;
	/* It is over: what was recorded is read. */
	bool is_finishing;
	/* Nor is that waited for any more. */
	bool is_given_up;
	/* What was seen of it all; once the source was stopped. */
	struct trace_counts counts;
	bool is_counted;
	/* Why nothing was seen. */
	struct notes silence;
};

static void tracing_deinit(struct tracing *tracing)
{
	trace_source_destroy(tracing->source);
	trace_output_deinit(&tracing->output);
	undertaking_deinit(&tracing->run);
	notes_deinit(&tracing->silence);
}

static bool is_signalled(struct tracing *tracing)
{
	const bool has_come = undertaking_is_interrupted(&tracing->run);

	tracing->is_signalled |= has_come;
	return has_come;
}

/* The end does not wait for who reads; what it has not read yet does, until one more signal: the
 * first asks for what is done already. */
static bool gives_up(void *data)
{
	struct tracing *tracing = data;
	const bool was_signalled = tracing->is_signalled;
	const bool has_come = is_signalled(tracing);

	if (!tracing->is_finishing)
		return tracing->is_signalled || undertaking_has_ended(&tracing->run);
	/* For good: what is left is written in several pieces. */
	tracing->is_given_up |= has_come && was_signalled;
	return tracing->is_given_up;
}

static struct sonde_error *create_source(struct tracing *tracing)
{
	const struct trace_source_request request = {
		.asking = tracing->asking,
		.plan = tracing->plan,
		.run = &tracing->run,
		.symbols = addresses_symbols(tracing->output.addresses),
	};

	switch (tracing->plan->via) {
	case TRACE_VIA_BPF:
		return trace_bpf_create(&request, &tracing->source);
	case TRACE_VIA_PERF:
		return trace_perf_create(&request, &tracing->source);
	default:
		return trace_ftrace_create(&request, &tracing->source);
	}
}

static struct sonde_error *prepare(struct tracing *tracing)
{
	const struct asking *asking = tracing->asking;

	TRY(trace_output_open(&tracing->output, asking->context, asking->options));
	TRY(create_source(tracing));
	TRY(undertaking_prepare(&tracing->run));
	tracing->output.wait = (struct outlet_wait){
		.fd = tracing->run.interrupts.fd,
		.gives_up = gives_up,
		.data = tracing,
	};
	return NULL;
}

static void say_begin(const struct tracing *tracing)
{
	const struct undertaking_options *options = tracing->run.options;

	if (options->quiet || options->command)
		return;
	if (options->duration > 0)
		fprintf(tracing->run.context->err, "Tracing for %g s. Ctrl-C ends it before.\n",
			options->duration);
	else
		fprintf(tracing->run.context->err, "Tracing. Ctrl-C ends it.\n");
}

static struct sonde_error *start(struct tracing *tracing)
{
	const struct asking *asking = tracing->asking;
	struct trace_source *source = tracing->source;

	TRY(undertaking_begin(&tracing->run,
			      &(struct undertaking_session){
				      .tracing_dir = asking->measure.tracing_dir,
				      .asked = asking->measure.asked,
				      /* Programs choose them by themselves. */
				      .takes_all = tracing->plan->via != TRACE_VIA_FTRACE,
			      }));
	TRY(source->ops->arm(source));
	tracing->run.is_quit |= undertaking_is_interrupted(&tracing->run);
	if (tracing->run.is_quit)
		return NULL;
	TRY(trace_output_begin(&tracing->output, &source->events));
	undertaking_start_clock(&tracing->run);
	TRY(source->ops->start(source));
	say_begin(tracing);
	return undertaking_start_command(&tracing->run);
}

static bool is_over(struct tracing *tracing)
{
	return is_signalled(tracing) || tracing->is_signalled || tracing->output.is_unread ||
	       trace_output_is_full(&tracing->output) || undertaking_has_ended(&tracing->run);
}

static struct sonde_error *read_hits(struct tracing *tracing, bool is_last)
{
	const struct trace_sink sink = trace_output_sink(&tracing->output);
	struct trace_source *source = tracing->source;

	TRY(source->ops->read(source, is_last, &sink));
	return trace_output_flush(&tracing->output);
}

static struct sonde_error *wait_for_end(struct tracing *tracing)
{
	const struct trace_source *source = tracing->source;

	for (;;) {
		const struct undertaking_wait also = {
			.step = source->ops->wait(source),
			.input = source->ops->fd(source),
			.answers = tracing->output.out.fd,
		};

		TRY(undertaking_wait(&tracing->run, &also, &tracing->output.is_unread));
		if (is_over(tracing))
			return NULL;
		TRY(read_hits(tracing, false));
		/* Nothing wakes us for a signal that came while they were written. */
		if (tracing->is_signalled)
			return NULL;
	}
}

/* Why nothing has come, as far as that can be found out. */
static struct sonde_error *explain_silence(struct tracing *tracing)
{
	const struct asking *asking = tracing->asking;
	const struct measure *measure = &asking->measure;
	const struct silence_choice choice = {
		.leaves_itself_out = tracing->plan->leaves_itself_out,
		.is_filtered = asking->options->filter || asking->options->trace.object ||
			       asking->options->cpus,
	};
	bool in_kernel = false;

	/* Those that were rejected are told as such. */
	if (tracing->output.hits || tracing->counts.lost ||
	    (tracing->counts.rejected && tracing->counts.rejected != TRACE_COUNT_UNKNOWN))
		return NULL;
	vec_for_each(&asking->question.events, event)
		in_kernel |= event->kind == HIST_EVENT_KPROBE;
	TRY(silence_of_events(&tracing->run, measure->events.data, measure->events.size,
			      &tracing->silence));
	return in_kernel ? silence_of_probes(&tracing->run, choice, &tracing->silence) : NULL;
}

/* With --expedite; what the system does not allow is said when the session is ended. */
static void quicken(const struct tracing *tracing, struct expedite *expedite)
{
	const struct expedite_place place = {EXPEDITE_SETTING, RUNFILE_DIR};

	if (tracing->run.options->expedite && tracing->plan->via != TRACE_VIA_FTRACE)
		sonde_error_destroy(expedite_begin(&place, expedite));
}

/* @return the first of both errors */
static struct sonde_error *slow_down(struct expedite *expedite, struct sonde_error *error)
{
	struct sonde_error *slow = expedite_end(expedite);

	if (!error)
		return slow;
	sonde_error_destroy(slow);
	return error;
}

/* Programs are slow to go, and waited for one by one. */
static struct sonde_error *stop_source(struct tracing *tracing)
{
	struct expedite expedite = EXPEDITE_INIT;
	struct sonde_error *error;

	quicken(tracing, &expedite);
	error = tracing->source->ops->stop(tracing->source);
	return slow_down(&expedite, error);
}

static struct sonde_error *destroy_source(struct tracing *tracing)
{
	struct expedite expedite = EXPEDITE_INIT;

	quicken(tracing, &expedite);
	trace_source_destroy(take_ptr(tracing->source));
	return slow_down(&expedite, NULL);
}

/* What was recorded until now is still wanted, unless nobody is there to read it. */
static struct sonde_error *finish(struct tracing *tracing)
{
	struct trace_source *source = tracing->source;

	tracing->is_finishing = true;
	TRY(stop_source(tracing));
	if (!tracing->run.is_quit && !tracing->output.is_unread)
		TRY(read_hits(tracing, true));
	TRY(source->ops->count(source, &tracing->counts));
	tracing->is_counted = true;
	return explain_silence(tracing);
}

static struct sonde_error *trace_it(struct tracing *tracing)
{
	TRY(start(tracing));
	if (tracing->run.is_quit)
		return NULL;
	TRY(wait_for_end(tracing));
	return finish(tracing);
}

static void say_count(const struct tracing *tracing, uint64_t count, const char *what)
{
	if (count && count != TRACE_COUNT_UNKNOWN)
		fprintf(tracing->run.context->err, ", %" PRIu64 " %s", count, what);
}

/* Nothing that was lost or left out is kept from whoever reads it. */
static void say_end(const struct tracing *tracing)
{
	const struct trace_counts *counts = &tracing->counts;
	FILE *err = tracing->run.context->err;

	if (!tracing->is_counted)
		return;
	if (!tracing->run.options->quiet || counts->lost || counts->missed) {
		fprintf(err, "%" PRIu64 " hit%s", tracing->output.hits,
			tracing->output.hits == 1 ? "" : "s");
		say_count(tracing, counts->lost,
			  counts->are_stacks_lost ? "records lost, stacks among them" : "lost");
		say_count(tracing, counts->rejected, "rejected");
		say_count(tracing, counts->faulted, "of them as they could not be read");
		say_count(tracing, counts->missed, "missed while the kernel was in a probe");
		fputs("\n", err);
	}
	if (!tracing->run.options->quiet)
		out_notes(tracing->run.context, &tracing->silence);
	if (tracing->output.was_given_up)
		fprintf(err, "Note: The last hits were not written, as nobody has read them.\n");
	else if (tracing->output.was_cut && !tracing->output.is_unread)
		fprintf(err, "Note: The last hits were not written, as a signal came meanwhile.\n");
	if (counts->lost && counts->lost != TRACE_COUNT_UNKNOWN)
		fprintf(err, "Note: A larger --buffer, or a filter, loses less.\n");
	if (counts->cut && counts->cut != TRACE_COUNT_UNKNOWN)
		fprintf(err,
			"Note: Of %" PRIu64 " texts the filter has seen the beginning only; they "
			"were judged by that.\n",
			counts->cut);
	if (counts->unfollowed && counts->unfollowed != TRACE_COUNT_UNKNOWN)
		fprintf(err, "Note: %" PRIu64 " threads were too many, and are not traced.\n",
			counts->unfollowed);
}

static enum exit_status tell(const struct tracing *tracing, struct sonde_error *error)
{
	return error ? out_error(tracing->run.context, error) : STATUS_OK;
}

/* The first status that is not good. */
static enum exit_status worse(enum exit_status a, enum exit_status b)
{
	return a == STATUS_OK ? b : a;
}

enum exit_status trace_run(struct asking *asking, const struct trace_plan *plan)
{
	_cleanup_(tracing_deinit) struct tracing tracing = {
		.asking = asking,
		.plan = plan,
		.run = UNDERTAKING_INIT(asking->context, &asking->options->measure.common),
		.output = TRACE_OUTPUT_INIT,
		.silence = NOTES_INIT,
	};
	struct sonde_error *error = prepare(&tracing);
	enum exit_status status;

	if (error)
		return out_error(asking->context, error);
	status = tell(&tracing, trace_it(&tracing));
	/* What holds the events and the instance goes before them. */
	status = worse(status, tell(&tracing, destroy_source(&tracing)));
	status = worse(status, tell(&tracing, undertaking_end_session(&tracing.run)));
	undertaking_end_command(&tracing.run);
	status = worse(status, tell(&tracing, outlet_close(&tracing.output.out)));
	say_end(&tracing);
	return tracing.run.is_quit ? worse(status, STATUS_FAILED) : status;
}
