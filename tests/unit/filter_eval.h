/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a filter says of given values, worked out by its manual (bpf/typed.h, filter/expr.h) in
 * plain C: the truth that programs are held against.
 */
#ifndef TESTS_UNIT_FILTER_EVAL_H
#define TESTS_UNIT_FILTER_EVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/typed.h"

/** What a variable is at a hit. */
struct filter_value {
	/** It cannot be read. */
	bool is_fault;
	/** Of a number: as it lies in memory or a register; more than its size counts for nothing.
	 */
	uint64_t number;
	/** Of a text. Borrowed. */
	const char *text;
};

/** The values of a hit. */
struct filter_values {
	/** Of the event, by their indices. */
	const struct filter_value *arguments;
	const char *command;
	uint32_t process, thread, cpu;
};

enum filter_verdict {
	FILTER_REJECTS,
	FILTER_PASSES,
	/** What is read could not be read; as REJECTS, but counted. */
	FILTER_FAULTED,
};

/** What @p typed says of @p values. */
enum filter_verdict filter_eval(const struct filter_typed *typed,
				const struct filter_values *values);

/** Whether @p text matches @p pattern (glob(7), as bpf/typed.h has it). */
bool filter_eval_glob(const char *pattern, const char *text);

#endif /* TESTS_UNIT_FILTER_EVAL_H */
