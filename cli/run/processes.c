/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/processes.h"

#include <inttypes.h>
#include <string.h>
#include <sys/types.h>

#include "base/command.h"
#include "base/file.h"
#include "hist/merge.h"

/* Bytes of a file of proc(5) at the most. */
#define FILE_LIMIT (64UL * 1024)

/* What a thread is of. */
struct process {
	pid_t pid;
	char command[COMMAND_SIZE];
};

void processes_deinit(struct processes *processes)
{
	map_deinit_values(&processes->threads);
	lineage_deinit(&processes->lineage);
}

static bool is_process(const struct hist_column *column)
{
	return column->shape == HIST_SHAPE_PROCESS;
}

bool processes_are_in(const struct hist_table *table)
{
	vec_for_each(&table->keys, column) {
		if (is_process(column))
			return true;
	}
	return false;
}

/* A file of a process; NULL in @p ret if the process is not there. */
static struct sonde_error *read_file(const struct processes *processes, uint64_t number,
				     const char *name, char **ret)
{
	_cleanup_str_ struct str path = STR_INIT, text = STR_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;

	*ret = NULL;
	str_appendf(&path, "%s/%" PRIu64 "/%s", processes->root, number, name);
	TRY(str_check(&path));
	error = file_read(str_text(&path), FILE_LIMIT, &text);
	if (!error)
		return sonde_strdup(str_text(&text), ret);
	return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
}

/* The process is 0 where the thread is not there (any more). */
static struct sonde_error *look_up(const struct processes *processes, uint64_t thread,
				   struct process *ret)
{
	_cleanup_free_ char *status = NULL, *command = NULL;
	const char *line;

	*ret = (struct process){0};
	TRY(read_file(processes, thread, "status", &status));
	line = status ? strstr(status, "\nTgid:") : NULL;
	if (!line)
		return NULL;
	ret->pid = (pid_t)strtol(line + strlen("\nTgid:"), NULL, 10);
	TRY(read_file(processes, (uint64_t)ret->pid, "comm", &command));
	if (command)
		memcpy(ret->command, command, strnlen(command, COMMAND_SIZE - 1));
	ret->command[strcspn(ret->command, "\n")] = '\0';
	return NULL;
}

/* It is asked for again each time: execve(2) gives it another command. */
struct sonde_error *processes_learn_thread(struct processes *processes, uint64_t thread)
{
	_cleanup_str_ struct str key = STR_INIT;
	struct process found, *known;

	TRY(look_up(processes, thread, &found));
	if (found.pid <= 0)
		return NULL;
	str_appendf(&key, "%" PRIu64, thread);
	TRY(str_check(&key));
	known = map_get(&processes->threads, str_text(&key));
	if (!known)
		return map_put_copy(&processes->threads, str_text(&key), &found, sizeof(found));
	*known = found;
	return NULL;
}

struct sonde_error *processes_learn(struct processes *processes, const struct hist_table *table)
{
	for (size_t i = 0; i < table->keys.size; i++) {
		if (!is_process(&table->keys.data[i]))
			continue;
		vec_for_each(&table->rows, row)
			TRY(processes_learn_thread(processes, row->cells.data[i].low));
	}
	return NULL;
}

/* What is known of a thread from proc(5), or NULL. */
static struct sonde_error *get_known(const struct processes *processes, uint64_t thread,
				     const struct process **ret)
{
	_cleanup_str_ struct str key = STR_INIT;

	str_appendf(&key, "%" PRIu64, thread);
	TRY(str_check(&key));
	*ret = map_get(&processes->threads, str_text(&key));
	return NULL;
}

/* The process of a thread; 0 if nobody knows. */
static struct sonde_error *find_process(struct processes *processes, uint64_t thread, uint64_t *ret)
{
	const struct process *known;
	bool is_process;
	uint64_t found;

	TRY(get_known(processes, thread, &known));
	if (!known) {
		TRY(lineage_find(&processes->lineage, thread, &is_process, &found));
		*ret = is_process ? found : 0;
		if (is_process || found == thread)
			return NULL;
		TRY(get_known(processes, found, &known));
	}
	*ret = known ? (uint64_t)known->pid : 0;
	return NULL;
}

/* Its command: how it ended if it has, else how it was seen last. NULL if nobody knows. */
static struct sonde_error *find_command(struct processes *processes, uint64_t process,
					const char **ret)
{
	const struct process *known;

	TRY(lineage_name(&processes->lineage, process, ret));
	if (*ret)
		return NULL;
	TRY(processes_learn_thread(processes, process));
	TRY(get_known(processes, process, &known));
	*ret = known ? known->command : NULL;
	return NULL;
}

/* Whether its process is known. The idle task, 0, is one of its own on each CPU. */
static struct sonde_error *tell_cell(struct processes *processes, struct hist_cell *cell, bool *ret)
{
	const char *command = "idle";
	uint64_t process = 0;

	*ret = true;
	if (cell->low) {
		TRY(find_process(processes, cell->low, &process));
		*ret = process != 0;
		if (!process)
			return NULL;
		TRY(find_command(processes, process, &command));
	}
	free(take_ptr(cell->text));
	cell->low = cell->high = process;
	return sonde_strdup(command, &cell->text);
}

struct sonde_error *processes_tell(struct processes *processes, struct hist_table *table)
{
	size_t unknown = 0;

	if (!processes_are_in(table))
		return NULL;
	for (size_t i = 0; i < table->keys.size; i++) {
		if (!is_process(&table->keys.data[i]))
			continue;
		vec_for_each(&table->rows, row) {
			bool is_known;

			TRY(tell_cell(processes, &row->cells.data[i], &is_known));
			unknown += !is_known;
		}
	}
	if (unknown)
		TRY(hist_table_remark(table,
				      "%zu row%s of %s that had ended before it could be seen "
				      "which process it was of: told by its own number.",
				      unknown, unknown == 1 ? " is" : "s are",
				      unknown == 1 ? "a thread" : "threads"));
	return hist_table_unite(table);
}
