/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What can be done on a machine, by the facts that were found out of it.
 */
#ifndef CLI_CHECK_TASK_H
#define CLI_CHECK_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/check/list.h"

/** Something that a person wants to do. */
struct check_task {
	/** As a word of the command line. */
	const char *name;
	/** One line. */
	const char *what;
	/** The facts that it needs, `TOPIC.NAME`, each of them; ended by NULL. */
	const char *const *needs;
};

/** All CHECK_TASKS of them. */
extern const struct check_task check_tasks[];

/** The number of tasks. */
#define CHECK_TASKS 8

/**
 * The task of this name.
 *
 * @param ret its place in check_tasks
 * @return USAGE if there is none, with the nearest one
 */
struct sonde_error *check_task_find(const char *name, size_t *ret);

/** Whether a task needs a fact of @p topic. */
bool check_task_needs_topic(const struct check_task *task, const char *topic);

/**
 * The first fact from @p *at on that stands against a task: one that is CHECK_NO. What is not known
 * does not.
 *
 * @param at where to begin in task->needs; set behind the fact that was found
 * @return NULL if there is none (any more)
 */
const struct check_item *check_task_against(const struct check_task *task,
					    const struct check_list *list, size_t *at);

#endif /* CLI_CHECK_TASK_H */
