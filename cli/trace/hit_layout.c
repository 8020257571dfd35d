/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/hit_layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "base/str.h"
#include "probe/event.h"

struct number_type {
	const char *name;
	unsigned size;
	bool is_signed;
};

void hit_source_deinit(struct hit_source *source)
{
	hit_event_deinit(&source->event);
	hit_layout_deinit(&source->layout);
}

static bool begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool is_number_size(size_t size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

static struct sonde_error *add_place(const char *line, struct hit_event *event)
{
	_cleanup_probe_event_ struct probe_event probe = {0};
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_free_ char *place = NULL;

	TRY(probe_event_parse(line, &probe));
	probe_event_print_place(&probe, &text);
	TRY(str_take(&text, &place));
	TRY(vec_push(&event->places, place));
	take_ptr(place);
	return NULL;
}

static struct sonde_error *begin(const struct hit_source_request *request, struct hit_event *event)
{
	event->is_user = request->event->kind == HIST_EVENT_UPROBE || request->event->is_user;
	event->is_return = request->event->is_return;
	TRY(sonde_strdup(request->group, &event->group));
	TRY(sonde_strdup(request->name, &event->event));
	vec_for_each(&request->event->lines, line)
		TRY(add_place(*line, event));
	return NULL;
}

/* What the type of a fetch argument says besides: `x64`, `symbol`, `char`, none, `u8[4]`. */
static void judge_argument(const struct probe_event_arg *arg, bool is_typed,
			   struct hit_field *field)
{
	const char *type = arg->type;
	const bool is_x = type && type[0] == 'x';
	const char *bracket = type ? strchr(type, '[') : NULL;
	const size_t length = bracket ? (size_t)(bracket - type) : 0;

	if (bracket)
		field->is_text = memmem(type, length, "str", 3) || begins_with(type, "%p");
	if (field->is_text)
		return;
	/* Without a type the kernel has them in base 16. */
	field->is_hex = !type || (is_x && is_typed);
	field->may_be_address = is_x && !is_typed;
	field->is_symbol = type && begins_with(type, "symbol");
	field->is_character = type && begins_with(type, "char");
}

/* The argument that became the field, or NULL. */
static const struct probe_event_arg *argument_of(const struct probe_event *probe,
						 const struct hist_field *field)
{
	vec_for_each(&probe->args, arg) {
		if (arg->name && strcmp(arg->name, field->field) == 0)
			return arg;
	}
	return NULL;
}

/* Add a field that is shown. */
static struct sonde_error *add_field(const struct probe_event *probe, const struct hist_field *from,
				     struct hit_event *event)
{
	const struct probe_event_arg *arg = argument_of(probe, from);
	struct hit_field *field;

	TRY(vec_push(&event->fields, (struct hit_field){.is_text = from->is_string,
							.is_array = from->is_array,
							.is_signed = from->is_signed,
							.is_pointer = from->is_pointer,
							.size = from->size}));
	field = vec_last(&event->fields);
	if (arg)
		judge_argument(arg, from->is_typed, field);
	TRY(sonde_strdup(from->name ? from->name : from->field, &field->label));
	TRY(sonde_strdup(from->field, &field->name));
	return enumeration_copy(&from->values, &field->values);
}

static bool is_hidden(const struct hit_source_request *request, size_t i)
{
	return request->hidden && request->hidden[i];
}

/* A type of C or of the kernel that is a number; NULL for others. */
static const struct number_type *number_type(const char *name, size_t length)
{
	static const struct number_type types[] = {
		{"unsigned long long", 8, false},
		{"long long", 8, true},
		{"unsigned long", 8, false},
		{"long", 8, true},
		{"unsigned int", 4, false},
		{"unsigned", 4, false},
		{"int", 4, true},
		{"unsigned short", 2, false},
		{"short", 2, true},
		{"u64", 8, false},
		{"s64", 8, true},
		{"u32", 4, false},
		{"s32", 4, true},
		{"u16", 2, false},
		{"s16", 2, true},
		{"__u64", 8, false},
		{"__u32", 4, false},
		{"__u16", 2, false},
		{"size_t", 8, false},
		{"ssize_t", 8, true},
		{"off_t", 8, true},
		{"loff_t", 8, true},
		{"pid_t", 4, true},
		{"umode_t", 2, false},
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strlen(types[i].name) == length && memcmp(types[i].name, name, length) == 0)
			return &types[i];
	}
	return NULL;
}

