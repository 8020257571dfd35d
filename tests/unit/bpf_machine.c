/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/bpf_machine_own.h"

#include <stdlib.h>
#include <string.h>

#define STEPS_MOST 1000000

void bpf_machine_add(struct bpf_machine *machine, uint64_t address, const void *bytes, size_t size,
		     bool is_user)
{
	if (machine->memory_count == MACHINE_MEMORY_MOST)
		abort();
	machine->memory[machine->memory_count++] = (struct machine_memory){address, bytes, size,
									   is_user};
}

/* What a program can access itself. */
struct span {
	uint8_t *bytes;
	/* NULL: all of it is. */
	bool *written;
	uint8_t *record_written;
	bool is_writable;
};

static bool find_span(struct bpf_machine *machine, uint64_t address, size_t size, struct span *ret)
{
	*ret = (struct span){.is_writable = true};
	if (machine_within(address, size, STACK_END - 512, 512)) {
		ret->bytes = machine->stack + (address - (STACK_END - 512));
		ret->written = machine->stack_written + (address - (STACK_END - 512));
	} else if (machine_within(address, size, CONTEXT_AT, MACHINE_CONTEXT_SIZE)) {
		ret->bytes = machine->context + (address - CONTEXT_AT);
		ret->is_writable = false;
	} else if (machine_within(address, size, COUNTS_AT, sizeof(machine->counts))) {
		ret->bytes = (uint8_t *)&machine->counts + (address - COUNTS_AT);
	} else if (machine_within(address, size, VERDICTS_AT, 8)) {
		ret->bytes = (uint8_t *)&machine->verdicts + (address - VERDICTS_AT);
	} else if (machine_within(address, size, RECORD_AT, machine->record_size) &&
		   !machine->is_submitted && !machine->is_discarded) {
		ret->bytes = machine->record + (address - RECORD_AT);
		ret->record_written = machine->record_written + (address - RECORD_AT);
	} else {
		return false;
	}
	return true;
}

bool machine_read(struct bpf_machine *machine, uint64_t address, size_t size, uint64_t *ret)
{
	struct span span;

	if (address % size || !find_span(machine, address, size, &span))
		return FAIL(machine, "reads %zu bytes at %#llx", size, (unsigned long long)address);
	for (size_t i = 0; i < size; i++) {
		if ((span.written && !span.written[i]) ||
		    (span.record_written && !span.record_written[i]))
			return FAIL(machine, "reads what was not written, at %#llx",
				    (unsigned long long)address);
	}
	*ret = 0;
	memcpy(ret, span.bytes, size);
	return true;
}

bool machine_write(struct bpf_machine *machine, uint64_t address, const void *bytes, size_t size)
{
	struct span span;

	if (!find_span(machine, address, size, &span) || !span.is_writable)
		return FAIL(machine, "writes %zu bytes at %#llx", size,
			    (unsigned long long)address);
	memcpy(span.bytes, bytes, size);
	for (size_t i = 0; i < size; i++) {
		if (span.written)
			span.written[i] = true;
		if (span.record_written)
			span.record_written[i] = 1;
	}
	return true;
}

static uint64_t calculate(uint8_t op, uint64_t a, uint64_t b)
{
	switch (op) {
	case BPF_ADD:
		return a + b;
	case BPF_SUB:
		return a - b;
	case BPF_MUL:
		return a * b;
	case BPF_DIV:
		return b ? a / b : 0;
	case BPF_MOD:
		return b ? a % b : a;
	case BPF_OR:
		return a | b;
	case BPF_AND:
		return a & b;
	case BPF_XOR:
		return a ^ b;
	case BPF_LSH:
		return a << (b & 63);
	case BPF_RSH:
		return a >> (b & 63);
	case BPF_ARSH:
		return (uint64_t)((int64_t)a >> (b & 63));
	case BPF_NEG:
		return -a;
	default:
		return b;
	}
}

