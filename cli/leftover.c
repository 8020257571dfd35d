/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/leftover.h"

#include "cli/out.h"
#include "tracefs/dir.h"
#include "tracefs/journal.h"
#include "tracefs/recover.h"

static struct sonde_error *clean(bool only_look, struct notes *notes)
{
	_cleanup_free_ char *tracing_dir = NULL;

	TRY(tracing_dir_find(&tracing_dir));
	return recover_events(tracing_dir, JOURNAL_DIR, only_look, notes);
}

void leftover_clean(const struct context *context, const struct probe_request *request,
		    bool only_look)
{
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	/* Without tracefs or memory the command itself will say so. */
	sonde_error_destroy(clean(only_look, &notes));
	if (!request->quiet)
		out_notes(context, &notes);
}
