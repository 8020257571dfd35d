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
#include "base/str.h"
#include "base/vec.h"

/** One copy of a function's code. */
struct func_instance {
	/** Its DIE: a subprogram with code, or an inlined_subroutine. */
	Dwarf_Die die;
	/** The subprogram with code that `die` is or lies in; its frame base holds for both. */
	Dwarf_Die outer;
	/** The function of which all its copies share this number: func_origin(). */
	uintptr_t origin;
	/** Address of its first instruction. */
	uint64_t entry;
	/** `die` is an inlined_subroutine. */
	bool is_inlined;
};

struct func_instances VEC_BODY(struct func_instance);

/** Free the list. */
void func_instances_deinit(struct func_instances *instances);

/**
 * Address of the first instruction of a subprogram or inlined_subroutine.
 * DWARF 5, 2.18: DW_AT_entry_pc, else DW_AT_low_pc, else the first range.
 */
bool func_entry(Dwarf_Die *die, uint64_t *ret);

/**
 * A number for the DIE that stands for the function of which @p die is a copy: its origin, or
 * itself. It tells DIEs of all units and files apart for as long as the image is open.
 */
uintptr_t func_origin(Dwarf_Die *die);

/** The linkage name, where it differs from the name; may be NULL. */
const char *func_linkage_name(Dwarf_Die *die);

/** Whether the function never returns (DW_AT_noreturn). */
bool func_is_noreturn(Dwarf_Die *die);

/**
 * Whether the compiler changed how the function is called, so that what the ABI says of its return
 * value need not hold: there may be none (DW_CC_nocall, DWARF 5, 3.3.1.1; clang 17 and later). Its
 * parameters are where their locations say.
 */
bool func_is_nocall(Dwarf_Die *die);

/** Append what the copy is called, for people: `NAME`, or `NAME inlined in OUTER`. */
void func_print(const struct func_instance *instance, struct str *out);

/**
 * Whether the return of a copy can be probed, of which a point means the address @p pc.
 *
 * @return UNAVAILABLE of an inlined copy, of any place but the entry, of what never returns; with
 *         the bare reason
 */
struct sonde_error *func_check_return(const struct func_instance *instance, uint64_t pc);

#endif /* PROBE_FUNC_H */
