/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Of a variable that cannot be had at a place: where in the function it can.
 */
#ifndef PROBE_EXPLAIN_H
#define PROBE_EXPLAIN_H

#include "base/err.h"
#include "probe/args.h"
#include "probe/def.h"

/**
 * Extend the hint of @p error by the lines of the function at which @p arg can be had: those for
 * which the definition `FUNC:LINE ARG` has it in some copy of the unit.
 * Of a variable of another block it also says where that is declared. Errors about anything but the
 * place of a local variable or a parameter stay as they are.
 *
 * This reads the line table of a unit and tries the argument at each line: it is for the error that
 * is shown, not for each of many remarks.
 *
 * @param request of the place where @p arg was looked for
 * @param error UNAVAILABLE or NOT_FOUND by args_resolve(); other kinds are returned
 * @return the error
 */
struct sonde_error *explain_missing(const struct args_request *request, const struct probe_arg *arg,
				    struct sonde_error *error) __attribute__((returns_nonnull));

/**
 * Note in request->notes where the first variable of those that @p all (`$params`, `$vars`) stands
 * for can be had, of which nothing was had. Nothing is noted where that is not known.
 *
 * @param request of the place where nothing was had
 */
struct sonde_error *explain_nothing(const struct args_request *request,
				    const struct probe_arg *all);

#endif /* PROBE_EXPLAIN_H */
