/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * From a variable to what it holds: `a->b[2].c` as distances and accesses to memory.
 */
#ifndef PROBE_FIELD_H
#define PROBE_FIELD_H

#include <elfutils/libdw.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "probe/def.h"
#include "probe/loc.h"
#include "probe/operand.h"
#include "probe/part.h"

/** A value on its way into an argument. */
struct field {
	/** Where the probe stands. */
	const struct loc_context *context;
	/** Where the object is that it is a part of: a variable, or what a pointer points to. */
	struct location location;
	/** Which part of the object it is. */
	struct part part;
	/** Its type as declared; has_type is false for `void`. */
	Dwarf_Die type;
	bool has_type;
	/** Of an array type: its outermost dimensions that were indexed already. */
	unsigned dimensions_done;
	/** It is of a variant of the enum @p sum of Rust, which need not be the one that is there.
	 */
	bool is_variant;
	Dwarf_Die sum;
	/** What the variable points to is user space. */
	bool user;
	/** What field_access() or field_settle() has found it to be. */
	struct operand operand;
};

/** Free what it holds. */
void field_deinit(struct field *field);

/** A `struct field` that is released at the end of its scope. */
#define _cleanup_field_ _cleanup_(field_deinit)

/**
 * Begin with a variable.
 *
 * @param context outlives the field
 * @param ret empty; the caller deinits it
 * @return as loc_of_variable()
 */
struct sonde_error *field_of_variable(const struct loc_context *context, Dwarf_Die *variable,
				      struct field *ret);

/** Begin with what the function returns, which is of @p type. Otherwise as field_of_variable(). */
struct sonde_error *field_of_return(const struct loc_context *context, Dwarf_Die *type,
				    struct field *ret);

/** Begin with an operand, whose type the caller sets. Otherwise as field_of_variable(). */
struct sonde_error *field_of_operand(const struct loc_context *context,
				     const struct operand *operand, struct field *ret);

/**
 * Take the steps of @p arg into @p field, and settle it.
 *
 * `.` and `->` are both taken for structures and for pointers to them, as in perf. Members of
 * anonymous structs and unions are found.
 *
 * @param def for the column in errors
 * @return NOT_FOUND for an unknown member, UNAVAILABLE for what cannot be said
 */
struct sonde_error *field_access(const struct probe_def *def, const struct probe_arg *arg,
				 struct field *field);

/**
 * Set field->operand to what the field is.
 *
 * @return UNAVAILABLE where it lies in several pieces, or in one that cannot be had
 */
struct sonde_error *field_settle(struct field *field);

/**
 * Whether @p field, which is settled, is a pointer to something that can be had. The pointer itself
 * need not be: an address can be computed, a number cannot.
 */
bool field_leads_on(const struct field *field);

#endif /* PROBE_FIELD_H */
