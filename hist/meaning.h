/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What one key or value of a hist file means, by its layout.
 */
#ifndef HIST_MEANING_H
#define HIST_MEANING_H

#include "base/err.h"
#include "hist/layout.h"
#include "hist/raw.h"
#include "hist/table.h"

/**
 * What a key of the file is by its layout: a bucket with the numbers that the kernel puts there,
 * the name of an error, the sign that was not printed.
 *
 * @param raw of STACK its lines, as of all others a piece of the file
 * @param ret initialised by this; the caller deinits it
 * @return MISMATCH if the file has something else than the layout says
 */
struct sonde_error *hist_cell_make(const struct hist_raw_cell *raw,
				   const struct hist_key_layout *layout, struct hist_cell *ret);

/**
 * The same of a value: @p number, or @p text where the layout says that it is one.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *hist_value_make(uint64_t number, struct hist_piece text,
				    const struct hist_value_layout *layout, struct hist_value *ret);

#endif /* HIST_MEANING_H */
