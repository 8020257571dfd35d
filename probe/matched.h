/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The functions that one name means: overloads, instances of templates, methods of several classes.
 */
#ifndef PROBE_MATCHED_H
#define PROBE_MATCHED_H

#include <stdbool.h>

#include "base/err.h"
#include "base/notes.h"
#include "image/elf.h"
#include "probe/def.h"
#include "probe/point.h"
#include "probe/symbol_names.h"

/**
 * Add a remark that names them, if the name that @p def has, and no pattern, means more than one.
 *
 * @param all name all of them, and not only the first few
 */
struct sonde_error *matched_note(const struct image *image, const struct probe_def *def,
				 const struct point_places *places, bool all, struct notes *notes);

/**
 * Add a remark, as of something left out, that counts and names the functions that a pattern means
 * and that have only symbols, see point_symbols_only(). No remark without symbols.
 *
 * @param all name all of them, and not only the first few
 */
struct sonde_error *matched_note_symbols(const struct image *image, const struct probe_def *def,
					 const struct symbol_list *symbols, bool all,
					 struct notes *notes);

#endif /* PROBE_MATCHED_H */
