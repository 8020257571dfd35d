/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/lineage.h"

#include <inttypes.h>
#include <sched.h>
#include <string.h>

#include "base/command.h"
#include "hist/read.h"

/* The fields are those of include/trace/events/task.h and include/trace/events/sched.h. */
#define BIRTH_SYSTEM  "task"
#define BIRTH_EVENT   "task_newtask"
#define BIRTH_TRIGGER "hist:keys=common_pid,pid,clone_flags:size=8192"
#define BIRTH_KEYS    3
#define END_SYSTEM    "sched"
#define END_EVENT     "sched_process_exit"
#define END_TRIGGER   "hist:keys=pid,comm:size=8192"
#define END_KEYS      2

/* Threads that make threads that make threads: more is a circle, of numbers that were used again.
 */
#define GENERATIONS 1000

/* How a thread was made. */
struct birth {
	uint64_t maker;
	/* A thread of its maker's process. */
	bool is_thread;
};

void lineage_deinit(struct lineage *lineage)
{
	map_deinit_values(&lineage->births);
	map_deinit_values(&lineage->ends);
}

bool lineage_is_needed(const struct hist_source *sources, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		vec_for_each(&sources[i].layout.keys, key) {
			if (key->shape == HIST_SHAPE_PROCESS)
				return true;
		}
	}
	return false;
}

static struct sonde_error *add_write(struct hist_setup *setup, const char *system,
				     const char *event, const char *trigger)
{
	struct hist_write *write;

	TRY(vec_push(&setup->writes, (struct hist_write){.kind = HIST_WRITE_TRIGGER}));
	write = vec_last(&setup->writes);
	TRY(sonde_strdup(system, &write->system));
	TRY(sonde_strdup(event, &write->event));
	TRY(sonde_strdup(trigger, &write->text));
	write->undo = malloc(strlen(trigger) + 2);
	if (!write->undo)
		return &sonde_error_no_memory;
	write->undo[0] = '!';
	memcpy(write->undo + 1, trigger, strlen(trigger) + 1);
	return NULL;
}

struct sonde_error *lineage_set_up(struct hist_setup *setup)
{
	if (!lineage_is_needed(setup->sources.data, setup->sources.size))
		return NULL;
	TRY(add_write(setup, BIRTH_SYSTEM, BIRTH_EVENT, BIRTH_TRIGGER));
	return add_write(setup, END_SYSTEM, END_EVENT, END_TRIGGER);
}

/* The key of a thread in the maps. */
static struct sonde_error *spell(uint64_t thread, struct str *ret)
{
	str_truncate(ret, 0);
	str_appendf(ret, "%" PRIu64, thread);
	return str_check(ret);
}

struct sonde_error *lineage_add_births(struct lineage *lineage, const struct hist_raw *hist)
{
	_cleanup_str_ struct str key = STR_INIT;

	if (hist->keys.size != BIRTH_KEYS)
		return NULL;
	for (size_t i = 0; i < hist->rows.size; i++) {
		const struct hist_raw_cell *cells = &hist->cells.data[i * BIRTH_KEYS];
		const struct birth birth = {cells[0].number, cells[2].number & CLONE_THREAD};

		TRY(spell(cells[1].number, &key));
		if (!map_has(&lineage->births, str_text(&key)))
			TRY(map_put_copy(&lineage->births, str_text(&key), &birth, sizeof(birth)));
	}
	return NULL;
}

struct sonde_error *lineage_add_ends(struct lineage *lineage, const struct hist_raw *hist)
{
	_cleanup_str_ struct str key = STR_INIT;

	if (hist->keys.size != END_KEYS)
		return NULL;
	for (size_t i = 0; i < hist->rows.size; i++) {
		const struct hist_raw_cell *cells = &hist->cells.data[i * END_KEYS];
		const struct hist_piece text = cells[1].text;
		char name[COMMAND_SIZE] = "";

		memcpy(name, text.data, text.size < COMMAND_SIZE ? text.size : COMMAND_SIZE - 1);
		TRY(spell(cells[0].number, &key));
		if (!map_has(&lineage->ends, str_text(&key)))
			TRY(map_put_copy(&lineage->ends, str_text(&key), name, sizeof(name)));
	}
	return NULL;
}

/* The last hist of a file is the lineage's: its triggers are written behind all others. */
static struct sonde_error *read_file(struct lineage *lineage, struct session *session,
				     const char *system, const char *event,
				     struct sonde_error *(*add)(struct lineage *,
								const struct hist_raw *))
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_str_ struct str text = STR_INIT;
	bool has_news;

	TRY(session_has_news(session, system, event, &has_news));
	if (!has_news)
		return NULL;
	TRY(session_read_hist(session, system, event, &text, NULL));
	TRY(hist_read(str_text(&text), text.size, &file));
	return file.hists.size ? add(lineage, &file.hists.data[file.hists.size - 1]) : NULL;
}

struct sonde_error *lineage_read(struct lineage *lineage, struct session *session)
{
	TRY(read_file(lineage, session, BIRTH_SYSTEM, BIRTH_EVENT, lineage_add_births));
	return read_file(lineage, session, END_SYSTEM, END_EVENT, lineage_add_ends);
}

struct sonde_error *lineage_find(const struct lineage *lineage, uint64_t thread, bool *is_process,
				 uint64_t *ret)
{
	_cleanup_str_ struct str key = STR_INIT;

	*is_process = false;
	for (int i = 0; i < GENERATIONS; i++) {
		const struct birth *birth;

		TRY(spell(thread, &key));
		birth = map_get(&lineage->births, str_text(&key));
		*is_process = birth && !birth->is_thread;
		if (!birth || !birth->is_thread)
			break;
		thread = birth->maker;
	}
	*ret = thread;
	return NULL;
}

struct sonde_error *lineage_name(const struct lineage *lineage, uint64_t thread, const char **ret)
{
	_cleanup_str_ struct str key = STR_INIT;

	TRY(spell(thread, &key));
	*ret = map_get(&lineage->ends, str_text(&key));
	return NULL;
}
