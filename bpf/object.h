/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The user's own filter: an object file that clang has made for BPF (`clang -O2 -g -target bpf
 * -c`), with the function
 *
 *     SEC("sonde") int filter(struct sonde_args *args)
 *
 * which is asked for each record, and drops it by 0. What it is given is the record that is being
 * made: a struct filter_record and the slots behind it (bpf/layout.h); it may change it. Maps and
 * global variables of the object work as libbpf has them, and functions that it calls.
 *
 * It becomes a part of each program, behind sonde's own instructions, as a function without types:
 * helpers that take a function of the user's (bpf_loop()) are refused by the kernel.
 */
#ifndef BPF_OBJECT_H
#define BPF_OBJECT_H

#include <linux/bpf.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "bpf/layout.h"

struct filter_object;

/** Instructions. */
struct filter_insns VEC_BODY(struct bpf_insn);

/**
 * Read the file, once, make its maps, and settle what its instructions refer to in this kernel. A
 * pipe or a device is not waited for.
 *
 * @param ret the caller closes it, after the runs that use it
 * @return NOT_FOUND if there is no such file or function; FORMAT for what is no such object, no
 *         file, or larger than 64 MB;
 *         MISMATCH for one of the other byte order; UNSUPPORTED for one that needs the kernel's BTF
 *         (CO-RE) where there is none, and in a build without libbpf
 */
struct sonde_error *filter_object_open(const char *path, struct filter_object **ret);

/** NULL is fine. */
void filter_object_close(struct filter_object *object);

/** Scope guard for a `struct filter_object *`. */
static inline void filter_object_closep(struct filter_object **object)
{
	filter_object_close(*object);
}
#define _cleanup_filter_object_ _cleanup_(filter_object_closep)

/** Its instructions, `filter` first; distances in them are relative. Borrowed. */
const struct filter_insns *filter_object_insns(const struct filter_object *object);

/**
 * Whether it was compiled against these records, as far as it says so: `-g` puts its types into it.
 *
 * @param names of the arguments of the event, by their indices
 * @return MISMATCH if its `struct sonde_args` has something elsewhere
 */
struct sonde_error *filter_object_check(const struct filter_object *object,
					const struct filter_layout *layout,
					const char *const *names);

#endif /* BPF_OBJECT_H */
