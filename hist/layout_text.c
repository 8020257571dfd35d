/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A layout as text, to be kept beside the trigger that it belongs to:
 *
 *     layout 1
 *     title do_sys_openat2: comm, $retval
 *     sort hits.desc
 *     key string 0 0 0 plain unsigned
 *     name comm
 *     field comm
 *     key errno 0 8 0 plain signed
 *     name $retval
 *     field ret
 *     value count plain 1 8 number unsigned
 *     name hits
 *     field hitcount
 *     end
 *
 * A line has one item; what a column has, stands below its first line. A text is what is left of
 * its line, with `\n` and `\\` in place of what would end it.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "hist/layout.h"

#define HEADING "layout 1"

/* More columns than any trigger has. */
#define COLUMNS_MAX 64

static void print_text(const char *name, const char *text, struct str *out)
{
	if (!text)
		return;
	str_appendf(out, "%s ", name);
	for (; *text; text++) {
		if (*text == '\n' || *text == '\\')
			str_append(out, *text == '\n' ? "\\n" : "\\\\");
		else
			str_append_char(out, *text);
	}
	str_append_char(out, '\n');
}

static void print_values(const struct enumeration *values, struct str *out)
{
	if (values->names.size == 0)
		return;
	str_append(out, "values ");
	enumeration_print(values, out);
	str_append_char(out, '\n');
}

static void print_key(const struct hist_key_layout *key, struct str *out)
{
	str_appendf(out, "key %s %" PRIu64 " %u %" PRIu64 " %s %s\n", hist_shape_name(key->shape),
		    key->width, key->size, key->scale, key->is_folded ? "folded" : "plain",
		    key->is_signed ? "signed" : "unsigned");
	print_text("name", key->title, out);
	print_text("field", key->field, out);
	print_text("constant", key->constant, out);
	print_text("unit", key->unit, out);
	print_values(&key->values, out);
}

static void print_value(const struct hist_value_layout *value, struct str *out)
{
	str_appendf(out, "value %s %s %" PRIu64 " %u %s %s\n", hist_value_role_name(value->role),
		    hist_shape_name(value->shape), value->scale, value->size,
		    value->is_string ? "text" : "number", value->is_signed ? "signed" : "unsigned");
	print_text("name", value->title, out);
	print_text("field", value->field, out);
	print_text("unit", value->unit, out);
	print_values(&value->values, out);
}

void hist_layout_print(const struct hist_layout *layout, struct str *out)
{
	str_append(out, HEADING "\n");
	print_text("title", layout->title, out);
	print_text("sort", layout->sort, out);
	vec_for_each(&layout->keys, key)
		print_key(key, out);
	vec_for_each(&layout->values, value)
		print_value(value, out);
	str_append(out, "end\n");
}

/* The text goes line by line into what was begun last. */
struct reader {
	const char *at;
	size_t line_number;
	/** The line that is read, without its end. Owned. */
	char *line;
	struct hist_layout *layout;
};

static struct sonde_error *wrong(const struct reader *reader, const char *what)
{
	return sonde_error_new(SONDE_ERROR_FORMAT, "Line %zu of a layout: %s.", reader->line_number,
			       what);
}

static struct sonde_error *next_line(struct reader *reader)
{
	const size_t size = strcspn(reader->at, "\n");

	free(reader->line);
	reader->line = NULL;
	reader->line_number++;
	if (reader->at[size] != '\n')
		return wrong(reader, "it ends here, and should not");
	TRY(sonde_strndup(reader->at, size, &reader->line));
	reader->at += size + 1;
	return NULL;
}

/* Step over @p word and a blank; NULL if the line does not begin with it. */
static const char *behind(const struct reader *reader, const char *word)
{
	const size_t size = strlen(word);

	if (strncmp(reader->line, word, size) != 0 || reader->line[size] != ' ')
		return NULL;
	return reader->line + size + 1;
}

/* A text in which `\n` and `\\` are put back. */
static struct sonde_error *read_text(const struct reader *reader, const char *text, char **ret)
{
	_cleanup_str_ struct str str = STR_INIT;

