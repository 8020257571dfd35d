/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde version`: what this build is and has. */
#include "cli/build_parts.h"
#include "cli/cmd.h"
#include "cli/out.h"

enum option_id {
	OPTION_BUILD_OPTIONS = 1,
};

static const struct option_spec options[] = {
	{OPTION_BUILD_OPTIONS, 0, "build-options", NULL, false, "show what is built in"},
	COMMAND_HELP_SPEC,
	{0},
};

static struct sonde_error *print_version(const struct context *context, bool build_options)
{
	struct build_part parts[BUILD_PARTS];

	fprintf(context->out, "sonde version %s\n", PACKAGE_VERSION);
	if (!build_options)
		return NULL;
	TRY(build_parts_get(parts));
	for (size_t i = 0; i < BUILD_PARTS; i++)
		fprintf(context->out, "%10s: %s\n", parts[i].name,
			parts[i].state ? parts[i].state : "off");
	return NULL;
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	bool *build_options = data;

	if (id == OPTS_WORD)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: '%s' is left over.", value);
	*build_options = true;
	return NULL;
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	bool build_options = false;
	const struct command_reader reader = {.take = take, .request = &build_options};
	struct sonde_error *error;
	enum exit_status status;

	(void)argc;
	if (!command_read(context, &command_version, argv, &reader, &status))
		return status;
	error = print_version(context, build_options);
	return error ? out_error(context, error) : STATUS_OK;
}

const struct command command_version = {
	.name = "version",
	.synopsis = "[--build-options]",
	.summary = "show the version",
	.page = "sonde(1)",
	.options = options,
	.run = run,
};