/*
 * What a system call is given is recorded as 8 bytes without a sign, whatever it is: `int dfd` as
 * 4294967196. What it is declared as says how much of that is the number, from the lowest byte on,
 * and its sign.
 */
static void settle_number(const struct event_field *field, struct hit_slot *slot)
{
	const struct number_type *type = number_type(field->type, strlen(field->type));

	if (!type || type->size > slot->size)
		return;
	slot->size = type->size;
	slot->is_signed = type->is_signed;
}

/* Where a field of a format lies. */
static struct hit_slot slot_of(const struct event_field *field, enum hit_slot_role role)
{
	struct hit_slot slot = {.role = role,
				.offset = field->offset,
				.size = field->size,
				.is_signed = field->is_signed,
				.is_relative = begins_with(field->type, "__rel_loc"),
				.fault = HIT_FAULTS_MOST};

	slot.is_located = slot.is_relative || begins_with(field->type, "__data_loc");
	if (slot.is_located && strstr(field->type, "[][")) {
		slot.kind = HIT_SLOT_TEXTS;
		slot.is_located = false;
	} else if (field->is_string && (slot.is_located || !field->is_dynamic)) {
		slot.kind = HIT_SLOT_TEXT;
	} else if (slot.is_located || field->is_array || !is_number_size(field->size)) {
		slot.kind = HIT_SLOT_ARRAY;
	} else if (field->size == 8) {
		settle_number(field, &slot);
	}
	return slot;
}

/* What every event has, and every probe. */
static struct sonde_error *add_common(const struct event_format *format, struct hit_layout *layout)
{
	static const struct {
		const char *name;
		enum hit_slot_role role;
	} common[] = {
		{"common_pid", HIT_SLOT_THREAD},
		{"__probe_ip", HIT_SLOT_ADDRESS},
		{"__probe_func", HIT_SLOT_ADDRESS},
		{"__probe_ret_ip", HIT_SLOT_RETURN_ADDRESS},
	};

	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++) {
		const struct event_field *field = event_format_find(format, common[i].name);

		if (field && is_number_size(field->size))
			TRY(vec_push(&layout->slots, slot_of(field, common[i].role)));
	}
	return NULL;
}

static struct sonde_error *add_argument(const struct hist_field *from, bool hidden,
					const struct event_format *format,
					struct hit_layout *layout)
{
	const struct event_field *field = event_format_find(format, from->field);
	struct hit_slot slot;

	if (!field)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND,
				       "The kernel's format of the event has no field '%s'.",
				       from->field);
	slot = slot_of(field, hidden ? HIT_SLOT_HIDDEN : HIT_SLOT_FIELD);
	slot.is_fetched = true;
	TRY(vec_push(&layout->slots, slot));
	if (!from->is_command)
		return NULL;
	slot.role = HIT_SLOT_COMMAND;
	/* It lies where the other one does, which is not to be taken for a fault. */
	slot.is_fetched = false;
	return vec_push(&layout->slots, slot);
}

static struct sonde_error *fill_probe(const struct hit_source_request *request,
				      const struct event_format *format, struct hit_source *source)
{
	_cleanup_probe_event_ struct probe_event probe = {0};
	const struct hist_event *event = request->event;

	TRY(probe_event_parse(event->lines.data[0], &probe));
	for (size_t i = 0; i < event->fields.size; i++) {
		const struct hist_field *field = &event->fields.data[i];

		TRY(add_argument(field, is_hidden(request, i), format, &source->layout));
		if (!is_hidden(request, i))
			TRY(add_field(&probe, field, &source->event));
	}
	return NULL;
}

/* Bytes of each number of an array: `unsigned long[6]` by its size, `__data_loc u32[]` by its type;
 * 1 where that does not tell. */
