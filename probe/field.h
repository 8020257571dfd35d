/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * From a variable to what it holds: `a->b[2].c` as distances and accesses to memory.
 */
#ifndef PROBE_FIELD_H
#define PROBE_FIELD_H

#include <elfutils/libdw.h>

#include "base/err.h"
#include "probe/def.h"
#include "probe/operand.h"

/** A value on its way into an argument. */
struct field {
	struct operand operand;
	/** Its type as declared; has_type is false for `void`. */
	Dwarf_Die type;
	bool has_type;
	/** Of an array type: its outermost dimensions that were indexed already. */
	unsigned dimensions_done;
};

/**
 * Take the steps of @p arg into @p field.
 *
 * `.` and `->` are both taken for structures and for pointers to them, as in perf. Members of
 * anonymous structs and unions are found.
 *
 * @param def for the column in errors
 * @return NOT_FOUND for an unknown member, UNAVAILABLE for what cannot be said
 */
struct sonde_error *field_access(const struct probe_def *def, const struct probe_arg *arg,
				 struct field *field);

#endif /* PROBE_FIELD_H */
