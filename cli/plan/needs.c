/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/needs.h"

#include <stddef.h>
#include <string.h>

#include "base/map.h"

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

void needs_add_type(struct features *needs, const char *type)
{
	const size_t size = strcspn(type, "[");

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strlen(types[i].type) == size && strncmp(types[i].type, type, size) == 0)
			features_add(needs, types[i].feature);
	}
	if (type[0] == 'b')
		features_add(needs, FEATURE_BITFIELD_TYPE);
	if (type[size])
		features_add(needs, FEATURE_ARRAY_TYPE);
}

void needs_add_fetch(struct features *needs, const struct fetch *fetch, bool at_return)
{
	const bool is_special = fetch->base == FETCH_SPECIAL;

	vec_for_each(&fetch->derefs, deref) {
		if (deref->user)
			features_add(needs, FEATURE_USER_MEMORY);
	}
	if (fetch->base == FETCH_IMMEDIATE)
		features_add(needs, FEATURE_IMMEDIATE);
	else if (fetch->base == FETCH_STRING)
		features_add(needs, FEATURE_IMMEDIATE_STRING);
	else if (fetch_is_argument(fetch))
		features_add(needs, at_return ? FEATURE_RETURN_ARG_N : FEATURE_ARG_N);
	else if (is_special && strcasecmp(fetch->name, "comm") == 0)
		features_add(needs, FEATURE_COMM);
	else if (is_special && strcmp(fetch->name, "current") == 0)
		features_add(needs, FEATURE_CURRENT);
}

void needs_add_event(struct features *needs, const struct probe_event *event)
{
	features_add(needs, event->is_user ? FEATURE_UPROBES : FEATURE_KPROBES);
	if (event->maxactive)
		features_add(needs, FEATURE_MAXACTIVE);
	if (event->ref_offset)
		features_add(needs, FEATURE_REF_COUNTER);
	if (event->is_return && !event->is_user && event->symbol && event->offset)
		features_add(needs, FEATURE_RETURN_OFFSET);
	vec_for_each(&event->args, arg) {
		needs_add_fetch(needs, &arg->fetch, event->is_return);
		if (arg->type)
			needs_add_type(needs, arg->type);
	}
}

struct sonde_error *needs_add_events(struct features *needs, const struct probe_events *events)
{
	_cleanup_map_ struct map names = MAP_INIT;

	vec_for_each(events, event) {
		_cleanup_str_ struct str name = STR_INIT;

		needs_add_event(needs, event);
		if (!event->group || !event->event)
			continue;
		str_appendf(&name, "%s/%s", event->group, event->event);
		TRY(str_check(&name));
		if (map_has(&names, str_text(&name)))
			features_add(needs, FEATURE_APPEND);
		TRY(map_put(&names, str_text(&name), NULL));
	}
	return NULL;
}
