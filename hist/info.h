/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The trigger in a hist file: which keys and values its rows have.
 */
#ifndef HIST_INFO_H
#define HIST_INFO_H

#include "base/err.h"
#include "hist/raw.h"

/**
 * Read what stands behind `# trigger info: `, of which only keys, values, save(), size and whether
 * it is paused are kept.
 *
 * @param text one line, without its end
 * @param ret `trigger`, `keys`, `values`, `saves`, `size` and `is_paused` are set, the rest is 0;
 *            the caller deinits it
 * @return FORMAT with the column in the line
 */
struct sonde_error *hist_info_read(struct hist_piece text, struct hist_raw *ret);

#endif /* HIST_INFO_H */
