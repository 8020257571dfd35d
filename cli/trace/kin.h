/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whose hits programs record: the threads of -p and of the command, and how programs learn of those
 * that these make.
 */
#ifndef CLI_TRACE_KIN_H
#define CLI_TRACE_KIN_H

#include <sys/types.h>

#include "base/err.h"
#include "bpf/filter.h"
#include "cli/run/undertaking.h"

/** Find the tracepoints by which threads come and go. */
struct sonde_error *trace_kin_find(const char *tracing_dir, struct filter_kin *ret);

/** Takes a thread. */
typedef struct sonde_error *trace_thread_fn(void *data, pid_t tid);

/**
 * Name all threads of the processes that are meant. Those that are made meanwhile are named as
 * well, if @p take lets programs follow what it has taken.
 *
 * @return NOT_FOUND if a process is not there (any more)
 */
struct sonde_error *trace_kin_add(const struct undertaking *run, trace_thread_fn *take, void *data);

/**
 * Add the hits that probes of the session have missed to those that programs have; UINT64_MAX where
 * neither is known.
 */
struct sonde_error *trace_add_misses(struct session *session, uint64_t *misses);

#endif /* CLI_TRACE_KIN_H */
