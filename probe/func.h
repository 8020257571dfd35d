/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Functions of an image: every place where the code of a function stands. That is each copy
 * with an address of its own, and each call that the compiler replaced by the body.
 */
#ifndef PROBE_FUNC_H
#define PROBE_FUNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/suggest.h"
#include "base/vec.h"
#include "image/elf.h"

/** One copy of a function's code. */
struct func_instance {
	/** Its DIE: a subprogram with code, or an inlined_subroutine. */
	Dwarf_Die die;
	/** The subprogram with code that `die` is or lies in; its frame base holds for both. */
	Dwarf_Die outer;
	/** Address of its first instruction. */
	uint64_t entry;
	/** `die` is an inlined_subroutine. */
	bool is_inlined;
};

struct func_instances VEC_BODY(struct func_instance);

/** Free the list. */
void func_instances_deinit(struct func_instances *instances);

/** What to look for. */
struct func_query {
	/** Name or glob of the function; its DWARF name or linkage name must match. */
	const char *name;
	/** The end of the path of the source file that declares it, or NULL for any. */
	const char *file;
	/** Do not look for inlined instances. */
	bool no_inlines;
	/** Gets the names that were passed over, or NULL. */
	struct suggest *suggest;
};

/**
 * Find all instances of all functions that match.
 *
 * @param only_inlined set to whether a match exists that has no instance but inlined ones
 *                     (or none at all); untouched on failure
 * @param ret instances are added, each address once, ordered by unit and then: copies of
 *            their own, inlined ones
 */
struct sonde_error *func_find(struct image *image, const struct func_query *query,
			      bool *only_inlined, struct func_instances *ret);

/**
 * Address of the first instruction of a subprogram or inlined_subroutine.
 * DWARF 5, 2.18: DW_AT_entry_pc, else DW_AT_low_pc, else the first range.
 */
bool func_entry(Dwarf_Die *die, uint64_t *ret);

/** Whether the function never returns (DW_AT_noreturn). */
bool func_is_noreturn(Dwarf_Die *die);

#endif /* PROBE_FUNC_H */