static unsigned element_size(const struct event_field *field)
{
	const char *bracket = strchr(field->type, '[');
	struct scan scan = scan_text(bracket ? bracket + 1 : "");
	const char *name = field->type;
	uint64_t count;
	const struct number_type *type;
	size_t length;

	if (scan_u64(&scan, &count) && count && field->size % count == 0 &&
	    is_number_size(field->size / count))
		return (unsigned)(field->size / count);
	if (begins_with(name, "__data_loc ") || begins_with(name, "__rel_loc "))
		name = strchr(name, ' ') + 1;
	length = bracket && bracket > name ? (size_t)(bracket - name) : strlen(name);
	while (length && name[length - 1] == ' ')
		length--;
	type = number_type(name, length);
	return type ? type->size : 1;
}

static struct sonde_error *add_existing_field(const struct event_field *from,
					      const struct hit_slot *slot, struct hit_event *event)
{
	struct hit_field *field;

	TRY(vec_push(&event->fields, (struct hit_field){0}));
	field = vec_last(&event->fields);
	TRY(sonde_strdup(from->name, &field->label));
	TRY(sonde_strdup(from->name, &field->name));
	field->is_text = slot->kind == HIT_SLOT_TEXT || slot->kind == HIT_SLOT_TEXTS;
	field->is_array = slot->kind == HIT_SLOT_ARRAY || slot->kind == HIT_SLOT_TEXTS;
	/* A text that is pointed to is not in the record. */
	field->is_pointer = from->is_pointer || (from->is_string && !field->is_text);
	field->is_signed = slot->is_signed;
	field->size = slot->kind == HIT_SLOT_NUMBER  ? (unsigned)slot->size
		      : slot->kind == HIT_SLOT_ARRAY ? element_size(from)
						     : 0;
	return NULL;
}

static struct sonde_error *fill_existing(const struct event_format *format,
					 struct hit_source *source)
{
	const bool is_probe = event_format_find(format, "__probe_ip") ||
			      event_format_find(format, "__probe_func");

	vec_for_each(&format->fields, field) {
		struct hit_slot slot = slot_of(field, HIT_SLOT_FIELD);

		if (field->is_common || (is_probe && begins_with(field->name, "__probe_")))
			continue;
		slot.is_fetched = is_probe;
		TRY(vec_push(&source->layout.slots, slot));
		TRY(add_existing_field(field, &slot, &source->event));
	}
	return NULL;
}

struct sonde_error *hit_source_of_format(const struct hit_source_request *request,
					 const struct event_format *format, struct hit_source *ret)
{
	_cleanup_hit_source_ struct hit_source source = {0};

	TRY(begin(request, &source.event));
	TRY(add_common(format, &source.layout));
	if (request->event->lines.size)
		TRY(fill_probe(request, format, &source));
	else
		TRY(fill_existing(format, &source));
	*ret = source;
	source = (struct hit_source){0};
	return NULL;
}

static struct sonde_error *describe_probe(const struct hit_source_request *request,
					  struct hit_event *event)
{
	_cleanup_probe_event_ struct probe_event probe = {0};
	const struct hist_event *asked = request->event;

	TRY(probe_event_parse(asked->lines.data[0], &probe));
	for (size_t i = 0; i < asked->fields.size; i++) {
		if (!is_hidden(request, i))
			TRY(add_field(&probe, &asked->fields.data[i], event));
	}
	return NULL;
}

struct sonde_error *hit_event_describe(const struct hit_source_request *request,
				       const struct event_format *format, struct hit_event *ret)
{
	_cleanup_hit_source_ struct hit_source source = {0};

	TRY(begin(request, &source.event));
	if (format)
		TRY(fill_existing(format, &source));
	else
		TRY(describe_probe(request, &source.event));
	*ret = source.event;
	source.event = (struct hit_event){0};
	return NULL;
}

static const struct filter_slot *filter_slot_of(const struct filter_layout *records,
						size_t argument, unsigned *ret_fault)
{
	for (size_t i = 0; i < records->slots.size; i++) {
		if (records->slots.data[i].argument != argument)
			continue;
		*ret_fault = i < HIT_FAULTS_MOST ? (unsigned)i : HIT_FAULTS_MOST;
		return &records->slots.data[i];
	}
	return NULL;
}

