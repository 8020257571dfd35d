/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Instructions of BPF put one behind the other, with labels to jump to.
 *
 * Adding never fails at the call: what went wrong is remembered, and assembly_finish() says it.
 * What would be behind a jump or an exit without a label that leads there is left out, for
 * verifiers refuse code that cannot be reached.
 */
#ifndef BPF_ASSEMBLE_H
#define BPF_ASSEMBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "bpf/codegen.h"

struct assembly_label {
	/** Index of the instruction behind it; SIZE_MAX while that is not known. */
	size_t at;
	/** A jump leads there. */
	bool is_used;
	/** What all of those that lead there know (struct assembly). */
	uint64_t known;
};

struct assembly_jump {
	size_t insn;
	size_t label;
};

struct assembly {
	struct filter_code code;
	VEC(struct assembly_label) labels;
	VEC(struct assembly_jump) jumps;
	/** What comes next is not reached. */
	bool is_dead;
	/** Bits of the caller's, for what he has computed on every way that leads here. A label has
	 * those that all ways to it have. */
	uint64_t known;
	/** The first failure; owned. */
	struct sonde_error *error;
};

/** Free what it holds and make it empty. */
void assembly_deinit(struct assembly *assembly);

/** A `struct assembly` that is released at the end of its scope. */
#define _cleanup_assembly_ _cleanup_(assembly_deinit)

/** A label, not yet placed. */
size_t assembly_label(struct assembly *assembly);

/** Place a label here. */
void assembly_place(struct assembly *assembly, size_t label);

/** `dst = src` */
void assembly_move(struct assembly *assembly, unsigned dst, unsigned src);

/** `dst = value`, by one instruction or a pair. */
void assembly_set(struct assembly *assembly, unsigned dst, uint64_t value);

/** `dst op= src`, 64 bits. @param op BPF_ADD and the like */
void assembly_alu(struct assembly *assembly, unsigned op, unsigned dst, unsigned src);

/** `dst op= imm` */
void assembly_alu_imm(struct assembly *assembly, unsigned op, unsigned dst, int32_t imm);

/** `dst = (u32)dst` */
void assembly_low_half(struct assembly *assembly, unsigned dst);

/** `dst = *(base + offset)` of @p size bytes, 1, 2, 4 or 8, without a sign. */
void assembly_load(struct assembly *assembly, unsigned size, unsigned dst, unsigned base,
		   int16_t offset);

/** `*(base + offset) = src` */
void assembly_store(struct assembly *assembly, unsigned size, unsigned base, int16_t offset,
		    unsigned src);

/** `*(base + offset) = imm` */
void assembly_store_imm(struct assembly *assembly, unsigned size, unsigned base, int16_t offset,
			int32_t imm);

/** `*(u64 *)base op= src` by one step. @param op BPF_ADD, BPF_AND, BPF_OR */
void assembly_atomic(struct assembly *assembly, unsigned op, unsigned base, unsigned src);

/** Call a helper, BPF_FUNC_...: its arguments are in r1 to r5, which are lost; it gives r0. */
void assembly_call(struct assembly *assembly, int32_t helper);

/** Call the user's function, as `object_call` of the code has it. */
void assembly_call_object(struct assembly *assembly);

/** Go on at a label. */
void assembly_jump(struct assembly *assembly, size_t label);

/** If `dst op src`, go on at a label. @param op BPF_JEQ and the like */
void assembly_jump_if(struct assembly *assembly, unsigned op, unsigned dst, unsigned src,
		      size_t label);

/** The same, with a number. */
void assembly_jump_if_imm(struct assembly *assembly, unsigned op, unsigned dst, int32_t imm,
			  size_t label);

/** The same, with any number. @param spare a register that may be lost */
void assembly_jump_if_value(struct assembly *assembly, unsigned op, unsigned dst, uint64_t value,
			    unsigned spare, size_t label);

/** The program ends, with r0. */
void assembly_exit(struct assembly *assembly);

/** `dst = map` */
void assembly_map(struct assembly *assembly, unsigned dst, enum filter_map map);

/** `dst = ` the address of the map's value, plus @p offset */
void assembly_map_value(struct assembly *assembly, unsigned dst, enum filter_map map,
			uint32_t offset);

/** Whether @p value can be the number in an instruction, which extends 32 bits by their sign. */
static inline bool assembly_fits(uint64_t value)
{
	return (uint64_t)(int64_t)(int32_t)value == value;
}

/**
 * All labels being placed, give the code.
 *
 * @param ret the caller deinits it
 * @return what went wrong; REFUSED if it is too long, or a jump too far
 */
struct sonde_error *assembly_finish(struct assembly *assembly, struct filter_code *ret);

#endif /* BPF_ASSEMBLE_H */
