/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/probe/together.h"

#include "probe/resolve.h"

static struct sonde_error *exclusive(char letter, const char *other)
{
	return sonde_error_new(SONDE_ERROR_USAGE, "Error: switch `%c' cannot be used with %s",
			       letter, other);
}

/* What goes together with -V and -F. */
static struct sonde_error *check_show(const struct probe_request *request)
{
	const bool vars = request->action == PROBE_ACTION_VARS;
	const bool shows = vars || request->action == PROBE_ACTION_FUNCS;
	/* A bare definition has no switch to name. */
	const char letter = request->letter ? request->letter : 'a';

	if (!shows && request->filter_given)
		return exclusive(letter, "--filter");
	if (!vars && request->externs)
		return exclusive(letter, "--externs");
	if (!vars && request->range)
		return exclusive(letter, "--range");
	if (shows && request->cache)
		return exclusive(letter, "--cache");
	return NULL;
}

/* What --split and --common go together with. */
static struct sonde_error *check_sharing(const struct probe_request *request)
{
	const bool adds = request->action == PROBE_ACTION_ADD ||
			  request->action == PROBE_ACTION_DEFINITION;

	if (request->split && request->common)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --split cannot be used with --common");
	if (!adds && (request->split || request->common))
		return exclusive(request->letter, request->split ? "--split" : "--common");
	return NULL;
}

/* What --if goes together with: the kernel itself keeps no filter with a probe. */
static struct sonde_error *check_filter(const struct probe_request *request)
{
	const bool adds = request->action == PROBE_ACTION_ADD ||
			  request->action == PROBE_ACTION_DEFINITION;

	if (!request->expression)
		return NULL;
	if (!adds)
		return exclusive(request->letter, "--if");
	if (request->cache)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_USAGE,
				"Error: --if needs --cache: the kernel keeps no filter with a "
				"probe"),
		"sonde trace and sonde hist take --if themselves; with --cache it is kept for "
		"sonde trace.");
}

struct sonde_error *together_check(const struct probe_request *request)
{
	const bool lists_kernel = request->action == PROBE_ACTION_DELETE ||
				  request->action == PROBE_ACTION_LIST;

	if (request->action == PROBE_ACTION_NONE)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: nothing to do was given.");
	if (request->quiet && request->verbose)
		return exclusive('q', "switch `v'");
	if (lists_kernel && request->target.vmlinux)
		return exclusive(request->letter, "switch `k'");
	if (lists_kernel && request->target.module)
		return exclusive(request->letter, "switch `m'");
	if ((lists_kernel || request->action == PROBE_ACTION_FUNCS) && request->source)
		return exclusive(request->letter ? request->letter : 'a', "switch `s'");
	if (request->action == PROBE_ACTION_LINES && request->cache)
		return exclusive('L', "--cache");
	if (request->cache && request->no_inlines)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --cache cannot be used with --no-inlines");
	if (request->cache && request->depth != RESOLVE_DEPTH_DEFAULT)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --cache cannot be used with --depth %u",
				       request->depth);
	if (request->action != PROBE_ACTION_DELETE && request->expedite)
		return exclusive(request->letter ? request->letter : 'a', "--expedite");
	if (request->action == PROBE_ACTION_DELETE && request->cache)
		return exclusive('d', "--cache");
	if (request->action == PROBE_ACTION_DELETE && request->json)
		return exclusive('d', "--json");
	TRY(target_options_check(&request->target));
	TRY(check_filter(request));
	TRY(check_sharing(request));
	return check_show(request);
}
