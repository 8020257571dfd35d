/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A filter, behind a byte that values are made of: whatever is written, an error points into it,
 * and what is taken is a tree; its program is one that a kernel could run, and says of values what
 * plain C says.
 */
#include <stdint.h>
#include <string.h>

#include "bpf/codegen.h"
#include "bpf/registers.h"
#include "tests/fuzz/check.h"
#include "tests/unit/bpf_machine.h"
#include "tests/unit/filter_places.h"
#include "tests/unit/filter_random.h"

/* Hits that each program sees. */
#define HITS 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_refusal(const char *text, const struct sonde_error *error)
{
	check(error->message && *error->message);
	check(error->kind == SONDE_ERROR_NO_MEMORY ||
	      (error->column >= 1 && error->column <= strlen(text) + 1));
}

/* Each node but the last is an operand once, and stands before what it is an operand of. */
static void check_tree(const struct filter_typed *typed)
{
	size_t uses = 0;

	check(typed->nodes.size && !vec_last(&typed->nodes)->is_text);
	for (size_t i = 0; i < typed->nodes.size; i++) {
		const struct filter_typed_node *node = &typed->nodes.data[i];
		const size_t operands = node->kind >= FILTER_CALCULATED	      ? 2
					: node->kind == FILTER_CALCULATED_ONE ? 1
									      : 0;

		uses += operands;
		check(operands < 1 || node->left < i);
		check(operands < 2 || (node->right < i && node->right > node->left));
		check(node->column >= 1 && node->end >= node->column);
	}
	check(uses == typed->nodes.size - 1);
}

static const char *const registers[] = {"ax", "bx",  "cx",  "dx",  "si",  "di",	 "bp", "r8",
					"r9", "r10", "r11", "r12", "r13", "r14", "r15"};

#define REGISTERS (sizeof(registers) / sizeof(*registers))

static void set_up(const struct filter_places *places, const struct filter_random_hit *hit,
		   const struct filter_contents *contents, struct bpf_machine *machine)
{
	const struct filter_registers *known;
	int16_t offset;

	memset(machine, 0, sizeof(*machine));
	check(!filter_registers_of(places->request.arch, &known));
	for (size_t i = 0; i < FILTER_RANDOM_ARGUMENTS; i++) {
		bpf_machine_add(machine, filter_places_address(places, i), contents->memory[i],
				PLACE_SIZE, filter_places_is_user(places, i));
		if (i >= REGISTERS)
			continue;
		check(filter_register_find(known, registers[i], &offset));
		memcpy(machine->context + offset, &contents->registers[i], 8);
	}
	memcpy(machine->command, hit->command, sizeof(machine->command));
	machine->process = hit->values.process;
	machine->thread = hit->values.thread;
	machine->cpu = hit->values.cpu;
}

static void check_hit(const struct filter_places *places, const struct filter_made *made,
		      const struct filter_code *code, struct filter_random *random)
{
	struct filter_random_hit hit;
	struct filter_contents contents;
	struct bpf_machine machine;
	enum filter_verdict verdict;
	uint64_t says;

	filter_random_values(random, made, &hit);
	filter_places_fill(places, &hit, &contents);
	set_up(places, &hit, &contents, &machine);
	verdict = filter_eval(&made->typed, &hit.values);
	check(bpf_machine_run(&machine, code, &says));
	check(says == (verdict == FILTER_PASSES));
	check(machine.counts.faulted == (verdict == FILTER_FAULTED));
}

static void run(const struct filter_made *made, uint64_t seed)
{
	const struct filter_places_request request = {
		"x86_64",	    registers,	    REGISTERS,	       false,
		0xffff888000100000, 0x7f0000100000, 0xdead000000000000};
	struct filter_random random = filter_random_init(seed);
	_cleanup_(filter_places_deinit) struct filter_places places = {0};
	_cleanup_filter_code_ struct filter_code code = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	char failure[200];

	error = filter_places_make(&random, &request, &places);
	check(!error);
	error = filter_code_make(&(struct filter_code_request){.arch = "x86_64",
							       .event = &places.event,
							       .filter = &made->typed},
				 &code);
	if (error) {
		check(error->kind == SONDE_ERROR_REFUSED || error->kind == SONDE_ERROR_NO_MEMORY);
		return;
	}
	check(bpf_machine_check(&code, failure));
	for (int i = 0; i < HITS; i++)
		check_hit(&places, made, &code, &random);
}

static void describe(const struct filter_made *made)
{
	_cleanup_filter_needs_ struct filter_needs needs = VEC_INIT;
	_cleanup_str_ struct str told = STR_INIT;

	succeeded(filter_expr_needs(&made->expr, &needs));
	succeeded(filter_typed_describe(&made->typed, &told));
	vec_for_each(&needs, need)
		check(need->column >= 1 && need->column <= made->text.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct test_variables variables = {filter_random_variables()};
	const struct filter_scope scope = test_scope(&variables);
	_cleanup_filter_made_ struct filter_made made = {0};
	_cleanup_error_ struct sonde_error *error = NULL;

	if (!size || memchr(data, 0, size))
		return 0;
	str_append_bytes(&made.text, (const char *)data + 1, size - 1);
	error = str_check(&made.text);
	if (!error)
		error = filter_expr_parse(str_text(&made.text), &made.expr);
	if (!error)
		error = filter_typed_make(&made.expr, &scope, &made.typed);
	if (error) {
		check_refusal(str_text(&made.text), error);
		return 0;
	}
	check_tree(&made.typed);
	describe(&made);
	run(&made, data[0]);
	return 0;
}
