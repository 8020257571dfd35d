/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whose numbers processes have here. Records, filters and the lists of processes in tracefs count
 * by the machine's, those of the first pid namespace; a container can have numbers of its own
 * (pid_namespaces(7)).
 */
#ifndef CLI_RUN_PID_NAMESPACE_H
#define CLI_RUN_PID_NAMESPACE_H

#include <stdbool.h>

#include "base/err.h"

/** Whose they are. */
enum pid_namespace {
	/** There is nothing to read it from. */
	PID_NAMESPACE_UNKNOWN,
	/** The machine's. */
	PID_NAMESPACE_FIRST,
	/** Those of a namespace within it. */
	PID_NAMESPACE_INNER,
};

/**
 * Whose numbers this process gives and gets, by `self/ns/pid`.
 *
 * @param proc where proc(5) is: `/proc`
 */
enum pid_namespace pid_namespace_own(const char *proc);

/**
 * Whether the processes that proc(5) shows have numbers that are not the machine's: a number in a
 * record is nobody's there, or another's. What is not known is taken to be the machine's.
 *
 * @param proc where it is
 */
bool pid_namespace_is_inner(const char *proc);

/**
 * Check that the kernel can be told which processes are meant.
 *
 * @param proc where proc(5) is
 * @param option how they were given, for the error: `-p`
 * @return UNAVAILABLE within a namespace
 */
struct sonde_error *pid_namespace_check(const char *proc, const char *option);

#endif /* CLI_RUN_PID_NAMESPACE_H */
