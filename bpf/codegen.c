/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a program does, in its order. This is `vfs_read count=%dx flags=+64(%di):u32` on x86-64 with
 * `count > 4096 && (flags & 3) == 1 && comm == "cat"`, as `filter_code_print()` has it:
 *
 *      0: r6 = r1                              the context, struct pt_regs, is kept
 *      1: r1 = map counts, value + 0           `seen` of struct filter_counts
 *      3: r2 = 1
 *      4: lock *(u64 *)(r1 + 0) += r2
 *      5: r7 = *(u64 *)(r6 + 96)               count: %dx is at 96 in it
 *      6: if r7 <= 0x1000 goto 33              most hits end here
 *      7: r3 = *(u64 *)(r6 + 112)              flags: %di ...
 *      8: r3 = r3 + 64                         ... plus 64, read to the stack
 *      9: r1 = r10
 *     10: r1 = r1 + -8
 *     11: r2 = 4
 *     12: call probe_read
 *     13: if r0 != 0 goto 29                   it could not be read
 *     14: r7 = *(u32 *)(r10 - 8)
 *     15: r7 = r7 & 3
 *     16: if r7 != 1 goto 33
 *     17: r1 = r10                             comm, to the stack
 *     18: r1 = r1 + -160
 *     19: r2 = 16
 *     20: call get_current_comm
 *     21: r1 = *(u32 *)(r10 - 160)
 *     22: if r1 != 0x746163 goto 33            "cat" and its NUL
 *     23: r1 = map counts, value + 8           `passed`
 *     25: r2 = 1
 *     26: lock *(u64 *)(r1 + 0) += r2
 *     27: r0 = 1                               passed, and there is no record to be made
 *     28: exit
 *     29: r1 = map counts, value + 24          `faulted`
 *     31: r2 = 1
 *     32: lock *(u64 *)(r1 + 0) += r2
 *     33: r0 = 0                               dropped
 *     34: exit
 *
 * The parts, each a file: what is fetched (bpf/fetch.c), what is decided by it (bpf/condition.c),
 * texts (bpf/text.c, bpf/match.c), and behind the last jump of the expression the record
 * (bpf/record.c), for which nothing is read again that the expression has. bpf/assemble.c puts it
 * together.
 *
 * - The expression is made of jumps, not of values: `&&`, `||` and `!` cost nothing, and what need
 *   not be known is not read. A value is in r7 to r9, and on the stack where these are not enough;
 *   the operand that needs more of them is worked out first.
 * - An argument in memory that is used more than once is kept on the stack. Whether it is there
 *   on all ways that lead to a place is known from its labels (struct assembly); if it is on some
 *   of them only, it is read again.
 * - Where memory is read, a helper chooses between user space and the kernel by the address, as the
 *   tracer does (bpf_probe_read() where CONFIG_ARCH_HAS_NON_OVERLAPPING_ADDRESS_SPACE is, on both
 *   architectures), but for `+u`, `ustring` and programs, where it is user space by its name. A
 *   page that is not in memory cannot be waited for: it faults.
 * - All is in 64 bits, by instructions that Linux 5.1 has, and `|=`, `&=` of a verdict by 5.12: no
 *   division with a sign, which is made of absolute values.
 * - Verifiers refuse instructions that no way leads to: none are written behind a jump without a
 *   label that is used. They walk loops round by round (bpf/match.c says how that stays bearable).
 */
#include "bpf/codegen.h"

#include "bpf/condition.h"
#include "bpf/fetch.h"
#include "bpf/program.h"
#include "bpf/record.h"

struct sonde_error *program_error(const struct program *program,
				  const struct filter_typed_node *node, enum sonde_error_kind kind,
				  const char *format, ...)
{
	const char *text = node ? program_text(program) : NULL;
	struct sonde_error *error;
	va_list arguments;

	va_start(arguments, format);
	error = sonde_error_at(kind, text, text ? node->column : 0, format, arguments);
	va_end(arguments);
	return error;
}

void program_count(struct program *program, size_t offset)
{
	struct assembly *assembly = &program->assembly;

	assembly_map_value(assembly, R1, FILTER_MAP_COUNTS, (uint32_t)offset);
	assembly_set(assembly, R2, 1);
	assembly_atomic(assembly, BPF_ADD, R1, R2);
}

