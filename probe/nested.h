/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Members of structs within a struct, offered to who has named none of it. The kernel has macros
 * for such ones, of which debuginfo knows nothing: sk_state is __sk_common.skc_state.
 */
#ifndef PROBE_NESTED_H
#define PROBE_NESTED_H

#include <elfutils/libdw.h>

#include "base/suggest.h"
#include "probe/lookup.h"

/**
 * Offer what the members of @p aggregate, a definition, have within them: by their last names, as
 * `MEMBER.MEMBER`. Not what pointers and arrays lead to. Where memory is short less is offered.
 */
void nested_offer(struct lookup *lookup, Dwarf_Die *aggregate, struct suggest *suggest);

#endif /* PROBE_NESTED_H */
