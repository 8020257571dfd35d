/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A bundle as a boot configuration, for events that are there from the kernel's start on
 * (Documentation/admin-guide/bootconfig.rst and trace/boottime-trace.rst of the kernel, and
 * trace_boot_add_kprobe_event() of kernel/trace/trace_boot.c):
 *
 *     ftrace.event.kprobes.EVENT.probes = 'PLACE ARGS',
 *     	'PLACE ARGS'
 *
 * All events are in the group `kprobes`; those of programs cannot be made then.
 */
#ifndef CACHE_BUNDLE_BOOT_H
#define CACHE_BUNDLE_BOOT_H

#include "base/err.h"
#include "base/notes.h"
#include "base/str.h"
#include "cache/bundle.h"

/** Bytes of the whole at the most: XBC_DATA_MAX of include/linux/bootconfig.h. */
#define BOOT_DATA_MAX (32 * 1024 - 1)
/** Words of keys, and values: XBC_NODE_MAX. */
#define BOOT_NODE_MAX 8192
/** Bytes of an event's name: what MAX_EVENT_NAME_LEN has room for behind `p:kprobes/`. */
#define BOOT_NAME_MAX 53
/** Bytes of `p:kprobes/EVENT PLACE ARGS`: MAX_BUF_LEN of trace_boot.c less two NULs. */
#define BOOT_LINE_MAX 254

/**
 * Append the configuration.
 *
 * @param notes gets what was left out, and what is otherwise than cached
 * @return UNSUPPORTED if nothing remains, or it is too large; USAGE for several kernels; FORMAT
 */
struct sonde_error *bundle_boot_print(const struct bundle *bundle, struct notes *notes,
				      struct str *out);

#endif /* CACHE_BUNDLE_BOOT_H */
