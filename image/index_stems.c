/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/index_stems.h"

#include <string.h>

#include "base/cxxname.h"
#include "base/qualname.h"

void index_stems_deinit(struct index_stems *stems)
{
	map_deinit_values(&stems->stems);
}

struct sonde_error *index_stems_add(struct index_stems *stems, const char *name, uint64_t die,
				    struct index_tables *tables)
{
	char *stem;

	if (!name || cxxname_is_plain(name))
		return NULL;
	stem = map_get(&stems->stems, name);
	if (!stem) {
		_cleanup_free_ char *made = NULL;

		TRY(qualname_stem(name, &made));
		TRY(map_put(&stems->stems, name, made));
		stem = take_ptr(made);
	}
	return strcmp(stem, name) == 0 ? NULL : index_tables_add_name(tables, stem, die);
}
