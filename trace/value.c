/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/value.h"

#include <string.h>

#include "base/errno_name.h"
#include "trace/digits.h"
#include "trace/escape.h"
#include "trace/place.h"
#include "trace/syscall_name.h"
#include "trace/value_name.h"

/* What all numbers of a value have in common. */
struct printing {
	const struct hit *hit;
	const struct hit_field *field;
	const struct value_style *style;
	struct str *out;
};

uint64_t value_narrowed(uint64_t number, unsigned size, bool is_signed)
{
	const unsigned unused = size >= 1 && size < 8 ? 64 - 8 * size : 0;

	if (is_signed)
		return (uint64_t)((int64_t)(number << unused) >> unused);
	return number << unused >> unused;
}

static void print_hex(const struct printing *printing, uint64_t number)
{
	digits_address(value_narrowed(number, printing->field->size, false), printing->out);
}

static void print_decimal(const struct printing *printing, uint64_t number)
{
	digits_integer(number, printing->field->is_signed, printing->out);
}

static void print_errno(const struct printing *printing, uint64_t number)
{
	const int64_t value = (int64_t)value_narrowed(number, printing->field->size, true);
	const char *name = errno_name(value);

	if (name)
		str_append(printing->out, name);
	else
		digits_integer((uint64_t)value, true, printing->out);
}

static void print_character(const struct printing *printing, uint64_t number)
{
	const char byte = (char)number;

	str_append_char(printing->out, '\'');
	if (byte == '\'')
		str_append_char(printing->out, '\\');
	escape_text(&byte, 1, false, printing->out);
	str_append_char(printing->out, '\'');
}

/* @return whether the number has a name */
static bool print_name(const struct printing *printing, uint64_t number, bool with_number)
{
	const struct hit_field *field = printing->field;
	const char *name = value_name(&field->values, number, field->size);

	if (!name)
		return value_names_are_flags(&field->values) &&
		       value_name_flags(&field->values, number, field->size, printing->out);
	escape_text(name, strlen(name), false, printing->out);
	if (with_number) {
		str_append_char(printing->out, '(');
		print_decimal(printing, number);
		str_append_char(printing->out, ')');
	}
	return true;
}

static void print_plain(const struct printing *printing, uint64_t number)
{
	const struct hit_field *field = printing->field;

	if (field->values.names.size && print_name(printing, number, true))
		return;
	if (field->is_symbol)
		place_print_symbol(printing->style->symbols, printing->hit, number, printing->out);
	else if (field->is_character)
		print_character(printing, number);
	else if (field->is_hex || field->is_pointer ||
		 (field->may_be_address && number > UINT32_MAX))
		print_hex(printing, number);
	else
		print_decimal(printing, number);
}

static void print_syscall(const struct printing *printing, uint64_t number)
{
	struct syscall_name name;

	if (syscall_name(printing->style->machine, number, &name))
		str_append_bytes(printing->out, name.text, name.size);
	else
		print_decimal(printing, number);
}

static void print_number(const struct printing *printing, uint64_t number)
{
	switch (printing->style->shape) {
	case HIT_SHAPE_HEX:
		print_hex(printing, number);
		break;
	case HIT_SHAPE_ERRNO:
		print_errno(printing, number);
		break;
	case HIT_SHAPE_SYMBOL:
		place_print_symbol(printing->style->symbols, printing->hit, number, printing->out);
		break;
	case HIT_SHAPE_SYSCALL:
		print_syscall(printing, number);
		break;
	case HIT_SHAPE_ENUM:
		if (!print_name(printing, number, false))
			print_decimal(printing, number);
		break;
	case HIT_SHAPE_DECIMAL:
	case HIT_SHAPE_TEXT:
		print_decimal(printing, number);
		break;
	case HIT_SHAPE_PLAIN:
		print_plain(printing, number);
		break;
	}
}

static void print_text(const struct printing *printing, const struct hit_value *value,
		       bool is_quoted)
{
	escape_text(value->bytes, value->size, is_quoted, printing->out);
	if (value->is_cut)
		str_append_bytes(printing->out, "...", 3);
}

static void print_array(const struct printing *printing, const struct hit_value *value)
{
	const struct hit_field *field = printing->field;
	const size_t count = field->size ? value->size / field->size : 0;

	if (printing->style->shape == HIT_SHAPE_TEXT && field->size == 1) {
		escape_text(value->bytes, value->size ? strnlen(value->bytes, value->size) : 0,
			    printing->style->is_quoted, printing->out);
		return;
	}
	str_append_char(printing->out, '{');
	for (size_t i = 0; i < count; i++) {
		if (i)
			str_append_char(printing->out, ',');
		print_number(printing,
			     hit_number_at(value->bytes, i, field->size, field->is_signed));
	}
	str_append_char(printing->out, '}');
}

static void print_texts(const struct printing *printing, const struct hit_value *value)
{
	str_append_char(printing->out, '{');
	for (size_t i = 0; i < value->size / 4; i++) {
		const struct hit_value text = hit_value_text(printing->hit, value, i);

		if (i)
			str_append_char(printing->out, ',');
		if (text.kind == HIT_TEXT)
			print_text(printing, &text, true);
		else
			str_append(printing->out, "(fault)");
	}
	str_append_char(printing->out, '}');
}

void value_print(const struct hit *hit, const struct hit_field *field,
		 const struct hit_value *value, const struct value_style *style, struct str *out)
{
	const struct printing printing = {hit, field, style, out};

	switch (value->kind) {
	case HIT_NONE:
		str_append_char(out, '-');
		break;
	case HIT_FAULT:
		str_append(out, "(fault)");
		break;
	case HIT_NUMBER:
		print_number(&printing, value->number);
		break;
	case HIT_TEXT:
		print_text(&printing, value, style->is_quoted);
		break;
	case HIT_ARRAY:
		print_array(&printing, value);
		break;
	case HIT_TEXTS:
		print_texts(&printing, value);
		break;
	}
}