static bool alu(struct bpf_machine *machine, const struct bpf_insn *insn)
{
	const uint8_t op = insn->code & 0xf0;
	const bool is_register = insn->code & BPF_X;
	const bool is_shift = op == BPF_LSH || op == BPF_RSH || op == BPF_ARSH;
	const bool is_division = op == BPF_DIV || op == BPF_MOD;
	uint64_t *dst = &machine->registers[insn->dst_reg];
	uint64_t b = is_register ? machine->registers[insn->src_reg] : (uint64_t)(int64_t)insn->imm;

	if (insn->dst_reg == 10 || op > BPF_ARSH || insn->off)
		return FAIL(machine, "instruction %#x is not known, or changes r10", insn->code);
	if ((is_register && !machine->is_set[insn->src_reg]) ||
	    (op != BPF_MOV && !machine->is_set[insn->dst_reg]))
		return FAIL(machine, "calculates with what is not set");
	if (!is_register && ((is_shift && b > 63) || (is_division && !b)))
		return FAIL(machine, "verifiers refuse this number");
	*dst = calculate(op, *dst, b);
	if ((insn->code & 7) == BPF_ALU)
		*dst = (uint32_t)*dst;
	machine->is_set[insn->dst_reg] = true;
	return true;
}

static bool is_taken(uint8_t op, uint64_t a, uint64_t b)
{
	switch (op) {
	case BPF_JEQ:
		return a == b;
	case BPF_JNE:
		return a != b;
	case BPF_JGT:
		return a > b;
	case BPF_JGE:
		return a >= b;
	case BPF_JLT:
		return a < b;
	case BPF_JLE:
		return a <= b;
	case BPF_JSGT:
		return (int64_t)a > (int64_t)b;
	case BPF_JSGE:
		return (int64_t)a >= (int64_t)b;
	case BPF_JSLT:
		return (int64_t)a < (int64_t)b;
	case BPF_JSLE:
		return (int64_t)a <= (int64_t)b;
	default:
		return true;
	}
}

static bool jump(struct bpf_machine *machine, const struct bpf_insn *insn, size_t *at)
{
	const uint8_t op = insn->code & 0xf0;
	const bool is_register = insn->code & BPF_X;
	const uint64_t b = is_register ? machine->registers[insn->src_reg]
				       : (uint64_t)(int64_t)insn->imm;

	if (op == BPF_JSET || op > BPF_JSLE)
		return FAIL(machine, "jump %#x is not known", insn->code);
	if (op != BPF_JA &&
	    (!machine->is_set[insn->dst_reg] || (is_register && !machine->is_set[insn->src_reg])))
		return FAIL(machine, "decides by what is not set");
	if (is_taken(op, machine->registers[insn->dst_reg], b))
		*at = (size_t)((int64_t)*at + insn->off);
	return true;
}

static unsigned size_of(uint8_t code)
{
	switch (code & 0x18) {
	case BPF_B:
		return 1;
	case BPF_H:
		return 2;
	case BPF_W:
		return 4;
	default:
		return 8;
	}
}

static bool load(struct bpf_machine *machine, const struct bpf_insn *insn)
{
	const uint64_t address = machine->registers[insn->src_reg] + (uint64_t)(int64_t)insn->off;

	if (!machine->is_set[insn->src_reg])
		return FAIL(machine, "reads by what is not set");
	if (!machine_read(machine, address, size_of(insn->code),
			  &machine->registers[insn->dst_reg]))
		return false;
	machine->is_set[insn->dst_reg] = true;
	return true;
}

static bool store(struct bpf_machine *machine, const struct bpf_insn *insn)
{
	const bool is_register = (insn->code & 7) == BPF_STX;
	const uint64_t address = machine->registers[insn->dst_reg] + (uint64_t)(int64_t)insn->off;
	uint64_t value = is_register ? machine->registers[insn->src_reg]
				     : (uint64_t)(int64_t)insn->imm;
	uint64_t old;

	if (!machine->is_set[insn->dst_reg] || (is_register && !machine->is_set[insn->src_reg]))
		return FAIL(machine, "writes by what is not set, or what is not set");
	if (address % size_of(insn->code))
		return FAIL(machine, "writes to %#llx", (unsigned long long)address);
	if ((insn->code & 0xe0) == BPF_ATOMIC) {
		if (!is_register || !machine_within(address, 8, COUNTS_AT, 0x20000) ||
		    !machine_read(machine, address, 8, &old))
			return FAIL(machine, "an atomic step that is not known");
		value = calculate((uint8_t)insn->imm, old, value);
	}
	return machine_write(machine, address, &value, size_of(insn->code));
}

