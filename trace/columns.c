/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hits in columns. What will come nobody knows, so a column begins with the width that its values
 * mostly have, and gets wider when one of them does not fit: that line is out of step, those after
 * it are not. It never gets narrower, and not wider than a line can bear.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/wide.h"
#include "trace/escape.h"
#include "trace/item.h"
#include "trace/lost.h"
#include "trace/place.h"
#include "trace/writer.h"

/* A column that is wider pushes the others out of sight; longer values stick out. */
#define WIDTH_MOST 40
/* Behind a text that had to be cut. */
#define CUT_MARK "..."

struct column {
	struct hit_item item;
	/* Owned. */
	char *title;
	size_t width;
	bool is_right;
};

struct columns_writer {
	struct hit_writer base;
	struct hit_writer_options options;
	struct hit_printer printer;
	VEC(struct column) columns;
	/* What has a column has no lines of its own. */
	bool has_stack, has_user_stack;
	/* The cell and the line that are being written. */
	struct str cell, line;
};

static struct columns_writer *writer_of(struct hit_writer *base)
{
	return (struct columns_writer *)base;
}

static void columns_destroy(struct hit_writer *base)
{
	struct columns_writer *writer = writer_of(base);

	vec_for_each(&writer->columns, column) {
		hit_item_deinit(&column->item);
		free(column->title);
	}
	vec_deinit(&writer->columns);
	str_deinit(&writer->cell);
	str_deinit(&writer->line);
	free(writer);
}

/* Append as much of the line as there is room for. */
static void put_fitting(const struct columns_writer *writer, struct str *out)
{
	const char *text = str_text(&writer->line);
	const size_t width = writer->options.width;

	if (!width || writer->line.size <= width || wide_text(text) <= width) {
		str_append_bytes(out, text, writer->line.size);
	} else if (width > strlen(CUT_MARK)) {
		str_append_bytes(out, text, wide_prefix(text, width - strlen(CUT_MARK)));
		str_append(out, CUT_MARK);
	}
}

/* Append the line of a stack, which may be cut. */
static void put_frame(struct columns_writer *writer, struct str *out)
{
	put_fitting(writer, out);
	str_append_char(out, '\n');
	out->failed |= writer->line.failed;
}

/* Append the line, without blanks at its end. The fields are what was asked for, and stand last:
 * they go on below rather than being cut. */
static void put_line(struct columns_writer *writer, struct str *out)
{
	size_t size = writer->line.size;

	while (size && writer->line.data[size - 1] == ' ')
		size--;
	str_append_bytes(out, str_text(&writer->line), size);
	str_append_char(out, '\n');
	out->failed |= writer->line.failed || writer->cell.failed;
}

static void put_blanks(size_t count, struct str *line)
{
	while (count--)
		str_append_char(line, ' ');
}

/* Columns that the text takes. */
static size_t width_of(const struct str *text)
{
	for (size_t i = 0; i < text->size; i++) {
		if ((unsigned char)text->data[i] >= 0x80)
			return wide_text(text->data);
	}
	return text->size;
}

/* Append the cell, in its column. */
static void put_cell(struct columns_writer *writer, size_t index)
{
	const struct column *column = &writer->columns.data[index];
	const size_t width = width_of(&writer->cell);
	const size_t blanks = width < column->width ? column->width - width : 0;
	const bool is_last = index + 1 == writer->columns.size;

	if (column->is_right)
		put_blanks(blanks, &writer->line);
	str_append_bytes(&writer->line, str_text(&writer->cell), writer->cell.size);
	if (!is_last)
		put_blanks(1 + (column->is_right ? 0 : blanks), &writer->line);
}

static struct sonde_error *columns_begin(struct hit_writer *base, struct str *out)
{
	struct columns_writer *writer = writer_of(base);

	str_truncate(&writer->line, 0);
	for (size_t i = 0; i < writer->columns.size; i++) {
		str_truncate(&writer->cell, 0);
		str_append(&writer->cell, writer->columns.data[i].title);
		put_cell(writer, i);
	}
	put_line(writer, out);
	return str_check(out);
}

static void print_stack(struct columns_writer *writer, const struct hit *hit,
			const struct hit_frames *frames, struct str *out)
{
	uint64_t address;

	for (size_t i = 0; place_frame(frames, i, &address); i++) {
		str_truncate(&writer->line, 0);
		put_blanks(4, &writer->line);
		place_print_symbol(writer->options.symbols, hit, address, &writer->line);
		put_frame(writer, out);
	}
}

static struct sonde_error *columns_hit(struct hit_writer *base, const struct hit *hit,
				       struct str *out)
{
	struct columns_writer *writer = writer_of(base);

