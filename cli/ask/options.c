/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "cli/out.h"

/* As in perf probe. */
#define MAX_PROBES_DEFAULT 128

/* Numbers of CPUs are smaller (CONFIG_NR_CPUS of any architecture). */
#define CPU_MOST 65535

/* What the reader of options gets. */
struct reading {
	struct ask_options *options;
	const struct ask_reader *asked;
};

void ask_options_deinit(struct ask_options *options)
{
	measure_options_deinit(&options->measure);
	vec_deinit(&options->words);
	free(options->words_read);
}

static struct sonde_error *take_unit(struct ask_options *options, const char *text)
{
	static const enum hist_unit units[] = {HIST_UNIT_NS, HIST_UNIT_US, HIST_UNIT_MS};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		options->unit = units[i];
		if (strcmp(hist_unit_name(units[i]), text) == 0)
			return NULL;
	}
	return sonde_error_new(SONDE_ERROR_USAGE, "Error: --unit takes ns, us or ms, not '%s'",
			       text);
}

static struct sonde_error *take_max_probes(struct ask_options *options, const char *text)
{
	struct scan scan = scan_text(text);
	uint64_t number;

	if (!scan_u64(&scan, &number) || !scan_done(&scan) || !number)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --max-probes takes a number from 1 on, not '%s'",
				       text);
	options->max_probes = (size_t)number;
	return NULL;
}

/* `0-3,8` */
static bool is_cpu_list(const char *text)
{
	struct scan scan = scan_text(text);
	uint64_t first, last;

	do {
		if (!scan_u64(&scan, &first) || first > CPU_MOST)
			return false;
		last = first;
		if (scan_char(&scan, '-') && !scan_u64(&scan, &last))
			return false;
		if (last < first || last > CPU_MOST)
			return false;
	} while (scan_char(&scan, ','));
	return scan_done(&scan);
}

static struct sonde_error *take_cpus(struct ask_options *options, const char *text)
{
	if (!is_cpu_list(text))
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: switch `c' takes numbers of CPUs, as in 0-3,8, not "
				       "'%s'",
				       text);
	options->cpus = text;
	return NULL;
}

/* An option whose value is a text. */
static const char **text_of(struct ask_options *options, int id)
{
	switch (id) {
	case ASK_OPTION_BY:
		return &options->by;
	case ASK_OPTION_SUM:
		return &options->sum;
	case ASK_OPTION_IF:
		return &options->filter;
	case ASK_OPTION_MATCH:
		return &options->match;
	case ASK_OPTION_WORST:
		return &options->worst;
	default:
		return &options->source;
	}
}

/* An option without a value. */
static bool *flag_of(struct ask_options *options, int id)
{
	switch (id) {
	case ASK_OPTION_STATS:
		return &options->stats;
	case ASK_OPTION_CALLERS:
		return &options->callers;
	case ASK_OPTION_CACHE:
		return &options->cache;
	case ASK_OPTION_DRY_RUN:
		return &options->dry_run;
	case ASK_OPTION_NO_INLINES:
		return &options->no_inlines;
	default:
		return &options->strict;
	}
}

static const char *option_name(int id)
{
	switch (id) {
	case ASK_OPTION_BY:
		return "--by";
	case ASK_OPTION_SUM:
		return "--sum";
	case ASK_OPTION_IF:
		return "--if";
	case ASK_OPTION_MATCH:
		return "--match";
	default:
		return "--worst";
	}
}

/* What is given twice is more likely forgotten than meant. */
static struct sonde_error *take_text(struct ask_options *options, int id, const char *value)
{
	const char **text = text_of(options, id);

	if (id != ASK_OPTION_SOURCE && *text)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE, "Error: %s was given twice.",
					option_name(id)),
			id == ASK_OPTION_IF ? "Join them with &&." : "Join them with a comma.");
	if (id != ASK_OPTION_SOURCE)
		TRY(option_filled(option_name(id), value));
	*text = value;
	return NULL;
}

static struct sonde_error *take_gate(struct ask_options *options, const char *text)
{
	if (strcmp(text, "bpf") != 0)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: --gate is bpf, not '%s'", text);
	options->has_gate = true;
	return NULL;
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct ask_options *options = ((struct reading *)data)->options;

	if (id == OPTS_WORD)
		return vec_push(&options->words, value);
	if (target_options_have(id))
		return target_options_take(&options->target, id, value);
	if (measure_options_have(id))
		return measure_options_take(&options->measure, id, value);
	if (trace_options_have(id))
		return trace_options_take(&options->trace, id, value);
	switch (id) {
	case ASK_OPTION_GATE:
		return take_gate(options, value);
	case ASK_OPTION_UNIT:
		return take_unit(options, value);
	case ASK_OPTION_CPUS:
		return take_cpus(options, value);
	case ASK_OPTION_MAX_PROBES:
		return take_max_probes(options, value);
	default:
		if (value)
			return take_text(options, id, value);
		*flag_of(options, id) = true;
		return NULL;
	}
}

static struct sonde_error *check(const void *data)
{
	const struct reading *reading = data;
	const struct ask_options *options = reading->options;

	TRY(target_options_check(&options->target));
	TRY(measure_options_check(&options->measure));
	TRY(trace_options_check(&options->trace));
	if (options->cache && options->no_inlines)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --cache cannot be used with --no-inlines");
	if (options->measure.common.command && !options->measure.common.command[0])
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE, "Error: no command stands behind --"),
			"Without -- it is measured until Ctrl-C.");
	return reading->asked->check(options);
}

/* `--` ends what is read: all behind it is the command that is measured. */
static struct sonde_error *cut(struct ask_options *options, char **argv)
{
	size_t count = 0;

	while (argv[count] && strcmp(argv[count], "--") != 0)
		count++;
	options->typed = argv;
	options->words_read = calloc(count + 1, sizeof(*options->words_read));
	if (!options->words_read)
		return &sonde_error_no_memory;
	memcpy(options->words_read, argv, count * sizeof(*argv));
	if (argv[count])
		options->measure.common.command = argv + count + 1;
	return NULL;
}

struct sonde_error *ask_options_need_words(const struct ask_options *options, const char *example)
{
	if (options->words.size)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_USAGE,
				"Error: neither a definition nor an event was given."),
		"For instance: %s", example);
}

bool ask_options_read(const struct context *context, const struct ask_reader *asked, char **argv,
		      struct ask_options *ret, enum exit_status *status)
{
	struct reading reading = {.options = ret, .asked = asked};
	const struct command_reader reader = {.take = take, .check = check, .request = &reading};
	struct sonde_error *error;

	*ret = (struct ask_options){
		.max_probes = asked->max_probes ? asked->max_probes : MAX_PROBES_DEFAULT,
	};
	error = cut(ret, argv);
	if (error) {
		*status = out_error(context, error);
		return false;
	}
	return command_read(context, asked->command, ret->words_read, &reader, status);
}
