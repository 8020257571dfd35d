/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/item.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "trace/digits.h"
#include "trace/escape.h"
#include "trace/place.h"
#include "trace/value.h"

#define FIELD_PREFIX "field."

struct item_name {
	const char *name;
	enum hit_item_kind kind;
};

/* Those up to FIELD_FIRST go before fields of the same name. */
#define FIELD_FIRST HIT_ITEM_DATE

static const struct item_name item_names[] = {
	{"time", HIT_ITEM_TIME},     {"cpu", HIT_ITEM_CPU},	    {"pid", HIT_ITEM_PID},
	{"tid", HIT_ITEM_TID},	     {"comm", HIT_ITEM_COMM},	    {"event", HIT_ITEM_EVENT},
	{"date", HIT_ITEM_DATE},     {"mono", HIT_ITEM_MONOTONIC},  {"place", HIT_ITEM_PLACE},
	{"func", HIT_ITEM_FUNCTION}, {"address", HIT_ITEM_ADDRESS}, {"caller", HIT_ITEM_CALLER},
	{"fields", HIT_ITEM_FIELDS}, {"stack", HIT_ITEM_STACK},	    {"ustack", HIT_ITEM_USER_STACK},
};

#define ITEM_NAMES (sizeof(item_names) / sizeof(*item_names))

const char *hit_item_name(size_t position)
{
	return position < ITEM_NAMES ? item_names[position].name : NULL;
}

/* What is looked for. */
struct finding {
	const struct hit_writer_options *options;
	const char *text;
	const char *word;
	size_t size;
};

void hit_item_deinit(struct hit_item *item)
{
	free(item->name);
	vec_deinit(&item->fields);
	*item = (struct hit_item){0};
}

static struct sonde_error *error_at(const struct finding *finding, struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *owned = error;
	struct sonde_error *made;

	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(owned);
	made = sonde_error_syntax(finding->text, (size_t)(finding->word - finding->text) + 1, "%s",
				  owned->message);
	if (owned->hint)
		made = sonde_error_hint(made, "%s", owned->hint);
	if (made->kind != SONDE_ERROR_NO_MEMORY)
		made->kind = owned->kind;
	return made;
}

static bool is_word(const char *name, const char *word, size_t size)
{
	return strlen(name) == size && memcmp(name, word, size) == 0;
}

static const struct item_name *find_name(const char *word, size_t size)
{
	for (size_t i = 0; i < ITEM_NAMES; i++) {
		if (is_word(item_names[i].name, word, size))
			return &item_names[i];
	}
	return NULL;
}

bool hit_item_is_known(const char *name, size_t size)
{
	return find_name(name, size) != NULL;
}

/* The field that is called so, or else has that name in the event. */
static size_t find_field(const struct hit_event *event, const char *word, size_t size)
{
	for (size_t i = 0; i < event->fields.size; i++) {
		if (is_word(event->fields.data[i].label, word, size))
			return i;
	}
	for (size_t i = 0; i < event->fields.size; i++) {
		if (is_word(event->fields.data[i].name, word, size))
			return i;
	}
	return SIZE_MAX;
}

/* Set the fields of the item. @return whether an event has it */
static struct sonde_error *find_fields(const struct finding *finding, size_t size,
				       struct hit_item *item, bool *ret)
{
	const struct hit_writer_options *options = finding->options;
	const char *word = finding->word;
	bool found = false;

	if (size > strlen(FIELD_PREFIX) && memcmp(word, FIELD_PREFIX, strlen(FIELD_PREFIX)) == 0) {
		word += strlen(FIELD_PREFIX);
		size -= strlen(FIELD_PREFIX);
	}
	item->fields.size = 0;
	for (size_t i = 0; i < options->event_count; i++) {
		const size_t field = find_field(options->events[i], word, size);

		found |= field != SIZE_MAX;
		TRY(vec_push(&item->fields, field));
	}
	item->kind = HIT_ITEM_FIELD;
	*ret = found;
	return NULL;
}

/* What the first @p size bytes of the word mean. */
static struct sonde_error *find_whole(const struct finding *finding, size_t size,
				      struct hit_item *item, bool *ret)
{
	const struct item_name *known = find_name(finding->word, size);
	const bool is_first = known && known->kind < FIELD_FIRST;
	bool is_field = false;

	if (!is_first)
		TRY(find_fields(finding, size, item, &is_field));
	if (known && !is_field)
		item->kind = known->kind;
	*ret = known || is_field;
	return NULL;
}

static struct sonde_error *not_found(const struct finding *finding)
{
	_cleanup_free_ char *word = NULL;
	struct suggest suggest;
	struct sonde_error *error;

