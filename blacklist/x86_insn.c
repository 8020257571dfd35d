/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/x86_insn.h"

#include <string.h>

static bool is_legacy_prefix(uint8_t byte)
{
	return byte && memchr("\x26\x2e\x36\x3e\x64\x65\x66\x67\xf0\xf2\xf3", byte, 11);
}

/* Bytes of a VEX or EVEX prefix; 0 if `byte` does not begin one. */
static size_t vector_prefix_size(uint8_t byte)
{
	switch (byte) {
	case 0xc5:
		return 2;
	case 0xc4:
		return 3;
	case 0x62:
		return 4;
	default:
		return 0;
	}
}

/* Whether a rule looks at the byte after the opcode. */
static bool needs_modrm(const struct x86_insn *insn)
{
	return insn->opcode == 0x8e || insn->opcode == 0xff ||
	       (insn->opcode == X86_ESCAPE && insn->opcode2 == 0x01);
}

static void take_prefix(uint8_t byte, struct x86_insn *insn)
{
	switch (byte) {
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
		insn->old_segment = true;
		break;
	case 0x66:
		insn->short_operand = true;
		break;
	case 0x67:
		insn->short_address = true;
		break;
	case 0xf0:
		insn->lock = true;
		break;
	default:
		break;
	}
}

bool x86_insn_parse(const uint8_t *code, size_t size, struct x86_insn *ret)
{
	size_t at = 0, prefix;

	*ret = (struct x86_insn){0};
	for (; at < size && is_legacy_prefix(code[at]); at++)
		take_prefix(code[at], ret);
	if (at < size && (code[at] & 0xf0) == 0x40) /* REX */
		at++;
	prefix = at < size ? vector_prefix_size(code[at]) : 0;
	ret->vector = prefix > 0;
	if (size - at <= prefix)
		return false;
	at += prefix;
	ret->opcode = code[at++];
	if (ret->opcode == X86_ESCAPE && !ret->vector) {
		if (at == size)
			return false;
		ret->opcode2 = code[at++];
	}
	if (at == size)
		return !needs_modrm(ret);
	ret->modrm = code[at];
	return true;
}
