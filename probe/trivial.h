/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether C++ copies an object bit by bit. One that it does not is handed over and returned in
 * memory, however small it is (Itanium C++ ABI 3.1.1: non-trivial for the purposes of calls).
 */
#ifndef PROBE_TRIVIAL_H
#define PROBE_TRIVIAL_H

#include <elfutils/libdw.h>

#include "probe/lookup.h"

enum trivial {
	/** Bit by bit, as everything in C. */
	TRIVIAL_YES,
	/** By a constructor or destructor that somebody has written, or with virtual functions. */
	TRIVIAL_NO,
	/** The debuginfo does not tell. */
	TRIVIAL_UNKNOWN,
};

/**
 * What a type is, by DW_AT_calling_convention (DWARF 5, 5.7.1.1); where a compiler has left that
 * out, as g++ does, by the constructors and destructors that it and what it consists of declare.
 * Whether those are somebody's or the compiler's is said from DWARF 5 on (DW_AT_defaulted).
 *
 * @param type peeled
 */
enum trivial trivial_of_type(struct lookup *lookup, Dwarf_Die *type);

#endif /* PROBE_TRIVIAL_H */
