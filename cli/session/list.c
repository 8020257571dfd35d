/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde session list`. */
#include <time.h>

#include "base/str.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/session/verbs.h"
#include "tracefs/runfile.h"
#include "tracefs/session.h"

/* Events of one session, unless all are asked for. */
#define EVENTS_SHOWN 8

enum option_id {
	OPTION_JSON = 1,
	OPTION_VERBOSE,
};

static const struct option_spec options[] = {
	{OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},
	{OPTION_VERBOSE, 'v', "verbose", NULL, false, "list all events of each"},
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	bool json;
	bool verbose;
};

static void append_since(const struct session_info *info, struct str *out)
{
	const time_t since = (time_t)info->since;
	struct tm parts;
	char text[64];

	if (localtime_r(&since, &parts) &&
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts))
		str_appendf(out, " since %s", text);
}

static void append_events(const struct session_info *info, bool all, struct str *out)
{
	size_t shown = 0;

	vec_for_each(&info->events, event) {
		if (!all && shown == EVENTS_SHOWN)
			break;
		str_appendf(out, "%s%s", shown++ ? " " : "\t", *event);
	}
	if (shown < info->events.size)
		str_appendf(out, " and %zu more", info->events.size - shown);
	str_append(out, shown ? "\n" : "");
}

static struct sonde_error *append_text(const struct session_info *info, bool all, struct str *out)
{
	static const char *const states[] = {
		[SESSION_RUNNING] = "running",
		[SESSION_KEPT] = "kept",
		[SESSION_DEAD] = "dead",
	};

	str_append(out, info->name);
	if (info->problem) {
		str_appendf(out, ": %s\n", info->problem);
		return str_check(out);
	}
	str_appendf(out, ": %s", states[info->state]);
	append_since(info, out);
	str_appendf(out, ", process %ld: %s\n", (long)info->pid, info->command);
	append_events(info, all, out);
	return str_check(out);
}

static struct sonde_error *list(const struct context *context, const struct request *request)
{
	/* What is written down does not need tracefs. */
	const struct session_place place = {.tracing_dir = "", .run_dir = RUNFILE_DIR};
	_cleanup_session_infos_ struct session_infos infos = VEC_INIT;
	_cleanup_json_ struct json_object *json = NULL;
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_str_ struct str clean = STR_INIT;

	TRY(session_list(&place, &infos));
	if (request->json) {
		TRY(json_create_list(&json));
		vec_for_each(&infos, info)
			TRY(json_add_session(json, info));
		json_print(json, context);
		return NULL;
	}
	vec_for_each(&infos, info)
		TRY(append_text(info, request->verbose, &text));
	str_append_clean(&clean, str_text(&text), "\n\t");
	TRY(str_check(&clean));
	fputs(str_text(&clean), context->out);
	return NULL;
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;

	if (id == OPTS_WORD)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: '%s' is left over: list shows all sessions.", value);
	request->json |= id == OPTION_JSON;
	request->verbose |= id == OPTION_VERBOSE;
	return NULL;
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	struct request request = {0};
	const struct command_reader reader = {.take = take, .request = &request};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_session_list, argv, &reader, &status))
		return status;
	error = list(context, &request);
	return error ? out_error(context, error) : STATUS_OK;
}

const struct command command_session_list = {
	.name = "list",
	.of = "session",
	.synopsis = "[OPTIONS]",
	.summary = "list those that run, were kept, or were killed",
	.page = "sonde-session(1)",
	.options = options,
	.run = run,
};
