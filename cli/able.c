/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/able.h"

#include <stddef.h>
#include <string.h>

#include "probe/fetch.h"

/* A type, and the feature that brought it. Those of the oldest kernels have none. */
static const struct {
	const char *type;
	enum feature feature;
} types[] = {
	{"x8", FEATURE_HEX_TYPE},	 {"x16", FEATURE_HEX_TYPE},
	{"x32", FEATURE_HEX_TYPE},	 {"x64", FEATURE_HEX_TYPE},
	{"char", FEATURE_CHAR_TYPE},	 {"symbol", FEATURE_SYMBOL_TYPE},
	{"symstr", FEATURE_SYMSTR_TYPE}, {"ustring", FEATURE_USTRING_TYPE},
	{"%pd", FEATURE_DENTRY_TYPE},	 {"%pD", FEATURE_DENTRY_TYPE},
};

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
	const size_t size = strcspn(arg->type, "[");

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strlen(types[i].type) == size && strncmp(types[i].type, arg->type, size) == 0 &&
		    !features_have(features, types[i].feature))
			return lacks(def, arg, types[i].feature, arg->type);
	}
	if (arg->type[0] == 'b' && !features_have(features, FEATURE_BITFIELD_TYPE))
		return lacks(def, arg, FEATURE_BITFIELD_TYPE, arg->type);
	if (arg->type[size] && !features_have(features, FEATURE_ARRAY_TYPE))
		return lacks(def, arg, FEATURE_ARRAY_TYPE, arg->type);
	return NULL;
}

static bool needs_user_memory(const struct fetch *fetch)
{
	vec_for_each(&fetch->derefs, deref) {
		if (deref->user)
			return true;
	}
	return false;
}

/* What a raw argument needs; false: nothing that not all kernels have. */
static bool needed_by(const struct probe_def *def, const struct fetch *fetch, enum feature *ret)
{
	const bool is_special = fetch->base == FETCH_SPECIAL;

	if (needs_user_memory(fetch))
		*ret = FEATURE_USER_MEMORY;
	else if (fetch->base == FETCH_IMMEDIATE)
		*ret = FEATURE_IMMEDIATE;
	else if (fetch->base == FETCH_STRING)
		*ret = FEATURE_IMMEDIATE_STRING;
	else if (fetch_is_argument(fetch))
		*ret = def->point.place == PROBE_PLACE_RETURN ? FEATURE_RETURN_ARG_N
							      : FEATURE_ARG_N;
	else if (is_special && strcasecmp(fetch->name, "comm") == 0)
		*ret = FEATURE_COMM;
	else if (is_special && strcmp(fetch->name, "current") == 0)
		*ret = FEATURE_CURRENT;
	else
		return false;
	return true;
}

static struct sonde_error *check_raw(struct features features, const struct probe_def *def,
				     const struct probe_arg *arg)
{
	_cleanup_fetch_ struct fetch fetch = {0};
	struct scan scan = scan_text(arg->base);
	enum feature feature;

	TRY(fetch_parse(&scan, &fetch));
	if (needed_by(def, &fetch, &feature) && !features_have(features, feature))
		return lacks(def, arg, feature, arg->base);
	return NULL;
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
