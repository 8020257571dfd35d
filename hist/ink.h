/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Colours of a terminal: the names of what they are for, and their escape sequences.
 */
#ifndef HIST_INK_H
#define HIST_INK_H

#include "base/str.h"
#include "hist/style.h"

enum hist_ink {
	/** As all other text. */
	HIST_INK_PLAIN,
	/** Titles. */
	HIST_INK_TITLE,
	/** What can be passed over: titles of columns, units, shares. */
	HIST_INK_FAINT,
	/** Bars. */
	HIST_INK_BAR,
	/** What is lacking. */
	HIST_INK_WARNING,
};

/** Append what begins @p ink; HIST_INK_PLAIN ends any other. Nothing without colour. */
static inline void hist_ink(const struct hist_style *style, enum hist_ink ink, struct str *out)
{
	static const char *const codes[] = {
		[HIST_INK_PLAIN] = "\x1b[0m",	 [HIST_INK_TITLE] = "\x1b[1m",
		[HIST_INK_FAINT] = "\x1b[2m",	 [HIST_INK_BAR] = "\x1b[36m",
		[HIST_INK_WARNING] = "\x1b[33m",
	};

	if (style->colour)
		str_append(out, codes[ink]);
}

#endif /* HIST_INK_H */
