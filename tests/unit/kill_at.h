/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A function run in a process that is killed at one of its system calls which change files.
 */
#ifndef TESTS_UNIT_KILL_AT_H
#define TESTS_UNIT_KILL_AT_H

/** What became of the process. */
enum kill_end {
	/** It was killed, right before the call. */
	KILL_DONE,
	/** It made fewer calls, and @p run said that all went well. */
	KILL_TOO_LATE,
	/** It made fewer calls, and said that something went wrong. */
	KILL_FAILED,
	/** This machine does not let a process trace its child; errno says why. */
	KILL_NOT_PERMITTED,
};

/**
 * Run @p run with @p data in a child, and kill it with SIGKILL before its system call number @p at,
 * counted from 0, of those that change files: write, rename, link, unlink, mkdir, fsync, an open
 * that can make a file, and the like.
 *
 * @param run returns 0 if all went well
 */
enum kill_end kill_at(unsigned long at, int (*run)(void *data), void *data);

#endif /* TESTS_UNIT_KILL_AT_H */
