/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The names in an index that debuginfo has in another spelling: `get` for the instance `get<int>`
 * of a template.
 */
#ifndef IMAGE_INDEX_STEMS_H
#define IMAGE_INDEX_STEMS_H

#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "image/index_pack.h"

struct index_stems {
	/** A name of debuginfo -> its stem, owned. */
	struct map stems;
};

/** Free what it holds, once the tables are packed. */
void index_stems_deinit(struct index_stems *stems);

/**
 * Add the function at @p die by the stem of its name (base/qualname.h), where that differs.
 *
 * @param name may be NULL; valid until the tables are packed
 */
struct sonde_error *index_stems_add(struct index_stems *stems, const char *name, uint64_t die,
				    struct index_tables *tables);

#endif /* IMAGE_INDEX_STEMS_H */
