/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Which options of `sonde probe` go together.
 */
#ifndef CLI_PROBE_TOGETHER_H
#define CLI_PROBE_TOGETHER_H

#include "base/err.h"
#include "cli/probe/probe.h"

/** Check a request; USAGE, in perf's words where it has any, names what excludes what. */
struct sonde_error *together_check(const struct probe_request *request);

#endif /* CLI_PROBE_TOGETHER_H */
