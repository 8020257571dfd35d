/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How many files this process may have open at once. What most shells allow, 1024, is little for
 * what has some open for each of many things; a process may raise it itself, up to a limit that is
 * hundreds of times that on most machines (getrlimit(2), RLIMIT_NOFILE).
 */
#ifndef BASE_DESCRIPTORS_H
#define BASE_DESCRIPTORS_H

#include <stdbool.h>
#include <sys/resource.h>

#include "base/cleanup.h"

/** What was allowed before, to be restored. */
struct descriptors {
	struct rlimit before;
	/** It was raised. */
	bool is_raised;
};

/** Allow as many as can be had. Where no more can be had nothing changes. */
struct descriptors descriptors_raise(void);

/** Allow what was allowed before: for a program that this one starts. What is open stays open. */
void descriptors_restore(struct descriptors *descriptors);

/** A `struct descriptors` that is released at the end of its scope. */
#define _cleanup_descriptors_ _cleanup_(descriptors_restore) __attribute__((unused))

#endif /* BASE_DESCRIPTORS_H */
