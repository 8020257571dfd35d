/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `sonde session show`: the table of a session that was left running, as it is now.
 */
#include "cli/measure/measure.h"
#include "cli/measure/options.h"
#include "cli/out.h"
#include "cli/session/verbs.h"
#include "tracefs/session.h"

struct show_request {
	struct measure_options options;
	/** Name of the session, or NULL. */
	const char *name;
};

static const struct option_spec options[] = {
	{MEASURE_OPTION_TOP, 0, "top", "N", false, "show the first N rows"},
	{MEASURE_OPTION_SORT, 0, "sort", "COLUMN[.desc]", false,
	 "sort the rows by a column; .desc: the greatest first"},
	{MEASURE_OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},
	{MEASURE_OPTION_CSV, 0, "csv", NULL, false, "answer as CSV"},
	{MEASURE_OPTION_FOLDED, 0, "folded", NULL, false,
	 "a line for each stack, for flame graphs"},
	{MEASURE_OPTION_OPENMETRICS, 0, "openmetrics", NULL, false,
	 "answer in the text format of OpenMetrics"},
	UNDERTAKING_OUTPUT_SPEC,
	{MEASURE_OPTION_SVG, 0, "svg", "FILE", false, "also draw the answer, into this file"},
	COMMAND_HELP_SPEC,
	{0},
};

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct show_request *request = data;

	if (id != OPTS_WORD)
		return measure_options_take(&request->options, id, value);
	TRY(session_check_name(value));
	if (request->name)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: one session is shown at a time, not '%s' as well",
				       value);
	request->name = value;
	return NULL;
}

static struct sonde_error *check(const void *data)
{
	const struct show_request *request = data;

	if (!request->name)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE, "Error: which session is not said."),
			"'sonde session list' shows those that there are.");
	return measure_options_check(&request->options);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	struct show_request request = {0};
	const struct command_reader reader = {take, check, &request};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_session_show, argv, &reader, &status))
		return status;
	error = measure_show(context, request.name, &request.options);
	return error ? out_error(context, error) : STATUS_OK;
}

const struct command command_session_show = {
	.name = "show",
	.of = "session",
	.synopsis = "[OPTIONS] NAME",
	.summary = "show what a session has counted",
	.page = "sonde-session(1)",
	.words = "SESSION",
	.options = options,
	.run = run,
};