static struct hit_slot slot_of_recorded(const struct filter_slot *slot, unsigned fault)
{
	static const enum hit_slot_kind kinds[] = {
		[FILTER_ARGUMENT_NUMBER] = HIT_SLOT_NUMBER,
		[FILTER_ARGUMENT_TEXT] = HIT_SLOT_TEXT,
		[FILTER_ARGUMENT_ARRAY] = HIT_SLOT_ARRAY,
	};
	const struct filter_argument *type = &slot->type;
	size_t size = slot->room;

	if (type->kind == FILTER_ARGUMENT_NUMBER)
		size = type->size;
	else if (type->kind == FILTER_ARGUMENT_ARRAY)
		size = (size_t)type->size * type->count;
	return (struct hit_slot){.kind = kinds[type->kind],
				 .offset = slot->offset,
				 .size = size,
				 .is_signed = type->is_signed,
				 .is_ended = type->kind == FILTER_ARGUMENT_TEXT,
				 .fault = fault};
}

static struct sonde_error *fill_recorded(const struct hit_source_request *request,
					 const struct filter_layout *records,
					 struct hit_source *source)
{
	_cleanup_probe_event_ struct probe_event probe = {0};
	const struct hist_event *event = request->event;

	TRY(probe_event_parse(event->lines.data[0], &probe));
	for (size_t i = 0; i < event->fields.size; i++) {
		unsigned fault = HIT_FAULTS_MOST;
		const struct filter_slot *slot = filter_slot_of(records, i, &fault);

		if (!slot || is_hidden(request, i))
			continue;
		TRY(vec_push(&source->layout.slots, slot_of_recorded(slot, fault)));
		TRY(add_field(&probe, &event->fields.data[i], &source->event));
	}
	return NULL;
}

struct sonde_error *hit_source_of_filter(const struct hit_source_request *request,
					 const struct filter_layout *records,
					 struct hit_source *ret)
{
	_cleanup_hit_source_ struct hit_source source = {0};

	if (!request->event->lines.size)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "%s:%s is there already: a filter does not record it.",
				       request->group, request->name);
	TRY(begin(request, &source.event));
	TRY(vec_push(&source.layout.slots,
		     (struct hit_slot){.role = HIT_SLOT_FAULTS,
				       .offset = offsetof(struct filter_record, faults),
				       .size = sizeof(uint64_t),
				       .fault = HIT_FAULTS_MOST}));
	TRY(fill_recorded(request, records, &source));
	*ret = source;
	source = (struct hit_source){0};
	return NULL;
}

/* The frames of a stack that begins at @p offset and has @p bytes, as far as they are there. */
static struct hit_frames frames_of(const struct filter_record *record, size_t size, size_t offset,
				   int32_t bytes)
{
	size_t length = bytes > 0 ? (size_t)bytes : 0;

	if (!offset || offset > size)
		return (struct hit_frames){0};
	if (length > size - offset)
		length = size - offset;
	if (length > FILTER_STACK_MOST * sizeof(uint64_t))
		length = FILTER_STACK_MOST * sizeof(uint64_t);
	return (struct hit_frames){(const char *)record + offset, length / sizeof(uint64_t)};
}

struct sonde_error *hit_from_filter(const struct hit_source *source,
				    const struct filter_layout *records,
				    const struct filter_record *record, size_t size,
				    struct hit *hit)
{
	if (size < sizeof(*record) || size < records->size)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "A filter's record of %zu bytes should have %zu.", size,
				       records->size);
	hit->time = record->time;
	hit->cpu = record->cpu;
	hit->pid = (pid_t)record->pid;
	hit->tid = (pid_t)record->tid;
	memcpy(hit->comm, record->comm, sizeof(hit->comm));
	hit->comm[sizeof(hit->comm) - 1] = '\0';
	hit->kernel_stack = frames_of(record, size, records->kernel_stack, record->kernel_stack);
	hit->user_stack = frames_of(record, size, records->user_stack, record->user_stack);
	return hit_decode(&source->layout, record, size, hit);
}
