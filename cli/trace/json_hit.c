/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/json_hit.h"

#include <limits.h>
#include <stdlib.h>

#include "base/json_text.h"
#include "base/scan.h"
#include "cli/json_give.h"
#include "trace/clock.h"
#include "trace/digits.h"
#include "trace/item.h"
#include "trace/place.h"
#include "trace/value_name.h"

struct json_hit_writer {
	struct hit_writer base;
	struct hit_writer_options options;
};

/* A hit that is being written: what is said of its fields, by their labels. Each but the first is
 * made when something goes in. */
struct fields {
	struct json_object *values;
	struct json_object *enumerators;
	struct json_object *symbols;
	struct json_object *bytes;
	struct json_object *faults;
	struct json_object *cut;
};

static void fields_deinit(struct fields *fields)
{
	json_destroy(fields->values);
	json_destroy(fields->enumerators);
	json_destroy(fields->symbols);
	json_destroy(fields->bytes);
	json_destroy(fields->faults);
	json_destroy(fields->cut);
}

static const struct json_hit_writer *writer_of(struct hit_writer *base)
{
	return (const struct json_hit_writer *)base;
}

static void json_hit_destroy(struct hit_writer *base)
{
	free(base);
}

static struct json_object *integer(uint64_t number, bool is_signed)
{
	return is_signed ? json_object_new_int64((int64_t)number) : json_object_new_uint64(number);
}

/* Give @p text, which is freed, under a key of an object that may have to be made. */
static struct sonde_error *give_made(struct json_object **object, const char *key, struct str *text)
{
	if (!*object)
		*object = json_object_new_object();
	if (!*object || text->failed)
		return &sonde_error_no_memory;
	return give(*object, key, json_text(str_text(text), text->size));
}

/* Add the label to a list that may have to be made. */
static struct sonde_error *add_label(struct json_object **list, const char *label)
{
	_cleanup_json_ struct json_object *text = json_text(label, strlen(label));

	if (!*list)
		*list = json_object_new_array();
	if (!*list || !text)
		return &sonde_error_no_memory;
	return append(*list, &text);
}

static bool is_utf8(const char *bytes, size_t size)
{
	uint32_t code;

	for (size_t i = 0; i < size;) {
		const size_t step = str_character(bytes + i, size - i, &code);

		if (!step)
			return false;
		i += step;
	}
	return true;
}

/* What JSON cannot say as a text, in base 16. */
static struct sonde_error *give_bytes(struct json_object **object, const char *key,
				      const char *bytes, size_t size)
{
	_cleanup_str_ struct str text = STR_INIT;

	if (is_utf8(bytes, size))
		return NULL;
	for (size_t i = 0; i < size; i++)
		digits_hex((unsigned char)bytes[i], 2, &text);
	return give_made(object, key, &text);
}

static struct sonde_error *give_name(const struct hit_field *field, uint64_t number,
				     const char *label, struct fields *fields)
{
	const char *name = value_name(&field->values, number, field->size);
	_cleanup_str_ struct str text = STR_INIT;

	if (name)
		str_append(&text, name);
	else if (!value_names_are_flags(&field->values) ||
		 !value_name_flags(&field->values, number, field->size, &text))
		return NULL;
	return give_made(&fields->enumerators, label, &text);
}

static struct sonde_error *give_number(const struct json_hit_writer *writer, const struct hit *hit,
				       const struct hit_field *field, uint64_t number,
				       const char *label, struct fields *fields)
{
	_cleanup_str_ struct str text = STR_INIT;

	if (field->is_pointer || field->is_symbol)
		TRY(give_address(fields->values, label, number));
	else
		TRY(give(fields->values, label, integer(number, field->is_signed)));
	if (field->values.names.size)
		return give_name(field, number, label, fields);
	if (!field->is_symbol || !place_symbol(writer->options.symbols, hit, number).name)
		return NULL;
	place_print_symbol(writer->options.symbols, hit, number, &text);
	return give_made(&fields->symbols, label, &text);
}

static struct sonde_error *give_array(const struct hit_field *field, const struct hit_value *value,
				      const char *label, struct fields *fields)
{
	_cleanup_json_ struct json_object *list = json_object_new_array();
	const size_t count = field->size ? value->size / field->size : 0;

	if (!list)
		return &sonde_error_no_memory;
	for (size_t i = 0; i < count; i++) {
		const uint64_t number = hit_number_at(value->bytes, i, field->size,
						      field->is_signed);
		_cleanup_json_ struct json_object *item = integer(number, field->is_signed);

		if (!item)
			return &sonde_error_no_memory;
		TRY(append(list, &item));
	}
	return give(fields->values, label, take_ptr(list));
}

