/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde cache add`: the markers of programs, as `perf buildid-cache --add` has them. */
#include "cli/cache/verbs.h"
#include "cli/cached/stored_options.h"
#include "cli/out.h"
#include "cli/target/program.h"

/* All markers of a program. */
#define ALL_MARKERS "%*:*"

enum option_id {
	OPTION_EXEC = 1,
	OPTION_SDT,
};

static const struct option_spec options[] = {
	{OPTION_EXEC, 'x', "exec", "FILE", false,
	 "a program or shared library; may be given several times"},
	{OPTION_SDT, 0, "sdt", NULL, false, "cache all its markers"},
	STORED_OPTION_SPECS,
	COMMAND_HELP_SPEC,
	{0},
};

/* What stands on the command line. */
struct request {
	VEC(const char *) programs;
	bool sdt;
	struct stored_options stored;
};

static void request_deinit(struct request *request)
{
	vec_deinit(&request->programs);
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;

	if (id == OPTS_WORD)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE, "Error: '%s' is left over.", value),
			"Programs are named by -x; sonde cache build takes "
			"definitions.");
	if (id == OPTION_EXEC)
		return vec_push(&request->programs, value);
	if (id == OPTION_SDT)
		request->sdt = true;
	else
		stored_options_take(&request->stored, id);
	return NULL;
}

static struct sonde_error *check(const void *data)
{
	const struct request *request = data;

	if (!request->programs.size)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: no program was given: -x FILE");
	if (!request->sdt)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: what of the program? --sdt: its markers");
	return stored_options_check(&request->stored);
}

static struct sonde_error *add_program(const char *name, struct stored *stored)
{
	_cleanup_(words_deinit) struct words words = {VEC_INIT, VEC_INIT};
	_cleanup_(target_deinit) struct target target = {0};
	const struct program_request program = {.name = name};

	TRY(words_add_text(&words, ALL_MARKERS));
	TRY(program_target_init(&program, stored->options.context->buildid_dir, &target));
	return stored_add(stored, &target, &words);
}

/* A program that cannot be read does not stop the others. */
static struct sonde_error *add_all(const struct request *request, struct stored *stored)
{
	TRY(stored_init(&request->stored, stored));
	vec_for_each(&request->programs, name) {
		struct sonde_error *error = add_program(*name, stored);

		if (error && error->kind == SONDE_ERROR_NO_MEMORY)
			return error;
		if (!error)
			continue;
		stored->failed = true;
		out_error(request->stored.context, error);
	}
	return stored_finish(stored);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	_cleanup_(request_deinit) struct request request = {.stored = {.context = context}};
	_cleanup_(stored_deinit) struct stored stored = {0};
	const struct command_reader reader = {take, check, &request};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_cache_add, argv, &reader, &status))
		return status;
	error = add_all(&request, &stored);
	if (error)
		return out_error(context, error);
	return stored.failed ? STATUS_FAILED : STATUS_OK;
}

const struct command command_cache_add = {
	.name = "add",
	.of = "cache",
	.synopsis = "[OPTIONS] --sdt -x FILE ...",
	.summary = "cache the markers of programs",
	.page = "sonde-cache(1)",
	.options = options,
	.run = run,
};
