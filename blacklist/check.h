/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether a place may be probed.
 */
#ifndef BLACKLIST_CHECK_H
#define BLACKLIST_CHECK_H

#include <stdint.h>

#include "base/err.h"
#include "blacklist/answer.h"
#include "blacklist/list.h"

/**
 * Ask for one place. The address decides where it and those of the list are known, else the
 * name. As in within_kprobe_blacklist() of kernel/kprobes.c, a suffixed symbol (`f.cold`,
 * `f.isra.0`) is refused with the symbol that it is part of.
 *
 * @param list NULL if the list could not be had: all is UNKNOWN
 * @param symbol `SYMBOL` or `MODULE:SYMBOL` as in the symbol table; NULL for an address alone
 * @param offset bytes after the symbol. With a symbol that is no function (`_text`) and no
 *        address the answer is UNKNOWN.
 * @param address of the place itself, symbol and offset added, in the running kernel; 0 if it
 *        is not known
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *blacklist_check(const struct blacklist *list, const char *symbol,
				    uint64_t offset, uint64_t address,
				    struct blacklist_answer *ret);

#endif /* BLACKLIST_CHECK_H */
