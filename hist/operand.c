/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/operand.h"

#include <string.h>

#include "hist/limits.h"

/* Names of what is no field; several may mean the same. */
static const struct {
	const char *name;
	enum hist_operand_kind kind;
} specials[] = {
	{"tid", HIST_OPERAND_THREAD},
	{"common_pid", HIST_OPERAND_THREAD},
	{"pid", HIST_OPERAND_PROCESS},
	{"cpu", HIST_OPERAND_CPU},
	{"common_cpu", HIST_OPERAND_CPU},
	{"func", HIST_OPERAND_FUNCTION},
	{"stack", HIST_OPERAND_STACK},
	{"stacktrace", HIST_OPERAND_STACK},
	{"latency", HIST_OPERAND_LATENCY},
	/* Not free: a probe fetches it if it can, which is more than what the kernel knows by
	   itself. */
	{"comm", HIST_OPERAND_COMMAND},
	{"$comm", HIST_OPERAND_COMMAND},
};

#define SPECIALS (sizeof(specials) / sizeof(*specials))

bool hist_name_is_free(const char *name)
{
	for (size_t i = 0; i < SPECIALS; i++) {
		if (specials[i].kind != HIST_OPERAND_COMMAND && strcmp(specials[i].name, name) == 0)
			return true;
	}
	return false;
}

const char *hist_event_title(const struct hist_event *event)
{
	return event->function ? event->function : event->event;
}

static bool is_user_event(const struct hist_event *event)
{
	return event->is_user || event->kind == HIST_EVENT_UPROBE;
}

bool hist_field_has_room(const struct hist_event *event, const struct hist_field *field)
{
	return field->is_string && (field->size || event->kind == HIST_EVENT_EXISTING);
}

static bool take_field(const struct hist_event *event, const struct hist_field *field,
		       struct hist_operand *ret)
{
	const bool is_caller = field->name && strcmp(field->name, "caller") == 0;

	*ret = (struct hist_operand){
		.kind = HIST_OPERAND_FIELD,
		.key = field->field,
		.filter = field->field,
		.is_string = field->is_string,
		.is_command = field->is_command,
		.is_pointed = field->is_pointed,
		.is_in_program = field->is_in_program,
		.is_array = field->is_array,
		.is_signed = field->is_signed,
		.is_pointer = field->is_pointer,
		.has_room = hist_field_has_room(event, field),
		.is_caller = is_caller,
		.is_user = is_user_event(event),
		.size = field->size,
		.values = field->values.names.size ? &field->values : NULL,
	};
	return true;
}

static bool find_named(const struct hist_event *event, const char *name, struct hist_operand *ret)
{
	vec_for_each(&event->fields, field) {
		if (field->name && strcmp(field->name, name) == 0)
			return take_field(event, field, ret);
	}
	/* Nobody has seen what an added one is called in the event: `pid` of `p->pid` is the
	 * process. */
	vec_for_each(&event->fields, field) {
		if (!(field->is_added && field->name) && strcmp(field->field, name) == 0)
			return take_field(event, field, ret);
	}
	return false;
}

bool hist_operand_find_field(const struct hist_event *event, const char *name,
			     struct hist_operand *ret)
{
	static const char *const spellings[][2] = {
		{"ret", "$retval"}, {"$retval", "ret"}, {"comm", "$comm"}, {"$comm", "comm"}};
	const bool is_made = event->kind != HIST_EVENT_EXISTING;

	if (find_named(event, name, ret))
		return true;
	for (size_t i = 0; is_made && i < sizeof(spellings) / sizeof(*spellings); i++) {
		if (strcmp(name, spellings[i][0]) == 0 && find_named(event, spellings[i][1], ret))
			return true;
	}
	/* Every return probe of the kernel has it, without being asked. */
	if (strcmp(name, "caller") == 0 && event->is_return) {
		*ret = (struct hist_operand){
			.kind = HIST_OPERAND_FIELD,
			.key = "__probe_ret_ip",
			.filter = "__probe_ret_ip",
			.is_caller = true,
			.is_user = is_user_event(event),
			.size = 8,
		};
		return true;
	}
	return false;
}

/* `func`: what the events themselves record where one has several functions. */
static struct hist_operand function_of(const struct hist_event *event)
{
	struct hist_operand operand = {.kind = HIST_OPERAND_FUNCTION, .size = 8};

	if (event->kind == HIST_EVENT_KPROBE && !event->function)
		operand.key = event->is_return ? "__probe_func" : "__probe_ip";
	else
		operand.constant = hist_event_title(event);
	return operand;
}

static struct hist_operand special_of(const struct hist_event *event, enum hist_operand_kind kind)
{
	switch (kind) {
	case HIST_OPERAND_THREAD:
	case HIST_OPERAND_PROCESS:
		return (struct hist_operand){
			.kind = kind,
			.key = "common_pid",
			.filter = kind == HIST_OPERAND_THREAD ? "common_pid" : NULL,
			.is_signed = true,
			.size = 4,
		};
	/*
	 * In filters the kernel has comm and cpu of its own, which fields of an event can hide; in
	 * capitals nothing does (trace_define_generic_fields() in kernel/trace/trace_events.c).
	 */
	case HIST_OPERAND_COMMAND:
		return (struct hist_operand){
			.kind = kind,
			.key = "common_pid",
			.filter = "COMM",
			.is_string = true,
			.has_room = true,
		};
	case HIST_OPERAND_CPU:
		return (struct hist_operand){
			.kind = kind, .key = "common_cpu", .filter = "CPU", .size = 4};
	case HIST_OPERAND_STACK:
		/* 6.1 has no `common_stacktrace`; later kernels take both. */
		return (struct hist_operand){
			.kind = kind, .key = "stacktrace", .is_user = is_user_event(event)};
	case HIST_OPERAND_LATENCY:
		return (struct hist_operand){
			.kind = kind, .key = "lat", .filter = "lat", .size = 8};
	default:
		return function_of(event);
	}
}

bool hist_operand_find_special(const struct hist_event *event, const char *name,
			       struct hist_operand *ret)
{
	for (size_t i = 0; i < SPECIALS; i++) {
		if (strcmp(specials[i].name, name) == 0) {
			*ret = special_of(event, specials[i].kind);
			return true;
		}
	}
	return false;
}

bool hist_operand_find(const struct hist_event *event, const char *name, struct hist_operand *ret)
{
	return hist_operand_find_field(event, name, ret) ||
	       hist_operand_find_special(event, name, ret);
}

void hist_operand_offer(const struct hist_event *event, struct suggest *suggest)
{
	vec_for_each(&event->fields, field)
		suggest_offer(suggest, field->name ? field->name : field->field);
	for (size_t i = 0; i < SPECIALS; i++)
		suggest_offer(suggest, specials[i].name);
}

unsigned hist_operand_bytes(const struct hist_operand *operand)
{
	if (operand->kind == HIST_OPERAND_STACK)
		return HIST_STACK_BYTES;
	/* Keys begin at multiples of eight bytes. */
	if (operand->kind == HIST_OPERAND_FIELD && operand->is_string)
		return operand->size ? (operand->size + 7) / 8 * 8 : HIST_TEXT_BYTES;
	return operand->key ? 8 : 0;
}

void hist_operand_shorten(const struct hist_event *event, struct hist_operand *operand)
{
	if (operand->is_command)
		*operand = special_of(event, HIST_OPERAND_COMMAND);
}
