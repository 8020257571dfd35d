/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Stacks without the functions of tracing itself.
 *
 * What the kernel records of a probe begins at the place of the probe, for it has its registers. Of
 * a tracepoint it begins with the code that records, where that is not inlined or jumped to. On
 * x86:
 *
 *     trace_event_raw_event_sched_wakeup_template     ftrace_syscall_enter
 *     __traceiter_sched_wakeup                        syscall_trace_enter
 *     ttwu_do_activate                                do_syscall_64
 *
 * On arm64 the kernel leaves them out.
 */
#ifndef TRACE_OWN_FRAMES_H
#define TRACE_OWN_FRAMES_H

#include "trace/hit.h"
#include "trace/symbols.h"

/**
 * The frames behind those at the top that are of tracing. Frames without a name stay, and what
 * follows them.
 */
struct hit_frames hit_frames_without_own(struct hit_frames frames,
					 const struct hit_symbols *symbols);

#endif /* TRACE_OWN_FRAMES_H */
