/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hits by a format:
 *
 *     %NAME %8NAME %-16NAME    NAME: letters, digits, `_`, with a `$` in front or not
 *     %{NAME.SHAPE} %-16{NAME.SHAPE}
 *     %% \n \t \\              \c at the end: no new line there
 */
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "base/wide.h"
#include "trace/item.h"
#include "trace/lost.h"
#include "trace/writer.h"

#define WIDTH_MOST 1000

/* A text, or an item. */
struct part {
	/* Owned; NULL of an item. */
	char *text;
	/* The item's name, in the format. */
	const char *word;
	size_t size;
	struct hit_item item;
	size_t width;
	bool is_left;
};

struct parts VEC_BODY(struct part);

struct format_writer {
	struct hit_writer base;
	struct hit_writer_options options;
	struct hit_printer printer;
	struct parts parts;
};

static struct format_writer *writer_of(struct hit_writer *base)
{
	return (struct format_writer *)base;
}

static void parts_deinit(struct parts *parts)
{
	vec_for_each(parts, part) {
		free(part->text);
		hit_item_deinit(&part->item);
	}
	vec_deinit(parts);
}

static void format_destroy(struct hit_writer *base)
{
	struct format_writer *writer = writer_of(base);

	parts_deinit(&writer->parts);
	free(writer);
}

static void put_blanks(size_t count, struct str *out)
{
	while (count--)
		str_append_char(out, ' ');
}

static void put_item(struct format_writer *writer, const struct part *part, const struct hit *hit,
		     struct str *out)
{
	const size_t start = out->size;
	size_t width;

	hit_item_print(&writer->printer, &part->item, hit, out);
	if (!part->width || out->failed)
		return;
	width = wide_text(str_text(out) + start);
	if (width >= part->width)
		return;
	width = part->width - width;
	put_blanks(width, out);
	if (part->is_left || out->failed)
		return;
	memmove(out->data + start + width, out->data + start, out->size - start - width);
	memset(out->data + start, ' ', width);
}

static struct sonde_error *format_hit(struct hit_writer *base, const struct hit *hit,
				      struct str *out)
{
	struct format_writer *writer = writer_of(base);

	vec_for_each(&writer->parts, part) {
		if (part->text)
			str_append(out, part->text);
		else
			put_item(writer, part, hit, out);
	}
	return str_check(out);
}

static struct sonde_error *format_lost(struct hit_writer *base, uint64_t time, unsigned cpu,
				       uint64_t count, struct str *out)
{
	(void)base;
	(void)time;
	lost_print(cpu, count, out);
	return str_check(out);
}

/* What was read of the text before the next item. */
static struct sonde_error *add_text(struct parts *parts, struct str *text)
{
	char *taken;

	if (!text->size)
		return str_check(text);
	TRY(vec_push(parts, (struct part){0}));
	TRY(str_take(text, &taken));
	vec_last(parts)->text = taken;
	return NULL;
}

/* The cursor is behind the backslash. @return whether a new line ends the format */
static struct sonde_error *read_escape(struct scan *scan, struct str *text, bool *ends)
{
	static const char names[] = "nt\\", bytes[] = "\n\t\\";
	const char *name = *scan->at ? strchr(names, *scan->at) : NULL;

	if (name) {
		str_append_char(text, bytes[name - names]);
		scan->at++;
		return NULL;
	}
	if (*scan->at == 'c' && !scan->at[1]) {
		*ends = false;
		scan->at++;
		return NULL;
	}
	scan->at--;
	return sonde_error_hint(scan_error(scan, "This is no escape."),
				"There are \\n, \\t and \\\\, and \\c at the end for no new line.");
}

/* Bytes of the name at the cursor: `$retval`, `comm`. */
static size_t name_size(const char *text)
{
	struct scan scan = scan_text(text);

	scan_char(&scan, '$');
	return scan_identifier(&scan) ? (size_t)(scan.at - text) : 0;
}

/* `-16` */
static struct sonde_error *read_width(struct scan *scan, struct part *part)
{
	uint64_t width = 0;

	part->is_left = scan_char(scan, '-');
	if (*scan->at < '0' || *scan->at > '9') {
		if (part->is_left)
			return scan_error(scan, "A width is missing.");
		return NULL;
	}
	TRY(scan_number(scan, "a width", &width));
	if (!width || width > WIDTH_MOST)
		return scan_error(scan, "A width is from 1 to %d.", WIDTH_MOST);
	part->width = (size_t)width;
	return NULL;
}

/* The cursor is behind the `%`. */
static struct sonde_error *read_item(struct scan *scan, struct parts *parts)
{
	struct part *part;
	const char *start, *end;

	TRY(vec_push(parts, (struct part){0}));
	part = vec_last(parts);
	TRY(read_width(scan, part));
	if (scan_char(scan, '{')) {
		start = scan->at;
		end = strchr(start, '}');
		if (!end) {
			scan->at--;
			return scan_error(scan, "There is no '}' for this '{'.");
		}
		scan->at = end + 1;
	} else {
		start = scan->at;
		end = start + name_size(start);
		scan->at = end;
	}
	if (end == start)
		return sonde_error_hint(scan_error(scan, "The name of a field is missing."),
					"A percent sign itself is written %%%%.");
	part->word = start;
	part->size = (size_t)(end - start);
	return NULL;
}

static struct sonde_error *read_format(const char *format, struct parts *parts)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct scan scan = scan_text(format);
	bool ends = true;

	while (!scan_done(&scan)) {
		if (scan_char(&scan, '\\')) {
			TRY(read_escape(&scan, &text, &ends));
		} else if (scan_literal(&scan, "%%")) {
			str_append_char(&text, '%');
		} else if (scan_char(&scan, '%')) {
			TRY(add_text(parts, &text));
			TRY(read_item(&scan, parts));
		} else {
			str_append_char(&text, *scan.at++);
		}
	}
	if (ends && !(text.size && text.data[text.size - 1] == '\n'))
		str_append_char(&text, '\n');
	return add_text(parts, &text);
}

/* What the names mean. */
static struct sonde_error *find_items(struct format_writer *writer, const char *format)
{
	vec_for_each(&writer->parts, part) {
		if (!part->text)
			TRY(hit_item_find(&writer->options, format, part->word, part->size,
					  &part->item));
	}
	return NULL;
}

struct sonde_error *hit_format_names(const char *format, hit_name_fn *tell, void *data)
{
	_cleanup_(parts_deinit) struct parts parts = VEC_INIT;

	TRY(read_format(format, &parts));
	vec_for_each(&parts, part) {
		if (!part->text)
			TRY(tell(data, part->word, part->size));
	}
	return NULL;
}

struct sonde_error *hit_format_create(const struct hit_writer_options *options, const char *format,
				      struct hit_writer **ret)
{
	static const struct hit_writer_ops ops = {NULL, format_hit, format_lost, format_destroy};
	struct format_writer *writer = calloc(1, sizeof(*writer));
	struct sonde_error *error;

	if (!writer)
		return &sonde_error_no_memory;
	writer->base.ops = &ops;
	writer->options = *options;
	writer->printer = hit_printer_init(&writer->options);
	error = read_format(format, &writer->parts);
	if (!error)
		error = find_items(writer, format);
	if (error) {
		format_destroy(&writer->base);
		return error;
	}
	*ret = &writer->base;
	return NULL;
}
