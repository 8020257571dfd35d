/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether the kernel that is meant can what a definition asks for in its own words: types and raw
 * arguments, by the kernel's README.
 */
#ifndef CLI_PLAN_ABLE_H
#define CLI_PLAN_ABLE_H

#include "base/err.h"
#include "probe/def.h"
#include "tracefs/feature.h"

/**
 * @param features without any, nothing is known of the kernel, and nothing checked
 * @return UNSUPPORTED with the argument's column
 */
struct sonde_error *able_check(struct features features, const struct probe_def *def);

#endif /* CLI_PLAN_ABLE_H */
