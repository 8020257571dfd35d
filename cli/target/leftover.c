/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/leftover.h"

#include "cli/out.h"
#include "tracefs/dir.h"
#include "tracefs/expedite.h"
#include "tracefs/recover.h"
#include "tracefs/runfile.h"
#include "tracefs/session.h"

static struct sonde_error *put_back(bool only_look, struct notes *notes)
{
	const struct expedite_place place = {EXPEDITE_SETTING, RUNFILE_DIR};
	_cleanup_error_ struct sonde_error *error = expedite_recover(&place, only_look, notes);

	return error ? notes_add(notes, NOTE_CHANGED, "%s", error->message) : NULL;
}

struct sonde_error *leftover_collect(bool only_look, struct notes *notes, struct notes *problems)
{
	_cleanup_free_ char *tracing_dir = NULL;

	TRY(put_back(only_look, notes));
	TRY(tracing_dir_find(&tracing_dir));
	TRY(recover_events(tracing_dir, RUNFILE_DIR, only_look, notes));
	return session_collect(&(struct session_place){tracing_dir, RUNFILE_DIR}, only_look, notes,
			       problems);
}

void leftover_clean(const struct context *context, const struct probe_request *request,
		    bool only_look)
{
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	/* Without tracefs or memory the command itself will say so. */
	sonde_error_destroy(leftover_collect(only_look, &notes, &notes));
	if (!request->quiet)
		out_notes(context, &notes);
}
