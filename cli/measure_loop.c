/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting: for a signal, the end of the command, of the processes of -p or of -d, for the end of an
 * interval, or that nobody reads the answers any more.
 */
#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "cli/measuring.h"
#include "hist/differ.h"

#define NANOSECONDS 1e9

/* Seconds between two looks at which processes the threads are of, see processes.h. */
#define LEARN_INTERVAL 1

/* What is waited for at once. */
struct pollfds VEC_BODY(struct pollfd);

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

static struct sonde_error *add_poll(struct pollfds *polls, int fd, short events)
{
	return vec_push(polls, (struct pollfd){.fd = fd, .events = events});
}

/* Everything that can end it, as descriptors. The last one is that of the answers. */
static struct sonde_error *collect(const struct measuring *measuring, struct pollfds *polls)
{
	polls->size = 0;
	TRY(add_poll(polls, measuring->run.interrupts.fd, POLLIN));
	vec_for_each(&measuring->run.watched, process)
		TRY(add_poll(polls, process->has_ended ? -1 : process->fd, POLLIN));
	/* A pipe without a reader says so, asked or not. */
	return add_poll(polls, measuring->report.out.fd, 0);
}

static bool is_over(struct measuring *measuring, const struct pollfds *polls)
{
	if (undertaking_is_interrupted(&measuring->run))
		return true;
	if (vec_last(polls)->revents & POLLERR)
		measuring->report.is_unread = true;
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

static struct sonde_error *wait_for_end(struct measuring *measuring, struct pollfds *polls)
{
	const struct hist_setup *setup = &measuring->measure->setup;
	const bool learns = measuring->interval.step == 0 &&
			    lineage_is_needed(setup->sources.data, setup->sources.size);
	struct interval looks = interval_init(measuring->run.start, learns ? LEARN_INTERVAL : 0);

	for (;;) {
		uint64_t now = interval_now();
		int wait = interval_wait(now, measuring->run.deadline, measuring->interval.next);

		wait = interval_shorter(wait, interval_wait(now, looks.next, INTERVAL_NEVER));
		wait = interval_shorter(wait, watched_wait(&measuring->run.watched));
		TRY(collect(measuring, polls));
		if (poll(polls->data, polls->size, wait) < 0 && errno != EINTR)
			return sonde_error_os(errno, "Cannot wait");
		if (is_over(measuring, polls))
			return NULL;
		now = interval_now();
		if (interval_is_over(&measuring->interval, now))
			TRY(end_interval(measuring));
		if (interval_is_over(&looks, now))
			TRY(learn(measuring, &looks));
	}
}

struct sonde_error *measuring_wait(struct measuring *measuring)
{
	struct pollfds polls = VEC_INIT;
	struct sonde_error *error = wait_for_end(measuring, &polls);

	vec_deinit(&polls);
	return error;
}
