/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * DWARF expressions, computed in a made-up state of the machine (tests/bench/number.h says what
 * else is kept of each number). This shares nothing with probe/, which is held against it.
 */
#ifndef BENCH_EXPRESSION_H
#define BENCH_EXPRESSION_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "tests/bench/machine.h"
#include "tests/bench/number.h"

/** Where one looks from. */
struct view {
	const struct machine *machine;
	/** Call frame information; either may be NULL. */
	Dwarf_CFI *frames[2];
	/** The copy of the function, one that is not inlined. */
	Dwarf_Die *function;
	uint64_t pc;
};

/** What an expression leaves behind. */
struct result {
	struct number number;
	/** The object's value, and not the address of the object. */
	bool is_value;
};

/** Run the operations of @p attr, which may be NULL for those of call frame information. */
struct result expression_run(const struct view *view, Dwarf_Attribute *attr, const Dwarf_Op *ops,
			     size_t count);

#endif /* BENCH_EXPRESSION_H */
