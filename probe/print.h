/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * struct probe_def -> text, in its one canonical spelling: what probe/grammar.h makes of it
 * is equal to the definition again. The cache stores this text.
 */
#ifndef PROBE_PRINT_H
#define PROBE_PRINT_H

#include "base/str.h"
#include "probe/def.h"

/** Append the whole definition: `[[GROUP:]EVENT=]POINT ARG ...`. */
void probe_def_print(const struct probe_def *def, struct str *out);

/**
 * The same with a `\` before all bytes of a function's name that mean something to perf, which
 * knows no `::`, brackets and operators: it is read as the same definition, by perf too where it
 * has no blank in its name.
 */
void probe_def_print_escaped(const struct probe_def *def, struct str *out);

/** Append the point alone, without names. */
void probe_point_print(const struct probe_point *point, struct str *out);

/** Append one argument: `[NAME=]EXPRESSION[:TYPE][@user]`. */
void probe_arg_print(const struct probe_arg *arg, struct str *out);

/**
 * Append the name that the argument has in the event if none was given, as perf does: the last
 * member; else, with indices, the variable; else variable and type joined by `_`. Every byte that
 * an identifier cannot have becomes `_`. Nothing is appended for raw text, a bare `$retval`,
 * `$params` and `$vars`. It may be longer than the kernel's 32 bytes.
 */
void probe_arg_print_default_name(const struct probe_arg *arg, struct str *out);

#endif /* PROBE_PRINT_H */
