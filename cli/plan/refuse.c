/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/refuse.h"

#include <stdlib.h>
#include <string.h>

/* What perf calls blacklisted, for scripts that look for its words. */
static bool is_blacklisted(enum blacklist_cause cause)
{
	switch (cause) {
	case BLACKLIST_CAUSE_LISTED:
	case BLACKLIST_CAUSE_NOKPROBE:
	case BLACKLIST_CAUSE_NOINSTR:
	case BLACKLIST_CAUSE_KPROBES:
	case BLACKLIST_CAUSE_ENTRY:
	case BLACKLIST_CAUSE_IDMAP:
		return true;
	default:
		return false;
	}
}

static struct sonde_error *note_refused(const char *place, const struct blacklist_answer *answer,
					struct notes *notes)
{
	if (is_blacklisted(answer->cause))
		return notes_add(notes, NOTE_OMITTED,
				 "%s is blacklisted function, skip it. It cannot be probed: %s.",
				 place, answer->reason);
	return notes_add(notes, NOTE_OMITTED, "%s cannot be probed: %s.", place, answer->reason);
}

/* The reason is mostly the same for all events of a definition. */
static struct sonde_error *note_unknown(const char *place, const struct blacklist_answer *answer,
					char **doubt, struct notes *notes)
{
	if (*doubt && strcmp(*doubt, answer->reason) == 0)
		return NULL;
	free(take_ptr(*doubt));
	TRY(sonde_strdup(answer->reason, doubt));
	return notes_add(notes, NOTE_CHANGED, "Whether %s can be probed is not known: %s.", place,
			 answer->reason);
}

struct sonde_error *refuse_note(const struct verdicts *verdicts, const struct refusal *refusal,
				char **doubt, struct notes *notes)
{
	const struct blacklist_answer *answer = refusal->answer;
	_cleanup_str_ struct str place = STR_INIT;

	if (answer->verdict == BLACKLIST_ALLOWED)
		return NULL;
	verdict_print_place(verdicts, refusal->event, &place);
	TRY(str_check(&place));
	return answer->verdict == BLACKLIST_REFUSED
		       ? note_refused(str_text(&place), answer, notes)
		       : note_unknown(str_text(&place), answer, doubt, notes);
}

struct sonde_error *refuse_unknown(struct blacklist_answer *answer)
{
	_cleanup_str_ struct str reason = STR_INIT;

	if (answer->verdict != BLACKLIST_UNKNOWN)
		return NULL;
	str_appendf(&reason, "%s; it would break the program (-f tries it)", answer->reason);
	free(take_ptr(answer->reason));
	answer->verdict = BLACKLIST_REFUSED;
	return str_take(&reason, &answer->reason);
}
