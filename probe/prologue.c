/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/prologue.h"

#include <dwarf.h>
#include <stdlib.h>

#include "probe/scope.h"

/* One place for all of the function; optimized code has lists of them. */
static bool has_one_place(Dwarf_Die *parameter)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t count;

	return dwarf_attr_integrate(parameter, DW_AT_location, &attr) &&
	       dwarf_getlocation(&attr, &ops, &count) == 0 && count > 0;
}

static struct sonde_error *is_there(const struct loc_context *context, Dwarf_Die *parameter,
				    bool *ret)
{
	_cleanup_location_ struct location location = VEC_INIT;
	struct sonde_error *error = loc_of_variable(context, parameter, &location);

	*ret = !error;
	if (!error || error->kind != SONDE_ERROR_UNAVAILABLE)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

/* Where the body begins: never before the entry, which is then all there is. */
static uint64_t find_body(const struct loc_context *context)
{
	_cleanup_free_ Dwarf_Addr *places = NULL;
	Dwarf_Die die = context->instance->die;
	const int count = dwarf_entry_breakpoints(&die, &places);

	for (int i = 0; i < count; i++) {
		if (places[i] > context->pc && dwarf_haspc(&die, places[i]) == 1)
			return places[i];
	}
	return context->pc;
}

/* Whether the parameter is in the body, and was not at the entry. */
static struct sonde_error *comes_later(const struct loc_context *context,
				       const struct loc_context *body, Dwarf_Die *parameter,
				       bool *ret)
{
	bool is_early = false, is_late = false;

	*ret = false;
	if (!has_one_place(parameter))
		return NULL;
	TRY(is_there(context, parameter, &is_early));
	if (!is_early)
		TRY(is_there(body, parameter, &is_late));
	*ret = is_late;
	return NULL;
}

struct sonde_error *prologue_skip(struct loc_context *context, bool *ret)
{
	_cleanup_(scope_variables_deinit) struct scope_variables parameters = VEC_INIT;
	struct loc_context body = *context;
	bool is_later = false;

	*ret = false;
	if (context->image->kind != IMAGE_USER || context->at_return ||
	    context->instance->is_inlined || context->pc != context->instance->entry)
		return NULL;
	TRY(scope_variables(context->instance, context->pc, false, &parameters));
	if (parameters.size)
		body.pc = find_body(context);
	if (body.pc == context->pc)
		return NULL;
	vec_for_each(&parameters, parameter) {
		if (!is_later)
			TRY(comes_later(context, &body, parameter, &is_later));
	}
	if (is_later)
		context->pc = body.pc;
	*ret = is_later;
	return NULL;
}
