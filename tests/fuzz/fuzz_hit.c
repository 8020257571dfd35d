/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A format, a list of columns, an enumeration and a layout, each on a line, then a record: whatever
 * they are, nothing outside of the record is read, what is written is a line that commands no
 * terminal, and JSON is JSON. Each 4 bytes of the line of the layout are a slot.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/str.h"
#include "cli/trace/json_hit.h"
#include "tests/fuzz/check.h"
#include "trace/decode.h"
#include "trace/writer.h"

/* The lines before the record. */
enum {
	FORMAT,
	SHOW,
	VALUES,
	LAYOUT,
	LINES
};

#define SLOTS_MOST 64

struct input {
	char *lines[LINES];
	const char *record;
	size_t size;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void name_address(const struct hit_symbols *symbols, uint64_t address,
			 struct hit_symbol *ret)
{
	(void)symbols;
	*ret = (struct hit_symbol){0};
	if (address & 1)
		ret->name = "a;b\n";
	if (address & 2)
		ret->object = address & 4 ? "[nfs\x1b]" : "/a b";
	ret->offset = address >> 8;
}

static void name_user_address(const struct hit_symbols *symbols, pid_t pid, uint64_t address,
			      struct hit_symbol *ret)
{
	(void)pid;
	name_address(symbols, address, ret);
}

static const struct hit_symbols symbols = {name_address, name_user_address, NULL};

/* 4 bytes: what it is to the hit and its kind; how it is taken; offset; size. */
static struct hit_slot slot_of(const uint8_t *bytes)
{
	return (struct hit_slot){.role = bytes[0] % 7,
				 .kind = bytes[0] / 7 % 4,
				 .is_located = bytes[1] & 1,
				 .is_relative = bytes[1] & 2,
				 .is_ended = bytes[1] & 4,
				 .is_fetched = bytes[1] & 8,
				 .is_signed = bytes[1] & 16,
				 .fault = bytes[1] & 32 ? bytes[3] % 64 : HIT_FAULTS_MOST,
				 .offset = bytes[2],
				 .size = bytes[3] % 65};
}

static struct sonde_error *add_field(const struct hit_slot *slot, const struct input *input,
				     uint8_t choice, struct hit_event *event)
{
	struct hit_field *field;
	char name[] = "a";

	TRY(vec_push(&event->fields, (struct hit_field){.is_signed = slot->is_signed}));
	field = vec_last(&event->fields);
	name[0] = (char)('a' + (event->fields.size - 1) % 26);
	TRY(sonde_strdup(name, &field->label));
	TRY(sonde_strdup(name, &field->name));
	field->is_text = slot->kind == HIT_SLOT_TEXT || slot->kind == HIT_SLOT_TEXTS;
	field->is_array = slot->kind == HIT_SLOT_ARRAY || slot->kind == HIT_SLOT_TEXTS;
	field->is_hex = choice & 1;
	field->is_symbol = choice & 2;
	field->is_character = choice & 4;
	field->size = slot->kind == HIT_SLOT_ARRAY ? 1U << choice % 4 : (unsigned)slot->size;
	if (choice & 8)
		succeeded(enumeration_parse(input->lines[VALUES], &field->values));
	return NULL;
}

static struct sonde_error *make_event(const struct input *input, struct hit_event *event,
				      struct hit_layout *layout)
{
	const uint8_t *bytes = (const uint8_t *)input->lines[LAYOUT];
	const size_t size = strlen(input->lines[LAYOUT]);

