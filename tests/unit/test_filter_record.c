/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What programs do around a filter: records, threads, CPUs, verdicts, the user's function.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/filter_program.h"

#define DATA_AT	 UINT64_C(0xffff888000001000)
#define TEXT_AT	 UINT64_C(0xffff888000002000)
#define LONG_AT	 UINT64_C(0xffff888000003000)
#define EXACT_AT UINT64_C(0xffff888000004000)

static const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0x90};

static void set_register(struct bpf_machine *machine, int offset, uint64_t value)
{
	memcpy(machine->context + offset, &value, 8);
}

static void make_machine(struct bpf_machine *machine)
{
	memset(machine, 0, sizeof(*machine));
	set_register(machine, 112, DATA_AT);
	set_register(machine, 104, TEXT_AT);
	set_register(machine, 96, LONG_AT);
	set_register(machine, 88, EXACT_AT);
	bpf_machine_add(machine, DATA_AT, data, sizeof(data), false);
	bpf_machine_add(machine, TEXT_AT, "text", 5, false);
	bpf_machine_add(machine, LONG_AT, "0123456789abcdefghij", 21, false);
	bpf_machine_add(machine, EXACT_AT, "0123456789abcde", 16, false);
	memcpy(machine->command, "cat", 4);
	machine->process = 1234;
	machine->thread = 1240;
	machine->cpu = 3;
}

static void test_layout(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	static const size_t offsets[] = {64, 66, 68, 80, 96, 112, 120};
	static const size_t rooms[] = {1, 2, 12, 16, 16, 8, 8};

	(void)state;
	filter_program_begin(&program, "x86_64",
			     "p:a/b f a=%di:u8 b=%di:u16 c=+0(%di):u32[3] d=+0(%si):string "
			     "e=$comm f=\\\"known\":string g=%di hidden=%si",
			     NULL);
	filter_program_record(&program, 7, true);
	assert_int_equal(program.layout.slots.size, 7);
	for (size_t i = 0; i < 7; i++) {
		assert_int_equal(program.layout.slots.data[i].argument, i);
		assert_int_equal(program.layout.slots.data[i].offset, offsets[i]);
		assert_int_equal(program.layout.slots.data[i].room, rooms[i]);
	}
	assert_int_equal(program.layout.kernel_stack, 128);
	assert_int_equal(program.layout.user_stack, 128 + FILTER_STACK_MOST * 8);
	assert_int_equal(program.layout.size, 128 + 2 * FILTER_STACK_MOST * 8);
}

static void test_layout_that_is_too_large(void **state)
{
	_cleanup_str_ struct str line = STR_INIT;
	struct filter_layout layout;
	struct probe_event event;
	struct filter_layout_request request = {.event = &event, .recorded = 65, .text_room = 512};

	(void)state;
	str_append(&line, "p:a/b f");
	for (int i = 0; i < 65; i++)
		str_appendf(&line, " a%d=+0(%%di):string", i);
	check_ok(probe_event_parse(str_text(&line), &event));
	check_error(filter_layout_make(&request, &layout), SONDE_ERROR_REFUSED, "65 arguments");
	request.recorded = 64;
	check_error(filter_layout_make(&request, &layout), SONDE_ERROR_REFUSED, "no room");
	request.text_room = 480;
	request.kernel_stack = true;
	request.user_stack = true;
	check_error(filter_layout_make(&request, &layout), SONDE_ERROR_REFUSED, "no room");
	request.user_stack = false;
	check_ok(filter_layout_make(&request, &layout));
	assert_int_equal(layout.size, 64 + 64 * 480 + FILTER_STACK_MOST * 8);
	filter_layout_deinit(&layout);
	probe_event_deinit(&event);
}

/* Whether all bytes of a value were written. */
static void check_written(const struct filter_program *program, const struct bpf_machine *machine)
{
	for (size_t i = 0; i < sizeof(struct filter_record); i++)
		assert_true(machine->record_written[i]);
	vec_for_each(&program->layout.slots, slot) {
		const bool is_text = slot->type.kind == FILTER_ARGUMENT_TEXT;

		for (size_t i = 0; i < slot->room; i++) {
			assert_true(machine->record_written[slot->offset + i]);
			if (is_text && !machine->record[slot->offset + i])
				break;
		}
	}
}

static const void *value_at(const struct filter_program *program, const struct bpf_machine *machine,
			    size_t slot)
{
	return machine->record + program->layout.slots.data[slot].offset;
}

