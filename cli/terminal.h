/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the answers go to: how wide it is, and what can be shown there.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/** Columns where nothing says how many there are. */
#define TERMINAL_WIDTH 80

struct terminal {
	/** It is one, and no file or pipe. */
	bool is_terminal;
	/** It can show colours, and nobody forbids them (NO_COLOR, `TERM=dumb`). */
	bool colour;
	/** The locale's characters are UTF-8 (LC_ALL, LC_CTYPE, LANG). */
	bool utf8;
	/** Columns: the terminal's, else those of COLUMNS, else TERMINAL_WIDTH. */
	unsigned width;
};

/** Look at what @p stream writes to. */
struct terminal terminal_look(FILE *stream);

#endif /* CLI_TERMINAL_H */
