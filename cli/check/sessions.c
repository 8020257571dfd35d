/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs, and what killed sondes have left. */
#include "base/notes.h"
#include "base/str.h"
#include "cli/check/topics.h"
#include "cli/target/leftover.h"
#include "tracefs/session.h"

#define TOPIC "sessions"

static struct sonde_error *add_notes(const struct notes *notes, struct check_list *list)
{
	vec_for_each(notes, note)
		TRY(check_add(list, &(struct check_fact){
					    .topic = TOPIC,
					    .name = "left",
					    .state = CHECK_NO,
					    .reason = note->text,
					    .advice = "As root: sonde session gc",
				    }));
	return NULL;
}

/* Nothing is removed. */
static struct sonde_error *add_left(struct check_list *list)
{
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	const struct check_fact fact = {
		.topic = TOPIC,
		.name = "left",
		.state = CHECK_UNKNOWN,
		.advice = "As root, with tracefs mounted: sonde session gc -n",
	};
	struct sonde_error *error = leftover_collect(true, &notes, &notes);

	if (error)
		return check_add_result(list, &fact, error);
	if (notes.size)
		return add_notes(&notes, list);
	return check_add(list,
			 &(struct check_fact){.topic = TOPIC, .name = "left", .value = "nothing"});
}

static struct sonde_error *add_running(const struct check_place *place, struct check_list *list)
{
	_cleanup_session_infos_ struct session_infos infos = VEC_INIT;
	const struct session_place where = {.tracing_dir = "", .run_dir = place->run_dir};
	struct check_fact fact = {
		.topic = TOPIC,
		.name = "running",
		.state = CHECK_UNKNOWN,
		.advice = "Run sonde as root.",
	};
	_cleanup_str_ struct str names = STR_INIT;
	struct sonde_error *error = session_list(&where, &infos);

	if (error)
		return check_add_result(list, &fact, error);
	vec_for_each(&infos, info) {
		if (!info->problem && info->state != SESSION_DEAD)
			str_appendf(&names, "%s%s", names.size ? " " : "", info->name);
	}
	TRY(str_check(&names));
	fact.value = names.size ? str_text(&names) : "none";
	return check_add_result(list, &fact, NULL);
}

struct sonde_error *check_sessions(const struct check_place *place, struct check_list *list)
{
	TRY(add_running(place, list));
	return add_left(list);
}
