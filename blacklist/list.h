/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The kernel's list of code that must not be probed: its own, or as an image of it says that it
 * will be (blacklist/areas.h).
 *
 * The running kernel shows it in the file `kprobes/blacklist` of debugfs
 * (kprobe_blacklist_seq_show() in kernel/kprobes.c), one range a line, the end not included:
 *
 *     0xffffffff81c00010-0xffffffff81c00080<TAB>asm_exc_page_fault
 *     0xffffffffc0331000-0xffffffffc0331040<TAB>some_function [module]
 *
 * Where kptr_restrict hides addresses all of them are zero, and only the names count.
 */
#ifndef BLACKLIST_LIST_H
#define BLACKLIST_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "blacklist/answer.h"

/** One range of code. */
struct blacklist_range {
	/** First address; 0 if it is hidden. */
	uint64_t start;
	/** First address after it; 0 if it is hidden. */
	uint64_t end;
	/** The greatest `end` of this range and all before it, by which a search knows when it
	 * may stop: ranges can overlap. */
	uint64_t reach;
	/** The symbol at `start`, owned. One of several if there are aliases. */
	char *symbol;
	/** The module that it is in, owned; NULL for the kernel proper. */
	char *module;
	/** Why it is there; LISTED where the kernel shows the list. */
	enum blacklist_cause cause;
};

struct blacklist {
	/** Sorted by start. */
	VEC(struct blacklist_range) ranges;
	/** All addresses are hidden: what is not listed by name can still be an alias. */
	bool hidden;
};

/** An empty list: everything is allowed. */
#define BLACKLIST_INIT \
	{              \
		0      \
	}

/** Free what the list holds; it is empty afterwards. */
void blacklist_deinit(struct blacklist *list);

/** A `struct blacklist` that is released at the end of its scope. */
#define _cleanup_blacklist_ _cleanup_(blacklist_deinit)

/** Add a copy of @p range. When all are there, blacklist_sort() makes the list ready for use. */
struct sonde_error *blacklist_add(struct blacklist *list, const struct blacklist_range *range);

/** Put the ranges in order; sets `reach` of each, and `hidden`. */
void blacklist_sort(struct blacklist *list);

/** A range that holds @p address, or NULL. */
const struct blacklist_range *blacklist_find(const struct blacklist *list, uint64_t address);

/**
 * Append why a place in @p range cannot be probed: `in SYMBOL, which is ...`.
 *
 * @param name of the place's symbol, or NULL; the range's own is not said again
 */
void blacklist_print_range(const struct blacklist_range *range, const char *name, struct str *out);

/**
 * Parse the text of the file.
 *
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX for a line of another form, with its number: a list that is not understood
 *         must not allow anything
 */
struct sonde_error *blacklist_parse(const char *text, struct blacklist *ret);

/**
 * Read and parse the file.
 *
 * @param path usually `/sys/kernel/debug/kprobes/blacklist`
 * @param ret initialised by this; the caller deinits it
 * @return NOT_FOUND if there is no such file (the hint says how to mount debugfs), PERMISSION,
 *         or the error of blacklist_parse(). The caller who goes on passes NULL to
 *         blacklist_check(), whose answer is then UNKNOWN.
 */
struct sonde_error *blacklist_read(const char *path, struct blacklist *ret);

#endif /* BLACKLIST_LIST_H */
