/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The bytes of an x86-64 instruction by which the kernel tells whether it can be probed, as its
 * struct insn has them (arch/x86/lib/insn.c).
 */
#ifndef BLACKLIST_X86_INSN_H
#define BLACKLIST_X86_INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The byte behind which an opcode goes on. */
#define X86_ESCAPE 0x0f

struct x86_insn {
	/** Size of the address is changed (0x67). */
	bool short_address;
	/** Size of the operand is changed (0x66). */
	bool short_operand;
	/** Another segment is named that has no meaning any more, or is but a hint: es, cs, ss, ds.
	 */
	bool old_segment;
	/** 0xf0. */
	bool lock;
	/** The opcode follows a VEX or EVEX prefix. */
	bool vector;
	/** The first byte of the opcode that follows all prefixes, and, if that is an escape, the
	 * second. */
	uint8_t opcode, opcode2;
	/** The byte after the opcode. It means something for instructions only that have a ModRM
	 * byte. 0 behind the last byte that is known. */
	uint8_t modrm;
};

/** Parts of the ModRM byte. */
static inline unsigned x86_modrm_mod(const struct x86_insn *insn)
{
	return insn->modrm >> 6;
}

/** See x86_modrm_mod(). */
static inline unsigned x86_modrm_reg(const struct x86_insn *insn)
{
	return insn->modrm >> 3 & 7;
}

/** See x86_modrm_mod(). */
static inline unsigned x86_modrm_rm(const struct x86_insn *insn)
{
	return insn->modrm & 7;
}

/** False if the bytes end before the opcode does, or before a ModRM byte that rules look at. */
bool x86_insn_parse(const uint8_t *code, size_t size, struct x86_insn *ret);

#endif /* BLACKLIST_X86_INSN_H */
