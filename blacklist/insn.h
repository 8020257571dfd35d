/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the kernel makes of the instruction at a place before it sets a kprobe there.
 *
 * Two questions: does an instruction begin at the place, and is it one that the kernel can run
 * elsewhere or emulate. The rules are those of 6.1 and 6.12; what one of them refuses is refused.
 * The bytes are those of an image: where the kernel writes others when it boots (alternatives,
 * calls of paravirt operations), the answer is UNKNOWN or holds for the image alone. Exclusive
 * loads and stores of arm64 are such, where the machine has the atomic instructions of LSE instead.
 * Tables of the image that forbid places (jump labels, static calls, BUG(), exceptions) are not
 * looked at.
 */
#ifndef BLACKLIST_INSN_H
#define BLACKLIST_INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/** What is known of the instruction at a place. */
enum insn_answer {
	/** It can be probed. */
	INSN_GOOD,
	/** The kernel refuses it, or would run another instruction in its place. */
	INSN_REFUSED,
	/** It cannot be told. */
	INSN_UNKNOWN,
};

/** Values of `machine`: e_machine of the ELF header. Others give UNKNOWN. */
enum insn_machine {
	/** EM_X86_64. */
	INSN_MACHINE_X86_64 = 62,
	/** EM_AARCH64. */
	INSN_MACHINE_AARCH64 = 183,
};

struct insn_question {
	/** ELF e_machine: EM_X86_64, EM_AARCH64. */
	uint16_t machine;
	/**
	 * Bytes from the start of the symbol that the kernel's kallsyms finds for the place: from
	 * there the kernel decodes. Any alignment; borrowed; may be NULL if `size` is 0.
	 */
	const void *code;
	/** Bytes there are, at least up to the place; more if possible, or an instruction may be
	 * cut short and UNKNOWN. An instruction has up to 15. */
	size_t size;
	/** Of the place in them. */
	size_t offset;
	/** It is known (line table, symbol) that an instruction begins at `offset`. */
	bool begins;
};

/**
 * Ask for one place.
 *
 * On x86-64 a place of which it is not known whether an instruction begins there is found out by
 * decoding from the start of the code (boundary.h), as in can_probe() of
 * arch/x86/kernel/kprobes/core.c; the time this takes is linear in the offset.
 *
 * @param reason is appended why, as in struct blacklist_answer: "in the midst of an instruction
 *        ..."; without a full stop. Nothing for GOOD.
 */
enum insn_answer insn_check(const struct insn_question *question, struct str *reason);

/** insn_check() of x86-64 code, whatever the `machine`. */
enum insn_answer insn_check_x86_64(const struct insn_question *question, struct str *reason);

/** insn_check() of arm64 code, whatever the `machine`. */
enum insn_answer insn_check_aarch64(const struct insn_question *question, struct str *reason);

#endif /* BLACKLIST_INSN_H */
