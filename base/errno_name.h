/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The names of errors that functions of the kernel return.
 */
#ifndef BASE_ERRNO_NAME_H
#define BASE_ERRNO_NAME_H

#include <stdbool.h>
#include <stdint.h>

/**
 * `ENOENT` for -2, as this machine's <errno.h> has it, or the kernel's own errors above 511; NULL
 * for what is no error. Static.
 */
const char *errno_name(int64_t value);

/** The number of an error by its name, as <errno.h> has it: 2 for `ENOENT`. @return whether it is
 * one
 */
bool errno_number(const char *name, uint64_t *ret);

#endif /* BASE_ERRNO_NAME_H */
