/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde check`: what can be done on this machine, and why not. Nothing is changed by it. */
#include <string.h>

#include "cli/check/print.h"
#include "cli/check/task.h"
#include "cli/check/topics.h"
#include "cli/out.h"
#include "cli/target/options.h"
#include "tracefs/dir.h"
#include "tracefs/runfile.h"

enum option_id {
	OPTION_JSON = 1,
	OPTION_QUIET,
	OPTION_VERBOSE,
};

static const struct option_spec options[] = {
	TARGET_OPTION_SPECS,
	{OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},
	{OPTION_QUIET, 'q', "quiet", NULL, false, "print nothing: the exit status is the answer"},
	{OPTION_VERBOSE, 'v', "verbose", NULL, false, "with tasks, show the facts too"},
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	struct target_options target;
	bool tasks[CHECK_TASKS];
	/** Tasks were named: only these count, and decide the exit status. */
	bool is_chosen;
	bool json;
	bool quiet;
	bool verbose;
};

/* The topics in the order in which they are told. */
static const struct topic {
	const char *name;
	struct sonde_error *(*look)(const struct check_place *place, struct check_list *list);
} topics[] = {
	{"tracefs", check_tracefs}, {"features", check_features}, {"kernel", check_kernel},
	{"bpf", check_bpf},	    {"user", check_user},	  {"debuginfo", check_image},
	{"cache", check_store},	    {"sessions", check_sessions}, {"build", check_build},
};

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;
	size_t task;

	if (target_options_have(id))
		return target_options_take(&request->target, id, value);
	if (id == OPTS_WORD) {
		TRY(check_task_find(value, &task));
		request->tasks[task] = true;
		request->is_chosen = true;
	}
	request->json |= id == OPTION_JSON;
	request->quiet |= id == OPTION_QUIET;
	request->verbose |= id == OPTION_VERBOSE;
	return NULL;
}

static bool has_target(const struct target_options *target)
{
	return target->vmlinux || target->module || target->program.name;
}

static struct sonde_error *check(const void *data)
{
	const struct request *request = data;
	size_t debuginfo = 0;

	if (request->quiet && !request->is_chosen)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --quiet needs a task: without one the exit status "
				       "says nothing.");
	TRY(check_task_find("debuginfo", &debuginfo));
	if (request->is_chosen && !request->tasks[debuginfo] && has_target(&request->target))
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: -k, -m and -x are for the task debuginfo.");
	return target_options_check(&request->target);
}

static bool is_wanted(const struct request *request, const char *topic)
{
	if (!request->is_chosen)
		return true;
	for (size_t i = 0; i < CHECK_TASKS; i++) {
		if (request->tasks[i] && check_task_needs_topic(&check_tasks[i], topic))
			return true;
	}
	return false;
}

static struct sonde_error *look(const struct request *request, const struct check_place *place,
				struct check_list *facts)
{
	for (size_t i = 0; i < sizeof(topics) / sizeof(*topics); i++) {
		if (is_wanted(request, topics[i].name))
			TRY(topics[i].look(place, facts));
	}
	return NULL;
}

static struct sonde_error *gather(const struct context *context, const struct request *request,
				  struct check_list *facts)
{
	_cleanup_error_ struct sonde_error *unmounted = NULL;
	_cleanup_free_ char *tracing_dir = NULL;
	struct check_place place = {
		.root = "",
		.run_dir = RUNFILE_DIR,
		.context = context,
		.target = &request->target,
	};

	/* Its topic says what is to be said of it. */
	unmounted = tracing_dir_mounted(&tracing_dir);
	place.tracing_dir = tracing_dir;
	return look(request, &place, facts);
}

/* Whether all tasks that were named can be done. */
static bool can_all(const struct request *request, const struct check_list *facts)
{
	for (size_t i = 0; request->is_chosen && i < CHECK_TASKS; i++) {
		size_t at = 0;

		if (request->tasks[i] && check_task_against(&check_tasks[i], facts, &at))
			return false;
	}
	return true;
}

static struct sonde_error *tell(const struct context *context, const struct request *request,
				const struct check_list *facts)
{
	struct check_answer answer = {
		.facts = facts,
		.with_facts = !request->is_chosen || request->verbose,
	};

	for (size_t i = 0; i < CHECK_TASKS; i++)
		answer.tasks[i] = request->tasks[i] || !request->is_chosen;
	if (request->quiet)
		return NULL;
	return request->json ? check_print_json(&answer, context)
			     : check_print(&answer, context->out);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	struct request request = {0};
	const struct command_reader reader = {.take = take, .check = check, .request = &request};
	_cleanup_check_list_ struct check_list facts = VEC_INIT;
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_check, argv, &reader, &status))
		return status;
	error = gather(context, &request, &facts);
	if (!error)
		error = tell(context, &request, &facts);
	if (error)
		return out_error(context, error);
	return can_all(&request, &facts) ? STATUS_OK : STATUS_FAILED;
}

const struct command command_check = {
	.name = "check",
	.synopsis = "[OPTIONS] [TASK ...]",
	.summary = "what can be done on this machine, and why not",
	.page = "sonde-check(1)",
	.words = "TASK",
	.options = options,
	.run = run,
};
