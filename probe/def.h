/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The definition of a probe: what a person asked for, before anything is looked up.
 *
 * probe/grammar.h makes it from text, probe/print.h makes the text again, probe/resolve.h
 * turns it into probe events (probe/event.h).
 *
 *     [[GROUP:]EVENT=]FUNC[@SRC][:RLN|+OFFS|%return|;PTN] [ARG ...]     FUNC: probe/spell.h
 *     [[GROUP:]EVENT=]FUNC@[@]VERSION[+OFFS|%return] [ARG ...]
 *     [[GROUP:]EVENT=]SRC:ALN [ARG ...]              or @SRC:ALN
 *     [[GROUP:]EVENT=]SRC;PTN [ARG ...]              or @SRC;PTN
 *     [[GROUP:]EVENT=]0xADDR[%return] [ARG ...]
 *     [[GROUP:]EVENT=]%[GROUP:]EVENT[@FILE|@BUILDID] [ARG ...]
 *
 *     ARG: [NAME=]VAR[STEP]...[:TYPE][@user]              STEP: .MEMBER or ->MEMBER or [INDEX]
 *          [NAME=]$retval[STEP]...[:TYPE][@user]          only where the point is a return
 *          [NAME=](TYPE *)VAR[STEP]...[:TYPE][@user]      a cast of VAR, before the steps
 *          [NAME=](TYPE)VAR[STEP]...[:TYPE][@user]        a cast of all, to a number
 *          [NAME=]((CAST)VAR[STEP]...)[STEP]...[:TYPE][@user]   either, where the `)` is
 *                                                         (and $retval for VAR)
 *          [NAME=]RAW[:TYPE]              a fetch argument of the kernel, probe/fetch.h
 *          $params  $vars
 */
#ifndef PROBE_DEF_H
#define PROBE_DEF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"

/** What the point names. */
enum probe_point_kind {
	/** A function, by `function` and perhaps `file`. */
	PROBE_POINT_FUNCTION,
	/** A source file, by `file`; `place` is LINE or PATTERN. */
	PROBE_POINT_SOURCE,
	/** An address, by `address`. */
	PROBE_POINT_ADDRESS,
	/** A marker or cached event, by `marker_group`, `marker_event` and perhaps `file`. */
	PROBE_POINT_MARKER,
};

/** Where in the named thing. */
enum probe_place {
	/** A function's entry, an address, a marker (which has no other place). */
	PROBE_PLACE_ENTRY,
	/** `line`: counted from the function's first line (0), or from 1 in a source file. */
	PROBE_PLACE_LINE,
	/** `offset` bytes after the function's entry. */
	PROBE_PLACE_OFFSET,
	/** The return of the function, or of the one at the address. */
	PROBE_PLACE_RETURN,
	/** The lines that match `pattern`. */
	PROBE_PLACE_PATTERN,
};

struct probe_point {
	enum probe_point_kind kind;
	enum probe_place place;
	/**
	 * Function name or glob, escapes removed, or NULL. A qualified C++ or Rust name keeps
	 * its `::`, and its signature if one was given. Owned.
	 */
	char *function;
	/**
	 * The pattern for fnmatch() where the function was given as a glob: `function` with the
	 * escapes of what is to be taken as it is. NULL for a plain name. Owned.
	 */
	char *glob;
	/**
	 * Source path (its end decides), escapes removed, or the version of the function's symbol,
	 * with an `@` before it if it has to be the default one; of a MARKER the binary's path or
	 * the beginning of its build id. NULL where none was given. Owned.
	 */
	char *file;
	/** Line for PROBE_PLACE_LINE. */
	uint32_t line;
	/** Bytes for PROBE_PLACE_OFFSET. */
	uint64_t offset;
	/**
	 * Address for PROBE_POINT_ADDRESS, as in the image's symbol table. Of a MARKER the one at
	 * which its arguments are looked for; 0 before it is known.
	 */
	uint64_t address;
	/** Lazy pattern for PROBE_PLACE_PATTERN, as written. Owned. */
	char *pattern;
	/** Marker's group (`sdt_PROVIDER`) or NULL for any. Owned. */
	char *marker_group;
	/** Marker's name or glob. Owned. */
	char *marker_event;
	/** 1-based column of the point in the definition's text. */
	size_t column;
};

