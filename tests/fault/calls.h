/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A program whose system calls that change files are counted, and one of which fails without being
 * made, or has a signal come. The kernel asks this process about each of them (seccomp_unotify(2),
 * since Linux 5.5), so that the calls of libraries are among them, and nobody traces the program.
 * Needs nothing of sonde.
 */
#ifndef TESTS_FAULT_CALLS_H
#define TESTS_FAULT_CALLS_H

#include <stdbool.h>
#include <sys/types.h>

/** Which call fails, and what came of it. */
struct calls {
	/** Its number, from 1, of those that are counted; 0: none. */
	unsigned long at;
	/** What it says; 0: a write writes the half of what it should, and no other call is
	 * counted. */
	int errnum;
	/** A signal that comes at this call, which is made all the same; 0: none, it fails. */
	int signal;
	/** All that follow and need space fail as well. */
	bool goes_on;
	/**
	 * Closing a regular file that was open for writing is such a call as well. Where it fails,
	 * what was written since the last fsync() of a file is lost, as with a server that had no
	 * room.
	 */
	bool closes;
	/** Only calls about a path that has this in it are counted; NULL: all. */
	const char *part;
	/** Set: the file that was fsync()ed last, unless it was written after that. */
	dev_t synced_device;
	ino_t synced_inode;
	/** Set: how many there were. */
	unsigned long made;
	/** Set: whether it has failed, or was short. */
	bool struck;
	/** Set: the name of the one that failed, and the path that it was about. */
	const char *name;
	char path[4096];
};

/**
 * In the child, before it becomes the program: have it asked about, and send that on the socket
 * @p fd. Calls to stderr are not counted. Returns whether it worked; errno says why not.
 */
bool calls_offer(int fd);

/**
 * In the parent: answer until the child @p pid has ended, or nobody is left who asks. @p fd is the
 * other end of the socket. Returns whether it worked; errno says why not.
 */
bool calls_answer(int fd, pid_t pid, struct calls *calls);

#endif /* TESTS_FAULT_CALLS_H */
