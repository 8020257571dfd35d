/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/able.h"

#include <stdbool.h>

#include "cli/plan/needs.h"
#include "probe/fetch.h"

static struct sonde_error *lacks(const struct probe_def *def, const struct probe_arg *arg,
				 enum feature feature, const char *what)
{
	return probe_def_error(def, SONDE_ERROR_UNSUPPORTED, arg->column,
			       "This kernel does not know '%s' (its README does not have: %s).",
			       what, feature_info(feature)->what);
}

static struct sonde_error *check_type(struct features features, const struct probe_def *def,
				      const struct probe_arg *arg)
{
	struct features needs = {0};
	enum feature missing;

	needs_add_type(&needs, arg->type);
	missing = features_missing(features, needs);
	return missing < FEATURE_COUNT ? lacks(def, arg, missing, arg->type) : NULL;
}

static struct sonde_error *check_raw(struct features features, const struct probe_def *def,
				     const struct probe_arg *arg)
{
	const bool at_return = def->point.place == PROBE_PLACE_RETURN;
	_cleanup_fetch_ struct fetch fetch = {0};
	struct scan scan = scan_text(arg->base);
	struct features needs = {0};
	enum feature missing;

	TRY(fetch_parse(&scan, &fetch));
	needs_add_fetch(&needs, &fetch, at_return);
	missing = features_missing(features, needs);
	return missing < FEATURE_COUNT ? lacks(def, arg, missing, arg->base) : NULL;
}

struct sonde_error *able_check(struct features features, const struct probe_def *def)
{
	if (!features.mask)
		return NULL;
	vec_for_each(&def->args, arg) {
		if (arg->type)
			TRY(check_type(features, def, arg));
		if (arg->kind == PROBE_ARG_RAW)
			TRY(check_raw(features, def, arg));
	}
	return NULL;
}
