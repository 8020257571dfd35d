/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The bytes of a record of perf -> a sample or a gap (perf_event_open(2), PERF_RECORD_SAMPLE and
 * PERF_RECORD_LOST).
 */
#ifndef BPF_SAMPLE_PARSE_H
#define BPF_SAMPLE_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "bpf/samples.h"

/**
 * Parse a record of an event that was opened with PERF_SAMPLE_TID, _TIME, _CPU, _RAW and
 * sample_id_all.
 *
 * @param bytes a struct perf_event_header and what follows, aligned to 8 bytes
 * @param size as its header says
 * @param has_stacks PERF_SAMPLE_CALLCHAIN was asked for too
 * @param ret its bytes and stacks are borrowed from @p bytes; a record of another kind has neither
 *        bytes nor losses
 * @return FORMAT for a record that is shorter than what it says
 */
struct sonde_error *filter_sample_parse(const void *bytes, size_t size, bool has_stacks,
					struct filter_sample *ret);

#endif /* BPF_SAMPLE_PARSE_H */
