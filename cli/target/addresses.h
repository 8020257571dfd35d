/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Names for the addresses of the running machine: of the kernel and its modules by
 * `/proc/kallsyms`, of processes by `/proc/PID/maps` and the symbol tables of the files that are
 * mapped there. What cannot be known is not said: a process may have ended, a file be gone.
 */
#ifndef CLI_TARGET_ADDRESSES_H
#define CLI_TARGET_ADDRESSES_H

#include "base/cleanup.h"
#include "base/err.h"
#include "trace/symbols.h"

struct addresses;

/**
 * Nothing is read before it is asked for.
 *
 * @param proc where proc(5) is: `/proc`. Copied.
 * @param ret the caller destroys it
 */
struct sonde_error *addresses_create(const char *proc, struct addresses **ret);

/** NULL is fine. */
void addresses_destroy(struct addresses *addresses);

/** Scope guard for a `struct addresses *`. */
static inline void addresses_destroyp(struct addresses **addresses)
{
	addresses_destroy(*addresses);
}
#define _cleanup_addresses_ _cleanup_(addresses_destroyp)

/** Those of the kernel only have names from now on: proc(5) shows other processes than are asked
 * about (cli/run/pid_namespace.h). */
void addresses_leave_processes_out(struct addresses *addresses);

/** Who answers; borrowed. */
const struct hit_symbols *addresses_symbols(const struct addresses *addresses);

/**
 * Why addresses of the kernel will have no names, in a sentence, for those who will want them; NULL
 * if they will. Static.
 */
const char *addresses_lack(const struct addresses *addresses);

#endif /* CLI_TARGET_ADDRESSES_H */
