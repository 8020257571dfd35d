/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/stored_options.h"

bool stored_options_have(int id)
{
	return id >= STORED_OPTION_STRICT && id < STORED_OPTION_END;
}

static bool *flag_of(struct stored_options *options, int id)
{
	switch (id) {
	case STORED_OPTION_STRICT:
		return &options->strict;
	case STORED_OPTION_DRY_RUN:
		return &options->dry_run;
	case STORED_OPTION_JSON:
		return &options->json;
	case STORED_OPTION_QUIET:
		return &options->quiet;
	default:
		return &options->verbose;
	}
}

void stored_options_take(struct stored_options *options, int id)
{
	*flag_of(options, id) = true;
}

struct sonde_error *stored_options_check(const struct stored_options *options)
{
	if (!options->quiet || !options->verbose)
		return NULL;
	return sonde_error_new(SONDE_ERROR_USAGE,
			       "Error: switch `q' cannot be used with switch `v'");
}
