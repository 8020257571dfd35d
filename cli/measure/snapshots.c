/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/measure/snapshots.h"

#include <string.h>
#include <time.h>

#include "cli/run/interval.h"
#include "hist/cell.h"
#include "hist/merge.h"
#include "hist/read.h"

void snapshots_deinit(struct snapshots *snapshots)
{
	processes_deinit(&snapshots->processes);
	hist_table_deinit(&snapshots->last);
	snapshots->has_last = false;
}

/* Whether a source is in the same file as the one before it. */
static bool shares_file(const struct hist_source *source)
{
	return strcmp(source[-1].system, source->system) == 0 &&
	       strcmp(source[-1].event, source->event) == 0;
}

/*
 * Whether something may have been counted or dropped since the last one; true while there is none.
 * Of what it drops the kernel makes no news.
 */
static struct sonde_error *have_news(struct snapshots *snapshots, bool *ret)
{
	bool any = !snapshots->has_last || snapshots->is_full;

	for (size_t i = 0; i < snapshots->count && !any; i++) {
		const struct hist_source *source = &snapshots->sources[i];

		if (!i || !shares_file(source))
			TRY(session_has_news(snapshots->session, source->system, source->event,
					     &any));
	}
	*ret = any;
	return NULL;
}

static struct sonde_error *read_file(struct snapshots *snapshots, const struct hist_source *source,
				     struct hist_raw_file *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	double seconds = 0;

	TRY(session_read_hist(snapshots->session, source->system, source->event, &text, &seconds));
	snapshots->spent += seconds;
	hist_raw_file_deinit(ret);
	return hist_read(str_text(&text), text.size, ret);
}

static struct sonde_error *gone(const struct hist_source *source)
{
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "The histogram of %s:%s is gone: somebody has removed it.",
			       source->system, source->event);
}

/* Whether a hit with other keys than its rows have would be dropped. */
static bool is_full(const struct hist_raw *hist)
{
	return hist->size && hist->entries >= hist->size;
}

/* Add the table of a source to what the others have. */
static struct sonde_error *add_source(const struct hist_source *source,
				      const struct hist_raw_file *file, bool is_first,
				      struct hist_table *table)
{
	_cleanup_hist_table_ struct hist_table one = HIST_TABLE_INIT;

	if (source->position >= file->hists.size)
		return gone(source);
	TRY(hist_table_make(&file->hists.data[source->position], &source->layout, &one));
	if (!is_first)
		return hist_table_merge(table, &one);
	*table = one;
	one = (struct hist_table)HIST_TABLE_INIT;
	return NULL;
}

static struct sonde_error *add_sources(struct snapshots *snapshots, struct hist_table *table)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;

	for (size_t i = 0; i < snapshots->count; i++) {
		const struct hist_source *source = &snapshots->sources[i];

		if (!i || !shares_file(source))
			TRY(read_file(snapshots, source, &file));
		TRY(add_source(source, &file, i == 0, table));
		snapshots->is_full |= is_full(&file.hists.data[source->position]);
	}
	return NULL;
}

/* Times that could not be taken, because there was no room to keep when they began. */
static struct sonde_error *add_pairings(struct snapshots *snapshots, uint64_t *ret)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;

	for (size_t i = 0; i < snapshots->pairing_count; i++) {
		const struct hist_source *source = &snapshots->pairings[i];

		if (!i || !shares_file(source))
			TRY(read_file(snapshots, source, &file));
		if (source->position >= file.hists.size)
			return gone(source);
		*ret += file.hists.data[source->position].dropped;
	}
	return NULL;
}

/* What was lost is no news of a source: nothing was counted there. */
static struct sonde_error *add_losses(struct snapshots *snapshots, struct hist_table *table)
{
	uint64_t misses = SESSION_MISSES_UNKNOWN, unpaired = 0;

	TRY(add_pairings(snapshots, &unpaired));
	TRY(session_misses(snapshots->session, &misses));
	table->dropped += unpaired - snapshots->unpaired;
	table->missed = misses == SESSION_MISSES_UNKNOWN ? UINT64_MAX : misses;
	snapshots->unpaired = unpaired;
	return NULL;
}

static struct sonde_error *read_all(struct snapshots *snapshots, struct hist_table *ret)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;

	snapshots->unpaired = 0;
	TRY(add_sources(snapshots, &table));
	TRY(add_losses(snapshots, &table));
	*ret = table;
	table = (struct hist_table)HIST_TABLE_INIT;
	return NULL;
}

struct sonde_error *snapshots_read(struct snapshots *snapshots, struct hist_table *ret)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	bool has_news;

	TRY(have_news(snapshots, &has_news));
	snapshots->last_time = interval_now();
	snapshots->spent = 0;
	if (!has_news) {
		TRY(add_losses(snapshots, &snapshots->last));
		return hist_table_copy(&snapshots->last, ret);
	}
	TRY(read_all(snapshots, &table));
	TRY(processes_learn(&snapshots->processes, &table));
	if (processes_are_in(&table))
		TRY(lineage_read(&snapshots->processes.lineage, snapshots->session));
	TRY(hist_table_copy(&table, ret));
	hist_table_deinit(&snapshots->last);
	snapshots->last = table;
	snapshots->has_last = true;
	table = (struct hist_table)HIST_TABLE_INIT;
	return NULL;
}
