/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde session stop`. */
#include "base/vec.h"
#include "cli/out.h"
#include "cli/run/pace.h"
#include "cli/session/verbs.h"
#include "tracefs/dir.h"
#include "tracefs/expedite.h"
#include "tracefs/runfile.h"
#include "tracefs/session.h"
#include "tracefs/session_owner.h"

/* Who prints a large table, and then removes hundreds of events, takes seconds. */
#define PATIENCE 60.0

enum option_id {
	OPTION_EXPEDITE = 1,
	OPTION_QUIET,
};

static const struct option_spec options[] = {
	{OPTION_EXPEDITE, 0, "expedite", NULL, false,
	 "make the kernel's waits short meanwhile, as sonde probe does"},
	{OPTION_QUIET, 'q', "quiet", NULL, false, "no remarks"},
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	VEC(const char *) names;
	bool expedite;
	bool quiet;
};

static void request_deinit(struct request *request)
{
	vec_deinit(&request->names);
}

static struct sonde_error *undo(const struct context *context, const struct request *request,
				const struct session_place *place, const char *name)
{
	const struct expedite_place expedite = {EXPEDITE_SETTING, RUNFILE_DIR};
	_cleanup_session_ struct session *session = NULL;
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	struct pace pace = {
		.err = request->quiet || request->expedite ? NULL : context->err,
		.what = "events",
	};
	const struct session_ending ending = {
		.expedite = request->expedite ? &expedite : NULL,
		.notes = &notes,
		.step = pace_step,
		.data = &pace,
	};
	struct sonde_error *error;

	TRY(session_open(place, name, &session));
	error = session_end(session, &ending);
	if (!request->quiet)
		out_notes(context, &notes);
	return error;
}

/* What runs is asked to end itself, and prints its table; all else is undone here. */
static struct sonde_error *stop(const struct context *context, const struct request *request,
				const struct session_place *place, const char *name)
{
	struct sonde_error *error = undo(context, request, place, name);

	if (error && error->kind == SONDE_ERROR_EXISTS) {
		sonde_error_destroy(error);
		error = session_interrupt(place, name, PATIENCE);
	}
	TRY(error);
	if (!request->quiet)
		fprintf(context->err, "Ended session: %s\n", name);
	return NULL;
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;

	request->expedite |= id == OPTION_EXPEDITE;
	request->quiet |= id == OPTION_QUIET;
	if (id != OPTS_WORD)
		return NULL;
	TRY(session_check_name(value));
	return vec_push(&request->names, value);
}

static struct sonde_error *check(const void *data)
{
	const struct request *request = data;

	if (request->names.size)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_USAGE, "Error: which session is not said."),
		"'sonde session list' shows those that there are.");
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	_cleanup_(request_deinit) struct request request = {0};
	const struct command_reader reader = {take, check, &request};
	_cleanup_free_ char *tracing_dir = NULL;
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_session_stop, argv, &reader, &status))
		return status;
	error = tracing_dir_find(&tracing_dir);
	if (error)
		return out_error(context, error);
	status = STATUS_OK;
	vec_for_each(&request.names, name) {
		const struct session_place place = {tracing_dir, RUNFILE_DIR};

		error = stop(context, &request, &place, *name);
		if (error)
			status = out_error(context, error);
	}
	return status;
}

const struct command command_session_stop = {
	.name = "stop",
	.of = "session",
	.synopsis = "[OPTIONS] NAME ...",
	.summary = "end sessions, and undo what they have done",
	.page = "sonde-session(1)",
	.words = "SESSION",
	.options = options,
	.run = run,
};
