/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The names of system calls by their numbers, which never change.
 */
#ifndef TRACE_SYSCALL_NAME_H
#define TRACE_SYSCALL_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A name, not ended by NUL. Static. */
struct syscall_name {
	const char *text;
	size_t size;
};

/**
 * `read` for 0 of `x86_64`.
 *
 * @return false for a number that has no name (up to Linux 6.12), below 424 of a machine other than
 *         `x86_64` and `aarch64`, and if @p machine is NULL
 */
bool syscall_name(const char *machine, uint64_t number, struct syscall_name *ret);

#endif /* TRACE_SYSCALL_NAME_H */
