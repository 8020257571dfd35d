/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The name of functions that a person asks for, and whether a function is meant by it.
 */
#ifndef PROBE_ASKED_H
#define PROBE_ASKED_H

#include <stdbool.h>

#include <elfutils/libdw.h>

#include "base/err.h"
#include "base/qualname.h"
#include "image/index.h"
#include "probe/full_name.h"

struct asked {
	/** As it was written, and as a pattern or NULL. Borrowed. */
	const char *text;
	const char *glob;
	/** How the index has it: the base of its last part; NULL for patterns of that. Owned. */
	char *stem;
	/** Of no parts where the name has one only anyway, and for patterns. */
	struct qualname name;
	/** More is said than the index knows. */
	bool is_qualified;
};

/** Take a name, or where @p glob is not NULL a pattern, apart; both outlive @p ret. */
struct sonde_error *asked_init(const char *text, const char *glob, struct asked *ret);

/** Free what it holds. */
void asked_deinit(struct asked *asked);

/** Add the functions that the index has by such a name. */
struct sonde_error *asked_of_index(const struct asked *asked, const struct index *index,
				   struct index_dies *ret);

/** Whether an index that does not lie has the DIE among them. */
bool asked_is_indexed(const struct asked *asked, Dwarf_Die *die);

/** Whether a function is meant that the index has by such a name. */
struct sonde_error *asked_is_meant(const struct asked *asked, struct full_names *names,
				   Dwarf_Die *die, bool *ret);

#endif /* PROBE_ASKED_H */
