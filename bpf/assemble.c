/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/assemble.h"

#include <string.h>

/* A jump has 16 bits, with a sign, for its distance: in code of no more instructions each fits. */
#define INSNS_MOST 32767

void assembly_deinit(struct assembly *assembly)
{
	filter_code_deinit(&assembly->code);
	vec_deinit(&assembly->labels);
	vec_deinit(&assembly->jumps);
	sonde_error_destroy(assembly->error);
	*assembly = (struct assembly){0};
}

static void remember(struct assembly *assembly, struct sonde_error *error)
{
	if (!assembly->error)
		assembly->error = error;
	else
		sonde_error_destroy(error);
}

static void add(struct assembly *assembly, struct bpf_insn insn)
{
	if (!assembly->is_dead && !assembly->error)
		remember(assembly, vec_push(&assembly->code.insns, insn));
}

size_t assembly_label(struct assembly *assembly)
{
	const struct assembly_label label = {.at = SIZE_MAX, .known = UINT64_MAX};

	remember(assembly, vec_push(&assembly->labels, label));
	return assembly->labels.size - 1;
}

void assembly_place(struct assembly *assembly, size_t label)
{
	struct assembly_label *placed;

	if (assembly->error)
		return;
	placed = &assembly->labels.data[label];
	placed->at = assembly->code.insns.size;
	if (!placed->is_used) {
		placed->known = assembly->known;
		return;
	}
	assembly->known = assembly->is_dead ? placed->known : assembly->known & placed->known;
	placed->known = assembly->known;
	assembly->is_dead = false;
}

void assembly_move(struct assembly *assembly, unsigned dst, unsigned src)
{
	if (dst != src)
		add(assembly,
		    (struct bpf_insn){BPF_ALU64 | BPF_MOV | BPF_X, dst & 15, src & 15, 0, 0});
}

/* A pair of instructions with a number of 64 bits. */
static void add_wide(struct assembly *assembly, unsigned dst, unsigned kind, uint64_t value)
{
	add(assembly,
	    (struct bpf_insn){BPF_LD | BPF_IMM | BPF_DW, dst & 15, kind & 15, 0, (int32_t)value});
	add(assembly, (struct bpf_insn){0, 0, 0, 0, (int32_t)(value >> 32)});
}

void assembly_set(struct assembly *assembly, unsigned dst, uint64_t value)
{
	if (assembly_fits(value))
		assembly_alu_imm(assembly, BPF_MOV, dst, (int32_t)value);
	else
		add_wide(assembly, dst, 0, value);
}

void assembly_alu(struct assembly *assembly, unsigned op, unsigned dst, unsigned src)
{
	add(assembly,
	    (struct bpf_insn){(uint8_t)(BPF_ALU64 | op | BPF_X), dst & 15, src & 15, 0, 0});
}

void assembly_alu_imm(struct assembly *assembly, unsigned op, unsigned dst, int32_t imm)
{
	add(assembly, (struct bpf_insn){(uint8_t)(BPF_ALU64 | op | BPF_K), dst & 15, 0, 0, imm});
}

void assembly_low_half(struct assembly *assembly, unsigned dst)
{
	add(assembly, (struct bpf_insn){BPF_ALU | BPF_MOV | BPF_X, dst & 15, dst & 15, 0, 0});
}

static uint8_t size_bits(unsigned size)
{
	return size == 1 ? BPF_B : size == 2 ? BPF_H : size == 4 ? BPF_W : BPF_DW;
}

void assembly_load(struct assembly *assembly, unsigned size, unsigned dst, unsigned base,
		   int16_t offset)
{
	add(assembly, (struct bpf_insn){(uint8_t)(BPF_LDX | BPF_MEM | size_bits(size)), dst & 15,
					base & 15, offset, 0});
}

void assembly_store(struct assembly *assembly, unsigned size, unsigned base, int16_t offset,
		    unsigned src)
{
	add(assembly, (struct bpf_insn){(uint8_t)(BPF_STX | BPF_MEM | size_bits(size)), base & 15,
					src & 15, offset, 0});
}

void assembly_store_imm(struct assembly *assembly, unsigned size, unsigned base, int16_t offset,
			int32_t imm)
{
	add(assembly, (struct bpf_insn){(uint8_t)(BPF_ST | BPF_MEM | size_bits(size)), base & 15, 0,
					offset, imm});
}

void assembly_atomic(struct assembly *assembly, unsigned op, unsigned base, unsigned src)
{
	add(assembly,
	    (struct bpf_insn){BPF_STX | BPF_ATOMIC | BPF_DW, base & 15, src & 15, 0, (int32_t)op});
}

