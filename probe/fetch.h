/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Fetch arguments: how the kernel is told where a value lies when a probe is hit.
 *
 * Follows Documentation/trace/kprobetrace.rst and uprobetracer.rst of the kernel:
 *
 *     %REG                 register
 *     $retval $stack $stackN $argN $comm $current
 *     @SYM[+|-OFFS]        memory at a symbol     @ADDR  memory at an address (kernel)
 *     @+[-]OFFSET          memory at a distance from the start of the probed file (uprobes)
 *     +|-[u]OFFS(FETCH)    memory at what FETCH gives plus OFFS; u: user space
 *     \IMM                 the number itself      \"TEXT"  the text itself
 */
#ifndef PROBE_FETCH_H
#define PROBE_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/scan.h"
#include "base/str.h"
#include "base/vec.h"

enum fetch_base {
	/** `%name` */
	FETCH_REGISTER,
	/** `$name`: retval, stack, stackN, argN, comm (or COMM), current */
	FETCH_SPECIAL,
	/** `@name` with `value` added to its address */
	FETCH_SYMBOL,
	/** `@value` */
	FETCH_ADDRESS,
	/** `@+value` */
	FETCH_FILE_OFFSET,
	/** `\value` */
	FETCH_IMMEDIATE,
	/** `\"name"` */
	FETCH_STRING,
};

/** One access to memory. */
struct fetch_deref {
	/** Bytes added to the address. */
	int64_t offset;
	/** The address is of user space (`u`). */
	bool user;
};

struct fetch {
	enum fetch_base base;
	/** Register, special or symbol name or text, without its sigil. Owned; else NULL. */
	char *name;
	/** Addend, address, file offset or number; see enum fetch_base. */
	int64_t value;
	/** Accesses to memory after the base, innermost (first done) first. */
	VEC(struct fetch_deref) derefs;
};

/** Free what @p fetch holds and make it empty. */
void fetch_deinit(struct fetch *fetch);

/** A `struct fetch` that is released at the end of its scope. */
#define _cleanup_fetch_ _cleanup_(fetch_deinit)

/** Append the text that the kernel takes. */
void fetch_print(const struct fetch *fetch, struct str *out);

/**
 * Parse a fetch argument at the cursor and step over it; what follows it is the caller's.
 * More than 14 nested accesses to memory are refused: no kernel has room for them. Numbers
 * with leading zeros are refused: they are octal to the kernel.
 *
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *fetch_parse(struct scan *scan, struct fetch *ret);

/**
 * Check that the kernel takes @p type, which fetch_type_parse() has accepted, for @p fetch:
 * texts are of type `string`, strings and arrays are read from memory.
 *
 * @param scan cursor at the type, for the error's column
 */
struct sonde_error *fetch_check_type(const struct scan *scan, const struct fetch *fetch,
				     const char *type);

/** Whether it begins with `$argN`, which the kernel has where functions begin, or return, only. */
bool fetch_is_argument(const struct fetch *fetch);

/**
 * Whether fetching it reads memory that may not be there. The kernel's own stack is; that of a
 * user, and what a symbol of the kernel stands for (one for each CPU: nothing), may not be.
 *
 * @param type NULL for none
 * @param is_user of a uprobe
 */
bool fetch_may_fault(const struct fetch *fetch, const char *type, bool is_user);

/**
 * Check that the kernel takes it for the kind of probe (kernel/trace/trace_probe.c): `@+OFFSET` is
 * for uprobes only; `@SYM`, `$argN` and the types `symbol`, `symstr`, `%pd` and `%pD` are not for
 * uprobes. For others N is at most 2048, a stack of 16 kB (PARAM_MAX_STACK). Every event keeps to
 * this, whether it was read or made.
 *
 * @param fetch NULL where only the type is known yet
 * @param type NULL for none
 * @param is_user of a uprobe
 * @return SYNTAX, without a place
 */
struct sonde_error *fetch_check_kind(const struct fetch *fetch, const char *type, bool is_user);

#endif /* PROBE_FETCH_H */
