/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * In which functions the events are that the kernel lists: those of the kernel by its symbols,
 * those of programs by the symbols of their files.
 */
#ifndef CLI_TARGET_LOCATOR_H
#define CLI_TARGET_LOCATOR_H

#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "image/elf.h"
#include "image/kallsyms.h"
#include "probe/event.h"

/** What it is found with; each is read for the first event that needs it. */
struct locator {
	/** Those of the kernel. */
	struct kallsyms symbols;
	/** The files of programs. */
	VEC(struct located_program {
		/** As the kernel lists it. Owned. */
		char *path;
		/** NULL where it is no program any more, or cannot be read. Owned. */
		struct image *image;
	})
	programs;
};

/** Nothing was read. */
#define LOCATOR_INIT                     \
	{                                \
		KALLSYMS_INIT, VEC_INIT, \
	}

/** Free what it holds. */
void locator_deinit(struct locator *locator);

/** The file of a program, opened once; NULL where it is none any more, or cannot be read. */
struct sonde_error *locator_program(struct locator *locator, const char *path,
				    const struct image **ret);

/**
 * The function that an event is in: of the kernel one at `_text+OFFSET`, which is how those are
 * named that have namesakes; of a program one at its file offset.
 *
 * @param name NULL where it is not known, or the event names it itself. Borrowed
 * @param offset of the event from the start of the function
 */
struct sonde_error *locator_find(struct locator *locator, const struct probe_event *event,
				 const char **name, uint64_t *offset);

#endif /* CLI_TARGET_LOCATOR_H */
