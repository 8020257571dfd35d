/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/filter/json.h"

#include "cli/json_give.h"

/* An object behind the last one of a list, whose it is from here on. */
static struct sonde_error *add_object(struct json_object *list, struct json_object **ret)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	struct json_object *added = object;

	if (!object)
		return &sonde_error_no_memory;
	TRY(append(list, &object));
	*ret = added;
	return NULL;
}

static struct sonde_error *give_list(struct json_object *object, const char *key,
				     struct json_object **ret)
{
	struct json_object *list = json_object_new_array();

	TRY(give(object, key, list));
	*ret = list;
	return NULL;
}

static bool is_told(struct json_object *list, const char *name)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *known;

		if (json_object_object_get_ex(json_object_array_get_idx(list, i), "name", &known) &&
		    strcmp(json_object_get_string(known), name) == 0)
			return true;
	}
	return false;
}

/* An argument that the definition did not have. */
static bool is_only_tested(const struct filter_checked *checked,
			   const struct filter_variable *variable)
{
	return variable->meaning == FILTER_IS_ARGUMENT &&
	       checked->event->fields.data[variable->argument].is_added;
}

static struct sonde_error *give_variables(struct json_object *object,
					  const struct filter_checked *checked)
{
	struct json_object *list, *one;

	TRY(give_list(object, "variables", &list));
	vec_for_each(&checked->typed.nodes, node) {
		const char *name = filter_typed_name(&checked->typed, node);
		_cleanup_str_ struct str type = STR_INIT;

		if (node->kind != FILTER_VARIABLE || is_told(list, name))
			continue;
		filter_variable_print_type(&node->variable, &type);
		TRY(str_check(&type));
		TRY(add_object(list, &one));
		TRY(give_text(one, "name", name));
		TRY(give_text(one, "type", str_text(&type)));
		TRY(give(one, "only_tested",
			 json_object_new_boolean(is_only_tested(checked, &node->variable))));
	}
	return NULL;
}

const char *json_filter_problem(const struct sonde_error *problem)
{
	const char *option = "--if: ";
	const size_t size = strlen(option);

	return problem->message + (strncmp(problem->message, option, size) == 0 ? size : 0);
}

static struct sonde_error *give_problem(struct json_object *object,
					const struct sonde_error *problem)
{
	TRY(give_text(object, "problem", json_filter_problem(problem)));
	if (!problem->column)
		return NULL;
	return give(object, "column", json_object_new_int64((int64_t)problem->column));
}

static struct sonde_error *give_ftrace(struct json_object *object,
				       const struct filter_checked *checked)
{
	struct json_object *ftrace = json_object_new_object();

	TRY(give(object, "ftrace", ftrace));
	if (checked->no_ftrace)
		return give_problem(ftrace, checked->no_ftrace);
	TRY(give_text(ftrace, "filter", str_text(&checked->ftrace)));
	return give(ftrace, "passes_unread", json_object_new_boolean(checked->may_fault));
}

static struct sonde_error *give_place(struct json_object *list,
				      const struct filter_checked_place *place)
{
	struct json_object *one;

	TRY(add_object(list, &one));
	TRY(give_text(one, "place", str_text(&place->place)));
	if (place->problem)
		return give_problem(one, place->problem);
	TRY(give(one, "instructions", json_object_new_int64((int64_t)place->size)));
	TRY(give(one, "at_most", json_object_new_int64((int64_t)place->at_most)));
	return place->code.size ? give_text(one, "disassembly", str_text(&place->code)) : NULL;
}

struct sonde_error *json_add_filter(struct json_object *list, const struct filter_checked *checked)
{
	struct json_object *object, *places;

	TRY(add_object(list, &object));
	TRY(give_text(object, "event", checked->event->event));
	TRY(give_text(object, "definition", checked->definition));
	TRY(give_variables(object, checked));
	TRY(give_ftrace(object, checked));
	TRY(give_list(object, "bpf", &places));
	vec_for_each(&checked->places, place)
		TRY(give_place(places, place));
	return NULL;
}
