/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers about sessions. */
#include "cli/json_give.h"
#include "tracefs/session.h"

static struct sonde_error *give_events(struct json_object *object, const struct session_info *info)
{
	struct json_object *events = json_object_new_array();

	/* It is the object's from here on. */
	TRY(give(object, "events", events));
	vec_for_each(&info->events, event) {
		_cleanup_json_ struct json_object *text = json_text(*event, strlen(*event));

		if (!text)
			return &sonde_error_no_memory;
		TRY(append(events, &text));
	}
	return NULL;
}

struct sonde_error *json_add_session(struct json_object *list, const struct session_info *info)
{
	static const char *const states[] = {
		[SESSION_RUNNING] = "running",
		[SESSION_KEPT] = "kept",
		[SESSION_DEAD] = "dead",
	};
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "name", info->name));
	if (info->problem) {
		TRY(give_text(object, "problem", info->problem));
		return append(list, &object);
	}
	TRY(give_text(object, "state", states[info->state]));
	TRY(give(object, "pid", json_object_new_int64(info->pid)));
	TRY(give(object, "since", json_object_new_int64(info->since)));
	TRY(give_text(object, "command", info->command));
	TRY(give_events(object, info));
	return append(list, &object);
}
