/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The own DIE of a unit that was split off: it gets the attributes that its skeleton has for it.
 * The bytes of the unit stay as many as they are, so that every DIE stays where it is: what is a
 * constant stands in the abbreviation, and what is not takes the place of the unit's number, which
 * nobody needs any more. In DWARF 5 that is in the unit's head, and the DIE moves up.
 */
#ifndef IMAGE_SPLIT_OWN_H
#define IMAGE_SPLIT_OWN_H

#include "base/err.h"
#include "image/split_abbrev.h"
#include "image/split_unit.h"

/**
 * The DIE of a unit with code.
 *
 * @param abbrevs those of the unit; what the DIE has is changed in them
 * @return FORMAT: the message says why it cannot be done
 */
struct sonde_error *split_own_code(struct split_joining *joining, const struct split_part *part,
				   const struct split_unit *unit, const struct skeleton *skeleton,
				   struct abbrevs *abbrevs);

/** That of the unit of a type. */
struct sonde_error *split_own_type(struct split_joining *joining, const struct split_part *part,
				   const struct split_unit *unit, struct abbrevs *abbrevs);

#endif /* IMAGE_SPLIT_OWN_H */
