/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether a gate (cli/hist/gate.h) holds on this kernel, found out where it can be known: sonde
 * calls lseek(2) itself, on each of its CPUs, and a gate lets pass every other call. A verdict of
 * the call before would let pass just the others.
 */
#ifndef CLI_HIST_GATE_TEST_H
#define CLI_HIST_GATE_TEST_H

#include <stdbool.h>

#include "base/err.h"

struct gate_test {
	/** See tracing_dir_find(). */
	const char *tracing_dir;
	/** Of the running kernel (probe/arch.h). */
	const char *arch;
	/** CPUs that this machine can have. */
	unsigned cpus;
	/** Where functions return; else where they begin. */
	bool is_return;
};

/**
 * Try it, in a session of its own, of which nothing is left.
 *
 * @return UNSUPPORTED if a verdict was seen that is not that of its hit, or none
 */
struct sonde_error *gate_test_run(const struct gate_test *test);

#endif /* CLI_HIST_GATE_TEST_H */
