/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The record of a hit that passed (bpf/layout.h) as instructions that write it: straight into the
 * ring buffer, without a copy.
 */
#ifndef BPF_RECORD_H
#define BPF_RECORD_H

#include "base/err.h"
#include "bpf/program.h"

/** Write the record of the request's layout, or count it as lost; falls through in either case. */
struct sonde_error *program_record(struct program *program);

#endif /* BPF_RECORD_H */
