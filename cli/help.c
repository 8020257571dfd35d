/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde help`, and the help of every command, from the tables. */
#include "cli/cmd.h"
#include "cli/out.h"

/* A command and its verb, and one to say that it is left over. */
#define WORDS_MOST 3

/* The commonest of its forms; all of them are in sonde-probe(1). */
#define DEFINITION_FORM "[[GROUP:]EVENT=]FUNC[:LINE|%return] [[NAME=]VARIABLE[:TYPE] ...]"

static const struct option_spec options[] = {
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	const char *words[WORDS_MOST];
	size_t count;
};

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

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;

	(void)id;
	if (request->count < WORDS_MOST)
		request->words[request->count++] = value;
	return NULL;
}

/* What the words name, or NULL if there are none. */
static struct sonde_error *find(const struct request *request, const struct command **ret)
{
	const struct command *const *table = commands;
	const struct command *of = NULL;

	*ret = NULL;
	for (size_t i = 0; i < request->count; i++) {
		const char *word = request->words[i];

		if (!table)
			return sonde_error_new(SONDE_ERROR_USAGE, "Error: '%s' is left over.",
					       word);
		*ret = command_find(table, word);
		if (!*ret)
			return command_unknown(table, of, word);
		of = *ret;
		table = of->verbs;
	}
	return NULL;
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	struct request request = {0};
	const struct command_reader reader = {.take = take, .request = &request};
	const struct command *command;
	struct sonde_error *error;
	enum exit_status status;

	(void)argc;
	if (!command_read(context, &command_help, argv, &reader, &status))
		return status;
	error = find(&request, &command);
	if (error)
		return out_error(context, error);
	if (command)
		command_print_help(command, context->out);
	else
		print_commands(context->out);
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
