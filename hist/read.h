/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The text of a `hist` file of an event -> its hists, in pieces.
 */
#ifndef HIST_READ_H
#define HIST_READ_H

#include "base/err.h"
#include "hist/raw.h"

/**
 * Read a hist file, which has one hist for each trigger that the event has, or none.
 *
 * What the texts in it hold is not told from the file around them by the kernel: a text that was
 * made to look like rows may be read as some. Then there are more rows than `entries` of the hist.
 *
 * @param text any @p size bytes
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT with line and column of a text that is no hist file
 */
struct sonde_error *hist_read(const char *text, size_t size, struct hist_raw_file *ret);

#endif /* HIST_READ_H */
