/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules of can_probe(), __copy_instruction() and prepare_emulation() in
 * arch/x86/kernel/kprobes/core.c. Those of 6.12 and 6.1 differ in this: 6.12 refuses INT n, INTO,
 * INT1 and UD0, UD1, UD2 as it refuses INT3, which 6.1 does not (UD2 only where a BUG() is).
 */
#include <string.h>

#include "blacklist/boundary.h"
#include "blacklist/insn.h"
#include "blacklist/x86_insn.h"

#define CUT_SHORT "an instruction whose bytes are not all known"

/* Why an instruction with a one-byte opcode is refused; NULL if it is not. */
static const char *why_one_byte(const struct x86_insn *insn)
{
	switch (insn->opcode) {
	case 0xcc:
	case 0xcd:
	case 0xce:
	case 0xf1:
		return "an INT instruction, and the kernel does not let one be probed";
	case 0xcf:
		return "an IRET, which the kernel cannot emulate";
	case 0x9a:
	case 0xea:
		return "a far call or jump, which the kernel cannot emulate";
	case 0x1f:
		/* The kernel takes it for POP SS. */
		return "it masks exceptions, and the kernel cannot step over it";
	case 0x8e:
		return x86_modrm_reg(insn) == 2
			       ? "it writes the stack segment, and the kernel cannot step over it"
			       : NULL;
	default:
		return NULL;
	}
}

/* Why an instruction with the opcode 0x0f and another is refused; NULL if it is not. */
static const char *why_two_bytes(const struct x86_insn *insn)
{
	switch (insn->opcode2) {
	case 0x0b:
	case 0xb9:
	case 0xff:
		return "an undefined instruction (UD, as of BUG() and WARN()), and the kernel"
		       " does not let one be probed";
	case 0x01:
		return x86_modrm_mod(insn) == 3 && x86_modrm_reg(insn) == 0
			       ? "an instruction for virtual machines, which the kernel cannot"
				 " emulate"
			       : NULL;
	default:
		return NULL;
	}
}

/*
 * The kernel chooses by the byte of the opcode what it refuses and what it emulates, also where
 * that is the opcode of a vector instruction. Where it emulates, the probe is set, and hitting it
 * calls, jumps or changes flags.
 */
static bool is_taken_for_another(const struct x86_insn *insn)
{
	if (why_one_byte(insn))
		return true;
	switch (insn->opcode) {
	case 0x70 ... 0x7f:
	case 0x9c ... 0x9d:
	case 0xc2 ... 0xc3:
	case 0xca ... 0xcb:
	case 0xe0 ... 0xe3:
	case 0xe8 ... 0xe9:
	case 0xeb:
	case 0xfa ... 0xfb:
	case 0xff:
		return true;
	default:
		return false;
	}
}

/* The group of opcode 0xff: near calls and jumps are emulated only through a register. */
static enum insn_answer check_indirect(const struct x86_insn *insn, struct str *reason)
{
	unsigned reg = x86_modrm_reg(insn);
	bool is_rip_relative = x86_modrm_mod(insn) == 0 && x86_modrm_rm(insn) == 5;

	if (reg == 3 || reg == 5) {
		str_append(reason, "a far call or jump, which the kernel cannot emulate");
		return INSN_REFUSED;
	}
	if ((reg != 2 && reg != 4) || (x86_modrm_mod(insn) == 3 && !insn->short_address))
		return INSN_GOOD;
	if (is_rip_relative && !insn->short_address) {
		/* So are calls of paravirt operations in the image. */
		str_append(reason, "a call or jump through memory, which the kernel cannot"
				   " emulate unless it has made it a direct one when it booted");
		return INSN_UNKNOWN;
	}
	str_append(reason, "a call or jump through memory, which the kernel cannot emulate");
	return INSN_REFUSED;
}

/*
 * `mov $TYPE,%r10d; add -4(%REG),%r10d; je +2; ud2`: before an indirect call, where the kernel was
 * compiled with clang's CFI. 6.12 reads the two first when the check fails, so they stay as they
 * are.
 */
