/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/measure/options.h"

#include <string.h>

#include "tracefs/session.h"

/* HIST_TRIGGER_BITS of kernel/trace/tracing_map.h. */
#define SIZE_LEAST 128
#define SIZE_MOST  131072

bool measure_options_have(int id)
{
	return undertaking_options_have(id) ||
	       (id >= MEASURE_OPTION_INTERVAL && id < MEASURE_OPTION_END);
}

static const char *format_option(enum measure_format format)
{
	switch (format) {
	case MEASURE_JSON:
		return "--json";
	case MEASURE_CSV:
		return "--csv";
	case MEASURE_FOLDED:
		return "--folded";
	default:
		return "--openmetrics";
	}
}

static struct sonde_error *set_format(struct measure_options *options, enum measure_format format)
{
	if (options->format != MEASURE_TEXT && options->format != format)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: %s cannot be used with %s",
				       format_option(options->format), format_option(format));
	options->format = format;
	return NULL;
}

static struct sonde_error *take_format(struct measure_options *options, int id)
{
	switch (id) {
	case MEASURE_OPTION_JSON:
		return set_format(options, MEASURE_JSON);
	case MEASURE_OPTION_CSV:
		return set_format(options, MEASURE_CSV);
	case MEASURE_OPTION_FOLDED:
		return set_format(options, MEASURE_FOLDED);
	default:
		return set_format(options, MEASURE_OPENMETRICS);
	}
}

/* An option whose value is a text, or that has none. */
static struct sonde_error *take_text(struct measure_options *options, int id, const char *value)
{
	switch (id) {
	case MEASURE_OPTION_SORT:
		options->sort = value;
		return NULL;
	case MEASURE_OPTION_KEEP:
		options->keep = value;
		return NULL;
	case MEASURE_OPTION_SVG:
		options->svg = value;
		return NULL;
	default:
		return take_format(options, id);
	}
}

struct sonde_error *measure_options_take(struct measure_options *options, int id, const char *value)
{
	if (undertaking_options_have(id))
		return undertaking_options_take(&options->common, id, value);
	switch (id) {
	case MEASURE_OPTION_INTERVAL:
		return option_read_time("switch `i'", value, &options->interval);
	case MEASURE_OPTION_TOP:
		return option_read_number(value, 1, UINT64_MAX, "--top takes a number from 1 on",
					  &options->top);
	case MEASURE_OPTION_SIZE:
		return option_read_number(value, SIZE_LEAST, SIZE_MOST,
					  "--size takes a number from 128 to 131072",
					  &options->size);
	default:
		return take_text(options, id, value);
	}
}

/* What is left running has no end, and is shown by another command. */
static struct sonde_error *check_keep(const struct measure_options *options)
{
	if (options->common.command)
		return option_exclusive("--keep", "a command behind --");
	if (options->common.duration > 0)
		return option_exclusive("--keep", "switch `d'");
	if (options->interval > 0)
		return option_exclusive("--keep", "switch `i'");
	if (options->common.output)
		return option_exclusive("--keep", "switch `o'");
	if (options->svg)
		return option_exclusive("--keep", "--svg");
	if (options->common.expedite)
		return sonde_error_hint(option_exclusive("--keep", "--expedite"),
					"'sonde session stop' has it.");
	if (options->format != MEASURE_TEXT)
		return option_exclusive("--keep", format_option(options->format));
	if (options->top || options->sort)
		return sonde_error_hint(
			option_exclusive("--keep", options->top ? "--top" : "--sort"),
			"'sonde session show' has it.");
	/* Sessions without a name are called by the numbers of their processes. */
	if (!options->keep[strspn(options->keep, "0123456789")] && *options->keep)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --keep takes a name, not a number as '%s'",
				       options->keep);
	return session_check_name(options->keep);
}

struct sonde_error *measure_options_check(const struct measure_options *options)
{
	TRY(undertaking_options_check(&options->common));
	if (options->svg && !*options->svg)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --svg has an empty name for a file");
	/* A histogram without some of its buckets is a wrong one. */
	if (options->format == MEASURE_OPENMETRICS && options->top)
		return option_exclusive("--openmetrics", "--top");
	if (options->common.output && options->svg &&
	    strcmp(options->common.output, options->svg) == 0)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: switch `o' and --svg name the same file, '%s'",
				       options->svg);
	return options->keep ? check_keep(options) : NULL;
}

void measure_options_deinit(struct measure_options *options)
{
	undertaking_options_deinit(&options->common);
}
