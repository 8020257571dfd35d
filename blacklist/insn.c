/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/insn.h"

enum insn_answer insn_check(const struct insn_question *question, struct str *reason)
{
	switch (question->machine) {
	case INSN_MACHINE_X86_64:
		return insn_check_x86_64(question, reason);
	case INSN_MACHINE_AARCH64:
		return insn_check_aarch64(question, reason);
	default:
		str_appendf(reason,
			    "an instruction of a machine (ELF number %u) of which it is not"
			    " known what its kernel refuses",
			    question->machine);
		return INSN_UNKNOWN;
	}
}
