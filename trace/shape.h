/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The shapes in which a value can be shown: what stands behind the last dot of `$retval.errno`.
 */
#ifndef TRACE_SHAPE_H
#define TRACE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "trace/hit.h"

enum hit_shape {
	/** As suits the field: enumerators by name, addresses in base 16. */
	HIT_SHAPE_PLAIN,
	/** `.dec`: the number, with its sign. */
	HIT_SHAPE_DECIMAL,
	/** `.hex`: its bits. */
	HIT_SHAPE_HEX,
	/** `.errno`: negative ones by the name of the error. */
	HIT_SHAPE_ERRNO,
	/** `.sym`: an address as the symbol that it is in. */
	HIT_SHAPE_SYMBOL,
	/** `.enum`: the name of the enumerator alone. */
	HIT_SHAPE_ENUM,
	/** `.str`: bytes as a text. */
	HIT_SHAPE_TEXT,
	/** `.syscall`: the name of a system call by its number. */
	HIT_SHAPE_SYSCALL,
};

/** The names of the shapes, by position, without the dot; NULL behind the last. */
const char *hit_shape_name(size_t position);

/** The shape that @p size bytes at @p name are the name of. @return whether they are one */
bool hit_shape_find(const char *name, size_t size, enum hit_shape *ret);

/**
 * Whether values of a field can be shown so.
 *
 * @return UNAVAILABLE with why not, about no place
 */
struct sonde_error *hit_shape_check(enum hit_shape shape, const struct hit_field *field);

#endif /* TRACE_SHAPE_H */
