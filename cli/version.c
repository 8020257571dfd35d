/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde version`: what this build is and has. */
#include "cli/build_parts.h"
#include "cli/cmd.h"
#include "cli/out.h"

enum option_id {
	OPTION_BUILD_OPTIONS = 1,
	OPTION_HELP,
};

static const struct option_spec options[] = {
	{OPTION_BUILD_OPTIONS, 0, "build-options", NULL, false, "show what is built in"},
	{OPTION_HELP, 'h', "help", NULL, false, "show this"},
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

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	struct opts opts = opts_init(options, argc, argv);
	bool build_options = false;
	struct sonde_error *error;
	const char *value;
	int id;

	for (;;) {
		error = opts_next(&opts, &id, &value);

		if (!error && id == OPTS_WORD)
			error = sonde_error_new(SONDE_ERROR_USAGE, "Error: '%s' is left over.",
						value);
		if (error)
			return out_error(context, error);
		if (id == OPTS_END)
			break;
		if (id == OPTION_HELP) {
			command_print_help(&command_version, context->out);
			return STATUS_OK;
		}
		build_options = true;
	}
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