static void test_record(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	struct bpf_machine machine;
	const struct filter_record *record = (const struct filter_record *)machine.record;
	const uint64_t lost = 9;

	(void)state;
	make_machine(&machine);
	filter_program_begin(&program, "x86_64",
			     "p:a/b f a=+4(%di):s8 b=+8(%di):b4@2/16 c=+0(%di):u16[4] "
			     "d=+0(%si):string e=+0(%dx):string f=+0(%cx):string g=$comm "
			     "h=\\\"known\":string i=$current hidden=+15(%di):s8",
			     "a == 5 && hidden < 0 && b");
	filter_program_record(&program, 9, false);
	program.request.place = 77;
	filter_program_make(&program);
	machine.counts.lost = lost;
	assert_int_equal(filter_program_run(&program, &machine), 0);
	assert_true(machine.is_submitted);
	assert_int_equal(machine.record_size, program.layout.size);
	check_written(&program, &machine);
	assert_int_equal(record->time, MACHINE_TIME);
	assert_int_equal(record->lost, lost);
	assert_int_equal(record->faults, 0);
	assert_int_equal(record->pid, 1234);
	assert_int_equal(record->tid, 1240);
	assert_int_equal(record->place, 77);
	assert_int_equal(record->cpu, 3);
	assert_string_equal(record->comm, "cat");
	assert_int_equal(record->kernel_stack, 0);
	assert_int_equal(record->user_stack, 0);
	assert_memory_equal(value_at(&program, &machine, 0), "\5", 1);
	assert_memory_equal(value_at(&program, &machine, 1), "\2\0", 2);
	assert_memory_equal(value_at(&program, &machine, 2), data, 8);
	assert_string_equal(value_at(&program, &machine, 3), "text");
	/* Without a NUL: it goes on. */
	assert_memory_equal(value_at(&program, &machine, 4), "0123456789abcdef", 16);
	assert_string_equal(value_at(&program, &machine, 5), "0123456789abcde");
	assert_string_equal(value_at(&program, &machine, 6), "cat");
	assert_string_equal(value_at(&program, &machine, 7), "known");
	assert_int_equal(*(const uint64_t *)value_at(&program, &machine, 8), MACHINE_TASK);
	assert_int_equal(machine.counts.passed, 1);
	assert_int_equal(machine.counts.faulted, 0);
}

