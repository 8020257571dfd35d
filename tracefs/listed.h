/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * How a line that was written to the kernel comes back in its list.
 */
#ifndef TRACEFS_LISTED_H
#define TRACEFS_LISTED_H

#include <stdbool.h>

#include "tracefs/dynevent.h"

/**
 * Whether the kernel lists @p written as @p listed: the same event, place and arguments.
 *
 * The kernel keeps the words of a line, but for these (trace_kprobe_show() in
 * kernel/trace/trace_kprobe.c, trace_uprobe_show() in trace_uprobe.c):
 *
 * - a return probe without a number of instances (`r`) is listed with the number that it gets
 *   (register_kretprobe() in kernel/kprobes.c);
 * - offsets are numbers of another base or width, and one of 0 behind a symbol is left out;
 * - an address without a symbol is hashed (`%p` in Documentation/core-api/printk-formats.rst), so
 *   that any address passes for it;
 * - an argument without a name gets one;
 * - one of type `%pd` or `%pD` is listed as what the kernel makes of it
 *   (traceprobe_expand_dentry_args() in trace_probe.c), so that its name must do.
 *
 * Lines with a `%return` behind the place, which sonde does not write, are never the same.
 */
bool dynevent_listed_as(const struct dynevent *written, const struct dynevent *listed);

#endif /* TRACEFS_LISTED_H */