	str_truncate(&writer->line, 0);
	for (size_t i = 0; i < writer->columns.size; i++) {
		struct column *column = &writer->columns.data[i];
		size_t width;

		str_truncate(&writer->cell, 0);
		hit_item_print(&writer->printer, &column->item, hit, &writer->cell);
		put_cell(writer, i);
		width = width_of(&writer->cell);
		if (width > column->width && width <= WIDTH_MOST)
			column->width = width;
	}
	put_line(writer, out);
	if (writer->options.stacks && !writer->has_stack)
		print_stack(writer, hit, &hit->kernel_stack, out);
	if (writer->options.stacks && !writer->has_user_stack)
		print_stack(writer, hit, &hit->user_stack, out);
	return str_check(out);
}

static struct sonde_error *columns_lost(struct hit_writer *base, uint64_t time, unsigned cpu,
					uint64_t count, struct str *out)
{
	(void)base;
	(void)time;
	lost_print(cpu, count, out);
	return str_check(out);
}

/* That of the longest name, and of its number: `WRITE(2)`. */
static size_t width_of_names(const struct enumeration *values)
{
	size_t width = 0;

	vec_for_each(&values->names, name) {
		const size_t one = strlen(name->name) + strlen("(0)");

		width = one > width ? one : width;
	}
	return width < WIDTH_MOST ? width : WIDTH_MOST;
}

/* That of the longest place that is known beforehand, or of its function. */
static size_t width_of_places(const struct hit_writer_options *options, enum hit_item_kind kind)
{
	size_t width = 12;

	for (size_t i = 0; i < options->event_count; i++) {
		vec_for_each(&options->events[i]->places, place) {
			const size_t one = kind == HIT_ITEM_PLACE ? strlen(*place)
								  : place_function_size(*place);

			width = one > width ? one : width;
		}
	}
	return width < WIDTH_MOST ? width : WIDTH_MOST;
}

/* A width that values of a field mostly have. */
static size_t width_of_field(const struct hit_field *field, enum hit_shape shape)
{
	const bool is_hex = shape == HIT_SHAPE_HEX ||
			    (shape == HIT_SHAPE_PLAIN && (field->is_hex || field->is_pointer));

	if (is_hex && field->size == 8 && !field->is_array)
		return strlen("0xffffffff81234567");
	if (shape == HIT_SHAPE_PLAIN && field->values.names.size)
		return width_of_names(&field->values);
	return field->is_text ? 12 : 6;
}

static size_t width_of_item(const struct columns_writer *writer, const struct hit_item *item)
{
	const struct hit_writer_options *options = &writer->options;
	size_t width = 0;

	switch (item->kind) {
	case HIT_ITEM_TIME:
		return strlen("HH:MM:SS.uuuuuu");
	case HIT_ITEM_DATE:
		return strlen("YYYY-MM-DDTHH:MM:SS.uuuuuu");
	case HIT_ITEM_CPU:
		return 3;
	case HIT_ITEM_PID:
	case HIT_ITEM_TID:
		return 7;
	case HIT_ITEM_COMM:
		return sizeof(((struct hit *)0)->comm) - 1;
	case HIT_ITEM_ADDRESS:
		return strlen("0xffffffff81234567");
	case HIT_ITEM_EVENT:
		for (size_t i = 0; i < options->event_count; i++) {
			const size_t one = strlen(options->events[i]->group) + 1 +
					   strlen(options->events[i]->event);

			width = one > width ? one : width;
		}
		return width < WIDTH_MOST ? width : WIDTH_MOST;
	case HIT_ITEM_PLACE:
	case HIT_ITEM_FUNCTION:
		return width_of_places(options, item->kind);
	case HIT_ITEM_FIELD:
		for (size_t i = 0; i < item->fields.size; i++) {
			const size_t at = item->fields.data[i];
			size_t one;

			if (at == SIZE_MAX)
				continue;
			one = width_of_field(&options->events[i]->fields.data[at], item->shape);
			width = one > width ? one : width;
		}
		return width;
	default:
		return 12;
	}
}

/* Add a column; the item is taken over if it could be added. */
static struct sonde_error *add_column(struct columns_writer *writer, struct hit_item *item)
{
	struct column column = {.item = *item};
	_cleanup_str_ struct str title = STR_INIT;
	size_t width;

	writer->has_stack |= column.item.kind == HIT_ITEM_STACK;
	writer->has_user_stack |= column.item.kind == HIT_ITEM_USER_STACK;
	column.is_right = hit_item_is_number(&writer->options, &column.item);
	column.width = width_of_item(writer, &column.item);
	TRY(vec_push(&writer->columns, column));
	*item = (struct hit_item){0};
	escape_text(column.item.name, strlen(column.item.name), false, &title);
	TRY(str_take(&title, &vec_last(&writer->columns)->title));
	if (column.item.kind != HIT_ITEM_FIELD) {
		for (char *at = vec_last(&writer->columns)->title; *at; at++)
			*at = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
	}
	width = wide_text(vec_last(&writer->columns)->title);
	if (width > column.width)
		vec_last(&writer->columns)->width = width;
	return NULL;
}

