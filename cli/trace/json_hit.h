/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Hits as JSON, an object a line. sonde-trace-output(5) has the keys.
 */
#ifndef CLI_TRACE_JSON_HIT_H
#define CLI_TRACE_JSON_HIT_H

#include "base/err.h"
#include "trace/writer.h"

/** As the other ways to write hits (trace/writer.h). */
struct sonde_error *hit_json_create(const struct hit_writer_options *options,
				    struct hit_writer **ret);

#endif /* CLI_TRACE_JSON_HIT_H */
