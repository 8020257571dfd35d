/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * From the name of a function to the beginning of an event's: what the kernel takes in a name.
 */
#ifndef PROBE_EVENT_STEM_H
#define PROBE_EVENT_STEM_H

#include "base/err.h"
#include "base/str.h"

/**
 * Append what an event is named after, of the function called @p function:
 *
 *     vfs_read          for vfs_read.isra.0, what compilers and linkers put behind being left out
 *     get               for ns::Box<int>::get(int)
 *     operator_eq       for operator==, and a name for each sign; operator_new_array for
 *                       operator new[], operator_bool for operator bool
 *     _Klass            for ~Klass: what an identifier cannot have is a `_`, but several in
 *                       a row are one, and none is at the end
 *     closure_0         for {closure#0}
 */
struct sonde_error *event_stem(const char *function, struct str *out);

#endif /* PROBE_EVENT_STEM_H */