/* A number of 64 bits, or a map. */
static bool load_wide(struct bpf_machine *machine, const struct filter_code *code, size_t *at)
{
	static const uint64_t maps[] = {RING_AT, 0, THREADS_AT, 0};
	static const uint64_t values[] = {0, COUNTS_AT, 0, VERDICTS_AT};
	const struct bpf_insn *insn = &code->insns.data[*at - 1];
	uint64_t value = (uint32_t)insn->imm | (uint64_t)(uint32_t)insn[1].imm << 32;

	vec_for_each(&code->references, reference) {
		if (reference->insn != *at - 1)
			continue;
		value = reference->is_value ? values[reference->map] : maps[reference->map];
		if (!value)
			return FAIL(machine, "map %d is used in a way that is not known",
				    (int)reference->map);
		value += reference->offset;
	}
	machine->registers[insn->dst_reg] = value;
	machine->is_set[insn->dst_reg] = true;
	++*at;
	return true;
}

static bool step(struct bpf_machine *machine, const struct filter_code *code, size_t *at)
{
	const struct bpf_insn *insn = &code->insns.data[(*at)++];

	switch (insn->code & 7) {
	case BPF_LD:
		return load_wide(machine, code, at);
	case BPF_LDX:
		return load(machine, insn);
	case BPF_ST:
	case BPF_STX:
		return store(machine, insn);
	case BPF_JMP:
		if ((insn->code & 0xf0) == BPF_CALL)
			return machine_call(machine, insn);
		return jump(machine, insn, at);
	case BPF_JMP32:
		return FAIL(machine, "a jump by 32 bits");
	default:
		return alu(machine, insn);
	}
}

static void begin(struct bpf_machine *machine)
{
	memset(machine->registers, 0, sizeof(machine->registers));
	memset(machine->is_set, 0, sizeof(machine->is_set));
	memset(machine->stack_written, 0, sizeof(machine->stack_written));
	memset(machine->stack, RUBBISH, sizeof(machine->stack));
	memset(machine->record_written, 0, sizeof(machine->record_written));
	machine->record_size = 0;
	machine->is_submitted = machine->is_discarded = false;
	machine->steps = machine->calls = 0;
	machine->registers[1] = CONTEXT_AT;
	machine->registers[10] = STACK_END;
	machine->is_set[1] = machine->is_set[10] = true;
}

bool bpf_machine_run(struct bpf_machine *machine, const struct filter_code *code, uint64_t *ret)
{
	size_t at = 0, was;
	char why[sizeof(machine->failure)];

	begin(machine);
	for (; code->insns.data[at].code != (BPF_JMP | BPF_EXIT); machine->steps++) {
		was = at;
		if (!step(machine, code, &at)) {
			memcpy(why, machine->failure, sizeof(why));
			return FAIL(machine, "instruction %zu: %.150s", was, why);
		}
		if (at >= code->insns.size || machine->steps > STEPS_MOST)
			return FAIL(machine, "instruction %zu: it does not end", was);
	}
	if (!machine->is_set[0])
		return FAIL(machine, "it gives nothing");
	if (machine->record_size && !machine->is_submitted && !machine->is_discarded)
		return FAIL(machine, "the record is neither submitted nor discarded");
	*ret = machine->registers[0];
	return true;
}

/* Mark what can be reached from @p at on; false if a way leads out of the program. */
static bool reach(const struct filter_code *code, size_t at, uint8_t *reached)
{
	while (at < code->insns.size && !reached[at]) {
		const struct bpf_insn *insn = &code->insns.data[at];
		const uint8_t op = insn->code & 0xf0;
		const bool is_jump = (insn->code & 7) == BPF_JMP && op != BPF_CALL;
		const size_t target = (size_t)((int64_t)at + 1 + insn->off);

		reached[at] = 1;
		if (insn->code == (BPF_LD | BPF_IMM | BPF_DW))
			reached[++at] = 2;
		if (is_jump && op == BPF_EXIT)
			return true;
		if (is_jump && !reach(code, target, reached))
			return false;
		if (is_jump && op == BPF_JA)
			return true;
		at++;
	}
	return at < code->insns.size && reached[at] == 1;
}

bool bpf_machine_check(const struct filter_code *code, char failure[200])
{
	uint8_t *reached = calloc(code->insns.size + 1, 1);
	bool is_fine = reached && reach(code, 0, reached);

	snprintf(failure, 200, "a way leads out of the program");
	for (size_t i = 0; is_fine && i < code->insns.size; i++) {
		is_fine = reached[i];
		snprintf(failure, 200, "instruction %zu cannot be reached", i);
	}
	free(reached);
	return is_fine;
}
