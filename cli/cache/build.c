/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde cache build`. */
#include "base/scan.h"
#include "cache/key.h"
#include "cli/cache/bulk.h"
#include "cli/cache/verbs.h"
#include "cli/cached/stored_options.h"
#include "cli/out.h"
#include "cli/run/undertaking_options.h"
#include "cli/target/options.h"

/* As in perf probe, and as whoever replays an entry allows. */
#define MAX_PROBES_DEFAULT 128

enum option_id {
	OPTION_MAX_PROBES = 1,
	OPTION_IF,
};

static const struct option_spec options[] = {
	TARGET_OPTION_SPECS,
	{OPTION_MAX_PROBES, 0, "max-probes", "N", false, "allow N places for one definition (128)"},
	{OPTION_IF, 0, "if", "EXPR", false, "keep this filter with them, for sonde trace"},
	STORED_OPTION_SPECS,
	COMMAND_HELP_SPEC,
	{0},
};

/* What stands on the command line. */
struct request {
	VEC(const char *) words;
	struct target_options target;
	/** As it was typed; NULL: none. */
	const char *filter;
	struct stored_options stored;
};

static void request_deinit(struct request *request)
{
	vec_deinit(&request->words);
}

static struct sonde_error *read_number(const char *name, const char *text, uint64_t max,
				       uint64_t *ret)
{
	struct scan scan = scan_text(text);

	if (scan_u64(&scan, ret) && scan_done(&scan) && *ret && *ret <= max)
		return NULL;
	return sonde_error_new(SONDE_ERROR_USAGE, "Error: --%s takes a number from 1 on, not '%s'",
			       name, text);
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;
	uint64_t number;

	if (target_options_have(id))
		return target_options_take(&request->target, id, value);
	if (stored_options_have(id)) {
		stored_options_take(&request->stored, id);
		return NULL;
	}
	switch (id) {
	case OPTION_MAX_PROBES:
		TRY(read_number("max-probes", value, SIZE_MAX, &number));
		request->stored.max_probes = (size_t)number;
		return NULL;
	case OPTION_IF:
		request->filter = value;
		return option_filled("--if", value);
	default:
		return vec_push(&request->words, value);
	}
}

static struct sonde_error *usage(const char *text)
{
	return sonde_error_new(SONDE_ERROR_USAGE, "Error: %s", text);
}

static struct sonde_error *check(const void *data)
{
	const struct request *request = data;

	if (!request->words.size)
		return usage("no definition was given.");
	TRY(stored_options_check(&request->stored));
	return target_options_check(&request->target);
}

/* What the words of the command line are; a list that cannot be read is wrong as a whole. */
static struct sonde_error *read_words(const struct request *request, struct words *ret)
{
	vec_for_each(&request->words, word)
		TRY(words_add(ret, *word));
	return NULL;
}

/* What the filter reads becomes part of the definitions. */
static struct sonde_error *add_filter(const struct context *context, const struct request *request,
				      struct words *words, struct filtered *ret)
{
	if (!request->filter)
		return NULL;
	return filtered_make(&(struct filtered_request){.context = context,
							.target = &request->target,
							.filter = request->filter,
							.max_probes = request->stored.max_probes,
							.is_single = true},
			     words, ret);
}

/* @p failed is that of `struct stored`. */
static struct sonde_error *build(const struct context *context, const struct request *request,
				 bool *failed)
{
	_cleanup_(words_deinit) struct words words = {VEC_INIT, VEC_INIT};
	_cleanup_(target_deinit) struct target target = {0};
	_cleanup_filtered_ struct filtered filtered = {VEC_INIT};
	_cleanup_(stored_deinit) struct stored stored = {0};
	struct stored_options how = request->stored;

	TRY(read_words(request, &words));
	TRY(add_filter(context, request, &words, &filtered));
	TRY(target_options_init(context, &request->target, &target));
	how.filtered = &filtered;
	TRY(stored_init(&how, &stored));
	TRY(stored_add(&stored, &target, &words));
	TRY(stored_finish(&stored));
	*failed = stored.failed;
	return NULL;
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	_cleanup_(request_deinit) struct request request = {
		.stored = {.context = context, .max_probes = MAX_PROBES_DEFAULT},
	};
	const struct command_reader reader = {take, check, &request};
	enum exit_status status;
	struct sonde_error *error;
	bool failed = false;

	(void)argc;
	if (!command_read(context, &command_cache_build, argv, &reader, &status))
		return status;
	error = build(context, &request, &failed);
	if (error)
		return out_error(context, error);
	return failed ? STATUS_FAILED : STATUS_OK;
}

const struct command command_cache_build = {
	.name = "build",
	.of = "cache",
	.synopsis = "[OPTIONS] [-k FILE | -m MODULE | -x FILE] DEF|@LIST ...",
	.summary = "cache definitions, and those that patterns stand for",
	.page = "sonde-cache(1)",
	.words = "DEF",
	.options = options,
	.run = run,
};
