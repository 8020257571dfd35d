/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Tables of abbreviations (DWARF 5, 7.5.3), and the attributes of DIEs by them: as much as it takes
 * to walk over the bytes of a unit, and to write a table that says more of the unit's own DIE.
 */
#ifndef IMAGE_SPLIT_ABBREV_H
#define IMAGE_SPLIT_ABBREV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "image/bytes.h"

/** One attribute that DIEs of an abbreviation have. */
struct abbrev_attribute {
	uint64_t name;
	uint64_t form;
	/** The value, for DW_FORM_implicit_const. */
	int64_t constant;
};

struct abbrev {
	uint64_t code;
	uint64_t tag;
	bool has_children;
	/** Its first attribute in the table's list, and their number. */
	size_t first;
	size_t count;
};

struct abbrevs {
	VEC(struct abbrev) list;
	VEC(struct abbrev_attribute) attributes;
};

/** Free what it holds. */
void abbrevs_deinit(struct abbrevs *abbrevs);

/**
 * Read the table at @p offset.
 *
 * @param ret empty; the caller deinits it, on failure too
 * @return FORMAT for one that does not end
 */
struct sonde_error *abbrevs_read(struct span span, uint64_t offset, struct abbrevs *ret);

/** The abbreviation of a code, NULL if there is none. */
const struct abbrev *abbrevs_find(const struct abbrevs *abbrevs, uint64_t code);

/** Append the table as a section has it. */
void abbrevs_write(const struct abbrevs *abbrevs, struct str *out);

/** Go past a value of 32-bit DWARF with addresses of 8 bytes; a form that is not known fails. */
void abbrev_skip_value(struct bytes *bytes, uint64_t form);

#endif /* IMAGE_SPLIT_ABBREV_H */
