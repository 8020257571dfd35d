/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the place where a table is printed can show. cli/ asks the terminal and the environment.
 */
#ifndef HIST_STYLE_H
#define HIST_STYLE_H

#include <stdbool.h>

struct hist_style {
	/** Colours and bold type, by escape sequences of ECMA-48. */
	bool colour;
	/** Bars of Unicode's block elements, else of `#`. Texts are UTF-8 in any case. */
	bool utf8;
	/**
	 * Columns that a line may have: texts that are longer are cut, with `...` or its one
	 * character. 0: no terminal; nothing is cut, and bars are as wide as in one of 80.
	 */
	unsigned width;
};

#endif /* HIST_STYLE_H */