	TRY(sonde_strndup(finding->word, finding->size, &word));
	suggest_init(&suggest, word);
	for (size_t i = 0; i < ITEM_NAMES; i++)
		suggest_offer(&suggest, item_names[i].name);
	for (size_t i = 0; i < finding->options->event_count; i++) {
		vec_for_each(&finding->options->events[i]->fields, field)
			suggest_offer(&suggest, field->label);
	}
	error = sonde_error_new(SONDE_ERROR_NOT_FOUND,
				"'%s' is no field of the events, and nothing that all hits have.",
				word);
	if (suggest.nearest)
		error = suggest_hint(&suggest, error);
	else
		error = sonde_error_hint(error, "All hits have: time date mono cpu pid tid comm "
						"event place func address caller fields stack "
						"ustack.");
	suggest_deinit(&suggest);
	return error_at(finding, error);
}

/* Whether a shape suits: of addresses `.sym` and `.hex`, of fields what suits each. */
static struct sonde_error *check_shape(const struct finding *finding, const struct hit_item *item)
{
	const bool is_address = item->kind == HIT_ITEM_ADDRESS || item->kind == HIT_ITEM_CALLER;

	if (item->shape == HIT_SHAPE_PLAIN ||
	    (is_address && (item->shape == HIT_SHAPE_SYMBOL || item->shape == HIT_SHAPE_HEX)))
		return NULL;
	if (item->kind != HIT_ITEM_FIELD)
		return error_at(finding,
				sonde_error_new(SONDE_ERROR_UNAVAILABLE,
						"'%s' is no field: it has no other shapes.",
						item->name));
	for (size_t i = 0; i < item->fields.size; i++) {
		const struct hit_event *event = finding->options->events[i];
		struct sonde_error *error;

		if (item->fields.data[i] == SIZE_MAX)
			continue;
		error = hit_shape_check(item->shape, &event->fields.data[item->fields.data[i]]);
		if (error)
			return error_at(finding, error);
	}
	return NULL;
}

/* The name is all of the word, or what is before the shape behind its last dot. */
static struct sonde_error *find(const struct finding *finding, struct hit_item *item)
{
	const char *dot = memrchr(finding->word, '.', finding->size);
	size_t size = finding->size;
	bool found = false;

	TRY(find_whole(finding, size, item, &found));
	if (!found && dot) {
		size = (size_t)(dot - finding->word);
		if (!hit_shape_find(dot + 1, finding->size - size - 1, &item->shape))
			return not_found(finding);
		TRY(find_whole(finding, size, item, &found));
	}
	if (!found)
		return not_found(finding);
	TRY(sonde_strndup(finding->word, size, &item->name));
	return check_shape(finding, item);
}

struct sonde_error *hit_item_find(const struct hit_writer_options *options, const char *text,
				  const char *word, size_t size, struct hit_item *ret)
{
	const struct finding finding = {options, text, word, size};
	_cleanup_hit_item_ struct hit_item item = {0};

	TRY(find(&finding, &item));
	*ret = item;
	item = (struct hit_item){0};
	return NULL;
}

struct sonde_error *hit_item_make(enum hit_item_kind kind, struct hit_item *ret)
{
	struct hit_item item = {.kind = kind};

	for (size_t i = 0; i < ITEM_NAMES; i++) {
		if (item_names[i].kind == kind)
			TRY(sonde_strdup(item_names[i].name, &item.name));
	}
	*ret = item;
	return NULL;
}

struct sonde_error *hit_item_make_field(const struct hit_writer_options *options, size_t index,
					struct hit_item *ret)
{
	_cleanup_hit_item_ struct hit_item item = {.kind = HIT_ITEM_FIELD};

	for (size_t i = 0; i < options->event_count; i++)
		TRY(vec_push(&item.fields, index));
	TRY(sonde_strdup(options->events[0]->fields.data[index].label, &item.name));
	*ret = item;
	item = (struct hit_item){0};
	return NULL;
}

/* Whether values of the field are numbers in this shape, and no names. */
static bool is_number(const struct hit_field *field, enum hit_shape shape)
{
	if (field->is_text || field->is_array || shape == HIT_SHAPE_SYMBOL ||
	    shape == HIT_SHAPE_SYSCALL)
		return false;
	return shape == HIT_SHAPE_DECIMAL || shape == HIT_SHAPE_HEX ||
	       (!field->is_symbol && !field->is_character && !field->values.names.size);
}

bool hit_item_is_number(const struct hit_writer_options *options, const struct hit_item *item)
{
	if (item->kind == HIT_ITEM_CPU || item->kind == HIT_ITEM_PID || item->kind == HIT_ITEM_TID)
		return true;
	if (item->kind != HIT_ITEM_FIELD)
		return false;
	for (size_t i = 0; i < item->fields.size; i++) {
		const size_t at = item->fields.data[i];

		if (at != SIZE_MAX && !is_number(&options->events[i]->fields.data[at], item->shape))
			return false;
	}
	return true;
}

struct hit_printer hit_printer_init(const struct hit_writer_options *options)
{
	return (struct hit_printer){.options = options,
				    .clock = hit_clock_init(options->wall_offset),
				    .index = SIZE_MAX};
}

