/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The text of a `probes` file, the same that perf reads and writes
 * (tools/perf/util/probe-file.c):
 *
 *     #vfs_read $params
 *     p:probe/vfs_read _text+3932160 file=%di:x64 buf=%si:x64
 *     %sdt_libc:setjmp=setjmp
 *     p:sdt_libc/setjmp /usr/lib/x86_64-linux-gnu/libc.so.6:0x3c8f0 arg1=%di:s64
 *
 * A definition is a line that starts with `#`, a marker's with `%`; the lines for the kernel
 * follow, one or more addresses each on its own. A definition without lines is valid: perf
 * leaves such ones behind.
 *
 * perf keeps the lines of an entry sorted and drops doubles; sonde keeps the order in which
 * they are to be written. perf finds an entry again by its canonical text, character for
 * character, or by its name if that has its group: `#probe_t:long=add`, not `#long=add`. What it
 * would not read at all is spelled otherwise there (cache/spelling.h).
 */
#ifndef CACHE_FORMAT_H
#define CACHE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/enumeration.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "cache/entry_filter.h"

/**
 * Bytes of the longest line, the newline not counted. The kernel takes no longer one:
 * WRITE_BUFSIZE - 2 in trace_parse_run_command(), kernel/trace/trace.c.
 */
#define CACHE_LINE_MAX 4094

/** Whether the lines of an entry are those that sonde stored. */
enum cache_checksum {
	/** sonde did not store it, or stored nothing about it. */
	CACHE_CHECKSUM_NONE,
	CACHE_CHECKSUM_GOOD,
	/** They were changed since. */
	CACHE_CHECKSUM_BAD,
};

/** The names of the values of an argument. */
struct cache_enum {
	/** As the lines name it. Owned. */
	char *argument;
	struct enumeration values;
};

/** Free what @p item holds and make it empty. */
void cache_enum_deinit(struct cache_enum *item);

/** A `struct cache_enum` that is released at the end of its scope. */
#define _cleanup_cache_enum_ _cleanup_(cache_enum_deinit)

/** One definition and what the kernel is to be told for it. */
struct cache_entry {
	/**
	 * The definition without the `#` that marks it; a marker's with its `%`, so that in
	 * either case it is what a person types. Owned.
	 */
	char *definition;
	/** The definition came from a marker in the binary; it starts with `%`. */
	bool is_marker;
	/** Lines of kprobe_events or uprobe_events in the order of writing; each is owned. */
	VEC(char *) lines;
	/** What `details` says of the lines; without it all that follows is empty. */
	enum cache_checksum checksum;
	/** The image said that probes can be there when it was cached; see details.h. */
	bool is_checked;
	/** What was left out then and why, as sentences; each is owned. */
	VEC(char *) left_out;
	/**
	 * Where in the source the place of each line is, as text: a file as debuginfo names it, the
	 * line in it, the function whose text that is; NULL where it is not known. As many as
	 * lines, or none. Each is owned.
	 */
	VEC(char *) sources;
	/** The names of the values of arguments. */
	VEC(struct cache_enum) enums;
	/** The filter that is kept with it. Of lines that were changed since, it counts as damaged.
	 */
	struct cache_filter filter;
	/** What `details` has of lines that are not there any more (CACHE_CHECKSUM_BAD). Owned. */
	char *stale;
};

/** The entries of one `probes` file, in its order. */
struct cache_entries VEC_BODY(struct cache_entry);

/** Free what @p entry holds and make it empty. */
void cache_entry_deinit(struct cache_entry *entry);

/** Free all entries; the list is empty afterwards. */
void cache_entries_deinit(struct cache_entries *entries);

/** Released at the end of their scope. */
#define _cleanup_cache_entry_	_cleanup_(cache_entry_deinit)
#define _cleanup_cache_entries_ _cleanup_(cache_entries_deinit)

/** Add a copy of @p sentence to what was left out. */
struct sonde_error *cache_entry_leave_out(struct cache_entry *entry, const char *sentence);

/** Add a copy of @p source, or NULL, to the sources of its lines. */
struct sonde_error *cache_entry_add_source(struct cache_entry *entry, const char *source);

/** Add copies of the names of the values of an argument. */
struct sonde_error *cache_entry_add_enum(struct cache_entry *entry, const char *argument,
					 const struct enumeration *values);

/** Whether two entries have the same lines for the kernel in the same order. */
bool cache_entry_same_lines(const struct cache_entry *a, const struct cache_entry *b);

/** Make a copy of @p entry that shares nothing with it. The caller deinits it. */
struct sonde_error *cache_entry_copy(const struct cache_entry *entry, struct cache_entry *ret);

/**
 * Parse the @p size bytes of a `probes` file. Of the lines for the kernel only the first characters
 * are looked at; their content is for the caller to parse.
 *
 * @param path named by errors; nothing is opened
 * @param ret initialised by this; the caller deinits it
 * @return FORMAT with path, line and column for a line before the first definition, an empty
 *         or over-long one, one that starts like no line for the kernel, a NUL or another
 *         control character except tab. A last line without a newline is fine, and so is an
 *         empty file.
 */
struct sonde_error *cache_format_parse(const char *bytes, size_t size, const char *path,
				       struct cache_entries *ret);

/**
 * Whether an entry is wanted.
 *
 * @param text its definition as the file has it (cache/spelling.h), but without the `#`
 * @param data what was given with the function
 */
typedef bool (*cache_wanted_fn)(const char *text, void *data);

/** A `probes` file that is parsed line by line. */
struct cache_format_parser {
	/** Named by errors. Borrowed. */
	const char *path;
	/** Which entries are kept: the others are checked, and nothing is kept of them. NULL for
	 * all. */
	cache_wanted_fn wanted;
	/** Called with each line for the kernel: an entry is kept only if one of them is wanted.
	 * NULL: whatever they are. */
	cache_wanted_fn wanted_line;
	/** For these functions. */
	void *data;
	/** The entries so far. */
	struct cache_entries entries;
	/** Lines so far. */
	size_t number;
	/** There was a definition. */
	bool has_definition;
	/** The last one is kept. */
	bool is_kept;
	/** One of its lines is wanted. */
	bool has_wanted_line;
};

/** Free the entries. */
void cache_format_parser_deinit(struct cache_format_parser *parser);

/** A `struct cache_format_parser` that is released at the end of its scope. */
#define _cleanup_cache_format_parser_ _cleanup_(cache_format_parser_deinit)

/**
 * Parse the next line, without its newline.
 *
 * @return as cache_format_parse()
 */
struct sonde_error *cache_format_take_line(struct cache_format_parser *parser, const char *line,
					   size_t size);

/** There are no more lines: whether the last entry is kept is known only now. */
void cache_format_end(struct cache_format_parser *parser);

/** Give the entries to the caller; the list is empty afterwards. */
struct cache_entries cache_format_take_entries(struct cache_format_parser *parser);

/** Append the text of a `probes` file. */
void cache_format_print(const struct cache_entries *entries, struct str *out);

/**
 * Check that @p entry, printed, would be read back as the same entry.
 *
 * @return FORMAT if it would not: a newline in the definition, an over-long line...
 */
struct sonde_error *cache_entry_check(const struct cache_entry *entry);

#endif /* CACHE_FORMAT_H */
