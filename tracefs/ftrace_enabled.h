/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The sysctl kernel.ftrace_enabled (Documentation/trace/ftrace.rst). While it is 0, probes at
 * places that ftrace patches, which on x86-64 are the beginnings of functions, and so also those of
 * returns, are armed without an error, and never hit: neither in tracefs nor by perf. Probes at
 * other places, and those of programs, are hit as ever.
 */
#ifndef TRACEFS_FTRACE_ENABLED_H
#define TRACEFS_FTRACE_ENABLED_H

#include <stdbool.h>

/** Where it is. */
#define FTRACE_ENABLED "/proc/sys/kernel/ftrace_enabled"

/** Whether the sysctl is 0. One that cannot be read is not. @param path FTRACE_ENABLED */
bool ftrace_is_off(const char *path);

#endif /* TRACEFS_FTRACE_ENABLED_H */
