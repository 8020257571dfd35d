/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a name in a filter means: a variable, an enumerator of what it stands beside, an error
 * number.
 */
#ifndef BPF_TYPED_NAME_H
#define BPF_TYPED_NAME_H

#include <stddef.h>

#include "base/err.h"
#include "bpf/typed.h"

/**
 * Make @p ret a VARIABLE or a CONSTANT.
 *
 * @param index of the name's node
 * @return as filter_typed_make()
 */
struct sonde_error *filter_name_find(const struct filter_expr *expr, size_t index,
				     const struct filter_scope *scope,
				     struct filter_typed_node *ret);

#endif /* BPF_TYPED_NAME_H */