static bool is_cfi_check(const uint8_t *code, size_t size)
{
	static const uint8_t trap[] = {0x74, 0x02, 0x0f, 0x0b};
	const size_t mov = 6, add = 4;

	if (size >= mov + 2 && code[0] == 0x41 && code[1] == 0xba) {
		code += mov;
		size -= mov;
	}
	return size >= add + sizeof(trap) && (code[0] & 0xfe) == 0x44 && code[1] == 0x03 &&
	       (code[2] & 0xf8) == 0x50 && code[3] == 0xfc &&
	       memcmp(code + add, trap, sizeof(trap)) == 0;
}

/* Why the instruction is refused; NULL if it is not. */
static const char *why_refused(const struct x86_insn *insn, const uint8_t *code, size_t size)
{
	if (is_cfi_check(code, size))
		return "it belongs to a check of a call's type (CFI), which the kernel has to find"
		       " as it is";
	if (insn->vector)
		return is_taken_for_another(insn)
			       ? "a vector instruction that the kernel takes for another one"
			       : NULL;
	return insn->opcode == X86_ESCAPE ? why_two_bytes(insn) : why_one_byte(insn);
}

static enum insn_answer check_bytes(const uint8_t *code, size_t size, struct str *reason)
{
	struct x86_insn insn = {0};
	const char *why;

	if (boundary_is_emulated(code, size)) {
		str_append(reason, "an instruction that a hypervisor emulates, and the kernel"
				   " does not let one be probed");
		return INSN_REFUSED;
	}
	if (!x86_insn_parse(code, size, &insn)) {
		str_append(reason, CUT_SHORT);
		return INSN_UNKNOWN;
	}
	if (insn.opcode == 0xff && !insn.vector)
		return check_indirect(&insn, reason);
	why = why_refused(&insn, code, size);
	if (why)
		str_append(reason, why);
	return why ? INSN_REFUSED : INSN_GOOD;
}

/* GOOD if an instruction begins there. */
static enum insn_answer check_boundary(const struct insn_question *question, struct str *reason)
{
	struct boundary boundary = boundary_find(question->code, question->size, question->offset);
	size_t before = question->offset - boundary.start;

	switch (boundary.answer) {
	case BOUNDARY_BEGINS:
		return INSN_GOOD;
	case BOUNDARY_MIDST:
		str_appendf(reason,
			    "in the midst of an instruction: it begins %zu byte%s before,"
			    " the next one %zu after",
			    before, before == 1 ? "" : "s", boundary.length - before);
		return INSN_REFUSED;
	case BOUNDARY_UNDECODED:
		str_appendf(reason,
			    "perhaps in the midst of an instruction: what is %zu byte%s before"
			    " cannot be decoded",
			    before, before == 1 ? "" : "s");
		return INSN_UNKNOWN;
	case BOUNDARY_NO_MEMORY:
		reason->failed = true;
		return INSN_UNKNOWN;
	default:
		str_append(reason, "perhaps in the midst of an instruction, which cannot be told"
				   " without libcapstone");
		return INSN_UNKNOWN;
	}
}

enum insn_answer insn_check_x86_64(const struct insn_question *question, struct str *reason)
{
	const uint8_t *code = question->code;

	if (question->offset >= question->size) {
		str_append(reason, CUT_SHORT);
		return INSN_UNKNOWN;
	}
	if (!question->begins) {
		enum insn_answer answer = check_boundary(question, reason);

		if (answer != INSN_GOOD)
			return answer;
		/* In alternatives the image has such ones for the rest of a longer instruction. */
		if (question->offset && code[question->offset] == 0x90 &&
		    code[question->offset - 1] == 0x90) {
			str_append(reason, "a NOP of one byte, and the kernel may write an"
					   " instruction over several of them when it boots");
			return INSN_UNKNOWN;
		}
	}
	return check_bytes(code + question->offset, question->size - question->offset, reason);
}
