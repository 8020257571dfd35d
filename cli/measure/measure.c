/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of steps. What can be known to fail fails before anything is written; from then on, all
 * ways lead through the end of the session.
 */
#include "cli/measure/measure.h"

#include "cli/hist/gate.h"
#include "cli/measure/measuring.h"
#include "cli/measure/silence.h"
#include "cli/out.h"
#include "cli/target/leftover.h"

/* Rows that a table can have before it is said what they cost, and what they do; seconds a row. */
#define LARGE_SIZE 8192
#define ROW_COST   100e-6

void measure_deinit(struct measure *measure)
{
	gate_destroy(measure->gate);
	free(measure->tracing_dir);
	free(measure->session);
	free(measure->asked);
	hist_setup_deinit(&measure->setup);
	vec_for_each(&measure->events, event) {
		free(event->system);
		free(event->event);
		free(event->group);
		free(event->definition);
		free(event->given);
		free(event->function);
		free(event->module);
		free(event->program);
	}
	vec_deinit(&measure->events);
	notes_deinit(&measure->notes);
	*measure = (struct measure){0};
}

static void measuring_deinit(struct measuring *measuring)
{
	hist_table_deinit(&measuring->before);
	snapshots_deinit(&measuring->snapshots);
	report_deinit(&measuring->report);
	undertaking_deinit(&measuring->run);
}

/* All that does not touch the kernel's tracing. */
static struct sonde_error *prepare(struct measuring *measuring)
{
	const struct measure *measure = measuring->measure;
	const struct measure_options *options = &measure->options;

	TRY(report_init(measure->context, options, &measuring->report));
	TRY(undertaking_prepare(&measuring->run));
	measuring->report.wait = (struct outlet_wait){
		.fd = measuring->run.interrupts.fd,
		.gives_up = measuring_gives_up,
		.data = measuring,
	};
	return NULL;
}

static void say_large(const struct measuring *measuring)
{
	const uint64_t size = measuring->measure->options.size;

	if (size > LARGE_SIZE && !measuring_is_quiet(measuring))
		fprintf(measuring->measure->context->err,
			"Note: Reading a table of %llu rows takes some %.2g s if it is full, and "
			"no event of the system can be changed meanwhile.\n",
			(unsigned long long)size, (double)size * ROW_COST);
}

static void say_begin(const struct measuring *measuring)
{
	const struct measure_options *options = &measuring->measure->options;

	if (measuring_is_quiet(measuring) || options->common.command)
		return;
	if (options->common.duration > 0)
		fprintf(measuring->measure->context->err,
			"Tracing for %g s. Ctrl-C ends it before.\n", options->common.duration);
	else
		fprintf(measuring->measure->context->err, "Tracing. Ctrl-C ends it%s.\n",
			options->interval > 0 ? "" : " and shows what came");
}

/* From now on it counts. */
static struct sonde_error *start(struct measuring *measuring)
{
	const struct measure *measure = measuring->measure;
	const struct measure_options *options = &measure->options;

	measuring->snapshots = (struct snapshots){
		.session = measuring->run.session,
		.sources = measure->setup.sources.data,
		.count = measure->setup.sources.size,
		.pairings = measure->setup.pairings.data,
		.pairing_count = measure->setup.pairings.size,
		.processes = PROCESSES_INIT,
	};
	undertaking_start_clock(&measuring->run);
	measuring->before_time = measuring->run.start;
	measuring->interval = interval_init(measuring->run.start, options->interval);
	/* Their threads and children are known by them. */
	vec_for_each(&measuring->run.watched, process)
		TRY(processes_learn_thread(&measuring->snapshots.processes,
					   (uint64_t)process->pid));
	if (options->common.command)
		TRY(processes_learn_thread(&measuring->snapshots.processes,
					   (uint64_t)measuring->run.command.pid));
	say_large(measuring);
	say_begin(measuring);
	return undertaking_start_command(&measuring->run);
}

static struct sonde_error *end_session(struct measuring *measuring)
{
	measuring->snapshots.session = NULL;
	/* An event with a program cannot be removed. */
	if (measuring->measure->gate)
		gate_end(measuring->measure->gate);
	return undertaking_end_session(&measuring->run);
}

/* What was counted, and what it is shown by. */
static struct sonde_error *measure_it(struct measuring *measuring, struct hist_table *table,
				      struct hist_table *whole)
{
	TRY(measuring_arm(measuring));
	if (measuring->run.is_quit)
		return NULL;
	TRY(start(measuring));
	TRY(measuring_wait(measuring));
	if (measuring->run.is_quit)
		return NULL;
	TRY(measuring_read(measuring, table, whole));
	TRY(silence_explain(measuring, whole, table));
	if (measuring->measure->gate)
		TRY(gate_remark(measuring->measure->gate, table));
	/* For what shows all, as --openmetrics and --svg. */
	vec_for_each(&table->remarks, remark)
		TRY(hist_table_remark(whole, "%s", *remark));
	return NULL;
}

static struct sonde_error *show(struct measuring *measuring, struct hist_table *table,
				struct hist_table *whole)
{
	if (measuring->run.is_quit)
		return NULL;
	if (!measuring->report.is_unread)
		TRY(report_table(&measuring->report, table, whole));
	return report_finish(&measuring->report, whole);
}

/* Print it, if there is one. */
static enum exit_status tell(const struct measuring *measuring, struct sonde_error *error)
{
	return error ? out_error(measuring->measure->context, error) : STATUS_OK;
}

/* The first status that is not good. */
static enum exit_status worse(enum exit_status a, enum exit_status b)
{
	return a == STATUS_OK ? b : a;
}

static enum exit_status run_to_the_end(struct measuring *measuring)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT, whole = HIST_TABLE_INIT;
	enum exit_status status = tell(measuring, measure_it(measuring, &table, &whole));
	const bool is_measured = status == STATUS_OK;

	/* What was written goes before anything is printed: that can take as long as its reader. */
	status = worse(status, tell(measuring, end_session(measuring)));
	undertaking_end_command(&measuring->run);
	if (is_measured)
		status = worse(status, tell(measuring, show(measuring, &table, &whole)));
	return measuring->run.is_quit ? worse(status, STATUS_FAILED) : status;
}

/* It stays, unless it could not be left as it is to be. */
static enum exit_status run_and_keep(struct measuring *measuring)
{
	struct sonde_error *error = measuring_arm(measuring);

	if (!error && measuring->run.is_quit)
		return worse(tell(measuring, end_session(measuring)), STATUS_FAILED);
	if (!error)
		error = measuring_keep(measuring);
	if (!error)
		return STATUS_OK;
	return worse(tell(measuring, error), tell(measuring, end_session(measuring)));
}

enum exit_status measure_run(struct measure *measure)
{
	_cleanup_(measuring_deinit) struct measuring measuring = {
		.measure = measure,
		.run = UNDERTAKING_INIT(measure->context, &measure->options.common),
		.before = HIST_TABLE_INIT,
	};
	struct sonde_error *error;

	if (!measure->options.common.quiet)
		out_notes(measure->context, &measure->notes);
	error = prepare(&measuring);
	if (error)
		return out_error(measure->context, error);
	return measure->options.keep ? run_and_keep(&measuring) : run_to_the_end(&measuring);
}
