/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A line for the kernel and an expression -> a program; names are those of the line's arguments,
 * and `comm pid tid cpu`. Included after cmocka.h.
 */
#ifndef TESTS_UNIT_FILTER_PROGRAM_H
#define TESTS_UNIT_FILTER_PROGRAM_H

#include <string.h>

#include "bpf/argument.h"
#include "bpf/codegen.h"
#include "bpf/layout.h"
#include "bpf/typed.h"
#include "tests/unit/bpf_machine.h"
#include "tests/unit/check.h"

/** A program, and what it was made of. */
struct filter_program {
	struct probe_event event;
	struct filter_expr expr;
	struct filter_typed typed;
	struct filter_layout layout;
	struct filter_code code;
	struct filter_code_request request;
};

static inline void filter_program_deinit(struct filter_program *program)
{
	filter_code_deinit(&program->code);
	filter_layout_deinit(&program->layout);
	filter_typed_deinit(&program->typed);
	filter_expr_deinit(&program->expr);
	probe_event_deinit(&program->event);
}

/** Released at the end of its scope. */
#define _cleanup_filter_program_ _cleanup_(filter_program_deinit)

static inline struct sonde_error *filter_program_argument(const struct probe_event *event,
							  size_t index, struct filter_variable *ret)
{
	struct filter_argument type;

	TRY(filter_argument_of(&event->args.data[index], event->is_user, &type));
	*ret = (struct filter_variable){
		.argument = index,
		.is_text = type.kind == FILTER_ARGUMENT_TEXT,
		.is_unsigned = type.size == 8 && !type.is_signed && !type.bit_width,
		.size = type.size,
		.is_signed = type.is_signed,
	};
	return NULL;
}

static inline struct sonde_error *filter_program_find(const struct filter_scope *scope,
						      const char *name, struct filter_variable *ret)
{
	static const char *const others[] = {"comm", "pid", "tid", "cpu"};
	const struct probe_event *event = scope->context;

	for (size_t i = 0; i < event->args.size; i++) {
		if (strcmp(event->args.data[i].name, name) == 0)
			return filter_program_argument(event, i, ret);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (strcmp(others[i], name) == 0) {
			*ret = (struct filter_variable){
				.meaning = (enum filter_meaning)(FILTER_IS_COMMAND + i),
				.is_text = i == 0,
				.size = 4,
				.is_signed = true,
			};
			return NULL;
		}
	}
	return sonde_error_new(SONDE_ERROR_NOT_FOUND, "there is no '%s'", name);
}

/**
 * Begin: `request` can be changed before filter_program_make().
 *
 * @param expr NULL: everything passes
 */
static inline void filter_program_begin(struct filter_program *program, const char *arch,
					const char *line, const char *expr)
{
	const struct filter_scope scope = {.find = filter_program_find, .context = &program->event};

	memset(program, 0, sizeof(*program));
	check_ok(probe_event_parse(line, &program->event));
	if (expr) {
		check_ok(filter_expr_parse(expr, &program->expr));
		check_ok(filter_typed_make(&program->expr, &scope, &program->typed));
		program->request.filter = &program->typed;
	}
	program->request.arch = arch;
	program->request.event = &program->event;
}

/** Record the first @p recorded arguments. */
static inline void filter_program_record(struct filter_program *program, size_t recorded,
					 bool has_stacks)
{
	const struct filter_layout_request request = {
		.event = &program->event,
		.recorded = recorded,
		.text_room = 16,
		.kernel_stack = has_stacks,
		.user_stack = has_stacks,
	};

	check_ok(filter_layout_make(&request, &program->layout));
	program->request.layout = &program->layout;
}

/** Compile it. */
static inline void filter_program_make(struct filter_program *program)
{
	char failure[200];

	check_ok(filter_code_make(&program->request, &program->code));
	if (!bpf_machine_check(&program->code, failure))
		fail_msg("%s", failure);
}

/** Run it; what it gives. */
static inline uint64_t filter_program_run(const struct filter_program *program,
					  struct bpf_machine *machine)
{
	uint64_t says = 0;

	if (!bpf_machine_run(machine, &program->code, &says))
		fail_msg("%s", machine->failure);
	return says;
}

#endif /* TESTS_UNIT_FILTER_PROGRAM_H */
