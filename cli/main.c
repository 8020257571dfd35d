/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/out.h"

enum option_id {
	OPTION_BUILDID_DIR = 1,
	OPTION_VERSION,
	OPTION_HELP,
};

static const struct option_spec options[] = {
	{OPTION_BUILDID_DIR, 0, "buildid-dir", "DIR", false, "root of the probe cache"},
	{OPTION_VERSION, 0, "version", NULL, false, "show the version"},
	{OPTION_HELP, 'h', "help", NULL, false, "show this"},
	{0},
};

const struct command *const commands[] = {
	&command_probe, &command_hist,	    &command_latency, &command_count,	 &command_stacks,
	&command_trace, &command_blacklist, &command_cache,   &command_session,	 &command_filter,
	&command_check, &command_version,   &command_help,    &command_complete, NULL,
};

const struct command command_sonde = {
	.name = "sonde",
	.synopsis = "[--buildid-dir DIR] COMMAND [ARGS]",
	.summary = "Probes at the source level for the running Linux kernel and programs.",
	.page = "sonde(1)",
	.options = options,
	.verbs = commands,
};

/* The options before the command's name. `command` gets the name's index, argc if none. */
static struct sonde_error *parse_globals(int argc, char **argv, struct context *context,
					 int *command)
{
	struct opts opts = opts_init(options, argc, argv);
	const char *value;
	int id;

	for (;;) {
		TRY(opts_next(&opts, &id, &value));
		if (id == OPTS_WORD || id == OPTS_END) {
			*command = id == OPTS_END ? argc : opts.next - 1;
			return NULL;
		}
		if (id == OPTION_BUILDID_DIR) {
			context->buildid_dir = value;
			continue;
		}
		/* --version and --help are commands in other words. */
		argv[opts.next - 1] = id == OPTION_VERSION ? "version" : "help";
		*command = opts.next - 1;
		return NULL;
	}
}

/* Closed is what was not open. A server can say only now that it has no room. */
static bool is_put(FILE *stream)
{
	return fflush(stream) == 0 && !ferror(stream) &&
	       (close(fileno(stream)) == 0 || errno == EBADF);
}

/* Neither a full disk or a closed pipe behind stdout nor a lack of memory may look like success. */
static enum exit_status finish(const struct context *context, enum exit_status status)
{
	if (*context->is_cut) {
		enum exit_status failed = out_error(context, &sonde_error_no_memory);

		status = status == STATUS_OK ? failed : status;
	}
	if (is_put(context->out))
		return status;
	fputs("Error: the answer could not be written.\n", context->err);
	return status == STATUS_OK ? STATUS_FAILED : status;
}

int main(int argc, char **argv)
{
	bool is_cut = false;
	struct context context = {.out = stdout, .err = stderr, .is_cut = &is_cut};
	const struct command *command;
	struct sonde_error *error;
	int at = argc;

	/* A file that grows too large is an error of write(), and told as one. */
	signal(SIGXFSZ, SIG_IGN);
	error = parse_globals(argc, argv, &context, &at);
	if (error) {
		enum exit_status status = out_error(&context, error);

		if (status == STATUS_USAGE)
			fputs("The options of a command stand behind its name. "
			      "Try 'sonde --help'.\n",
			      stderr);
		return status;
	}
	if (at == argc) {
		/* Like --help, but nothing was asked for. */
		context.out = stderr;
		command_help.run(&context, 1, argv + argc - 1);
		return STATUS_USAGE;
	}
	command = command_find(commands, argv[at]);
	if (!command)
		return out_error(&context, command_unknown(commands, NULL, argv[at]));
	return finish(&context, command->run(&context, argc - at, argv + at));
}
