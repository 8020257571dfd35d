/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/probe/probe.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/scan.h"
#include "base/str.h"
#include "cli/probe/together.h"
#include "cli/run/undertaking_options.h"
#include "cli/target/marker_files.h"
#include "probe/resolve.h"

/* As in perf probe. */
#define MAX_PROBES_DEFAULT 128

enum option_id {
	OPTION_ADD = 1,
	OPTION_DELETE,
	OPTION_LIST,
	OPTION_DEFINITION,
	OPTION_LINE,
	OPTION_VARS,
	OPTION_FUNCS,
	OPTION_SOURCE,
	OPTION_CACHE,
	OPTION_IF,
	OPTION_DRY_RUN,
	OPTION_EXPEDITE,
	OPTION_FORCE,
	OPTION_NO_INLINES,
	OPTION_DEMANGLE,
	OPTION_NO_DEMANGLE,
	OPTION_DEMANGLE_KERNEL,
	OPTION_NO_DEMANGLE_KERNEL,
	OPTION_MAX_PROBES,
	OPTION_DEPTH,
	OPTION_FILTER,
	OPTION_EXTERNS,
	OPTION_RANGE,
	OPTION_STRICT,
	OPTION_SPLIT,
	OPTION_COMMON,
	OPTION_JSON,
	OPTION_QUIET,
	OPTION_VERBOSE,
};

static const struct option_spec options[] = {
	{OPTION_ADD, 'a', "add", "DEF", false, "add the probe events of a definition"},
	{OPTION_DELETE, 'd', "del", "[GROUP:]EVENT", false,
	 "remove the probe events that match (globs)"},
	{OPTION_LIST, 'l', "list", "[GROUP:]EVENT", true,
	 "list the probe events; with --cache, what is cached"},
	{OPTION_DEFINITION, 'D', "definition", "DEF", false,
	 "print the lines for the kernel, write nothing"},
	{OPTION_LINE, 'L', "line", "LINES", false,
	 "list source lines, and which of them can be probed"},
	{OPTION_VARS, 'V', "vars", "POINT", false,
	 "show the variables that are available at a point"},
	{OPTION_FUNCS, 'F', "funcs", "FILTER", true, "show the functions that can be probed"},
	TARGET_OPTION_SPECS,
	{OPTION_SOURCE, 's', "source", "DIR", false,
	 "the folder with the sources, for -L and patterns"},
	{OPTION_CACHE, 0, "cache", NULL, false, "keep what was resolved in the probe cache"},
	{OPTION_IF, 0, "if", "EXPR", false,
	 "with --cache, keep this filter with it, for sonde trace"},
	{OPTION_DRY_RUN, 'n', "dry-run", NULL, false, "say what would be done, change no event"},
	{OPTION_EXPEDITE, 0, "expedite", NULL, false,
	 "with -d, have the kernel wait less for each event"},
	{OPTION_FORCE, 'f', "force", NULL, false, "take another name if an event exists"},
	{OPTION_NO_INLINES, 0, "no-inlines", NULL, false, "leave out inlined copies"},
	{OPTION_MAX_PROBES, 0, "max-probes", "N", false, "allow N places for one definition (128)"},
	{OPTION_DEPTH, 0, "depth", "N", false,
	 "expand structs to members of members, N deep (2); 0: not"},
	{OPTION_FILTER, 0, "filter", "FILTER", false,
	 "with -V or -F, show what matches (globs, ! & | ( ))"},
	{OPTION_DEMANGLE, 0, "demangle", NULL, false, "-F: names of C++ and Rust as in the source"},
	{OPTION_NO_DEMANGLE, 0, "no-demangle", NULL, false, "-F: names as the linker has them"},
	{OPTION_DEMANGLE_KERNEL, 0, "demangle-kernel", NULL, false, "-F: also those of a kernel"},
	{OPTION_NO_DEMANGLE_KERNEL, 0, "no-demangle-kernel", NULL, false,
	 "-F: not those of a kernel"},
	{OPTION_EXTERNS, 0, "externs", NULL, false,
	 "with -V, show variables outside of functions too"},
	{OPTION_RANGE, 0, "range", NULL, false, "with -V, show where variables are available"},
	{OPTION_STRICT, 0, "strict", NULL, false, "fail if anything has to be left out"},
	{OPTION_SPLIT, 0, "split", NULL, false, "where arguments differ, make more than one event"},
	{OPTION_COMMON, 0, "common", NULL, false,
	 "where arguments differ, keep what all places have"},
	{OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},
	{OPTION_QUIET, 'q', "quiet", NULL, false, "say nothing but errors"},
	{OPTION_VERBOSE, 'v', "verbose", NULL, false, "show each line for the kernel"},
	COMMAND_HELP_SPEC,
	{0},
};

