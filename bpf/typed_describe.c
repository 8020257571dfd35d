/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is told of the variables of a filter: see bpf/typed.h. */
#include <string.h>

#include "bpf/typed.h"

void filter_variable_print_type(const struct filter_variable *variable, struct str *out)
{
	if (variable->is_text)
		str_append(out, "text");
	else
		str_appendf(out, "%c%u", variable->is_signed ? 's' : 'u', variable->size * 8);
}

static const char *explain(const struct filter_variable *variable)
{
	switch (variable->meaning) {
	case FILTER_IS_COMMAND:
		return ", the command of the thread";
	case FILTER_IS_PROCESS:
		return ", the process";
	case FILTER_IS_THREAD:
		return ", the thread";
	case FILTER_IS_CPU:
		return ", the CPU";
	default:
		return variable->values ? ", with names for its values" : "";
	}
}

const char *filter_typed_name(const struct filter_typed *typed,
			      const struct filter_typed_node *node)
{
	vec_for_each(&typed->expr->nodes, written) {
		if (written->kind == FILTER_NAME && written->column == node->column)
			return written->text;
	}
	return "";
}

struct told VEC_BODY(const char *);

static bool is_told(const struct told *told, const char *name)
{
	vec_for_each(told, one) {
		if (strcmp(*one, name) == 0)
			return true;
	}
	return false;
}

static void told_deinit(struct told *told)
{
	vec_deinit(told);
}

struct sonde_error *filter_typed_describe(const struct filter_typed *typed, struct str *out)
{
	_cleanup_(told_deinit) struct told told = VEC_INIT;

	vec_for_each(&typed->nodes, node) {
		const char *name = filter_typed_name(typed, node);

		if (node->kind != FILTER_VARIABLE || is_told(&told, name))
			continue;
		TRY(vec_push(&told, name));
		str_appendf(out, "%s: ", name);
		filter_variable_print_type(&node->variable, out);
		str_appendf(out, "%s\n", explain(&node->variable));
	}
	return str_check(out);
}
