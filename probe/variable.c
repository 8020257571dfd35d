/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/variable.h"

#include "probe/scope.h"
#include "probe/space.h"

/* By the class and the namespaces around the function: of C++ and Rust. */
static struct sonde_error *find_in_spaces(const struct args_request *request,
					  const struct probe_arg *arg, const Dwarf_Die *declared,
					  struct variable *variable)
{
	const struct loc_context *context = request->context;
	_cleanup_space_ struct space space = VEC_INIT;
	Dwarf_Die die = context->instance->die;

	TRY(space_around(&die, &space));
	/* `extern int x` within a function is no member of its class. */
	if (!declared)
		TRY(self_find(context, &space, arg->base, &variable->self));
	variable->global.die = variable->self.variable;
	variable->is_found = variable->self.is_found;
	if (variable->is_found)
		return NULL;
	return space_find(
		&(struct space_query){
			.lookup = context->lookup,
			.die = &die,
			.space = &space,
			.name = arg->base,
			.is_extern = declared,
		},
		&variable->is_found, &variable->global.die);
}

/* What the unit has: of C. `declared` is what it only declares, where nothing else is known. */
static struct sonde_error *find_in_unit(const struct args_request *request,
					const struct probe_arg *arg, Dwarf_Die *here,
					const Dwarf_Die **declared, struct variable *variable)
{
	const struct loc_context *context = request->context;
	bool is_here;

	TRY(globals_find_here(context->lookup, &context->instance->die, arg->base, &is_here, here));
	if (!is_here)
		return NULL;
	variable->global.die = *here;
	variable->is_found = global_is_definition(here);
	if (variable->is_found)
		return NULL;
	if (!*declared)
		*declared = here;
	return globals_find_copy(context->lookup, here, &variable->is_found, &variable->global);
}

struct sonde_error *variable_find(const struct args_request *request, const struct probe_arg *arg,
				  struct suggest *suggest, struct variable *ret)
{
	const struct loc_context *context = request->context;
	Dwarf_Die function = context->instance->die, local, here;
	const Dwarf_Die *declared = NULL;

	*ret = (struct variable){.is_found = false};
	TRY(scope_find_local(context->instance, context->pc, arg->base, suggest, &ret->is_found,
			     &local));
	if (ret->is_found && global_is_elsewhere(&local)) {
		declared = &local;
		ret->is_found = false;
	}
	if (ret->is_found)
		ret->global.die = local;
	else if (space_applies(&function))
		TRY(find_in_spaces(request, arg, declared, ret));
	else
		TRY(find_in_unit(request, arg, &here, &declared, ret));
	if (ret->is_found)
		return NULL;
	return globals_find(request, arg, declared, &ret->is_found, &ret->global);
}
