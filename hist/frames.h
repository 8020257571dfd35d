/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The lines of a stack -> its frames, without those of the probe itself.
 */
#ifndef HIST_FRAMES_H
#define HIST_FRAMES_H

#include <stdbool.h>

#include "base/err.h"
#include "hist/raw.h"
#include "hist/table.h"

/** Frames that the kernel keeps of a stack (HIST_STACKTRACE_DEPTH,
 * kernel/trace/trace_events_hist.c).
 */
#define HIST_FRAMES_MOST 16

/** Whether a stack of these lines may have had more, which the kernel has not kept. */
bool hist_frames_are_cut(struct hist_piece lines);

/**
 * Read the lines of a stack, innermost first: `         vfs_open+0x9/0xf0 [module]` becomes
 * `vfs_open+0x9 [module]`. What the kernel does between the probed place and the histogram is left
 * out: the stack of a probe at a function begins with that function, one of a return with the
 * function's caller. Where the kernel has jumped there without a frame (an optimised probe), it
 * begins with the caller too.
 *
 * @param ret initialised by this, may become empty; the caller deinits it
 */
struct sonde_error *hist_frames_read(struct hist_piece lines, struct hist_texts *ret);

#endif /* HIST_FRAMES_H */
