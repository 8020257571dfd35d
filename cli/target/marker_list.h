/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * `sonde probe -F '%FILTER'`: the markers of a program.
 */
#ifndef CLI_TARGET_MARKER_LIST_H
#define CLI_TARGET_MARKER_LIST_H

#include <stdbool.h>

#include "cli/probe/probe.h"

/** Whether -F asks for markers: one of its filters begins with `%`. */
bool marker_list_is_meant(const struct probe_request *request);

/**
 * List the markers that one of the filters picks. A filter with a `:` is for `sdt_PROVIDER:NAME`
 * or `PROVIDER:NAME`, one without for `NAME`. With -v, and in JSON, each place of them is there.
 */
enum exit_status marker_list(const struct context *context, const struct probe_request *request);

#endif /* CLI_TARGET_MARKER_LIST_H */
