/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Hits -> text, as they come: the ways to write them have this in common. cli/trace/json_hit.c has
 * the one that is JSON.
 */
#ifndef TRACE_WRITER_H
#define TRACE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "trace/hit.h"
#include "trace/symbols.h"

struct hit_writer;

/** What a way to write them does; `out` is appended to. */
struct hit_writer_ops {
	/** What stands above all; may be NULL. */
	struct sonde_error *(*begin)(struct hit_writer *writer, struct str *out);
	struct sonde_error *(*hit)(struct hit_writer *writer, const struct hit *hit,
				   struct str *out);
	/** Hits were lost here; UINT64_MAX: nobody knows how many. @p cpu UINT_MAX: of all CPUs. */
	struct sonde_error *(*lost)(struct hit_writer *writer, uint64_t time, unsigned cpu,
				    uint64_t count, struct str *out);
	void (*destroy)(struct hit_writer *writer);
};

/** Each way has a struct that begins with this. */
struct hit_writer {
	const struct hit_writer_ops *ops;
};

struct hit_writer_options {
	/** The events that there will be. Borrowed, as what it points to. */
	const struct hit_event *const *events;
	size_t event_count;
	/** Columns of the terminal, to which stacks are cut; 0: it is none. */
	unsigned width;
	/** Stacks are shown; in columns as lines, unless they are a column. */
	bool stacks;
	/** NULL: addresses stay numbers. */
	const struct hit_symbols *symbols;
	/** The machine whose hits they are, `x86_64`, `aarch64`, for `.syscall`; NULL: unknown. */
	const char *machine;
	/** Seconds and parts of CLOCK_MONOTONIC are shown as wall clock time: nanoseconds to be
	 * added to those of the next hit; NULL: as they are. Borrowed. */
	const int64_t *wall_offset;
};

/** Who is told a name of what is to be shown, NAME[.SHAPE]: @p size bytes at @p word. */
typedef struct sonde_error *hit_name_fn(void *data, const char *word, size_t size);

/** Tell the names of columns (`time,comm,$retval.errno`), in their order.
 * @return SYNTAX with the column, or an error of @p tell */
struct sonde_error *hit_columns_names(const char *show, hit_name_fn *tell, void *data);

/** Tell the names in a format (`%comm %{$retval.errno}`). @return as hit_columns_names() */
struct sonde_error *hit_format_names(const char *format, hit_name_fn *tell, void *data);

/** Aligned columns with a header; @p show: which (`time,comm,count,$retval.errno`), or NULL. */
struct sonde_error *hit_columns_create(const struct hit_writer_options *options, const char *show,
				       struct hit_writer **ret);

/** By a format: `%comm %count %{$retval.errno}\n`. @return SYNTAX with the column */
struct sonde_error *hit_format_create(const struct hit_writer_options *options, const char *format,
				      struct hit_writer **ret);

/** As perf script prints samples (tools/perf/Documentation/perf-script.txt). */
struct sonde_error *hit_perf_script_create(const struct hit_writer_options *options,
					   struct hit_writer **ret);

/** NULL is fine. */
static inline void hit_writer_destroy(struct hit_writer *writer)
{
	if (writer)
		writer->ops->destroy(writer);
}

#endif /* TRACE_WRITER_H */
