/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Scope guards: a variable that releases what it holds when it goes out of scope.
 *
 * A guarded variable is initialised at its declaration. What is handed on to the caller
 * leaves the guard through take_ptr() or take_fd().
 */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/** Call @p function with the variable's address when the variable goes out of scope. */
#define _cleanup_(function) __attribute__((cleanup(function)))

/** free() the pointer. */
#define _cleanup_free_ _cleanup_(cleanup_free_)
/** fclose() the stream unless it is NULL. */
#define _cleanup_fclose_ _cleanup_(cleanup_fclose_)
/** closedir() the directory unless it is NULL. */
#define _cleanup_closedir_ _cleanup_(cleanup_closedir_)
/** close() the descriptor unless it is negative. */
#define _cleanup_close_ _cleanup_(cleanup_close_)

static inline void cleanup_free_(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_fclose_(FILE **stream)
{
	if (*stream)
		fclose(*stream);
}

static inline void cleanup_closedir_(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static inline void cleanup_close_(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/** The pointer's value; the variable becomes NULL, so that its guard does nothing. */
#define take_ptr(pointer)                       \
	({                                      \
		__auto_type taken_ = (pointer); \
		(pointer) = NULL;               \
		taken_;                         \
	})

/** The descriptor's value; the variable becomes -1, so that its guard does nothing. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#endif /* BASE_CLEANUP_H */
