/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Single instructions at which the kernel takes no probe, whatever the function: those that it
 * patches while it runs, and its traps. An image has tables of them.
 */
#ifndef BLACKLIST_SITES_H
#define BLACKLIST_SITES_H

#include "base/err.h"
#include "blacklist/answer.h"
#include "image/elf.h"
#include "image/table.h"

/** Their addresses, by cause; of most causes there are none. */
struct sites {
	struct image_addresses by_cause[BLACKLIST_CAUSES];
	/** The section of a table that cannot be read, or whose entries have a form that sonde does
	 * not know; or NULL. */
	const char *unknown;
};

/** Free what it holds. */
void sites_deinit(struct sites *sites);

/**
 * Read the tables: static keys (__jump_table, include/linux/jump_label.h), static calls
 * (.static_call_sites, include/linux/static_call_types.h), traps (__bug_table,
 * include/asm-generic/bug.h), and on arm64, whose kernel asks for them too, instructions that may
 * fault (__ex_table, arch/arm64/include/asm/extable.h). An image without one of them has no
 * such places.
 *
 * @param image its tables prepared, see image_prepare_tables()
 * @param ret empty before; the caller deinits it, on failure too
 */
struct sonde_error *sites_read(const struct image *image, struct sites *ret);

/** Why no probe can be at the instruction at @p address; NONE if none of the tables has it. */
enum blacklist_cause sites_check(const struct sites *sites, uint64_t address);

#endif /* BLACKLIST_SITES_H */