	if (*ret)
		return wrong(reader, "it says what was said before");
	for (; *text; text++) {
		const bool is_escape = text[0] == '\\';

		if (iscntrl((unsigned char)*text))
			return wrong(reader, "it has a control character");
		if (is_escape && text[1] != 'n' && text[1] != '\\')
			return wrong(reader, "it has a backslash that means nothing");
		text += is_escape;
		str_append_char(&str, is_escape && *text == 'n' ? '\n' : *text);
	}
	return str_take(&str, ret);
}

static bool read_word(struct scan *scan, const char *word)
{
	const char *before = scan->at;

	if (scan_literal(scan, word) && (*scan->at == '\0' || scan_char(scan, ' ')))
		return true;
	scan->at = before;
	return false;
}

static bool read_number(struct scan *scan, uint64_t *ret)
{
	return scan_u64(scan, ret) && (scan_done(scan) || scan_char(scan, ' '));
}

/* One of two words. */
static bool read_choice(struct scan *scan, const char *yes, const char *no, bool *ret)
{
	*ret = read_word(scan, yes);
	return *ret || read_word(scan, no);
}

static bool read_shape(struct scan *scan, enum hist_shape *ret)
{
	for (int i = 0; i < HIST_SHAPE_COUNT; i++) {
		if (read_word(scan, hist_shape_name((enum hist_shape)i))) {
			*ret = (enum hist_shape)i;
			return true;
		}
	}
	return false;
}

static bool read_role(struct scan *scan, enum hist_value_role *ret)
{
	for (int i = 0; i < HIST_VALUE_ROLE_COUNT; i++) {
		if (read_word(scan, hist_value_role_name((enum hist_value_role)i))) {
			*ret = (enum hist_value_role)i;
			return true;
		}
	}
	return false;
}

static bool read_size(struct scan *scan, unsigned *ret)
{
	uint64_t size;

	if (!read_number(scan, &size) ||
	    (size != 0 && size != 1 && size != 2 && size != 4 && size != 8))
		return false;
	*ret = (unsigned)size;
	return true;
}

/* What both kinds of columns have below their first line, as far as the line is one of it. */
struct column {
	char **title, **field, **constant, **unit;
	struct enumeration *values;
};

static struct sonde_error *read_item(struct reader *reader, const struct column *column,
				     bool *found)
{
	const struct {
		const char *word;
		char **text;
	} texts[] = {{"name", column->title},
		     {"field", column->field},
		     {"constant", column->constant},
		     {"unit", column->unit}};
	const char *text;

	*found = true;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		text = texts[i].text ? behind(reader, texts[i].word) : NULL;
		if (text)
			return read_text(reader, text, texts[i].text);
	}
	text = behind(reader, "values");
	if (text) {
		_cleanup_enumeration_ struct enumeration values = {0};

		if (column->values->names.size)
			return wrong(reader, "it says what was said before");
		TRY(enumeration_parse(text, &values));
		*column->values = values;
		values = (struct enumeration){0};
		return NULL;
	}
	*found = false;
	return NULL;
}

/* The lines of a column below its first one; the reader is at the line behind them then. */
static struct sonde_error *read_items(struct reader *reader, const struct column *column)
{
	for (;;) {
		bool found;

		TRY(next_line(reader));
		TRY(read_item(reader, column, &found));
		if (!found)
			return NULL;
	}
}

static struct sonde_error *check_key(const struct reader *reader, const struct hist_key_layout *key)
{
	if (!key->title || !key->field == !key->constant)
		return wrong(reader, "the key before it has no name, or not one source");
	if ((key->shape == HIST_SHAPE_LINEAR) != (key->width > 0))
		return wrong(reader, "the key before it has a width and no buckets, or no width");
	if ((key->shape == HIST_SHAPE_ENUM) != (key->values.names.size > 0))
		return wrong(reader, "the key before it has names that it does not need, or none");
	return NULL;
}

