/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Programs of filters that are made up say what the filters' manual says, worked out in plain C.
 * SONDE_SEED begins elsewhere, SONDE_FILTERS makes more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bpf/registers.h"
#include "tests/unit/bpf_machine.h"
#include "tests/unit/check.h"
#include "tests/unit/filter_places.h"
#include "tests/unit/filter_random.h"

#define HITS_EACH 12

static const char *const x86_64[] = {"ax", "bx",  "cx",	 "dx",	"si",  "di",  "bp", "r8",
				     "r9", "r10", "r11", "r12", "r13", "r14", "r15"};
static const char *const aarch64[] = {"x0",  "x1",  "x2",  "x3",  "x4",	 "x5",	"x6",  "x7", "x8",
				      "x19", "x20", "x21", "x22", "x27", "x28", "x29", "lr"};

static const struct filter_places_request machines[] = {
	{"x86_64", x86_64, 15, false, 0xffff888000100000, 0x7f0000100000, 0xdead000000000000},
	{"aarch64", aarch64, 17, false, 0xffff000000100000, 0xffff00100000, 0xdead000000000000},
	{"x86_64", x86_64, 15, true, 0, 0x7f0000100000, 0xdead000000000000},
	{"aarch64", aarch64, 17, true, 0, 0xffff00100000, 0xdead000000000000},
};

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

static void set_up(const struct filter_places *places, const struct filter_random_hit *hit,
		   const struct filter_contents *contents, struct bpf_machine *machine)
{
	const struct filter_registers *registers;
	int16_t offset;

	memset(machine, 0, sizeof(*machine));
	check_ok(filter_registers_of(places->request.arch, &registers));
	memset(machine->context, 0xcc, sizeof(machine->context));
	for (size_t i = 0; i < FILTER_RANDOM_ARGUMENTS; i++) {
		bpf_machine_add(machine, filter_places_address(places, i), contents->memory[i],
				PLACE_SIZE, filter_places_is_user(places, i));
		if (i >= places->request.register_count)
			continue;
		assert_true(filter_register_find(registers, places->request.registers[i], &offset));
		memcpy(machine->context + offset, &contents->registers[i], 8);
	}
	memcpy(machine->command, hit->command, sizeof(machine->command));
	machine->process = hit->values.process;
	machine->thread = hit->values.thread;
	machine->cpu = hit->values.cpu;
}

/* What one hit comes to. */
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
	if (!bpf_machine_run(&machine, code, &says))
		fail_msg("%s: %s", str_text(&made->text), machine.failure);
	if (says != (verdict == FILTER_PASSES) ||
	    machine.counts.passed != (verdict == FILTER_PASSES) ||
	    machine.counts.faulted != (verdict == FILTER_FAULTED) || machine.counts.seen != 1)
		fail_msg("%s on %s: the program gives %d, passed %d, faulted %d; it is %d",
			 str_text(&made->text), places->request.arch, (int)says,
			 (int)machine.counts.passed, (int)machine.counts.faulted, (int)verdict);
}

static void check_filter(struct filter_random *random, const struct filter_places_request *request)
{
	_cleanup_filter_made_ struct filter_made made = {0};
	_cleanup_filter_code_ struct filter_code code = {0};
	struct filter_places places;
	struct filter_code_request wanted = {.event = &places.event, .filter = &made.typed};
	char failure[200];

	check_ok(filter_random_make(random, &made));
	check_ok(filter_places_make(random, request, &places));
	wanted.arch = request->arch;
	check_ok(filter_code_make(&wanted, &code));
	if (!bpf_machine_check(&code, failure))
		fail_msg("%s: %s", str_text(&made.text), failure);
	for (size_t i = 0; i < HITS_EACH; i++)
		check_hit(&places, &made, &code, random);
	filter_places_deinit(&places);
}

static void test_programs_say_what_the_filter_says(void **state)
{
	struct filter_random random = filter_random_init(from_environment("SONDE_SEED", 1));
	const uint64_t filters = from_environment("SONDE_FILTERS", 4000);

	(void)state;
	for (uint64_t i = 0; i < filters; i++)
		check_filter(&random, &machines[i % (sizeof(machines) / sizeof(*machines))]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_programs_say_what_the_filter_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