/* The words of a command line. */
struct reading {
	struct probe_request *request;
	/** Bare words, joined by blanks. */
	struct str bare;
};

static void reading_deinit(struct reading *reading)
{
	str_deinit(&reading->bare);
}

static void request_deinit(struct probe_request *request)
{
	vec_deinit(&request->words);
	vec_deinit(&request->filters);
	free(request->bare);
}

static struct sonde_error *choose(struct probe_request *request, enum probe_action action,
				  char letter)
{
	if (request->action != PROBE_ACTION_NONE && request->action != action)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: switch `%c' cannot be used with switch `%c'", letter,
				       request->letter);
	request->action = action;
	request->letter = letter;
	return NULL;
}

static bool parse_number(const char *text, uint64_t low, uint64_t high, uint64_t *ret)
{
	struct scan scan = scan_text(text);

	return scan_u64(&scan, ret) && scan_done(&scan) && *ret >= low && *ret <= high;
}

/* An option with a number. */
static struct sonde_error *number_option(struct probe_request *request, int id, const char *text)
{
	uint64_t value;

	if (id == OPTION_MAX_PROBES && parse_number(text, 1, SIZE_MAX, &value))
		request->max_probes = (size_t)value;
	else if (id == OPTION_MAX_PROBES)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --max-probes takes a number from 1 on, not '%s'",
				       text);
	else if (id == OPTION_DEPTH && parse_number(text, 0, RESOLVE_DEPTH_MAX, &value))
		request->depth = (unsigned)value;
	else
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --depth takes a number from 0 to %d, not '%s'",
				       RESOLVE_DEPTH_MAX, text);
	return NULL;
}

/* An option that chooses an action, and what it acts on. */
static struct sonde_error *action_option(struct probe_request *request, int id, const char *value)
{
	switch (id) {
	case OPTION_ADD:
		TRY(choose(request, PROBE_ACTION_ADD, 'a'));
		return vec_push(&request->words, value);
	case OPTION_DEFINITION:
		TRY(choose(request, PROBE_ACTION_DEFINITION, 'D'));
		return vec_push(&request->words, value);
	case OPTION_DELETE:
		TRY(choose(request, PROBE_ACTION_DELETE, 'd'));
		return vec_push(&request->words, value);
	case OPTION_LINE:
		TRY(choose(request, PROBE_ACTION_LINES, 'L'));
		return vec_push(&request->words, value);
	case OPTION_VARS:
		TRY(choose(request, PROBE_ACTION_VARS, 'V'));
		return vec_push(&request->words, value);
	case OPTION_FUNCS:
		TRY(choose(request, PROBE_ACTION_FUNCS, 'F'));
		return value ? vec_push(&request->filters, value) : NULL;
	default:
		TRY(choose(request, PROBE_ACTION_LIST, 'l'));
		request->filter = value;
		return NULL;
	}
}

/* An option without a value. */
static bool *flag_of(struct probe_request *request, int id)
{
	switch (id) {
	case OPTION_EXTERNS:
		return &request->externs;
	case OPTION_RANGE:
		return &request->range;
	case OPTION_CACHE:
		return &request->cache;
	case OPTION_DRY_RUN:
		return &request->dry_run;
	case OPTION_EXPEDITE:
		return &request->expedite;
	case OPTION_FORCE:
		return &request->force;
	case OPTION_NO_INLINES:
		return &request->no_inlines;
	case OPTION_STRICT:
		return &request->strict;
	case OPTION_SPLIT:
		return &request->split;
	case OPTION_COMMON:
		return &request->common;
	case OPTION_JSON:
		return &request->json;
	case OPTION_QUIET:
		return &request->quiet;
	default:
		return &request->verbose;
	}
}

static struct sonde_error *setting_option(struct probe_request *request, int id, const char *value)
{
	switch (id) {
	case OPTION_SOURCE:
		request->source = value;
		return NULL;
	case OPTION_IF:
		request->expression = value;
		return option_filled("--if", value);
	case OPTION_MAX_PROBES:
	case OPTION_DEPTH:
		return number_option(request, id, value);
	case OPTION_FILTER:
		request->filter_given = true;
		return vec_push(&request->filters, value);
	case OPTION_DEMANGLE:
	case OPTION_NO_DEMANGLE:
		request->no_demangle = id == OPTION_NO_DEMANGLE;
		return NULL;
	case OPTION_DEMANGLE_KERNEL:
	case OPTION_NO_DEMANGLE_KERNEL:
		request->demangle_kernel = id == OPTION_DEMANGLE_KERNEL;
		return NULL;
	default:
		*flag_of(request, id) = true;
		return NULL;
	}
}

