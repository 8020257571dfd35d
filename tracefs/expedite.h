/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The kernel's waits made short while many events are removed.
 *
 * The kernel waits for a grace period of RCU with each event that it removes: some 16 ms. With 1 in
 * /sys/kernel/rcu_expedited (rcu_expedited_store() in
 * kernel/ksysfs.c) it asks all CPUs to get on with it instead, and waits for a hundredth of that.
 * That is a setting of the whole system, so it is put back as soon as possible, whatever happens:
 *
 * - Before it is set, a file of RUNFILE_DIR is written, `expedite`, which says so:
 *
 *       sonde expedite 1
 *       boot 6a9f1c0e-4c63-4a39-a1f4-9ce2d6ba4ea7
 *       was 0
 *       end
 *
 * - Who uses it holds a shared flock() of that file. The last one to let go of it puts the setting
 *   back and removes the file. If all were killed, the next sonde does that (expedite_recover()).
 * - To begin, to end and to recover is done under an exclusive flock() of the directory, by one at
 * a time.
 *
 * What is not 0 before is somebody else's, and left alone. The caller holds back signals from
 * before the beginning to after the end.
 */
#ifndef TRACEFS_EXPEDITE_H
#define TRACEFS_EXPEDITE_H

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/notes.h"

/** The setting. */
#define EXPEDITE_SETTING "/sys/kernel/rcu_expedited"

/** The file's name in the directory of the journals. */
#define EXPEDITE_FILE "expedite"

/** Where all that is; borrowed. */
struct expedite_place {
	/** EXPEDITE_SETTING. */
	const char *setting;
	/** RUNFILE_DIR. */
	const char *dir;
};

/** One use of it. */
struct expedite {
	struct expedite_place place;
	/** The setting, open for writing; -1 where there is nothing to put back. */
	int setting;
	/** The file, with a shared lock; -1 where there is nothing to put back. */
	int record;
};

/** None. */
#define EXPEDITE_INIT                        \
	{                                    \
		.setting = -1, .record = -1, \
	}

/**
 * Make the waits short, if they are not.
 *
 * @param ret the caller ends it with expedite_end()
 * @return UNSUPPORTED if the kernel has no such setting, PERMISSION if it cannot be written, or
 * that the file cannot; then nothing was changed
 */
struct sonde_error *expedite_begin(const struct expedite_place *place, struct expedite *ret);

/**
 * Put the setting back, if nobody else uses it. Nothing is done if there is nothing to put back.
 * If the directory has gone meanwhile, or cannot be used, it is put back without its lock.
 *
 * @return that it cannot be, and the file stays then; or that the directory or the file is not as
 * it should be. The hint says what is left to do by hand.
 */
struct sonde_error *expedite_end(struct expedite *expedite);

/**
 * Put back what killed sondes have set.
 *
 * @param only_look change nothing, only say what is left
 * @param notes gets a remark (NOTE_CHANGED) for what is put back, and for a file that is not used
 * @return as expedite_end(), or that the file cannot be used. No directory and no file is nothing
 * to remark.
 */
struct sonde_error *expedite_recover(const struct expedite_place *place, bool only_look,
				     struct notes *notes);

#endif /* TRACEFS_EXPEDITE_H */
