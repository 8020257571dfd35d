/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether a place of a program may have a probe. The kernel takes a uprobe anywhere in a file, and
 * writes its breakpoint there: in the midst of an instruction, or in data, it breaks the program.
 * On some instructions it sets none (arch_uprobe_analyze_insn()), which it tells only when the
 * event is enabled while the program runs, and to nobody where the program is started later.
 */
#ifndef BLACKLIST_PROGRAM_H
#define BLACKLIST_PROGRAM_H

#include "base/err.h"
#include "blacklist/answer.h"
#include "blacklist/image.h"
#include "blacklist/insn.h"
#include "image/elf.h"

/**
 * Ask for one place. Where it is not known that an instruction begins there (`begins`), x86-64
 * code is decoded from the start of the function around it, else of the symbol before it; on arm64
 * the mapping symbols of the file ($x, $d) tell data from code.
 *
 * @param ret initialised by this; the caller deinits it. UNKNOWN where no symbol tells where the
 *        code around the place begins, where it cannot be decoded up to there, or where data or a
 *        label that may stand before such lie on the way
 */
struct sonde_error *blacklist_program_check(const struct image *image,
					    const struct blacklist_place *place,
					    struct blacklist_answer *ret);

/**
 * What the kernel makes of the x86-64 instruction at `question->offset`, as in insn.h, but before
 * it sets a uprobe there: uprobe_init_insn() and branch_setup_xol_ops() of
 * arch/x86/kernel/uprobes.c.
 */
enum insn_answer uprobe_check_x86_64(const struct insn_question *question, struct str *reason);

#endif /* BLACKLIST_PROGRAM_H */
