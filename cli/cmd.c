/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cmd.h"

#include <string.h>

#include "base/suggest.h"
#include "cache/key.h"
#include "cli/out.h"

const struct command *command_find(const struct command *const *table, const char *name)
{
	for (; *table; table++) {
		if (strcmp((*table)->name, name) == 0)
			return *table;
	}
	return NULL;
}

struct sonde_error *command_unknown(const struct command *const *table, const struct command *of,
				    const char *name)
{
	struct sonde_error *error;
	struct suggest suggest;

	suggest_init(&suggest, name);
	for (; *table; table++) {
		if (!(*table)->is_hidden)
			suggest_offer(&suggest, (*table)->name);
	}
	if (of)
		error = sonde_error_hint(sonde_error_new(SONDE_ERROR_USAGE,
							 "Error: '%s' is not a verb of sonde %s.",
							 name, of->name),
					 "See 'sonde help %s'.", of->name);
	else
		error = sonde_error_hint(sonde_error_new(SONDE_ERROR_USAGE,
							 "Error: '%s' is not a sonde command.",
							 name),
					 "See 'sonde help'.");
	error = suggest_hint(&suggest, error);
	suggest_deinit(&suggest);
	return error;
}

enum exit_status command_refuse(const struct context *context, const struct command *command,
				struct sonde_error *error)
{
	enum exit_status status = out_error(context, error);

	if (status == STATUS_USAGE)
		fprintf(context->err, "Try 'sonde %s%s%s --help'.\n",
			command->of ? command->of : "", command->of ? " " : "", command->name);
	return status;
}

enum exit_status command_run_verb(const struct context *context, const struct command *command,
				  int argc, char **argv)
{
	struct opts opts = opts_init(command->options, argc, argv);
	const struct command *verb;
	struct sonde_error *error;
	const char *value;
	int id;

	error = opts_next(&opts, &id, &value);
	if (error)
		return command_refuse(context, command, error);
	if (id == OPTS_END) {
		/* Like --help, but nothing was asked for. */
		command_print_help(command, context->err);
		return STATUS_USAGE;
	}
	if (id != OPTS_WORD) {
		command_print_help(command, context->out);
		return STATUS_OK;
	}
	verb = command_find(command->verbs, value);
	if (!verb)
		return out_error(context, command_unknown(command->verbs, command, value));
	return verb->run(context, argc - opts.next + 1, argv + opts.next - 1);
}

static struct sonde_error *read_words(struct opts *opts, const struct command_reader *reader,
				      bool *help)
{
	const char *value;
	int id;

	for (;;) {
		TRY(opts_next(opts, &id, &value));
		if (id == OPTS_END)
			return reader->check ? reader->check(reader->request) : NULL;
		if (id == COMMAND_HELP_ID) {
			*help = true;
			return NULL;
		}
		TRY(reader->take(reader->request, id, value));
	}
}

bool command_read(const struct context *context, const struct command *command, char **argv,
		  const struct command_reader *reader, enum exit_status *status)
{
	struct sonde_error *error;
	struct opts opts;
	bool help = false;
	int argc = 0;

	while (argv[argc])
		argc++;
	opts = opts_init(command->options, argc, argv);
	error = read_words(&opts, reader, &help);
	if (error) {
		*status = command_refuse(context, command, error);
		return false;
	}
	if (help) {
		command_print_help(command, context->out);
		*status = STATUS_OK;
	}
	return !help;
}

struct sonde_error *command_cache_root(const struct context *context, char **ret)
{
	if (context->buildid_dir && !*context->buildid_dir)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "The name of the cache directory is empty.");
	return context->buildid_dir ? sonde_strdup(context->buildid_dir, ret)
				    : cache_default_root(ret);
}