static struct sonde_error *give_texts(const struct hit *hit, const struct hit_value *value,
				      const char *label, struct fields *fields)
{
	_cleanup_json_ struct json_object *list = json_object_new_array();

	if (!list)
		return &sonde_error_no_memory;
	for (size_t i = 0; i < value->size / 4; i++) {
		const struct hit_value one = hit_value_text(hit, value, i);
		_cleanup_json_ struct json_object *item = NULL;

		if (one.kind == HIT_TEXT) {
			item = json_text(one.bytes, one.size);
			if (!item)
				return &sonde_error_no_memory;
		}
		/* NULL is `null`. */
		TRY(append(list, &item));
	}
	return give(fields->values, label, take_ptr(list));
}

static struct sonde_error *give_null(struct json_object *object, const char *key)
{
	return json_object_object_add(object, key, NULL) == 0 ? NULL : &sonde_error_no_memory;
}

static struct sonde_error *give_field(const struct json_hit_writer *writer, const struct hit *hit,
				      size_t index, struct fields *fields)
{
	const struct hit_field *field = &hit->event->fields.data[index];
	const struct hit_value *value = &hit->values.data[index];
	/* Two arguments can be called the same; in the event they are not. */
	const char *label = json_object_object_get_ex(fields->values, field->label, NULL)
				    ? field->name
				    : field->label;

	switch (value->kind) {
	case HIT_NONE:
		return NULL;
	case HIT_FAULT:
		TRY(give_null(fields->values, label));
		return add_label(&fields->faults, label);
	case HIT_NUMBER:
		return give_number(writer, hit, field, value->number, label, fields);
	case HIT_ARRAY:
		return give_array(field, value, label, fields);
	case HIT_TEXTS:
		return give_texts(hit, value, label, fields);
	case HIT_TEXT:
		TRY(give(fields->values, label, json_text(value->bytes, value->size)));
		TRY(give_bytes(&fields->bytes, label, value->bytes, value->size));
		return value->is_cut ? add_label(&fields->cut, label) : NULL;
	}
	return NULL;
}

/* Under a key if there is something, which the object then has. */
static struct sonde_error *give_some(struct json_object *object, const char *key,
				     struct json_object **some)
{
	return *some ? give(object, key, take_ptr(*some)) : NULL;
}

static struct sonde_error *give_fields(const struct json_hit_writer *writer, const struct hit *hit,
				       struct json_object *object)
{
	_cleanup_(fields_deinit) struct fields fields = {.values = json_object_new_object()};

	if (!fields.values)
		return &sonde_error_no_memory;
	for (size_t i = 0; i < hit->event->fields.size && i < hit->values.size; i++)
		TRY(give_field(writer, hit, i, &fields));
	TRY(give_some(object, "fields", &fields.values));
	TRY(give_some(object, "enumerators", &fields.enumerators));
	TRY(give_some(object, "symbols", &fields.symbols));
	TRY(give_some(object, "faults", &fields.faults));
	TRY(give_some(object, "cut", &fields.cut));
	return give_some(object, "bytes", &fields.bytes);
}

static struct sonde_error *give_time(const struct json_hit_writer *writer, uint64_t time,
				     struct json_object *object)
{
	_cleanup_str_ struct str text = STR_INIT;

	if (writer->options.wall_offset) {
		hit_clock_iso(time + (uint64_t)*writer->options.wall_offset, &text);
		TRY(str_check(&text));
		TRY(give_text(object, "time", str_text(&text)));
	}
	return give(object, "ns", json_object_new_uint64(time));
}

static struct sonde_error *give_thread(const struct hit *hit, struct json_object *object)
{
	const size_t size = strnlen(hit->comm, sizeof(hit->comm));
	_cleanup_str_ struct str bytes = STR_INIT;

	TRY(give(object, "cpu", json_object_new_uint64(hit->cpu)));
	if (hit->pid || !hit->tid)
		TRY(give(object, "pid", json_object_new_int64(hit->pid)));
	TRY(give(object, "tid", json_object_new_int64(hit->tid)));
	if (!size)
		return NULL;
	TRY(give(object, "comm", json_text(hit->comm, size)));
	if (is_utf8(hit->comm, size))
		return NULL;
	for (size_t i = 0; i < size; i++)
		digits_hex((unsigned char)hit->comm[i], 2, &bytes);
	TRY(str_check(&bytes));
	return give_text(object, "comm_bytes", str_text(&bytes));
}

