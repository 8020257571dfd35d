/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where answers go: a file that is replaced by each, or what is written through, as a pipe or a
 * terminal. A reader that does not read holds up nothing but the answers: what else has to be
 * looked at meanwhile, as signals, is waited for at once.
 */
#ifndef CLI_RUN_OUTLET_H
#define CLI_RUN_OUTLET_H

#include <stdbool.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

/** What is waited for besides the reader. */
struct outlet_wait {
	/** Polled for input; -1: nothing. */
	int fd;
	/**
	 * Whether writing is given up. Asked when there is something at `fd`, and some times a
	 * second. NULL: it never is.
	 */
	bool (*gives_up)(void *data);
	void *data;
};

/** How a write has ended. */
enum outlet_end {
	OUTLET_WRITTEN,
	/** Nobody reads any more. */
	OUTLET_UNREAD,
	/** It was given up; the rest is written before the next text. */
	OUTLET_GIVEN_UP,
};

struct outlet {
	/** For errors. Borrowed. */
	const char *name;
	/** The file that is replaced, or will be appended to, with all symbolic links followed; or
	 * NULL. Owned. */
	char *path;
	/** It is emptied by outlet_begin(), and written through from then on. */
	bool appends;
	/** The stream that is written, if it has no descriptor; or NULL. Borrowed. */
	FILE *stream;
	/** What is written through; -1: nothing is. */
	int fd;
	/** `fd` is closed with it. */
	bool is_own;
	/** `fd` never makes its writer wait. */
	bool is_patient;
	/** What was not written when it was given up. */
	struct str rest;
};

/** Leads nowhere. */
#define OUTLET_INIT                         \
	{                                   \
		.fd = -1, .rest = STR_INIT, \
	}

/** Close it and free what it holds; nobody wants to know of what was written any more. */
void outlet_deinit(struct outlet *outlet);

/**
 * Close it, when all is written; a file that nothing was appended to is emptied.
 *
 * @return that something has not got there: a server, or a quota, can say so only now
 */
struct sonde_error *outlet_close(struct outlet *outlet);

/**
 * Lead to a file. Symbolic links are followed, and stay. What is there and is no regular file, and
 * all in /proc, is opened now and written through.
 *
 * @param path borrowed
 * @param ret initialised by this; the caller deinits it
 * @return that it cannot be written; of a FIFO also that nobody has opened it to read
 */
struct sonde_error *outlet_open(const char *path, struct outlet *ret);

/**
 * Lead to a file that each text is written to the end of, wherever that is: others may empty it
 * meanwhile, as logrotate(8) does by copytruncate. What is there stays until outlet_begin(); for
 * the rest as outlet_open().
 */
struct sonde_error *outlet_open_appending(const char *path, struct outlet *ret);

/** Empty the file that is appended to, unless that was done: as the first text does, too. */
struct sonde_error *outlet_begin(struct outlet *outlet);

/** Lead to a stream. @p stream is borrowed; @p ret is initialised by this. */
struct sonde_error *outlet_open_stream(FILE *stream, struct outlet *ret);

/** Write a text, or replace the file by it: its mode is kept, a new one is what umask(2) leaves. */
struct sonde_error *outlet_put(struct outlet *outlet, const struct str *text,
			       const struct outlet_wait *wait, enum outlet_end *ret);

#endif /* CLI_RUN_OUTLET_H */
