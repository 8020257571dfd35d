/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The variable that a name of a definition means at a place: the function's own, its object's, or
 * one outside.
 */
#ifndef PROBE_VARIABLE_H
#define PROBE_VARIABLE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/suggest.h"
#include "probe/args.h"
#include "probe/def.h"
#include "probe/globals.h"
#include "probe/self.h"

/** What a name means. */
struct variable {
	/** Whether it means anything; the rest is of no use otherwise. */
	bool is_found;
	/** The variable, be it a local one; with `self.count` the object that has it. */
	struct global global;
	/** Where the class of the function's object gives the name its meaning: the way to it. */
	struct self self;
};

/**
 * Find what arg->base means at request->context: the local variable or parameter, else the member
 * of the function's class, else what its namespaces and its unit have outside of functions, else
 * what other units have. A local `extern` declaration stands for what it declares.
 *
 * @param suggest gets the names of local variables passed over, or NULL
 * @param ret initialised by this; owns nothing
 * @return UNAVAILABLE for what is declared and not defined in the image, for a static variable that
 * is optimized out, and for static variables of several files
 */
struct sonde_error *variable_find(const struct args_request *request, const struct probe_arg *arg,
				  struct suggest *suggest, struct variable *ret);

#endif /* PROBE_VARIABLE_H */