static struct sonde_error *read_key(struct reader *reader, const char *text)
{
	_cleanup_hist_key_layout_ struct hist_key_layout key = {0};
	const struct column column = {&key.title, &key.field, &key.constant, &key.unit,
				      &key.values};
	struct scan scan = scan_text(text);

	if (!read_shape(&scan, &key.shape) || !read_number(&scan, &key.width) ||
	    !read_size(&scan, &key.size) || !read_number(&scan, &key.scale) ||
	    !read_choice(&scan, "folded", "plain", &key.is_folded) ||
	    !read_choice(&scan, "signed", "unsigned", &key.is_signed) || !scan_done(&scan))
		return wrong(reader, "it is no key");
	TRY(read_items(reader, &column));
	TRY(check_key(reader, &key));
	if (reader->layout->keys.size == COLUMNS_MAX)
		return wrong(reader, "there are too many keys");
	return hist_layout_add_key(reader->layout, &key);
}

static struct sonde_error *read_value(struct reader *reader, const char *text)
{
	_cleanup_hist_value_layout_ struct hist_value_layout value = {0};
	const struct column column = {&value.title, &value.field, NULL, &value.unit, &value.values};
	struct scan scan = scan_text(text);

	if (!read_role(&scan, &value.role) || !read_shape(&scan, &value.shape) ||
	    !read_number(&scan, &value.scale) || !read_size(&scan, &value.size) ||
	    !read_choice(&scan, "text", "number", &value.is_string) ||
	    !read_choice(&scan, "signed", "unsigned", &value.is_signed) || !scan_done(&scan) ||
	    value.scale == 0)
		return wrong(reader, "it is no value");
	TRY(read_items(reader, &column));
	if (!value.title || !value.field)
		return wrong(reader, "the value before it has no name");
	/* All others are numbers that the kernel made. */
	if (value.is_string && value.role != HIST_VALUE_WORST)
		return wrong(reader, "the value before it is a text, and can only be a number");
	if ((value.shape == HIST_SHAPE_ENUM) != (value.values.names.size > 0))
		return wrong(reader,
			     "the value before it has names that it does not need, or none");
	if (reader->layout->values.size == COLUMNS_MAX)
		return wrong(reader, "there are too many values");
	return hist_layout_add_value(reader->layout, &value);
}

static struct sonde_error *read_columns(struct reader *reader)
{
	while (strcmp(reader->line, "end") != 0) {
		const char *key = behind(reader, "key"), *value = behind(reader, "value");

		if (key)
			TRY(read_key(reader, key));
		else if (value)
			TRY(read_value(reader, value));
		else
			return wrong(reader, "it is nothing that a layout has");
	}
	return NULL;
}

static struct sonde_error *read_layout(struct reader *reader)
{
	struct hist_layout *layout = reader->layout;
	const char *text;

	TRY(next_line(reader));
	if (strcmp(reader->line, HEADING) != 0)
		return wrong(reader, "it is not '" HEADING "'");
	TRY(next_line(reader));
	text = behind(reader, "title");
	if (text) {
		TRY(read_text(reader, text, &layout->title));
		TRY(next_line(reader));
	}
	text = behind(reader, "sort");
	if (text) {
		TRY(read_text(reader, text, &layout->sort));
		TRY(next_line(reader));
	}
	TRY(read_columns(reader));
	if (*reader->at)
		return wrong(reader, "there is more behind the end");
	if (layout->keys.size == 0 || layout->values.size == 0 ||
	    layout->values.data[0].role != HIST_VALUE_COUNT)
		return wrong(reader, "a layout has keys, and a count before all values");
	return NULL;
}

struct sonde_error *hist_layout_parse(const char *text, struct hist_layout *ret)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	struct reader reader = {.at = text, .layout = &layout};
	struct sonde_error *error = read_layout(&reader);

	free(reader.line);
	TRY(error);
	*ret = layout;
	layout = (struct hist_layout)HIST_LAYOUT_INIT;
	return NULL;
}
