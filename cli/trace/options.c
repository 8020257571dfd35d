/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/options.h"

#include <string.h>

#include "base/scan.h"
#include "bpf/layout.h"
#include "cli/run/undertaking_options.h"
#include "trace/writer.h"

/* Less has no page, more has no index: the kernel's rings are smaller than that. */
#define BUFFER_LEAST ((uint64_t)16 << 10)
#define BUFFER_MOST  ((uint64_t)1 << 30)

static const char *const via_names[] = {
	[TRACE_VIA_AUTO] = "auto",
	[TRACE_VIA_FTRACE] = "ftrace",
	[TRACE_VIA_BPF] = "bpf",
	[TRACE_VIA_PERF] = "perf",
};

const char *trace_via_name(enum trace_via via)
{
	return via_names[via];
}

bool trace_options_have(int id)
{
	return id >= TRACE_OPTION_NO_IF && id < TRACE_OPTION_END;
}

static struct sonde_error *take_via(struct trace_options *options, const char *text)
{
	for (size_t i = 0; i < sizeof(via_names) / sizeof(*via_names); i++) {
		options->via = (enum trace_via)i;
		if (strcmp(via_names[i], text) == 0)
			return NULL;
	}
	return sonde_error_new(SONDE_ERROR_USAGE,
			       "Error: --via takes auto, bpf, ftrace or perf, not '%s'", text);
}

/* `64K`, `8M`, `1G`; bytes without a unit. */
static struct sonde_error *take_size(struct trace_options *options, const char *text)
{
	static const char units[] = "KMG";
	struct scan scan = scan_text(text);
	const char *unit;
	uint64_t number;
	unsigned shift = 0;

	if (scan_u64(&scan, &number) && number <= BUFFER_MOST) {
		unit = *scan.at ? strchr(units, *scan.at) : NULL;
		if (unit) {
			shift = 10 * ((unsigned)(unit - units) + 1);
			scan.at++;
		}
		options->buffer = number << shift;
		if (scan_done(&scan) && options->buffer >= BUFFER_LEAST &&
		    options->buffer <= BUFFER_MOST)
			return NULL;
	}
	return sonde_error_new(
		SONDE_ERROR_USAGE,
		"Error: --buffer takes a size from 16K to 1G, as 512K or 8M, not '%s'", text);
}

static const char *format_option(enum trace_format format)
{
	switch (format) {
	case TRACE_FORMAT:
		return "--format";
	case TRACE_JSON:
		return "--json";
	case TRACE_PERF_SCRIPT:
		return "--perf-script";
	default:
		return "--show";
	}
}

static struct sonde_error *set_format(struct trace_options *options, enum trace_format format)
{
	if (options->format != TRACE_COLUMNS && options->format != format)
		return option_exclusive(format_option(options->format), format_option(format));
	options->format = format;
	return NULL;
}

static struct sonde_error *take_text(const char *option, const char *value, const char **ret)
{
	if (*ret)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: %s was given twice.", option);
	TRY(option_filled(option, value));
	*ret = value;
	return NULL;
}

static struct sonde_error *take_flag(struct trace_options *options, int id)
{
	switch (id) {
	case TRACE_OPTION_EXPLAIN:
		options->explain = true;
		return NULL;
	case TRACE_OPTION_NO_IF:
		options->no_filter = true;
		return NULL;
	case TRACE_OPTION_STACK:
		options->stack = true;
		return NULL;
	case TRACE_OPTION_USER_STACK:
		options->user_stack = true;
		return NULL;
	case TRACE_OPTION_JSON:
		return set_format(options, TRACE_JSON);
	default:
		return set_format(options, TRACE_PERF_SCRIPT);
	}
}

struct sonde_error *trace_options_take(struct trace_options *options, int id, const char *value)
{
	switch (id) {
	case TRACE_OPTION_VIA:
		return take_via(options, value);
	case TRACE_OPTION_SHOW:
		return take_text("--show", value, &options->show);
	case TRACE_OPTION_FORMAT:
		TRY(take_text("--format", value, &options->format_text));
		return set_format(options, TRACE_FORMAT);
	case TRACE_OPTION_COUNT:
		return option_read_number(value, 1, UINT64_MAX, "--count takes a number from 1 on",
					  &options->count);
	case TRACE_OPTION_BUFFER:
		return take_size(options, value);
	case TRACE_OPTION_TEXT:
		return option_read_number(value, FILTER_TEXT_ROOM_LEAST, FILTER_TEXT_ROOM_MOST,
					  "--text takes a number from 8 to 4096", &options->text);
	case TRACE_OPTION_OBJECT:
		return take_text("--bpf-object", value, &options->object);
	default:
		return take_flag(options, id);
	}
}

struct sonde_error *trace_options_check(const struct trace_options *options)
{
	if (options->show && options->format != TRACE_COLUMNS)
		return option_exclusive("--show", format_option(options->format));
	if (options->object && options->via != TRACE_VIA_AUTO && options->via != TRACE_VIA_BPF)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --bpf-object cannot be used with --via %s",
				       trace_via_name(options->via));
	if (options->text && options->via != TRACE_VIA_AUTO && options->via != TRACE_VIA_BPF)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE,
					"Error: --text cannot be used with --via %s",
					trace_via_name(options->via)),
			"It is about records of programs; there texts are whole.");
	return NULL;
}

struct looking {
	const char *name;
	bool found;
};

static struct sonde_error *look_at(void *data, const char *word, size_t size)
{
	struct looking *looking = data;

	looking->found |= strlen(looking->name) == size && memcmp(looking->name, word, size) == 0;
	return NULL;
}

/* Whether it is shown. What is wrong with the words is said by who makes something of them. */
static bool names(const struct trace_options *options, const char *name)
{
	struct looking looking = {.name = name};
	struct sonde_error *error = NULL;

	if (options->show)
		error = hit_columns_names(options->show, look_at, &looking);
	else if (options->format_text)
		error = hit_format_names(options->format_text, look_at, &looking);
	sonde_error_destroy(error);
	return looking.found;
}

bool trace_options_record_stack(const struct trace_options *options)
{
	return options->stack || names(options, "stack");
}

bool trace_options_record_user_stack(const struct trace_options *options)
{
	return options->user_stack || names(options, "ustack");
}
