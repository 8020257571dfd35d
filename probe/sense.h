/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What a definition asks for, as a text by which it can be found among many: those of definitions
 * that probe_def_equal() takes for the same are equal, and no others. The names of the event are no
 * part of it.
 */
#ifndef PROBE_SENSE_H
#define PROBE_SENSE_H

#include <stddef.h>

#include "base/str.h"
#include "probe/def.h"

/** Append the text; it begins with a digit. NO_MEMORY is the only error. */
struct sonde_error *sense_print(const struct probe_def *def, struct str *out);

/**
 * The name of the function in the text of a definition, found without parsing it: definitions that
 * ask for the same have the same one, or none is found in one of them.
 *
 * @param text a definition, or what a cache file has for one
 * @param ret_size bytes of it
 * @return where it is in @p text; NULL if it is anything but a plain name, or could be
 */
const char *sense_stem(const char *text, size_t *ret_size);

#endif /* PROBE_SENSE_H */