	TRY(sonde_strdup("g", &event->group));
	TRY(sonde_strdup("e", &event->event));
	for (size_t i = 0; i + 4 <= size && layout->slots.size < SLOTS_MOST; i += 4) {
		const struct hit_slot slot = slot_of(bytes + i);

		TRY(vec_push(&layout->slots, slot));
		if (slot.role == HIT_SLOT_FIELD)
			TRY(add_field(&slot, input, bytes[i + 2], event));
	}
	return NULL;
}

/* Lines that can be shown, and end. */
static void check_text(const struct str *text, bool may_tab)
{
	for (size_t i = 0; i < text->size;) {
		uint32_t code;
		const size_t step = str_character(text->data + i, text->size - i, &code);

		check(step && (!str_is_command(code) || code == '\n' || (may_tab && code == '\t')));
		i += step;
	}
	check(!text->size || text->data[text->size - 1] == '\n');
}

static void check_json(const struct str *text)
{
	struct json_object *parsed = json_tokener_parse(str_text(text));

	check(parsed && strchr(text->data, '\n') == text->data + text->size - 1);
	json_object_put(parsed);
}

/* All that a writer makes, which is then destroyed; whether it could. */
static bool write_hit(struct sonde_error *error, struct hit_writer *writer, const struct hit *hit,
		      struct str *out)
{
	if (!error && writer->ops->begin)
		error = writer->ops->begin(writer, out);
	if (!error)
		error = writer->ops->hit(writer, hit, out);
	if (!error)
		error = writer->ops->hit(writer, hit, out);
	hit_writer_destroy(writer);
	check(!error || error->kind != SONDE_ERROR_FORMAT);
	return succeeded(error) && !out->failed;
}

/* An error of words points into them. */
static struct sonde_error *checked(struct sonde_error *error, const char *words)
{
	check(!error || error->kind == SONDE_ERROR_NO_MEMORY ||
	      (error->column && error->column <= strlen(words) + 1));
	return error;
}

static void check_writers(const struct input *input, const struct hit_writer_options *options,
			  const struct hit *hit)
{
	_cleanup_str_ struct str columns = STR_INIT, shown = STR_INIT, formatted = STR_INIT;
	_cleanup_str_ struct str perf = STR_INIT, json = STR_INIT;
	struct hit_writer *writer = NULL;
	struct sonde_error *error = hit_columns_create(options, NULL, &writer);

	if (write_hit(error, writer, hit, &columns))
		check_text(&columns, false);
	writer = NULL;
	error = checked(hit_columns_create(options, input->lines[SHOW], &writer),
			input->lines[SHOW]);
	write_hit(error, writer, hit, &shown);
	writer = NULL;
	error = checked(hit_format_create(options, input->lines[FORMAT], &writer),
			input->lines[FORMAT]);
	write_hit(error, writer, hit, &formatted);
	writer = NULL;
	error = hit_perf_script_create(options, &writer);
	if (write_hit(error, writer, hit, &perf))
		check_text(&perf, true);
	writer = NULL;
	error = hit_json_create(options, &writer);
	if (!succeeded(error))
		return;
	error = writer->ops->hit(writer, hit, &json);
	if (succeeded(error))
		check_json(&json);
	hit_writer_destroy(writer);
}

/* Everything that is borrowed lies in the record. */
static void check_values(const struct input *input, const struct hit *hit)
{
	check(hit->values.size == hit->event->fields.size);
	check(memchr(hit->comm, '\0', sizeof(hit->comm)) != NULL);
	vec_for_each(&hit->values, value) {
		if (value->kind == HIT_NUMBER || value->kind == HIT_FAULT || !value->size)
			continue;
		check(value->bytes >= input->record &&
		      value->size <= (size_t)(input->record + input->size - value->bytes));
	}
}

static void check_record(const struct input *input)
{
	static const int64_t wall_offset = INT64_C(1769868239000000000);
	_cleanup_hit_layout_ struct hit_layout layout = {0};
	_cleanup_hit_event_ struct hit_event event = {0};
	_cleanup_hit_ struct hit hit = {.pid = 1, .tid = 1, .event = &event};
	_cleanup_error_ struct sonde_error *error = make_event(input, &event, &layout);
	const struct hit_event *list = &event;
	struct hit_writer_options options = {
		.events = &list, .event_count = 1, .symbols = &symbols, .machine = "x86_64"};

	if (error)
		return;
	error = hit_decode(&layout, input->record, input->size, &hit);
	if (error) {
		check(error->kind == SONDE_ERROR_FORMAT || error->kind == SONDE_ERROR_NO_MEMORY);
		return;
	}
	check_values(input, &hit);
	for (unsigned i = 0; i < 2; i++) {
		options.stacks = i;
		options.width = i ? 60 : 0;
		options.wall_offset = i ? NULL : &wall_offset;
		hit.kernel_stack = (struct hit_frames){input->record, input->size / 8};
		check_writers(input, &options, &hit);
	}
}

static void input_deinit(struct input *input)
{
	for (size_t i = 0; i < LINES; i++)
		free(input->lines[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(input_deinit) struct input input = {.record = (const char *)data, .size = size};

	for (size_t i = 0; i < LINES; i++) {
		const char *end = memchr(input.record, '\n', input.size);
		const size_t length = end ? (size_t)(end - input.record) : 0;

		if (!end)
			return 0;
		if (sonde_strndup(input.record, length, &input.lines[i]))
			return 0;
		input.record += length + 1;
		input.size -= length + 1;
	}
	check_record(&input);
	return 0;
}
