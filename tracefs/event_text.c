/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/event_text.h"

#include <stdbool.h>
#include <string.h>
#include <traceevent/event-parse.h>
#include <traceevent/trace-seq.h>
#include <unistd.h>

#include "base/vec.h"
#include "tracefs/dir.h"
#include "tracefs/format.h"

/* The longest ones of kernels, of KVM and of system calls, have 30 kB. */
#define FORMAT_LIMIT ((size_t)256 * 1024)

/* What a `print fmt` has at the most, several times what kernels have: parentheses one in another,
 * and operators in one argument. The parser calls itself for each. */
#define DEPTH_LIMIT    100u
#define OPERATOR_LIMIT 1000u

/* Digits of a width: more would make a text of megabytes. */
#define WIDTH_LIMIT 3u

/* Zeros behind a record: a text that has no end of its own ends there. */
#define RECORD_SLACK ((size_t)8)

struct event_texts {
	struct tep_handle *tep;
	event_text_symbol_fn *symbol;
	void *data;
	/** Those that were added. */
	VEC(struct event_format) events;
};

void event_texts_destroy(struct event_texts *texts)
{
	if (!texts)
		return;
	vec_for_each(&texts->events, event)
		event_format_deinit(event);
	vec_deinit(&texts->events);
	tep_free(texts->tep);
	free(texts);
}

/* For libtraceevent, which does not write to it. */
static char *find_symbol(void *data, unsigned long long *address, char **module)
{
	const struct event_texts *texts = data;
	uint64_t start = *address;
	const char *name = texts->symbol(texts->data, *address, &start);

	*module = NULL;
	*address = start;
	return (char *)(uintptr_t)name;
}

struct sonde_error *event_texts_create(event_text_symbol_fn *symbol, void *data,
				       struct event_texts **ret)
{
	_cleanup_event_texts_ struct event_texts *texts = calloc(1, sizeof(*texts));

	if (!texts)
		return &sonde_error_no_memory;
	texts->symbol = symbol;
	texts->data = data;
	texts->tep = tep_alloc();
	if (!texts->tep)
		return &sonde_error_no_memory;
	/* It would print what it does not understand. */
	tep_set_loglevel(TEP_LOG_NONE);
	tep_set_long_size(texts->tep, sizeof(long));
	tep_set_page_size(texts->tep, (int)sysconf(_SC_PAGESIZE));
	tep_set_file_bigendian(texts->tep, tep_is_local_bigendian(texts->tep) ? TEP_BIG_ENDIAN
									      : TEP_LITTLE_ENDIAN);
	if (symbol && tep_set_function_resolver(texts->tep, find_symbol, texts) != 0)
		return &sonde_error_no_memory;
	*ret = take_ptr(texts);
	return NULL;
}

static const struct event_format *find_event(const struct event_texts *texts, unsigned id)
{
	vec_for_each(&texts->events, event) {
		if (event->id == id)
			return event;
	}
	return NULL;
}

/* A step through a `print fmt`. */
struct walk {
	bool is_quoted;
	unsigned depth;
	/* In this argument. */
	unsigned operators;
};

/* Whether a number stands here that is not 0, or one in parentheses: libtraceevent divides by
 * whatever there is. */
static bool is_divisor(const char *at)
{
	const char *digit;

	at += strspn(at, " ");
	digit = at + strspn(at, "(");
	if (*digit < '1' || *digit > '9')
		return false;
	digit += strspn(digit, "0123456789");
	return *at != '(' || *digit == ')';
}

/* Whether what begins here is within the limits. */
static bool is_modest(struct walk *walk, const char *at)
{
	if (walk->is_quoted)
		return *at != '%' ||
		       strspn(at + 1 + strspn(at + 1, "-+ #0*."), "0123456789") <= WIDTH_LIMIT;
	if (*at == '(')
		walk->depth++;
	else if (*at == ')')
		walk->depth -= walk->depth > 0;
	else if (*at == ',')
		walk->operators = 0;
	else if (strchr("+-*/%&|^<>=!?:~.", *at))
		walk->operators++;
	if ((*at == '/' || *at == '%') && !is_divisor(at + 1))
		return false;
	return walk->depth <= DEPTH_LIMIT && walk->operators <= OPERATOR_LIMIT;
}

static struct sonde_error *too_much(void)
{
	return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
			       "The print fmt of the event is longer or deeper than any that is "
			       "known, or divides by what is not known.");
}

