/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What tests/fault/faults.c and the library tests/fault/memory.c, which it has loaded into the
 * program that it tries, tell each other.
 */
#ifndef TESTS_FAULT_SHARED_H
#define TESTS_FAULT_SHARED_H

#include <stdint.h>

/** The environment variable with the number of the descriptor of a `struct fault_shared`. */
#define FAULT_VARIABLE "SONDE_FAULT_FD"

/** Distinct places that are remembered, at the most. */
#define FAULT_PLACES 65536

/** Callers that are kept of the allocation that failed. */
#define FAULT_FRAMES 24

/** Whose allocations are counted. */
enum fault_whose {
	/** Those that the program makes itself. */
	FAULT_OWN,
	/** Those of its libraries as well. */
	FAULT_ALL,
};

/** A file that is mapped by both. */
struct fault_shared {
	/** The name of the program; in all others nothing fails. */
	char program[32];
	enum fault_whose whose;
	/** The number, from 1, of the allocation that fails; 0: none. */
	uint64_t at;
	/** All that follow fail as well. */
	uint32_t goes_on;
	/** Callers that tell places apart; 0: places are not gathered. */
	uint32_t depth;
	/** How many allocations there were. */
	uint64_t made;
	/** One has failed, and its callers: addresses in the program, less where it lies. */
	uint32_t struck;
	uint32_t frame_count;
	uint64_t frames[FAULT_FRAMES];
	/**
	 * Where it crashed: the library that the program's code had called, and the function in it;
	 * "" for no crash, or one in the program itself.
	 */
	char library[64], function[64];
	/** The places: the number of the first allocation of each, and what tells it apart. */
	uint32_t place_count;
	uint64_t numbers[FAULT_PLACES];
	uint64_t sums[FAULT_PLACES];
};

#endif /* TESTS_FAULT_SHARED_H */