static void test_record_with_faults(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	struct bpf_machine machine;
	const struct filter_record *record = (const struct filter_record *)machine.record;

	(void)state;
	make_machine(&machine);
	filter_program_begin(&program, "x86_64",
			     "p:a/b f a=+4(%di):u8 b=+100(%di):u32 c=+9(%di):u64[2] "
			     "d=+0(+100(%di)):string e=+0(%ax):string f=%di g=+4(+100(%si)):u16[2] "
			     "h=+0(%si):string",
			     "a == 5");
	filter_program_record(&program, 8, false);
	filter_program_make(&program);
	assert_int_equal(filter_program_run(&program, &machine), 0);
	assert_true(machine.is_submitted);
	check_written(&program, &machine);
	assert_int_equal(record->faults, 0x5e);
	assert_memory_equal(value_at(&program, &machine, 1), "\0\0\0\0", 4);
	assert_memory_equal(value_at(&program, &machine, 2), "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	assert_string_equal(value_at(&program, &machine, 3), "");
	assert_string_equal(value_at(&program, &machine, 4), "");
	assert_memory_equal(value_at(&program, &machine, 6), "\0\0\0\0", 4);
	assert_string_equal(value_at(&program, &machine, 7), "text");
	/* What is recorded does not decide. */
	assert_int_equal(machine.counts.passed, 1);
	assert_int_equal(machine.counts.faulted, 0);
}

static void test_fault_of_the_last_argument(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	_cleanup_str_ struct str line = STR_INIT;
	struct bpf_machine machine;
	const struct filter_record *record = (const struct filter_record *)machine.record;

	(void)state;
	str_append(&line, "p:a/b f");
	for (int i = 0; i < 64; i++)
		str_appendf(&line, " a%d=%s", i,
			    i == 63 || i == 31 || i == 40 ? "+0(%ax):u8" : "%di");
	make_machine(&machine);
	filter_program_begin(&program, "x86_64", str_text(&line), NULL);
	filter_program_record(&program, 64, false);
	filter_program_make(&program);
	assert_int_equal(filter_program_run(&program, &machine), 0);
	assert_true(record->faults == (UINT64_C(1) << 63 | UINT64_C(1) << 31 | UINT64_C(1) << 40));
}

static void test_stacks(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	struct bpf_machine machine;
	const struct filter_record *record = (const struct filter_record *)machine.record;
	const uint64_t *frames;

	(void)state;
	make_machine(&machine);
	filter_program_begin(&program, "aarch64", "p:a/b f a=%x0", NULL);
	filter_program_record(&program, 1, true);
	filter_program_make(&program);
	assert_int_equal(filter_program_run(&program, &machine), 0);
	assert_int_equal(record->kernel_stack, MACHINE_FRAMES * 8);
	assert_int_equal(record->user_stack, MACHINE_FRAMES * 8);
	frames = (const uint64_t *)(machine.record + program.layout.kernel_stack);
	assert_true(frames[2] == MACHINE_KERNEL_FRAME + 2);
	frames = (const uint64_t *)(machine.record + program.layout.user_stack);
	assert_true(frames[2] == MACHINE_USER_FRAME + 2);
	machine.has_no_user_stack = true;
	assert_int_equal(filter_program_run(&program, &machine), 0);
	assert_int_equal(record->user_stack, -14);
}

static void test_full_ring(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	struct bpf_machine machine;

	(void)state;
	make_machine(&machine);
	machine.is_full = true;
	filter_program_begin(&program, "x86_64", "p:a/b f a=%di", "a != 0");
	filter_program_record(&program, 1, false);
	filter_program_make(&program);
	assert_int_equal(filter_program_run(&program, &machine), 0);
	assert_int_equal(machine.counts.seen, 1);
	assert_int_equal(machine.counts.passed, 1);
	assert_int_equal(machine.counts.lost, 1);
	assert_int_equal(machine.record_size, 0);
}

/* What is rejected asks for no record, and reads nothing. */
static void test_rejection_is_cheap(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	struct bpf_machine machine;

	(void)state;
	make_machine(&machine);
	filter_program_begin(&program, "x86_64", "p:a/b f a=%di b=+0(%si):string",
			     "a == 4096 && b == \"text\"");
	filter_program_record(&program, 2, true);
	filter_program_make(&program);
	assert_int_equal(filter_program_run(&program, &machine), 0);
	assert_int_equal(machine.counts.seen, 1);
	assert_int_equal(machine.counts.passed, 0);
	assert_int_equal(machine.record_size, 0);
	assert_int_equal(machine.calls, 0);
	assert_in_range(machine.steps, 1, 8);
}

/* What is read for the filter is not read again: for it, nor for the record. */
static void test_nothing_is_read_twice(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	struct bpf_machine machine;

	(void)state;
	make_machine(&machine);
	filter_program_begin(&program, "x86_64", "p:a/b f a=+4(%di):u8 b=+1(%di):u8",
			     "a == 5 && a < 6 && (b == 2 || b == 3) && a + b == 7");
	filter_program_make(&program);
	assert_int_equal(filter_program_run(&program, &machine), 1);
	assert_int_equal(machine.calls, 2);
	filter_code_deinit(&program.code);
	filter_program_record(&program, 2, false);
	filter_program_make(&program);
	assert_int_equal(filter_program_run(&program, &machine), 0);
	/* reserve, time, thread, CPU, command, submit. */
	assert_int_equal(machine.calls, 2 + 6);
}

/* On a way on which it was not read, it is. */
static void test_what_was_read_on_one_way_only(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	struct bpf_machine machine;

	(void)state;
	make_machine(&machine);
	filter_program_begin(&program, "x86_64", "p:a/b f n=%bx a=+4(%di):u8",
			     "(n == 1 || a == 5) && a == 5");
	filter_program_make(&program);
	assert_int_equal(filter_program_run(&program, &machine), 1);
	set_register(&machine, 40, 1);
	assert_int_equal(filter_program_run(&program, &machine), 1);
}

static uint64_t seen_by(struct filter_program *program, struct bpf_machine *machine)
{
	machine->counts.seen = 0;
	filter_program_run(program, machine);
	return machine->counts.seen;
}

static void test_threads(void **state)
{
	static const uint32_t threads[] = {7, 1240};
	_cleanup_filter_program_ struct filter_program program;
	struct bpf_machine machine;

	(void)state;
	make_machine(&machine);
	filter_program_begin(&program, "x86_64", "p:a/b f a=%di", NULL);
	program.request.by_thread = true;
	filter_program_make(&program);
	assert_int_equal(seen_by(&program, &machine), 0);
	machine.threads = threads;
	machine.thread_count = 2;
	assert_int_equal(seen_by(&program, &machine), 1);
	machine.thread = 1234;
	assert_int_equal(seen_by(&program, &machine), 0);
	filter_code_deinit(&program.code);
	program.request.but_thread = 7;
	filter_program_make(&program);
	machine.thread = 1240;
	assert_int_equal(seen_by(&program, &machine), 1);
	machine.thread = 7;
	assert_int_equal(seen_by(&program, &machine), 0);
	filter_code_deinit(&program.code);
	program.request.by_thread = false;
	filter_program_make(&program);
	assert_int_equal(seen_by(&program, &machine), 0);
	machine.thread = 8;
	assert_int_equal(seen_by(&program, &machine), 1);
}

static void test_cpus(void **state)
{
	static const uint64_t cpus[] = {0x8000000000000005, 0, 2};
	static const size_t counts[] = {1, 3, 64, 65, 128, 130, 192};
	struct bpf_machine machine;

	(void)state;
	make_machine(&machine);
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		_cleanup_filter_program_ struct filter_program program;

		filter_program_begin(&program, "x86_64", "p:a/b f a=%di", NULL);
		program.request.cpus = cpus;
		program.request.cpu_count = counts[i];
		filter_program_make(&program);
		for (machine.cpu = 0; machine.cpu < 300; machine.cpu++) {
			const bool is_meant = machine.cpu < counts[i] &&
					      cpus[machine.cpu / 64] >> machine.cpu % 64 & 1;

			assert_int_equal(seen_by(&program, &machine), is_meant);
		}
	}
}