/* Only the threads that are meant. */
static void choose_thread(struct program *program)
{
	const struct filter_code_request *request = program->request;
	struct assembly *assembly = &program->assembly;

	if (!request->by_thread && !request->but_thread)
		return;
	assembly_call(assembly, BPF_FUNC_get_current_pid_tgid);
	assembly_low_half(assembly, R0);
	if (request->but_thread)
		assembly_jump_if_value(assembly, BPF_JEQ, R0, request->but_thread, R1,
				       program->drop);
	if (!request->by_thread)
		return;
	assembly_store(assembly, 4, FRAME, STACK_SCRATCH, R0);
	assembly_map(assembly, R1, FILTER_MAP_THREADS);
	assembly_move(assembly, R2, FRAME);
	assembly_alu_imm(assembly, BPF_ADD, R2, STACK_SCRATCH);
	assembly_call(assembly, BPF_FUNC_map_lookup_elem);
	assembly_jump_if_imm(assembly, BPF_JEQ, R0, 0, program->drop);
}

/* By the bits of 64 of them, r0 being the number of this one. */
static void choose_of_word(struct program *program, uint64_t word)
{
	struct assembly *assembly = &program->assembly;

	assembly_set(assembly, R1, word);
	assembly_alu_imm(assembly, BPF_AND, R0, 63);
	assembly_alu(assembly, BPF_RSH, R1, R0);
	assembly_alu_imm(assembly, BPF_AND, R1, 1);
	assembly_jump_if_imm(assembly, BPF_JEQ, R1, 0, program->drop);
}

/* Only the CPUs that are meant. */
static void choose_cpu(struct program *program)
{
	const struct filter_code_request *request = program->request;
	struct assembly *assembly = &program->assembly;
	size_t found;

	if (!request->cpus)
		return;
	found = assembly_label(assembly);
	assembly_call(assembly, BPF_FUNC_get_smp_processor_id);
	assembly_jump_if_imm(assembly, BPF_JGE, R0, (int32_t)request->cpu_count, program->drop);
	for (size_t first = 0; first < request->cpu_count; first += 64) {
		const bool is_last = first + 64 >= request->cpu_count;
		const size_t next = assembly_label(assembly);

		if (!is_last)
			assembly_jump_if_imm(assembly, BPF_JGE, R0, (int32_t)first + 64, next);
		choose_of_word(program, request->cpus[first / 64]);
		if (!is_last)
			assembly_jump(assembly, found);
		assembly_place(assembly, next);
	}
	assembly_place(assembly, found);
}

/* Set or clear this CPU's bit in FILTER_MAP_VERDICTS. */
static void keep_verdict(struct program *program, bool passes)
{
	struct assembly *assembly = &program->assembly;
	const size_t done = assembly_label(assembly);

	if (!program->request->keeps_verdict)
		return;
	assembly_call(assembly, BPF_FUNC_get_smp_processor_id);
	assembly_jump_if_imm(assembly, BPF_JGE, R0, FILTER_VERDICT_CPUS, done);
	assembly_set(assembly, R2, 1);
	assembly_alu(assembly, BPF_LSH, R2, R0);
	if (!passes)
		assembly_alu_imm(assembly, BPF_XOR, R2, -1);
	assembly_map_value(assembly, R1, FILTER_MAP_VERDICTS, 0);
	assembly_atomic(assembly, passes ? BPF_OR : BPF_AND, R1, R2);
	assembly_place(assembly, done);
}

static void end(struct program *program, uint64_t result)
{
	assembly_set(&program->assembly, R0, result);
	assembly_exit(&program->assembly);
}

/* What is done with a hit that has passed. */
static struct sonde_error *pass(struct program *program)
{
	keep_verdict(program, true);
	if (program->request->layout)
		TRY(program_record(program));
	else
		program_count(program, offsetof(struct filter_counts, passed));
	end(program, program->request->layout ? 0 : 1);
	return NULL;
}

static struct sonde_error *make(struct program *program)
{
	struct assembly *assembly = &program->assembly;
	const size_t yes = assembly_label(assembly);
	struct branch branch;

	program->drop = assembly_label(assembly);
	program->fault = assembly_label(assembly);
	branch = (struct branch){.yes = yes, .no = program->drop, .next = yes};
	assembly_move(assembly, CONTEXT, R1);
	choose_thread(program);
	choose_cpu(program);
	program_count(program, offsetof(struct filter_counts, seen));
	if (program->request->filter)
		TRY(program_condition(program, &branch));
	assembly_place(assembly, yes);
	TRY(pass(program));
	assembly_place(assembly, program->fault);
	program_count(program, offsetof(struct filter_counts, faulted));
	assembly_place(assembly, program->drop);
	keep_verdict(program, false);
	end(program, 0);
	return NULL;
}

static void program_deinit(struct program *program)
{
	assembly_deinit(&program->assembly);
	vec_deinit(&program->arguments);
}

struct sonde_error *filter_code_make(const struct filter_code_request *request,
				     struct filter_code *ret)
{
	_cleanup_(program_deinit) struct program program = {.request = request};

	TRY(filter_registers_of(request->arch, &program.registers));
	TRY(program_keep(&program));
	TRY(make(&program));
	return assembly_finish(&program.assembly, ret);
}
