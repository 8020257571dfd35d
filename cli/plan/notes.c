/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/notes.h"

struct sonde_error *plan_check_strict(const struct plan *plan)
{
	vec_for_each(&plan->notes, note) {
		if (note->kind == NOTE_OMITTED)
			return sonde_error_hint(probe_def_error(plan->def, SONDE_ERROR_UNAVAILABLE,
								PROBE_AT_POINT, "Left out: %s",
								note->text),
						"Without --strict the rest would be probed.");
	}
	return NULL;
}

struct sonde_error *plan_note_split(struct plan *plan, enum plan_sharing sharing, bool can_share)
{
	const struct probe_def *def = plan->def;
	const char *name = def->point.function ? def->point.function : def->text;

	if (!can_share)
		return notes_add(
			&plan->notes, NOTE_CHANGED,
			"This kernel has one place for each event, so the places of %s get "
			"events of their own.",
			name);
	return notes_add(
		&plan->notes, NOTE_CHANGED,
		"The copies of %s do not all have the same arguments, so they get more "
		"than one event%s.",
		name, sharing == PLAN_SPLIT ? "" : " (--common: one, with what all of them have)");
}