static struct sonde_error *add_kind(struct columns_writer *writer, enum hit_item_kind kind)
{
	_cleanup_hit_item_ struct hit_item item = {0};

	TRY(hit_item_make(kind, &item));
	return add_column(writer, &item);
}

/* Whether all events have the same fields, so that each can be a column. */
static bool are_alike(const struct hit_writer_options *options)
{
	for (size_t i = 1; i < options->event_count; i++) {
		const struct hit_event *one = options->events[0], *other = options->events[i];

		if (one->fields.size != other->fields.size)
			return false;
		for (size_t k = 0; k < one->fields.size; k++) {
			if (strcmp(one->fields.data[k].label, other->fields.data[k].label) != 0)
				return false;
		}
	}
	return options->event_count > 0;
}

/* Whether functions do not tell the places of the event apart: those of inlined copies, and of
 * programs, whose places have no names. */
static bool needs_places(const struct hit_event *event)
{
	for (size_t i = 1; i < event->places.size; i++) {
		const char *one = event->places.data[i];
		const size_t size = place_function_size(one);

		if (!size)
			return true;
		for (size_t k = 0; k < i; k++) {
			const char *other = event->places.data[k];

			if (place_function_size(other) == size && strncmp(one, other, size) == 0)
				return true;
		}
	}
	return false;
}

/* Where an event has several places, its name does not tell where a hit was. */
static struct sonde_error *add_where(struct columns_writer *writer)
{
	const struct hit_writer_options *options = &writer->options;
	bool has_several = false, by_place = false;

	for (size_t i = 0; i < options->event_count; i++) {
		has_several |= options->events[i]->places.size > 1;
		by_place |= needs_places(options->events[i]);
	}
	if (!has_several)
		return NULL;
	return add_kind(writer, by_place ? HIT_ITEM_PLACE : HIT_ITEM_FUNCTION);
}

static struct sonde_error *add_usual(struct columns_writer *writer)
{
	const struct hit_writer_options *options = &writer->options;
	static const enum hit_item_kind kinds[] = {HIT_ITEM_TIME, HIT_ITEM_CPU, HIT_ITEM_PID,
						   HIT_ITEM_COMM};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		TRY(add_kind(writer, kinds[i]));
	/* The only one stands in the command line. */
	if (options->event_count != 1)
		TRY(add_kind(writer, HIT_ITEM_EVENT));
	TRY(add_where(writer));
	if (!are_alike(options))
		return add_kind(writer, HIT_ITEM_FIELDS);
	for (size_t i = 0; i < options->events[0]->fields.size; i++) {
		_cleanup_hit_item_ struct hit_item item = {0};

		TRY(hit_item_make_field(options, i, &item));
		TRY(add_column(writer, &item));
	}
	return NULL;
}

struct adding {
	struct columns_writer *writer;
	const char *show;
};

static struct sonde_error *add_named(void *data, const char *word, size_t size)
{
	const struct adding *adding = data;
	_cleanup_hit_item_ struct hit_item item = {0};

	TRY(hit_item_find(&adding->writer->options, adding->show, word, size, &item));
	return add_column(adding->writer, &item);
}

/* `time,comm,$retval.errno` */
struct sonde_error *hit_columns_names(const char *show, hit_name_fn *tell, void *data)
{
	const char *at = show;

	for (;;) {
		size_t size;

		at += strspn(at, " \t");
		size = strcspn(at, ",");
		while (size && (at[size - 1] == ' ' || at[size - 1] == '\t'))
			size--;
		if (!size)
			return sonde_error_syntax(show, (size_t)(at - show) + 1,
						  "The name of a column is missing.");
		TRY(tell(data, at, size));
		at += strcspn(at, ",");
		if (!*at++)
			return NULL;
	}
}

static struct sonde_error *add_shown(struct columns_writer *writer, const char *show)
{
	struct adding adding = {writer, show};

	return hit_columns_names(show, add_named, &adding);
}

struct sonde_error *hit_columns_create(const struct hit_writer_options *options, const char *show,
				       struct hit_writer **ret)
{
	static const struct hit_writer_ops ops = {columns_begin, columns_hit, columns_lost,
						  columns_destroy};
	struct columns_writer *writer = calloc(1, sizeof(*writer));
	struct sonde_error *error;

	if (!writer)
		return &sonde_error_no_memory;
	writer->base.ops = &ops;
	writer->options = *options;
	writer->printer = hit_printer_init(&writer->options);
	error = show ? add_shown(writer, show) : add_usual(writer);
	if (error) {
		columns_destroy(&writer->base);
		return error;
	}
	*ret = &writer->base;
	return NULL;
}
