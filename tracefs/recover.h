/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What killed sondes have left in the kernel, by their journals (journal.h).
 */
#ifndef TRACEFS_RECOVER_H
#define TRACEFS_RECOVER_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"

/**
 * Remove what is left of definitions whose writer is gone, and their journals.
 *
 * An event is touched only if it has the probes that it had before and, besides, some that the
 * journal says were to be added, exactly as written; these are removed. One that has others was
 * changed by somebody else and stays, with a remark. One that is in use stays as well, and so
 * does its journal: the next call tries again. A file that is no journal, or that others could
 * have written, stays with a remark.
 *
 * @param only_look remove nothing, only say what is left
 * @param notes gets a remark (NOTE_CHANGED) for what is removed, and for all that stays
 * @return NO_MEMORY only; everything else is a remark. No directory, or none that this user can
 *         read, is nothing to remark.
 */
struct sonde_error *recover_events(const char *tracing_dir, const char *journal_dir, bool only_look,
				   struct notes *notes);

#endif /* TRACEFS_RECOVER_H */
