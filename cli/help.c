/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde help`, and the help of every command, from the tables. */
#include "cli/cmd.h"
#include "cli/out.h"

/* The commonest of its forms; all of them are in sonde-probe(1). */
#define DEFINITION_FORM "[[GROUP:]EVENT=]FUNC[:LINE|%return] [[NAME=]VARIABLE[:TYPE] ...]"

static const struct option_spec options[] = {{0}};

static void print_table(const struct command *const *table, FILE *stream)
{
	for (; *table; table++) {
		if (!(*table)->is_hidden)
			fprintf(stream, "    %-10s %s\n", (*table)->name, (*table)->summary);
	}
}

void command_print_help(const struct command *command, FILE *stream)
{
	const char *lead = "usage:";

	for (const char *line = command->synopsis; *line;) {
		size_t size = strcspn(line, "\n");

		fprintf(stream, "%s sonde %s%s%s %.*s\n", lead, command->of ? command->of : "",
			command->of ? " " : "", command->name, (int)size, line);
		line += size + (line[size] == '\n');
		lead = "   or:";
	}
	fprintf(stream, "\n%s\n\n", command->summary);
	if (command->verbs) {
		print_table(command->verbs, stream);
		fputc('\n', stream);
	}
	opts_print_help(command->options, stream);
	if (strstr(command->synopsis, "DEF"))
		fputs("\nA definition, DEF, is one word for the shell: '" DEFINITION_FORM "',\n"
		      "as 'vfs_read count' or 'vfs_read%return $retval'.\n",
		      stream);
	if (command->verbs)
		fprintf(stream, "\nSee 'sonde help %s VERB' for a verb, %s for more.\n",
			command->name, command->page);
	else
		fprintf(stream, "\nSee %s for more, with examples.\n", command->page);
}

static void print_commands(FILE *stream)
{
	fprintf(stream, "usage: sonde %s\n\n%s\n\n", command_sonde.synopsis, command_sonde.summary);
	print_table(command_sonde.verbs, stream);
	fputc('\n', stream);
	opts_print_help(command_sonde.options, stream);
	fputs("\nSee 'sonde help COMMAND' for a command, sonde(1) for the whole.\n", stream);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	const struct command *command, *verb;

	if (argc < 2) {
		print_commands(context->out);
		return STATUS_OK;
	}
	command = command_find(commands, argv[1]);
	if (!command)
		return out_error(context, command_unknown(commands, NULL, argv[1]));
	if (command->verbs && argc > 2) {
		verb = command_find(command->verbs, argv[2]);
		if (!verb)
			return out_error(context,
					 command_unknown(command->verbs, command, argv[2]));
		command = verb;
	}
	command_print_help(command, context->out);
	return STATUS_OK;
}

const struct command command_help = {
	.name = "help",
	.synopsis = "[COMMAND [VERB]]",
	.summary = "show how to use sonde or one of its commands",
	.page = "sonde(1)",
	.words = "COMMAND",
	.options = options,
	.run = run,
};
