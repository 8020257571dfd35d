/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Text of one argument of a definition -> struct probe_arg. The forms are listed in
 * probe/def.h.
 */
#ifndef PROBE_ARG_H
#define PROBE_ARG_H

#include "base/err.h"
#include "base/scan.h"
#include "probe/def.h"

/**
 * Parse the argument at the cursor, which is not at a blank, and step over it: to the next
 * blank or the end.
 *
 * @param ret initialised by this; the caller deinits it
 * @return SYNTAX errors carry the cursor's whole text, and the column in it
 */
struct sonde_error *probe_arg_parse(struct scan *scan, struct probe_arg *ret);

#endif /* PROBE_ARG_H */
