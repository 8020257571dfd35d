/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde blacklist`: its options. */
#include <string.h>

#include "cli/blacklist/bans.h"

enum option_id {
	OPTION_SOURCE = 1,
	OPTION_CAUSE,
	OPTION_JSON,
	OPTION_QUIET,
};

static const struct option_spec options[] = {
	TARGET_OPTION_SPECS,
	{OPTION_SOURCE, 's', "source", "DIR", false, "the folder with the sources, for patterns"},
	{OPTION_CAUSE, 0, "cause", "CAUSE", false,
	 "list what has this cause (notrace, noinstr ...)"},
	{OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},
	{OPTION_QUIET, 'q', "quiet", NULL, false,
	 "say nothing but the list and errors; of check, nothing but errors"},
	COMMAND_HELP_SPEC,
	{0},
};

static void request_deinit(struct bans_request *request)
{
	vec_deinit(&request->words);
}

static struct sonde_error *unknown_cause(const char *name)
{
	_cleanup_str_ struct str names = STR_INIT;

	for (int i = BLACKLIST_CAUSE_NONE + 1; i < BLACKLIST_CAUSES; i++)
		str_appendf(&names, "%s, ", blacklist_cause_name((enum blacklist_cause)i));
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_USAGE, "Error: --cause does not know '%s'", name),
		"There are %sand unknown.", str_text(&names));
}

static struct sonde_error *add_cause(struct bans_request *request, const char *name)
{
	for (int i = BLACKLIST_CAUSE_NONE + 1; i < BLACKLIST_CAUSES; i++) {
		if (strcmp(name, blacklist_cause_name((enum blacklist_cause)i)) == 0) {
			request->causes |= BANS_CAUSE(i);
			return NULL;
		}
	}
	if (strcmp(name, "unknown") != 0)
		return unknown_cause(name);
	request->causes |= BANS_CAUSE(BLACKLIST_CAUSES);
	return NULL;
}

static struct sonde_error *take_option(struct bans_request *request, int id, const char *value)
{
	if (target_options_have(id))
		return target_options_take(&request->target, id, value);
	switch (id) {
	case OPTION_SOURCE:
		request->source = value;
		return NULL;
	case OPTION_CAUSE:
		return add_cause(request, value);
	case OPTION_JSON:
		request->json = true;
		return NULL;
	default:
		request->quiet = true;
		return NULL;
	}
}

static struct sonde_error *wrong(const char *text)
{
	return sonde_error_new(SONDE_ERROR_USAGE, "Error: %s", text);
}

static struct sonde_error *check_request(const struct bans_request *request)
{
	if (request->check && request->words.size == 0)
		return wrong("check takes functions or definitions, and none was given.");
	if (request->check && request->causes)
		return wrong("check cannot be used with --cause");
	if (!request->check && request->target.program.name)
		return wrong("switch `x' is for check: a program has no list");
	if (!request->check && request->source)
		return wrong("switch `s' is for check");
	return target_options_check(&request->target);
}

static struct sonde_error *parse_request(int argc, char **argv, struct bans_request *request,
					 bool *help)
{
	struct opts opts = opts_init(options, argc, argv);
	const char *value;
	int id;

	for (;;) {
		TRY(opts_next(&opts, &id, &value));
		if (id == OPTS_END)
			return check_request(request);
		if (id == COMMAND_HELP_ID) {
			*help = true;
			return NULL;
		}
		if (id != OPTS_WORD)
			TRY(take_option(request, id, value));
		else if (!request->check && !request->words.size && !opts.only_words &&
			 strcmp(value, "check") == 0)
			request->check = true;
		else
			TRY(vec_push(&request->words, value));
	}
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	_cleanup_(request_deinit) struct bans_request request = {0};
	struct sonde_error *error;
	bool help = false;

	error = parse_request(argc, argv, &request, &help);
	if (error)
		return command_refuse(context, &command_blacklist, error);
	if (help) {
		command_print_help(&command_blacklist, context->out);
		return STATUS_OK;
	}
	return request.check ? bans_check(context, &request) : bans_list(context, &request);
}

const struct command command_blacklist = {
	.name = "blacklist",
	.synopsis = "[OPTIONS] [FILTER ...]\n"
		    "[OPTIONS] check FUNC|DEF ...",
	.summary = "show what the kernel takes no probe on, and why",
	.page = "sonde-blacklist(1)",
	.words = "FILTER|check",
	.options = options,
	.run = run,
};
