/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde session gc`: what killed sondes have left is removed. */
#include "cli/out.h"
#include "cli/session/verbs.h"
#include "cli/target/leftover.h"

enum option_id {
	OPTION_DRY_RUN = 1,
};

static const struct option_spec options[] = {
	{OPTION_DRY_RUN, 'n', "dry-run", NULL, false, "say what would be removed, remove nothing"},
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	bool dry_run;
};

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;

	if (id == OPTS_WORD)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: '%s' is left over: gc looks at everything.", value);
	request->dry_run |= id == OPTION_DRY_RUN;
	return NULL;
}

/* What was removed is the answer; what stays is an error. */
static enum exit_status tell(const struct context *context, const struct notes *notes,
			     const struct notes *problems)
{
	vec_for_each(notes, note) {
		_cleanup_str_ struct str text = STR_INIT;

		str_append_clean(&text, note->text, "\n");
		str_append_char(&text, '\n');
		out_text(context, context->out, &text);
	}
	vec_for_each(problems, problem) {
		_cleanup_str_ struct str text = STR_INIT;

		str_append_clean(&text, problem->text, "\n");
		str_append_char(&text, '\n');
		out_text(context, context->err, &text);
	}
	if (!notes->size && !problems->size)
		fputs("Nothing is to be removed.\n", context->out);
	return problems->size ? STATUS_FAILED : STATUS_OK;
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	struct request request = {0};
	const struct command_reader reader = {.take = take, .request = &request};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_notes_ struct notes problems = NOTES_INIT;
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_session_gc, argv, &reader, &status))
		return status;
	error = leftover_collect(request.dry_run, &notes, &problems);
	if (!error)
		return tell(context, &notes, &problems);
	if (notes.size || problems.size)
		tell(context, &notes, &problems);
	return out_error(context, error);
}

const struct command command_session_gc = {
	.name = "gc",
	.of = "session",
	.synopsis = "[OPTIONS]",
	.summary = "remove what killed sondes have left",
	.page = "sonde-session(1)",
	.options = options,
	.run = run,
};
