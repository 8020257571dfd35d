/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/self.h"

#include <string.h>

#include "probe/class.h"
#include "probe/die.h"
#include "probe/expand.h"
#include "probe/member.h"
#include "probe/scope.h"

/* The class that a variable or a member points to. */
static bool pointed_class(struct lookup *lookup, Dwarf_Die *pointer, Dwarf_Die *ret)
{
	Dwarf_Die type, peeled, target;

	return die_type(pointer, &type) && die_peel(&type, &peeled) && die_is_pointer(&peeled) &&
	       die_type(&peeled, &target) && die_peel(&target, &peeled) &&
	       member_is_aggregate(&peeled) && lookup_definition(lookup, &peeled, ret);
}

/* `this` at the place; what a compiler calls so without its being a pointer is none. */
static struct sonde_error *find_this(const struct loc_context *context, bool *found, Dwarf_Die *ret)
{
	_cleanup_(scope_variables_deinit) struct scope_variables variables = VEC_INIT;

	*found = false;
	TRY(scope_variables(context->instance, context->pc, true, &variables));
	vec_for_each(&variables, variable) {
		if (strcmp(die_name(variable), "this") != 0)
			continue;
		*ret = *variable;
		*found = true;
	}
	return NULL;
}

/* A name that a class has: a static member is found, all else is a step from the object. */
static struct sonde_error *take(struct lookup *lookup, const struct class_found *found,
				const char *name, struct self *ret)
{
	Dwarf_Die die = found->die;

	if (found->verdict == CLASS_OTHER && dwarf_tag(&die) != DW_TAG_subprogram) {
		ret->count = 0;
		return space_define(lookup, &die, &ret->is_found, &ret->variable);
	}
	ret->is_found = true;
	ret->steps[ret->count++] = name;
	return NULL;
}

static struct sonde_error *find_in_object(const struct loc_context *context, const char *name,
					  struct self *ret)
{
	struct class_found found;
	Dwarf_Die class;
	bool has_this;

	TRY(find_this(context, &has_this, &ret->variable));
	if (!has_this || !pointed_class(context->lookup, &ret->variable, &class))
		return NULL;
	class_find(context->lookup, &class, name, NULL, &found);
	if (found.verdict != CLASS_NONE)
		return take(context->lookup, &found, name, ret);
	/* The closure of a lambda that has captured the object. */
	class_find(context->lookup, &class, "this", NULL, &found);
	if (found.verdict != CLASS_MEMBER || !pointed_class(context->lookup, &found.die, &class))
		return NULL;
	ret->steps[ret->count++] = "this";
	class_find(context->lookup, &class, name, NULL, &found);
	return found.verdict == CLASS_NONE ? NULL : take(context->lookup, &found, name, ret);
}

/* Static members of the classes around the function. */
static struct sonde_error *find_static(struct lookup *lookup, const struct space *space,
				       const char *name, struct self *ret)
{
	for (size_t i = space->size; i-- > 0 && !ret->is_found;) {
		Dwarf_Die class = space->data[i], definition;
		struct class_found found;

		if (!member_is_aggregate(&class) || !lookup_definition(lookup, &class, &definition))
			continue;
		class_find(lookup, &definition, name, NULL, &found);
		if (found.verdict == CLASS_OTHER && dwarf_tag(&found.die) != DW_TAG_subprogram)
			TRY(take(lookup, &found, name, ret));
	}
	return NULL;
}

/* `A::B::name` is for who knows namespaces. */
static bool has_several_scopes(const char *name)
{
	const char *colons = strstr(name, "::");

	return colons && strstr(colons + 2, "::");
}

struct sonde_error *self_find(const struct loc_context *context, const struct space *space,
			      const char *name, struct self *ret)
{
	struct self self = {.is_found = false};

	if (!has_several_scopes(name)) {
		TRY(find_in_object(context, name, &self));
		if (!self.is_found) {
			self.count = 0;
			TRY(find_static(context->lookup, space, name, &self));
		}
	}
	*ret = self;
	return NULL;
}

struct sonde_error *self_arg(const struct probe_arg *arg, const struct self *self,
			     struct probe_arg *ret)
{
	struct sonde_error *error = NULL;
	struct probe_arg made = *arg;

	made.base = (char *)"this";
	made.steps = (__typeof__(made.steps))VEC_INIT;
	for (size_t i = 0; !error && i < self->count; i++)
		error = vec_push(&made.steps, (struct probe_step){
						      .member = (char *)self->steps[i],
						      .arrow = true,
						      .column = arg->column,
					      });
	vec_for_each(&arg->steps, step) {
		if (!error)
			error = vec_push(&made.steps, *step);
	}
	if (error) {
		expand_arg_deinit(&made);
		return error;
	}
	made.cast_after += self->count;
	*ret = made;
	return NULL;
}
