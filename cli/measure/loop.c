/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting: for a signal, the end of the command, of the processes of -p or of -d, for the end of an
 * interval, or that nobody reads the answers any more.
 */
#include <time.h>
#include <unistd.h>

#include "cli/measure/measuring.h"
#include "hist/differ.h"

#define NANOSECONDS 1e9

/* Seconds between two looks at which processes the threads are of, see processes.h. */
#define LEARN_INTERVAL 1

static double wall_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / NANOSECONDS;
}

/* What came since the interval began. */
static struct sonde_error *differ(struct measuring *measuring, const struct hist_table *whole,
				  struct hist_table *ret)
{
	if (measuring->has_before)
		return hist_table_differ(whole, &measuring->before, ret);
	return hist_table_copy(whole, ret);
}

/* The next interval begins here. */
static void begin_interval(struct measuring *measuring, struct hist_table *whole, uint64_t time)
{
	hist_table_deinit(&measuring->before);
	measuring->before = *whole;
	*whole = (struct hist_table)HIST_TABLE_INIT;
	measuring->has_before = true;
	measuring->before_time = time;
}

struct sonde_error *measuring_read(struct measuring *measuring, struct hist_table *ret,
				   struct hist_table *whole)
{
	_cleanup_hist_table_ struct hist_table now = HIST_TABLE_INIT, table = HIST_TABLE_INIT,
					       told = HIST_TABLE_INIT;
	struct snapshots *snapshots = &measuring->snapshots;

	TRY(snapshots_read(snapshots, &now));
	TRY(differ(measuring, &now, &table));
	TRY(hist_table_copy(&now, &told));
	table.ended = told.ended = wall_clock();
	table.seconds = (double)(snapshots->last_time - measuring->before_time) / NANOSECONDS;
	told.seconds = (double)(snapshots->last_time - measuring->run.start) / NANOSECONDS;
	TRY(processes_tell(&snapshots->processes, &table));
	TRY(processes_tell(&snapshots->processes, &told));
	if (measuring->measure->options.interval > 0)
		begin_interval(measuring, &now, snapshots->last_time);
	*ret = table;
	*whole = told;
	table = told = (struct hist_table)HIST_TABLE_INIT;
	return NULL;
}

static bool is_over(struct measuring *measuring)
{
	if (undertaking_is_interrupted(&measuring->run))
		return true;
	return measuring->report.is_unread || undertaking_has_ended(&measuring->run);
}

/* A signal means that nobody waits for what is not read; the rest of a table can wait for that all
 * is undone. */
bool measuring_gives_up(void *data)
{
	struct measuring *measuring = data;

	measuring->report.is_unread |= undertaking_is_interrupted(&measuring->run);
	return measuring->report.is_unread ||
	       (measuring->run.session && undertaking_has_ended(&measuring->run));
}

/* A table, and whether it costs too much. */
static struct sonde_error *end_interval(struct measuring *measuring)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT, whole = HIST_TABLE_INIT;
	const struct measure *measure = measuring->measure;

	TRY(measuring_read(measuring, &table, &whole));
	TRY(report_table(&measuring->report, &table, &whole));
	if (interval_spent(&measuring->interval, interval_of_seconds(measuring->snapshots.spent)) &&
	    !measuring_is_quiet(measuring))
		fprintf(measure->context->err,
			"Note: Reading the table takes %.2g s: intervals are %.4g s from now on.\n",
			measuring->snapshots.spent, (double)measuring->interval.step / NANOSECONDS);
	return NULL;
}

/* Threads that end are to be known before. */
static struct sonde_error *learn(struct measuring *measuring, struct interval *interval)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	TRY(snapshots_read(&measuring->snapshots, &table));
	interval_spent(interval, interval_of_seconds(measuring->snapshots.spent));
	return NULL;
}

struct sonde_error *measuring_wait(struct measuring *measuring)
{
	const struct hist_setup *setup = &measuring->measure->setup;
	const bool learns = measuring->interval.step == 0 &&
			    lineage_is_needed(setup->sources.data, setup->sources.size);
	struct interval looks = interval_init(measuring->run.start, learns ? LEARN_INTERVAL : 0);

	for (;;) {
		const struct undertaking_wait also = {
			.step = interval_wait(interval_now(), measuring->interval.next, looks.next),
			.input = -1,
			.answers = measuring->report.out.fd,
		};
		uint64_t now;

		TRY(undertaking_wait(&measuring->run, &also, &measuring->report.is_unread));
		if (is_over(measuring))
			return NULL;
		now = interval_now();
		if (interval_is_over(&measuring->interval, now))
			TRY(end_interval(measuring));
		if (interval_is_over(&looks, now))
			TRY(learn(measuring, &looks));
	}
}