void assembly_call(struct assembly *assembly, int32_t helper)
{
	add(assembly, (struct bpf_insn){BPF_JMP | BPF_CALL, 0, 0, 0, helper});
}

/* A jump to @p label, whose distance is filled in at the end. */
static void add_jump(struct assembly *assembly, size_t label, struct bpf_insn insn)
{
	const struct assembly_jump jump = {.insn = assembly->code.insns.size, .label = label};
	struct assembly_label *target;

	if (assembly->is_dead || assembly->error)
		return;
	add(assembly, insn);
	remember(assembly, vec_push(&assembly->jumps, jump));
	if (assembly->error)
		return;
	target = &assembly->labels.data[label];
	target->is_used = true;
	if (target->at == SIZE_MAX)
		target->known &= assembly->known;
}

void assembly_jump(struct assembly *assembly, size_t label)
{
	add_jump(assembly, label, (struct bpf_insn){BPF_JMP | BPF_JA, 0, 0, 0, 0});
	assembly->is_dead = true;
}

void assembly_jump_if(struct assembly *assembly, unsigned op, unsigned dst, unsigned src,
		      size_t label)
{
	add_jump(assembly, label,
		 (struct bpf_insn){(uint8_t)(BPF_JMP | op | BPF_X), dst & 15, src & 15, 0, 0});
}

void assembly_jump_if_imm(struct assembly *assembly, unsigned op, unsigned dst, int32_t imm,
			  size_t label)
{
	add_jump(assembly, label,
		 (struct bpf_insn){(uint8_t)(BPF_JMP | op | BPF_K), dst & 15, 0, 0, imm});
}

void assembly_jump_if_value(struct assembly *assembly, unsigned op, unsigned dst, uint64_t value,
			    unsigned spare, size_t label)
{
	if (assembly_fits(value)) {
		assembly_jump_if_imm(assembly, op, dst, (int32_t)value, label);
		return;
	}
	assembly_set(assembly, spare, value);
	assembly_jump_if(assembly, op, dst, spare, label);
}

void assembly_call_object(struct assembly *assembly)
{
	assembly->code.object_call = assembly->code.insns.size;
	add(assembly, (struct bpf_insn){BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, -1});
}

void assembly_exit(struct assembly *assembly)
{
	add(assembly, (struct bpf_insn){BPF_JMP | BPF_EXIT, 0, 0, 0, 0});
	assembly->is_dead = true;
}

static void add_reference(struct assembly *assembly, unsigned dst,
			  struct filter_reference reference)
{
	if (assembly->is_dead || assembly->error)
		return;
	reference.insn = assembly->code.insns.size;
	remember(assembly, vec_push(&assembly->code.references, reference));
	add_wide(assembly, dst, reference.is_value ? BPF_PSEUDO_MAP_VALUE : BPF_PSEUDO_MAP_FD,
		 (uint64_t)reference.offset << 32);
}

void assembly_map(struct assembly *assembly, unsigned dst, enum filter_map map)
{
	add_reference(assembly, dst, (struct filter_reference){.map = map});
}

void assembly_map_value(struct assembly *assembly, unsigned dst, enum filter_map map,
			uint32_t offset)
{
	add_reference(assembly, dst,
		      (struct filter_reference){.map = map, .is_value = true, .offset = offset});
}

static struct sonde_error *patch(struct assembly *assembly, const struct assembly_jump *jump)
{
	const struct assembly_label *label = &assembly->labels.data[jump->label];
	const int64_t distance = (int64_t)label->at - (int64_t)jump->insn - 1;

	if (label->at == SIZE_MAX || distance < INT16_MIN || distance > INT16_MAX)
		return sonde_error_new(SONDE_ERROR_REFUSED,
				       "The filter is too much for a program: a jump over %lld "
				       "instructions.",
				       (long long)distance);
	assembly->code.insns.data[jump->insn].off = (int16_t)distance;
	return NULL;
}

struct sonde_error *assembly_finish(struct assembly *assembly, struct filter_code *ret)
{
	if (assembly->error)
		return take_ptr(assembly->error);
	if (assembly->code.insns.size > INSNS_MOST)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_REFUSED,
					"The filter is too much for a program: %zu instructions, "
					"and %d are the limit.",
					assembly->code.insns.size, INSNS_MOST),
			"Say it with fewer terms.");
	vec_for_each(&assembly->jumps, jump)
		TRY(patch(assembly, jump));
	*ret = assembly->code;
	assembly->code = (struct filter_code){0};
	return NULL;
}