static struct sonde_error *left_over(const struct probe_request *request, const char *words)
{
	struct sonde_error *error = sonde_error_new(
		SONDE_ERROR_USAGE, "Error: '%s' is left over: the switch `%c' takes one word.",
		words, request->letter);

	if (request->action == PROBE_ACTION_LINES || request->action == PROBE_ACTION_VARS ||
	    request->action == PROBE_ACTION_FUNCS)
		return error;
	return sonde_error_hint(error, "Quote a definition with blanks: -%c 'FUNC ARG ...'.",
				request->letter);
}

/* All bare words together are one definition, or behind -l and -F the pattern. */
static struct sonde_error *finish_bare(struct probe_request *request, struct str *bare)
{
	if (bare->size == 0)
		return NULL;
	if (request->action == PROBE_ACTION_LIST && !request->filter) {
		TRY(str_take(bare, &request->bare));
		request->filter = request->bare;
		return NULL;
	}
	if (request->action == PROBE_ACTION_FUNCS && !request->filters.size) {
		TRY(str_take(bare, &request->bare));
		return vec_push(&request->filters, request->bare);
	}
	if (request->action != PROBE_ACTION_NONE)
		return left_over(request, str_text(bare));
	request->action = PROBE_ACTION_ADD;
	TRY(str_take(bare, &request->bare));
	return vec_push(&request->words, request->bare);
}

/* As with perf: a first word that is the path of a module means -m. */
static bool is_module_path(const char *word)
{
	size_t size = strlen(word);

	return word[0] == '/' && size > 3 && strcmp(word + size - 3, ".ko") == 0;
}

/* The same of any other file that is there. Another process may see it, not this one. */
static bool is_program_path(const struct probe_request *request, const char *word)
{
	struct stat status;

	if (request->target.program.pid)
		return word[0] == '/';
	return word[0] == '/' && stat(word, &status) == 0 && S_ISREG(status.st_mode);
}

static struct sonde_error *take_word(struct reading *reading, const char *word)
{
	struct target_options *target = &reading->request->target;
	const bool is_first = reading->bare.size == 0 && !target->module && !target->program.name;

	if (is_first && is_module_path(word))
		target->module = word;
	else if (is_first && is_program_path(reading->request, word))
		target->program.name = word;
	else
		str_appendf(&reading->bare, "%s%s", reading->bare.size ? " " : "", word);
	return str_check(&reading->bare);
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct reading *reading = data;

	if (id == OPTS_WORD)
		return take_word(reading, value);
	if (target_options_have(id))
		return target_options_take(&reading->request->target, id, value);
	if (id <= OPTION_FUNCS)
		return action_option(reading->request, id, value);
	return setting_option(reading->request, id, value);
}

static bool read_request(const struct context *context, char **argv, struct probe_request *request,
			 enum exit_status *status)
{
	_cleanup_(reading_deinit) struct reading reading = {.request = request};
	const struct command_reader reader = {.take = take, .request = &reading};
	struct sonde_error *error;

	if (!command_read(context, &command_probe, argv, &reader, status))
		return false;
	error = finish_bare(request, &reading.bare);
	if (!error)
		error = together_check(request);
	if (error)
		*status = command_refuse(context, &command_probe, error);
	return !error;
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	_cleanup_(request_deinit) struct probe_request request = {
		.max_probes = MAX_PROBES_DEFAULT,
		.depth = RESOLVE_DEPTH_DEFAULT,
	};
	enum exit_status status;

	(void)argc;
	if (!read_request(context, argv, &request, &status))
		return status;
	switch (request.action) {
	case PROBE_ACTION_DELETE:
		return probe_delete(context, &request);
	case PROBE_ACTION_LIST:
		return probe_list(context, &request);
	case PROBE_ACTION_LINES:
		return probe_lines(context, &request);
	case PROBE_ACTION_VARS:
		return probe_variables(context, &request);
	case PROBE_ACTION_FUNCS:
		return probe_functions(context, &request);
	default:
		return marker_files_are_needed(&request) ? marker_files_add(context, &request)
							 : probe_add(context, &request);
	}
}

const struct command command_probe = {
	.name = "probe",
	.synopsis = "[OPTIONS] [-a] DEF\n"
		    "[OPTIONS] -D DEF\n"
		    "[OPTIONS] -V POINT\n"
		    "[OPTIONS] -F[FILTER]\n"
		    "-d [GROUP:]EVENT\n"
		    "-l[[GROUP:]EVENT]\n"
		    "[OPTIONS] -L FUNC[@SRC][:START[-END|+COUNT]]\n"
		    "[OPTIONS] -L SRC[:START[-END|+COUNT]]",
	.summary = "add, print, list and remove probe events",
	.page = "sonde-probe(1)",
	.words = "DEF ...",
	.options = options,
	.run = run,
};