/* Most hits are of the event of the one before. */
static size_t index_of(struct hit_printer *printer, const struct hit_event *event)
{
	const struct hit_writer_options *options = printer->options;

	if (printer->event == event)
		return printer->index;
	printer->event = event;
	printer->index = 0;
	while (printer->index < options->event_count && options->events[printer->index] != event)
		printer->index++;
	return printer->index;
}

void hit_item_print_event(const struct hit_event *event, struct str *out)
{
	str_append(out, event->group);
	str_append_char(out, ':');
	str_append(out, event->event);
}

size_t hit_item_text_size(const char *text)
{
	size_t size = strlen(text);

	while (size && text[size - 1] == '\n')
		size--;
	return size;
}

static void print_value(const struct hit_printer *printer, const struct hit *hit, size_t field,
			struct value_style style, struct str *out)
{
	style.symbols = printer->options->symbols;
	style.machine = printer->options->machine;
	if (field < hit->event->fields.size && field < hit->values.size)
		value_print(hit, &hit->event->fields.data[field], &hit->values.data[field], &style,
			    out);
	else
		str_append_char(out, '-');
}

static void print_fields(const struct hit_printer *printer, const struct hit *hit, struct str *out)
{
	if (hit->text) {
		escape_text(hit->text, hit_item_text_size(hit->text), false, out);
		return;
	}
	for (size_t i = 0; i < hit->event->fields.size; i++) {
		const char *label = hit->event->fields.data[i].label;

		if (i)
			str_append_char(out, ' ');
		escape_text(label, strlen(label), false, out);
		str_append_char(out, '=');
		print_value(printer, hit, i, (struct value_style){.is_quoted = true}, out);
	}
}

static void print_address(const struct hit_printer *printer, const struct hit_item *item,
			  const struct hit *hit, uint64_t address, struct str *out)
{
	if (!address)
		str_append_char(out, '-');
	else if (item->shape == HIT_SHAPE_HEX)
		digits_address(address, out);
	else if (item->kind == HIT_ITEM_CALLER || item->shape == HIT_SHAPE_SYMBOL)
		place_print_symbol(printer->options->symbols, hit, address, out);
	else
		digits_address(address, out);
}

/* The idle threads of all CPUs are 0. */
static void print_process(const struct hit *hit, struct str *out)
{
	if (hit->pid || !hit->tid)
		digits_integer((uint64_t)(int64_t)hit->pid, true, out);
	else
		str_append_char(out, '-');
}

static void print_field(struct hit_printer *printer, const struct hit_item *item,
			const struct hit *hit, struct str *out)
{
	const size_t index = index_of(printer, hit->event);

	print_value(printer, hit, index < item->fields.size ? item->fields.data[index] : SIZE_MAX,
		    (struct value_style){.shape = item->shape}, out);
}

/* What is about where the hit was. */
static void print_place(struct hit_printer *printer, const struct hit_item *item,
			const struct hit *hit, struct str *out)
{
	const struct hit_symbols *symbols = printer->options->symbols;

	switch (item->kind) {
	case HIT_ITEM_PLACE:
		place_print(symbols, hit, out);
		break;
	case HIT_ITEM_FUNCTION:
		place_print_function(symbols, hit, out);
		break;
	case HIT_ITEM_ADDRESS:
		print_address(printer, item, hit, hit->address, out);
		break;
	case HIT_ITEM_CALLER:
		print_address(printer, item, hit, hit->return_address, out);
		break;
	case HIT_ITEM_STACK:
		place_print_stack(symbols, hit, &hit->kernel_stack, out);
		break;
	case HIT_ITEM_USER_STACK:
		place_print_stack(symbols, hit, &hit->user_stack, out);
		break;
	default:
		break;
	}
}

void hit_item_print(struct hit_printer *printer, const struct hit_item *item, const struct hit *hit,
		    struct str *out)
{
	switch (item->kind) {
	case HIT_ITEM_TIME:
		hit_clock_wall(&printer->clock, hit->time, out);
		break;
	case HIT_ITEM_DATE:
		hit_clock_date(&printer->clock, hit->time, out);
		break;
	case HIT_ITEM_MONOTONIC:
		hit_clock_monotonic(hit->time, out);
		break;
	case HIT_ITEM_CPU:
		digits_decimal(hit->cpu, 1, out);
		break;
	case HIT_ITEM_PID:
		print_process(hit, out);
		break;
	case HIT_ITEM_TID:
		digits_integer((uint64_t)(int64_t)hit->tid, true, out);
		break;
	case HIT_ITEM_COMM:
		if (hit->comm[0])
			escape_text(hit->comm, strnlen(hit->comm, sizeof(hit->comm)), false, out);
		else
			str_append_char(out, '-');
		break;
	case HIT_ITEM_EVENT:
		hit_item_print_event(hit->event, out);
		break;
	case HIT_ITEM_FIELDS:
		print_fields(printer, hit, out);
		break;
	case HIT_ITEM_FIELD:
		print_field(printer, item, hit, out);
		break;
	default:
		print_place(printer, item, hit, out);
		break;
	}
}
