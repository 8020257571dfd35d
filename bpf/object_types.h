/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Whether an object was compiled against the records that it will get: by the types in it (BTF,
 * from `-g`).
 */
#ifndef BPF_OBJECT_TYPES_H
#define BPF_OBJECT_TYPES_H

#include <stddef.h>

#include "base/err.h"
#include "bpf/layout.h"

struct btf;

/**
 * Compare its `struct sonde_args` with the layout of records. What it leaves out is no matter.
 *
 * @param types NULL, or without such a struct: nothing is found wrong
 * @param names of the event's arguments
 * @return MISMATCH with the first member that is elsewhere
 */
struct sonde_error *filter_types_check(const struct btf *types, const struct filter_layout *layout,
				       const char *const *names);

#endif /* BPF_OBJECT_TYPES_H */
