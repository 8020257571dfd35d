/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a check has found, as text and as JSON (cli/check/json.c).
 */
#ifndef CLI_CHECK_PRINT_H
#define CLI_CHECK_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "cli/check/list.h"
#include "cli/check/task.h"
#include "cli/cmd.h"

struct check_answer {
	/** The facts. */
	const struct check_list *facts;
	/** Which of check_tasks were asked about. */
	bool tasks[CHECK_TASKS];
	/** The facts are to be told too. */
	bool with_facts;
};

/** Print it as text: tasks, then facts by their topics. */
struct sonde_error *check_print(const struct check_answer *answer, FILE *stream);

/** Print it as JSON: an object, whose keys are in sonde-check(1). */
struct sonde_error *check_print_json(const struct check_answer *answer,
				     const struct context *context);

#endif /* CLI_CHECK_PRINT_H */
