/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What an image says of where the kernel that it is of takes no probe, without that kernel: the
 * rules of check_kprobe_address_safe() in kernel/kprobes.c, of within_notrace_func() in
 * kernel/trace/trace_kprobe.c, and of arch_prepare_kprobe().
 */
#ifndef BLACKLIST_IMAGE_H
#define BLACKLIST_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "blacklist/answer.h"
#include "blacklist/list.h"
#include "image/elf.h"

/** What was read of an image. */
struct blacklist_image;

/** A place in the image. */
struct blacklist_place {
	/** Of the instruction. */
	uint64_t address;
	/** For a return probe; the address is the entry of the function. */
	bool is_return;
	/** Debuginfo or a symbol says that an instruction begins there. */
	bool begins;
};

/**
 * Read the tables of a kernel or module.
 *
 * @param image outlives @p ret; of a module, `kernel` tells more if it is known
 * @param ret the caller destroys it
 * @return as image_prepare_tables(). An image without such tables is no error: the answers are
 *         then UNKNOWN.
 */
struct sonde_error *blacklist_image_create(struct image *image, struct blacklist_image **ret);

/** Free @p blacklist; NULL is fine. */
void blacklist_image_destroy(struct blacklist_image *blacklist);

/**
 * Ask for one place.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *blacklist_image_check(const struct blacklist_image *blacklist,
					  const struct blacklist_place *place,
					  struct blacklist_answer *ret);

#endif /* BLACKLIST_IMAGE_H */
