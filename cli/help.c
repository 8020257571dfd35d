/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde help`, and the help of every command, from the tables. */
#include <string.h>

#include "cli/cmd.h"

static const struct option_spec options[] = {{0}};

void command_print_help(const struct command *command, FILE *stream)
{
	const char *lead = "usage:";

	for (const char *line = command->synopsis; *line;) {
		size_t size = strcspn(line, "\n");

		fprintf(stream, "%s sonde %s %.*s\n", lead, command->name, (int)size, line);
		line += size + (line[size] == '\n');
		lead = "   or:";
	}
	fprintf(stream, "\n%s\n\n", command->summary);
	opts_print_help(command->options, stream);
	fprintf(stream, "\nSee %s for more, with examples.\n", command->page);
}

static void print_commands(FILE *stream)
{
	fputs("usage: sonde [--buildid-dir DIR] COMMAND [ARGS]\n\n"
	      "Probes at the source level for the running Linux kernel and programs.\n\n",
	      stream);
	for (const struct command *const *command = commands; *command; command++)
		fprintf(stream, "    %-10s %s\n", (*command)->name, (*command)->summary);
	fputs("\nSee 'sonde help COMMAND' for a command, sonde(1) for the whole.\n", stream);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	if (argc < 2) {
		print_commands(context->out);
		return STATUS_OK;
	}
	for (const struct command *const *command = commands; *command; command++) {
		if (strcmp((*command)->name, argv[1]) == 0) {
			command_print_help(*command, context->out);
			return STATUS_OK;
		}
	}
	fprintf(context->err, "Error: '%s' is not a sonde command. See 'sonde help'.\n", argv[1]);
	return STATUS_USAGE;
}

const struct command command_help = {
	.name = "help",
	.synopsis = "[COMMAND]",
	.summary = "show how to use sonde or one of its commands",
	.page = "sonde(1)",
	.options = options,
	.run = run,
};
