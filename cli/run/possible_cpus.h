/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which processors this machine can have: a filter for another one is never true.
 */
#ifndef CLI_RUN_POSSIBLE_CPUS_H
#define CLI_RUN_POSSIBLE_CPUS_H

#include "base/err.h"

/** Those that the kernel has room for, whether they are on or not. */
#define POSSIBLE_CPUS_PATH "/sys/devices/system/cpu/possible"

/**
 * Check that all of @p cpus, as `0-3,8`, are among those of the list in the file @p path.
 *
 * @return NOT_FOUND with the first that is not. What cannot be read is not checked.
 */
struct sonde_error *possible_cpus_check(const char *path, const char *cpus);

/**
 * How many CPUs the list in the file @p path goes up to: 4 for `0-3`, and for `0,3`.
 *
 * @return FORMAT if it is none, or the error of reading it
 */
struct sonde_error *possible_cpus_count(const char *path, unsigned *ret);

#endif /* CLI_RUN_POSSIBLE_CPUS_H */
