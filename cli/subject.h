/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a request that only shows something is about: the kernel or the module that is meant.
 */
#ifndef CLI_SUBJECT_H
#define CLI_SUBJECT_H

#include "base/err.h"
#include "cli/cmd.h"
#include "cli/probe.h"
#include "cli/target.h"

/**
 * Settle which kernel or module the options of @p request mean.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *subject_init(const struct context *context, const struct probe_request *request,
				 struct target *ret);

#endif /* CLI_SUBJECT_H */
