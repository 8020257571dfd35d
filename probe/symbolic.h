/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Definitions that need no debuginfo: a symbol, and arguments in the kernel's own language.
 */
#ifndef PROBE_SYMBOLIC_H
#define PROBE_SYMBOLIC_H

#include "base/err.h"
#include "probe/def.h"
#include "probe/event.h"

/** Whether @p def does without debuginfo: it has no line, source file, pattern,
 * variable. */
bool symbolic_suffices(const struct probe_def *def);

/** The same, where what may be a source file is known to be the version of a symbol. */
bool symbolic_suffices_for_symbol(const struct probe_def *def);

/**
 * Bytes of x86's ENDBR instruction, with which functions may begin: the kernel counts the place
 * behind it as their entry (arch_adjust_kprobe_addr() of arch/x86/kernel/kprobes/core.c).
 */
#define PROBE_ENDBR_SIZE 4

/**
 * Check that the kernel takes the raw arguments and the types of @p def for the kind of probe, see
 * fetch_check_kind(), and that `$argN` is not asked for where surely
 * no function begins.
 *
 * @param is_user it is for a program
 * @return SYNTAX or UNAVAILABLE with the argument's column
 */
struct sonde_error *symbolic_check(const struct probe_def *def, bool is_user);

/**
 * Make the event of a definition for which symbols suffice. The caller has checked that there
 * is such a symbol.
 *
 * @param symbol its name, which the event's default name comes from too
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *symbolic_resolve(const struct probe_def *def, const char *symbol,
				     struct probe_event *ret);

/** Add one argument for which symbols suffice: raw text, or a plain `$retval`. */
struct sonde_error *symbolic_add_arg(const struct probe_arg *arg, struct probe_event *event);

#endif /* PROBE_SYMBOLIC_H */
