/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Text of a definition -> struct probe_def. The forms are listed in probe/def.h.
 *
 * The point and the arguments are separated by blanks; line ends count as blanks. `\` takes the
 * next byte of a point as it is. Blanks in the brackets of a function's name or of a cast do not
 * end it: `ns::f(int, char const*)`, `(struct foo *)p->m`; probe/spell.h has the details of
 * names.
 *
 * A point's first part is a source file, not a function, if it has a `.` outside of brackets,
 * has `:` or `;` behind it, and no `+@%` follows before the `;` (as in perf). With nothing before
 * the `@`, `@FILE:ALN` and `@FILE;PTN` are source files too, with or without a dot. The parts
 * behind the first may stand in any order, each once. `;PTN` goes on to the next blank.
 *
 * `sdt_PROVIDER:NAME` is `%sdt_PROVIDER:NAME` unless NAME begins with a digit. Numbers with
 * leading zeros are refused: perf reads them as octal. The messages of what perf refuses too are
 * perf's.
 */
#ifndef PROBE_GRAMMAR_H
#define PROBE_GRAMMAR_H

#include "probe/def.h"

/**
 * Parse one definition.
 *
 * @param text the whole definition: a point and its arguments
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX errors carry the text and column
 */
struct sonde_error *probe_def_parse(const char *text, struct probe_def *ret);

#endif /* PROBE_GRAMMAR_H */
