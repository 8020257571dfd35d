/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The position of an address in the source, by debuginfo.
 */
#ifndef PROBE_POSITION_OF_H
#define PROBE_POSITION_OF_H

#include <stdint.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "image/line_files.h"
#include "probe/point.h"
#include "probe/position.h"

/** The files of the unit that was looked at last: what belongs together comes unit by unit. */
struct position_files {
	/** NULL at the start. */
	Dwarf_CU *unit;
	const char *comp_dir;
	struct line_files files;
};

/** Free what it holds. */
void position_files_deinit(struct position_files *files);

/**
 * Find the position of @p pc, where the probe of @p place is. A line that is meant is the position.
 * The entry of a copy is where its function is declared; any other address is on the line that its
 * line table says, in the innermost function that was inlined there. A function that is inlined at
 * just this address is not entered: the line is that of the call.
 *
 * @param files empty at the first call
 * @param ret untouched where it is not known
 * @return NO_MEMORY
 */
struct sonde_error *position_of(struct position_files *files, const struct point_place *place,
				uint64_t pc, struct position *ret);

#endif /* PROBE_POSITION_OF_H */