/* The function of a place, `nfs_open` of `nfs:nfs_open+4`, and how far behind its start that is. */
static struct sonde_error *give_function(const char *place, struct json_object *object)
{
	const size_t size = place_function_size(place);
	const char *module = size ? memchr(place, ':', size) : NULL;
	const char *name = module ? module + 1 : place;
	struct scan scan = scan_text(place + size);
	uint64_t offset = 0;

	if (!size)
		return NULL;
	TRY(give(object, "function", json_text(name, size - (size_t)(name - place))));
	if (!scan_char(&scan, '+') || !scan_u64(&scan, &offset))
		offset = 0;
	return give(object, "offset", json_object_new_uint64(offset));
}

static struct sonde_error *give_symbol(const struct hit_symbol *symbol, const char *key,
				       struct json_object *object)
{
	TRY(give_text(object, key, symbol->name));
	if (symbol->name || symbol->object)
		TRY(give(object, "offset", json_object_new_uint64(symbol->offset)));
	return give_text(object, "object", symbol->object);
}

static struct sonde_error *give_where(const struct json_hit_writer *writer, const struct hit *hit,
				      struct json_object *object)
{
	const char *place = place_text(hit);
	struct hit_symbol symbol;

	TRY(give_text(object, "group", hit->event->group));
	TRY(give_text(object, "event", hit->event->event));
	TRY(give_text(object, "place", place));
	if (place && place_function_size(place)) {
		TRY(give_function(place, object));
	} else if (hit->address) {
		symbol = place_symbol(writer->options.symbols, hit, hit->address);
		TRY(give_symbol(&symbol, "function", object));
	}
	if (hit->address)
		TRY(give_address(object, "address", hit->address));
	if (hit->return_address)
		TRY(give_address(object, "return_address", hit->return_address));
	return NULL;
}

static struct sonde_error *give_stack(const struct json_hit_writer *writer, const struct hit *hit,
				      const struct hit_frames *frames, const char *key,
				      struct json_object *object)
{
	_cleanup_json_ struct json_object *list = json_object_new_array();
	uint64_t address;

	if (!list)
		return &sonde_error_no_memory;
	for (size_t i = 0; place_frame(frames, i, &address); i++) {
		_cleanup_json_ struct json_object *frame = json_object_new_object();
		struct hit_symbol symbol;

		if (!frame)
			return &sonde_error_no_memory;
		symbol = place_symbol(writer->options.symbols, hit, address);
		TRY(give_address(frame, "address", address));
		TRY(give_symbol(&symbol, "symbol", frame));
		TRY(append(list, &frame));
	}
	return give(object, key, take_ptr(list));
}

static struct sonde_error *print_line(struct json_object *object, struct str *out)
{
	json_text_append(object, false, out);
	return str_check(out);
}

static struct sonde_error *json_hit_hit(struct hit_writer *base, const struct hit *hit,
					struct str *out)
{
	const struct json_hit_writer *writer = writer_of(base);
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_time(writer, hit->time, object));
	TRY(give_thread(hit, object));
	TRY(give_where(writer, hit, object));
	TRY(give_fields(writer, hit, object));
	if (hit->text)
		TRY(give(object, "text", json_text(hit->text, hit_item_text_size(hit->text))));
	if (hit->kernel_stack.count)
		TRY(give_stack(writer, hit, &hit->kernel_stack, "stack", object));
	if (hit->user_stack.count)
		TRY(give_stack(writer, hit, &hit->user_stack, "user_stack", object));
	return print_line(object, out);
}

static struct sonde_error *json_hit_lost(struct hit_writer *base, uint64_t time, unsigned cpu,
					 uint64_t count, struct str *out)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_time(writer_of(base), time, object));
	if (cpu != UINT_MAX)
		TRY(give(object, "cpu", json_object_new_uint64(cpu)));
	if (count == UINT64_MAX)
		TRY(give_null(object, "lost"));
	else
		TRY(give(object, "lost", json_object_new_uint64(count)));
	return print_line(object, out);
}

struct sonde_error *hit_json_create(const struct hit_writer_options *options,
				    struct hit_writer **ret)
{
	static const struct hit_writer_ops ops = {NULL, json_hit_hit, json_hit_lost,
						  json_hit_destroy};
	struct json_hit_writer *writer = calloc(1, sizeof(*writer));

	if (!writer)
		return &sonde_error_no_memory;
	writer->base.ops = &ops;
	writer->options = *options;
	*ret = &writer->base;
	return NULL;
}
