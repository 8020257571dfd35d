/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * bpf(2), without a library: programs of filters loaded, and run by BPF_PROG_TEST_RUN.
 */
#ifndef TESTS_GUEST_FILTERS_KERNEL_H
#define TESTS_GUEST_FILTERS_KERNEL_H

#include <linux/bpf.h>
#include <stdint.h>

#include "bpf/codegen.h"

/** The maps that programs use, and what is in FILTER_MAP_COUNTS, mapped. */
struct kernel_maps {
	int fds[4];
	volatile struct filter_counts *counts;
};

/** What the verifier says at its end. */
#define KERNEL_LOG_SIZE 4096

/** Make them; ends the process where that fails. */
void kernel_maps_make(struct kernel_maps *ret);

/**
 * Load a program.
 *
 * @param log the last words of the verifier; its figures where it has no objection
 * @return a file descriptor, or a negative errno
 */
int kernel_load(const struct kernel_maps *maps, const struct filter_code *code,
		enum bpf_prog_type type, char log[KERNEL_LOG_SIZE]);

/** Run a program of type RAW_TRACEPOINT on twelve words. Ends the process where that fails. */
uint32_t kernel_run(int program, const uint64_t words[12]);

#endif /* TESTS_GUEST_FILTERS_KERNEL_H */