static void test_verdicts(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	struct bpf_machine machine;

	(void)state;
	make_machine(&machine);
	filter_program_begin(&program, "x86_64", "p:a/b f a=%bx b=+0(%ax):u8", "a == 1 || b == 2");
	program.request.keeps_verdict = true;
	filter_program_make(&program);
	machine.verdicts = 0xf0f;
	/* By a fault. */
	assert_int_equal(filter_program_run(&program, &machine), 0);
	assert_int_equal(machine.counts.faulted, 1);
	assert_true(machine.verdicts == 0xf07);
	set_register(&machine, 40, 1);
	assert_int_equal(filter_program_run(&program, &machine), 1);
	assert_true(machine.verdicts == 0xf0f);
	machine.cpu = 63;
	assert_int_equal(filter_program_run(&program, &machine), 1);
	assert_true(machine.verdicts == (0xf0f | UINT64_C(1) << 63));
	machine.cpu = 64;
	assert_int_equal(filter_program_run(&program, &machine), 1);
	assert_true(machine.verdicts == (0xf0f | UINT64_C(1) << 63));
}

static void test_users_function(void **state)
{
	_cleanup_filter_program_ struct filter_program program;
	struct bpf_machine machine;
	const struct bpf_insn *call;

	(void)state;
	make_machine(&machine);
	filter_program_begin(&program, "x86_64", "p:a/b f a=%di", "a != 0");
	filter_program_record(&program, 1, false);
	program.request.calls_object = true;
	filter_program_make(&program);
	call = &program.code.insns.data[program.code.object_call];
	assert_int_equal(call->code, BPF_JMP | BPF_CALL);
	assert_int_equal(call->src_reg, BPF_PSEUDO_CALL);
	assert_int_equal(filter_program_run(&program, &machine), 0);
	assert_true(machine.is_discarded && !machine.is_submitted);
	assert_int_equal(machine.counts.passed, 0);
	machine.object_says = 2;
	assert_int_equal(filter_program_run(&program, &machine), 0);
	assert_true(machine.is_submitted && !machine.is_discarded);
	assert_int_equal(machine.counts.passed, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_layout_that_is_too_large),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_record_with_faults),
		cmocka_unit_test(test_fault_of_the_last_argument),
		cmocka_unit_test(test_stacks),
		cmocka_unit_test(test_full_ring),
		cmocka_unit_test(test_rejection_is_cheap),
		cmocka_unit_test(test_nothing_is_read_twice),
		cmocka_unit_test(test_what_was_read_on_one_way_only),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_cpus),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_users_function),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