/** One step from a variable into what it holds. */
struct probe_step {
	/** Member name, owned; NULL for an array index. */
	char *member;
	/** Written `->`. Resolving takes either spelling; printing keeps it. */
	bool arrow;
	/** Array index, where `member` is NULL. */
	int64_t index;
	/** 1-based column of the step in the definition's text. */
	size_t column;
};

enum probe_arg_kind {
	/** A variable of the source, by `base`, perhaps with `cast` and `steps`. */
	PROBE_ARG_VARIABLE,
	/** The return value, perhaps with `cast` and `steps`; `base` is NULL. */
	PROBE_ARG_RETVAL,
	/** `base` is a fetch argument for the kernel: %REG $argN $stackN $comm @SYM +o(..) \imm */
	PROBE_ARG_RAW,
	/** `$params`: every parameter of the function. Nothing else is set. */
	PROBE_ARG_PARAMS,
	/** `$vars`: every variable in scope. Nothing else is set. */
	PROBE_ARG_VARS,
};

struct probe_arg {
	enum probe_arg_kind kind;
	/**
	 * The name given with `NAME=`, or NULL: an identifier of at most 32 bytes, no field of
	 * every event, and given to one argument only. Owned.
	 */
	char *name;
	/**
	 * The type named in a cast, or NULL: a pointer as `struct foo *`, a number, an enum, or one
	 * name that must be a typedef of one of these; without const and volatile. Owned.
	 */
	char *cast;
	/** How many of the steps come before the cast. */
	size_t cast_after;
	/** 1-based column of the type in the cast. */
	size_t cast_column;
	/**
	 * Variable name, perhaps qualified (`ns::var`), or the raw text in fetch_print()'s
	 * spelling, without its type. NULL for the other kinds. Owned.
	 */
	char *base;
	/** Members and indices, outermost first. */
	VEC(struct probe_step) steps;
	/**
	 * The type given with `:TYPE`, or NULL: checked by fetch_type_parse(), for raw text by
	 * fetch_check_type() too. Owned.
	 */
	char *type;
	/** `@user` was given: the memory behind it is user space. */
	bool user;
	/** 1-based column of the argument in the definition's text. */
	size_t column;
};

struct probe_def {
	/** Group given with `GROUP:`, or NULL. Owned. */
	char *group;
	/** Event name given with `EVENT=`, or NULL. Owned. */
	char *event;
	struct probe_point point;
	/** In the order they were written. */
	VEC(struct probe_arg) args;
	/** The text it was made from, for error messages with columns. Owned. */
	char *text;
};

struct probe_defs VEC_BODY(struct probe_def);

/** Free what @p def holds and make it empty. */
void probe_def_deinit(struct probe_def *def);

/** A `struct probe_def` that is released at the end of its scope. */
#define _cleanup_probe_def_ _cleanup_(probe_def_deinit)

/** Free what @p arg holds and make it empty. */
void probe_arg_deinit(struct probe_arg *arg);

/** Whether two arguments ask for the same, under the same name if either has one. */
bool probe_arg_equal(const struct probe_arg *a, const struct probe_arg *b);

/**
 * Whether two definitions ask for the same thing: same names, point and set of arguments,
 * however spaced, escaped or ordered, and with either of `.` and `->`. Group and event names
 * count only where both have one.
 */
bool probe_def_equal(const struct probe_def *a, const struct probe_def *b);

/** Where the point stands in the text, as a column for probe_def_error(). */
#define PROBE_AT_POINT 0

/**
 * A SYNTAX-like error of @p kind about @p column of the definition's text (or PROBE_AT_POINT); the
 * message is printf-style.
 */
struct sonde_error *probe_def_error(const struct probe_def *def, enum sonde_error_kind kind,
				    size_t column, const char *format, ...)
	__attribute__((format(printf, 4, 5), returns_nonnull));

/**
 * Whether the point is `FUNC:0`: the line that declares the function, which stands for the
 * entries of its copies, whatever else a macro put on that line.
 */
bool probe_def_is_line_zero(const struct probe_def *def);

/** REFUSED if a definition means more than @p max places (0: no limit), as in perf. */
struct sonde_error *probe_def_check_count(const struct probe_def *def, size_t max, size_t count);

#endif /* PROBE_DEF_H */
