/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The text of a hist trigger, made of its parts.
 */
#ifndef HIST_TRIGGER_H
#define HIST_TRIGGER_H

#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "hist/table.h"

struct hist_trigger {
	/** With their modifiers: `count.log2`. */
	struct hist_texts keys;
	/** Bytes of all keys together; see hist_operand_bytes(). */
	unsigned key_bytes;
	/** Besides `hitcount`. */
	struct hist_texts values;
	/** `VAR=EXPRESSION`. */
	struct hist_texts variables;
	/** `FIELD` or `FIELD.descending`. None: the kernel's order. */
	struct hist_texts sort;
	/** Rows that there is room for; 0: not said. */
	uint64_t size;
	/** `onmatch(...).trace(...)`, `onmax(...).save(...)`; empty for none. */
	struct str action;
	/** In the kernel's words; empty for none. */
	struct str filter;
};

/** A trigger without parts. */
#define HIST_TRIGGER_INIT \
	{                 \
		0         \
	}

/** Free what it holds and make it empty. */
void hist_trigger_deinit(struct hist_trigger *trigger);

/** A `struct hist_trigger` that is released at the end of its scope. */
#define _cleanup_hist_trigger_ _cleanup_(hist_trigger_deinit)

/**
 * Make its text, as it is appended to the event's `trigger` file. The same behind a `!` removes it.
 *
 * @param ret the caller frees it
 * @return UNAVAILABLE for more of something than the kernel takes (hist/limits.h)
 */
struct sonde_error *hist_trigger_print(const struct hist_trigger *trigger, char **ret);

/** Check `--size`. @return SYNTAX for one that no kernel has room for; 0 is fine */
struct sonde_error *hist_size_check(uint64_t size);

#endif /* HIST_TRIGGER_H */
