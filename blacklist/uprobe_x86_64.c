/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What 6.1 and 6.12 refuse, they refuse alike. An instruction that is newer than the kernel, which
 * it then does not know how to decode, is not among these rules.
 */
#include "blacklist/program.h"
#include "blacklist/x86_insn.h"

/* Opcodes from `first` to `last` on which the kernel sets no uprobe (good_insns_64). */
struct opcodes {
	uint8_t first, last;
	const char *what;
};

#define NOT_64_BIT "an instruction that 64-bit programs do not have"
#define PRIVILEGED "an instruction that programs must not use"
#define TRAP	   "an instruction that traps, as of a debugger's breakpoint"

static const struct opcodes refused[] = {
	{0x06, 0x07, NOT_64_BIT}, {0x0e, 0x0e, NOT_64_BIT}, {0x16, 0x17, NOT_64_BIT},
	{0x1e, 0x1f, NOT_64_BIT}, {0x27, 0x27, NOT_64_BIT}, {0x2f, 0x2f, NOT_64_BIT},
	{0x37, 0x37, NOT_64_BIT}, {0x3f, 0x3f, NOT_64_BIT}, {0x60, 0x62, NOT_64_BIT},
	{0x6c, 0x6f, PRIVILEGED}, {0x82, 0x82, NOT_64_BIT}, {0x9a, 0x9a, NOT_64_BIT},
	{0xc4, 0xc5, NOT_64_BIT}, {0xcc, 0xce, TRAP},	    {0xcf, 0xcf, PRIVILEGED},
	{0xd4, 0xd6, NOT_64_BIT}, {0xe4, 0xe7, PRIVILEGED}, {0xea, 0xea, NOT_64_BIT},
	{0xec, 0xef, PRIVILEGED}, {0xf0, 0xf0, NOT_64_BIT}, {0xf1, 0xf1, TRAP},
	{0xf4, 0xf4, PRIVILEGED}, {0xfa, 0xfb, PRIVILEGED},
};

static const char *why_opcode(const struct x86_insn *insn)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (insn->opcode < refused[i].first || insn->opcode > refused[i].last)
			continue;
		/* The kernel looks at the byte of the opcode whatever is before it. */
		return insn->vector ? "a vector instruction that the kernel takes for another one"
				    : refused[i].what;
	}
	return NULL;
}

/* A relative jump or call, near (branch_setup_xol_ops()). */
static bool is_branch(const struct x86_insn *insn)
{
	if (insn->vector)
		return false;
	if (insn->opcode == X86_ESCAPE)
		return (insn->opcode2 & 0xf0) == 0x80;
	return (insn->opcode & 0xf0) == 0x70 || insn->opcode == 0xe8 || insn->opcode == 0xe9 ||
	       insn->opcode == 0xeb;
}

static const char *why_refused(const struct x86_insn *insn)
{
	if (insn->lock)
		return "an instruction with a lock prefix";
	if (insn->old_segment)
		return "an instruction with a prefix for a segment (es, cs, ss, ds, notrack)";
	if (!insn->vector && insn->opcode == 0x8e && x86_modrm_reg(insn) == 2)
		return "it writes the stack segment";
	if (insn->short_operand && is_branch(insn))
		return "a jump or call with the prefix 0x66 (data16)";
	return why_opcode(insn);
}

enum insn_answer uprobe_check_x86_64(const struct insn_question *question, struct str *reason)
{
	struct x86_insn insn;
	const char *why;

	if (question->offset >= question->size ||
	    !x86_insn_parse((const uint8_t *)question->code + question->offset,
			    question->size - question->offset, &insn)) {
		str_append(reason, "an instruction whose bytes are not all known");
		return INSN_UNKNOWN;
	}
	why = why_refused(&insn);
	if (!why)
		return INSN_GOOD;
	str_appendf(reason, "%s, and the kernel sets no uprobe on such", why);
	return INSN_REFUSED;
}
