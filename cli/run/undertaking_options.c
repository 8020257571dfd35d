/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/undertaking_options.h"

#include <string.h>

#include "base/scan.h"

/* PID_MAX_LIMIT of include/linux/threads.h. */
#define PID_MAX 4194304

/* Ten years: nobody means more, and a clock can still add it. */
#define TIME_MOST (10.0 * 366 * 86400)

bool undertaking_options_have(int id)
{
	return id >= UNDERTAKING_OPTION_PID && id < UNDERTAKING_OPTION_END;
}

/* The seconds that a unit has; 0 for what is none. */
static double unit_of(const char *name)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = {{"", 1}, {"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"m", 60}, {"h", 3600}};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(units[i].name, name) == 0)
			return units[i].seconds;
	}
	return 0;
}

/* Digits, and how many: nine of them fit a double and whatever is done with it. */
static unsigned read_digits(const char **at, double *ret)
{
	unsigned count = 0;

	for (*ret = 0; **at >= '0' && **at <= '9' && count < 10; (*at)++, count++)
		*ret = *ret * 10 + (**at - '0');
	return count;
}

struct sonde_error *option_read_time(const char *option, const char *text, double *ret)
{
	const char *at = text;
	double whole, part = 0, unit;
	unsigned digits = read_digits(&at, &whole), behind = 0;

	if (*at == '.') {
		at++;
		behind = read_digits(&at, &part);
	}
	for (unsigned i = 0; i < behind; i++)
		part /= 10;
	unit = unit_of(at);
	if (!(digits || behind) || unit == 0)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: %s takes a time as 5, 0.5, 500ms, 2m or 1h, not "
				       "'%s'",
				       option, text);
	whole = (whole + part) * unit;
	/* Under a millisecond nothing can be waited for. */
	if (whole < 1e-3 || whole > TIME_MOST)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: %s takes a time from 1ms to ten years, not '%s'",
				       option, text);
	*ret = whole;
	return NULL;
}

/* Numbers of processes with commas between them. */
static struct sonde_error *take_pids(struct undertaking_options *options, const char *text)
{
	struct scan scan = scan_text(text);
	uint64_t pid;

	do {
		if (!scan_u64(&scan, &pid) || !pid || pid > PID_MAX)
			return sonde_error_new(SONDE_ERROR_USAGE,
					       "Error: switch `p' takes numbers of processes, as "
					       "in 12,345, not '%s'",
					       text);
		TRY(vec_push(&options->pids, (pid_t)pid));
	} while (scan_char(&scan, ','));
	if (scan_done(&scan))
		return NULL;
	return sonde_error_new(SONDE_ERROR_USAGE,
			       "Error: switch `p' takes numbers of processes, as in 12,345, not "
			       "'%s'",
			       text);
}

struct sonde_error *option_read_number(const char *text, uint64_t least, uint64_t most,
				       const char *wanted, uint64_t *ret)
{
	struct scan scan = scan_text(text);

	if (scan_u64(&scan, ret) && scan_done(&scan) && *ret >= least && *ret <= most)
		return NULL;
	return sonde_error_new(SONDE_ERROR_USAGE, "Error: %s, not '%s'", wanted, text);
}

struct sonde_error *undertaking_options_take(struct undertaking_options *options, int id,
					     const char *value)
{
	switch (id) {
	case UNDERTAKING_OPTION_PID:
		return take_pids(options, value);
	case UNDERTAKING_OPTION_DURATION:
		return option_read_time("switch `d'", value, &options->duration);
	case UNDERTAKING_OPTION_OUTPUT:
		options->output = value;
		return NULL;
	case UNDERTAKING_OPTION_EXPEDITE:
		options->expedite = true;
		return NULL;
	case UNDERTAKING_OPTION_QUIET:
		options->quiet = true;
		return NULL;
	default:
		options->verbose = true;
		return NULL;
	}
}

struct sonde_error *option_exclusive(const char *one, const char *other)
{
	return sonde_error_new(SONDE_ERROR_USAGE, "Error: %s cannot be used with %s", one, other);
}

struct sonde_error *option_filled(const char *option, const char *value)
{
	return value[strspn(value, " \t")]
		       ? NULL
		       : sonde_error_new(SONDE_ERROR_USAGE, "Error: %s has an empty text", option);
}

struct sonde_error *undertaking_options_check(const struct undertaking_options *options)
{
	if (options->quiet && options->verbose)
		return option_exclusive("switch `q'", "switch `v'");
	if (options->output && !*options->output)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: switch `o' has an empty name for a file");
	return NULL;
}

void undertaking_options_deinit(struct undertaking_options *options)
{
	vec_deinit(&options->pids);
}
