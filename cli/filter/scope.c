/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/filter/scope.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/argument.h"
#include "hist/operand.h"

/* What every hit has by itself. Others are only known to histograms. */
static const struct {
	const char *name;
	enum filter_meaning meaning;
} specials[] = {
	{"comm", FILTER_IS_COMMAND},   {"$comm", FILTER_IS_COMMAND},	 {"pid", FILTER_IS_PROCESS},
	{"tid", FILTER_IS_THREAD},     {"common_pid", FILTER_IS_THREAD}, {"cpu", FILTER_IS_CPU},
	{"common_cpu", FILTER_IS_CPU},
};

#define SPECIALS (sizeof(specials) / sizeof(*specials))

static bool find_special(const char *name, struct filter_variable *ret)
{
	for (size_t i = 0; i < SPECIALS; i++) {
		const bool is_text = specials[i].meaning == FILTER_IS_COMMAND;

		if (strcmp(specials[i].name, name) != 0)
			continue;
		*ret = (struct filter_variable){
			.meaning = specials[i].meaning,
			.is_text = is_text,
			.size = is_text ? 0 : 4,
			.is_signed = !is_text,
		};
		return true;
	}
	return false;
}

/* As enumerators are mostly written: in capitals, and no member of anything. */
static bool may_be_enumerator(const char *name)
{
	const char *last = strrchr(name, ':');

	for (name = last ? last + 1 : name; *name; name++) {
		if (!isupper((unsigned char)*name) && !isdigit((unsigned char)*name) &&
		    *name != '_')
			return false;
	}
	return true;
}

/* Whether the name is compared with something, and stands behind it. */
static bool is_word(const struct filter_expr *expr, const char *name)
{
	vec_for_each(&expr->nodes, node) {
		const bool may_have_text = node->kind == FILTER_BINARY &&
					   node->op >= FILTER_EQUAL &&
					   node->op <= FILTER_MATCHES_NOT;

		if (may_have_text && expr->nodes.data[node->right].kind == FILTER_NAME &&
		    strcmp(expr->nodes.data[node->right].text, name) == 0)
			return true;
	}
	return false;
}

static struct sonde_error *add_need(const struct filter_expr *expr, const struct filter_need *need,
				    struct hist_needs *ret)
{
	_cleanup_free_ char *name = NULL;

	TRY(sonde_strdup(need->name, &name));
	TRY(vec_push(ret, ((struct hist_need){
				  .name = name,
				  .word = HIST_WORD_FILTER,
				  .column = need->column,
				  .as_string = need->as_text,
				  .as_number = need->as_number,
				  .is_optional = may_be_enumerator(need->name),
				  .is_word = is_word(expr, need->name),
			  })));
	take_ptr(name);
	return NULL;
}

struct sonde_error *filter_scope_needs(const struct filter_expr *expr, struct hist_needs *ret)
{
	_cleanup_filter_needs_ struct filter_needs needs = VEC_INIT;
	struct filter_variable unused;

	TRY(filter_expr_needs(expr, &needs));
	vec_for_each(&needs, need) {
		if (!find_special(need->name, &unused) && !hist_name_is_free(need->name))
			TRY(add_need(expr, need, ret));
	}
	return NULL;
}

const char *filter_scope_common(size_t position)
{
	static const char *const names[] = {"comm", "pid", "tid", "cpu"};

	return position < sizeof(names) / sizeof(*names) ? names[position] : NULL;
}

/* Offer all names that mean something at an event. */
static void offer_names(const struct hist_event *event, struct suggest *suggest)
{
	vec_for_each(&event->fields, field)
		suggest_offer(suggest, field->name ? field->name : field->field);
	for (size_t i = 0; filter_scope_common(i); i++)
		suggest_offer(suggest, filter_scope_common(i));
}

static void offer(const struct filter_scope *scope, struct suggest *suggest)
{
	const struct filter_event_scope *here = scope->context;

	offer_names(here->event, suggest);
}

/* The field that a person calls so. */
static const struct hist_field *find_field(const struct hist_event *event, const char *name)
{
	struct hist_operand operand;

	if (!hist_operand_find_field(event, name, &operand))
		return NULL;
	vec_for_each(&event->fields, field) {
		if (field->field == operand.filter)
			return field;
	}
	return NULL;
}

static struct sonde_error *no_array(const char *name)
{
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_UNAVAILABLE,
						"'%s' is an array, and cannot be tested.", name),
				"Fetch one element of it: %s[0].", name);
}

/* As the kernel's tracer has it. */
static struct sonde_error *type_of_field(const struct hist_field *field, const char *name,
					 struct filter_variable *ret)
{
	if (field->is_array)
		return no_array(name);
	ret->is_text = field->is_string;
	ret->size = field->is_string ? 0 : field->size;
	ret->is_signed = !field->is_string && field->is_signed;
	return NULL;
}

/* As a program reads it. */
static struct sonde_error *type_of_argument(const struct probe_event *probe, size_t index,
					    const char *name, struct filter_variable *ret)
{
	struct filter_argument type;

	TRY(filter_argument_of(&probe->args.data[index], probe->is_user, &type));
	if (type.kind == FILTER_ARGUMENT_ARRAY)
		return no_array(name);
	ret->is_text = type.kind == FILTER_ARGUMENT_TEXT;
	ret->size = ret->is_text ? 0 : type.size;
	ret->is_signed = !ret->is_text && type.is_signed;
	return NULL;
}

static struct sonde_error *take_field(const struct filter_event_scope *here,
				      const struct hist_field *field, const char *name,
				      struct filter_variable *ret)
{
	struct filter_variable variable = {
		.argument = (size_t)(field - here->event->fields.data),
		.values = field->values.names.size ? &field->values : NULL,
	};

	if (here->probe && variable.argument < here->probe->args.size)
		TRY(type_of_argument(here->probe, variable.argument, name, &variable));
	else
		TRY(type_of_field(field, name, &variable));
	variable.is_unsigned = variable.size == 8 && !variable.is_signed;
	*ret = variable;
	return NULL;
}

static struct sonde_error *find(const struct filter_scope *scope, const char *name,
				struct filter_variable *ret)
{
	const struct filter_event_scope *here = scope->context;
	const struct hist_field *field = find_field(here->event, name);
	struct hist_operand operand;

	/* The command needs no fetching. */
	if (field && !field->is_command)
		return take_field(here, field, name, ret);
	if (find_special(field ? "comm" : name, ret))
		return NULL;
	if (hist_operand_find(here->event, name, &operand))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "'%s' cannot be tested: there is no such argument.", name);
	return sonde_error_new(SONDE_ERROR_NOT_FOUND, "'%s' has no variable '%s'.",
			       hist_event_title(here->event), name);
}

void filter_scope_init(const struct hist_event *event, const struct probe_event *probe,
		       struct filter_event_scope *ret)
{
	*ret = (struct filter_event_scope){
		.scope = {.find = find, .offer = offer, .context = ret},
		.event = event,
		.probe = probe,
	};
}

static bool may_fault(const struct probe_event *probe, size_t index)
{
	const struct probe_event_arg *arg = &probe->args.data[index];

	return fetch_may_fault(&arg->fetch, arg->type, probe->is_user);
}

bool filter_scope_may_fault(const struct filter_typed *typed, const struct probe_event *probe)
{
	vec_for_each(&typed->nodes, node) {
		if (node->kind == FILTER_VARIABLE && node->variable.meaning == FILTER_IS_ARGUMENT &&
		    node->variable.argument < probe->args.size &&
		    may_fault(probe, node->variable.argument))
			return true;
	}
	return false;
}