static struct sonde_error *check_format(const char *format)
{
	const char *at = strstr(format, "print fmt:");
	struct walk walk = {0};

	if (strlen(format) > FORMAT_LIMIT)
		return too_much();
	for (; at && *at; at++) {
		if (walk.is_quoted && *at == '\\' && at[1]) {
			at++;
			continue;
		}
		if (*at == '"')
			walk.is_quoted = !walk.is_quoted;
		else if (!is_modest(&walk, at))
			return too_much();
	}
	return NULL;
}

static struct sonde_error *not_understood(struct event_texts *texts, const char *group,
					  enum tep_errno error)
{
	char reason[200] = "";

	tep_strerror(texts->tep, error, reason, sizeof(reason));
	return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
			       "The print fmt of an event of %s is not understood%s%s.", group,
			       *reason ? ": " : "", reason);
}

struct sonde_error *event_texts_add(struct event_texts *texts, const char *group,
				    const char *format, unsigned *ret_id)
{
	_cleanup_event_format_ struct event_format added = {0};
	struct tep_event *event = NULL;
	enum tep_errno error;
	unsigned id;

	TRY(check_format(format));
	TRY(event_format_parse(format, &added));
	id = added.id;
	if (!id)
		return sonde_error_new(SONDE_ERROR_FORMAT, "The format of an event has no id.");
	if (!find_event(texts, id)) {
		error = tep_parse_format(texts->tep, &event, format, strlen(format), group);
		if (error || !event || (event->flags & TEP_EVENT_FL_FAILED))
			return not_understood(texts, group, error);
		TRY(vec_push(&texts->events, added));
		added = (struct event_format){0};
	}
	*ret_id = id;
	return NULL;
}

struct sonde_error *event_texts_read(struct event_texts *texts, const char *tracing_dir,
				     const char *group, const char *event, unsigned *ret_id)
{
	_cleanup_str_ struct str file = STR_INIT, text = STR_INIT;

	str_appendf(&file, "events/%s/%s/format", group, event);
	TRY(str_check(&file));
	TRY(tracing_read(tracing_dir, str_text(&file), FORMAT_LIMIT, &text));
	return event_texts_add(texts, group, str_text(&text), ret_id);
}

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Whether a field lies in the record, and what it points to. */
static bool is_within(const struct event_field *field, const unsigned char *bytes, size_t size)
{
	uint32_t place;
	size_t offset;

	if (field->size > size || field->offset > size - field->size)
		return false;
	if (!starts_with(field->type, "__data_loc") && !starts_with(field->type, "__rel_loc"))
		return true;
	if (field->size < sizeof(place))
		return false;
	memcpy(&place, bytes + field->offset, sizeof(place));
	offset = place & UINT16_MAX;
	if (starts_with(field->type, "__rel_loc"))
		offset += field->offset + sizeof(place);
	return offset <= size && place >> 16 <= size - offset;
}

static struct sonde_error *check_record(const struct event_format *event,
					const unsigned char *bytes, size_t size)
{
	vec_for_each(&event->fields, field) {
		if (!is_within(field, bytes, size))
			return sonde_error_new(SONDE_ERROR_FORMAT,
					       "A record of %zu bytes does not have its field %s.",
					       size, field->name);
	}
	return NULL;
}

struct sonde_error *event_texts_write(struct event_texts *texts, const void *bytes, size_t size,
				      struct str *out)
{
	_cleanup_free_ unsigned char *copy = NULL;
	const struct event_format *event;
	struct tep_record record = {0};
	struct trace_seq text;
	uint16_t id = 0;

	memcpy(&id, bytes, size < sizeof(id) ? size : sizeof(id));
	event = find_event(texts, id);
	if (!event)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "No event of the id %u is known.",
				       id);
	TRY(check_record(event, bytes, size));
	copy = calloc(1, size + RECORD_SLACK);
	if (!copy)
		return &sonde_error_no_memory;
	memcpy(copy, bytes, size);
	record.data = copy;
	record.size = record.record_size = (int)size;
	trace_seq_init(&text);
	tep_print_event(texts->tep, &text, &record, "%s", TEP_PRINT_INFO);
	if (text.state == TRACE_SEQ__GOOD)
		str_append_bytes(out, text.buffer, text.len);
	else
		out->failed = true;
	trace_seq_destroy(&text);
	return str_check(out);
}
