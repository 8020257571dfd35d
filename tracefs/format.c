/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/format.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "base/str.h"
#include "base/suggest.h"
#include "tracefs/dir.h"

/* The longest ones, of system calls and of KVM, have 30 kB. */
#define FORMAT_LIMIT (1 << 20)

static void field_deinit(struct event_field *field)
{
	free(field->name);
	free(field->type);
}

void event_format_deinit(struct event_format *format)
{
	vec_for_each(&format->fields, field)
		field_deinit(field);
	vec_deinit(&format->fields);
}

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* `char prev_comm[16]` -> `char[16]`, `prev_comm`. */
static struct sonde_error *split_declaration(const char *text, size_t size,
					     struct event_field *field)
{
	_cleanup_str_ struct str type = STR_INIT;
	size_t end = size, start, type_end;

	if (end && text[end - 1] == ']') {
		while (end && text[end - 1] != '[')
			end--;
		end -= end > 0;
	}
	for (start = end; start && is_name_byte(text[start - 1]);)
		start--;
	for (type_end = start; type_end && text[type_end - 1] == ' ';)
		type_end--;
	if (start == end || !type_end)
		return sonde_error_new(SONDE_ERROR_FORMAT, "it has no type and name");
	str_append_bytes(&type, text, type_end);
	str_append_bytes(&type, text + end, size - end);
	TRY(sonde_strndup(text + start, end - start, &field->name));
	return str_take(&type, &field->type);
}

static bool ends_with(const char *text, const char *end)
{
	const size_t size = strlen(text), length = strlen(end);

	return size >= length && strcmp(text + size - length, end) == 0;
}

/* What the kernel makes of the type. */
static void judge_type(struct event_field *field)
{
	const char *type = field->type;
	const bool located = strncmp(type, "__data_loc", 10) == 0 ||
			     strncmp(type, "__rel_loc", 9) == 0;
	const bool is_char = strstr(type, "char") != NULL;
	const bool is_pointer = ends_with(type, "*");

	field->is_common = strncmp(field->name, "common_", 7) == 0;
	field->is_string = (strchr(type, '[') && is_char) || strcmp(type, "char *") == 0 ||
			   strcmp(type, "const char *") == 0;
	field->is_pointed = field->is_string && is_pointer;
	field->is_dynamic = located || field->is_pointed;
	field->is_array = strchr(type, '[') && !field->is_string;
	field->is_pointer = is_pointer && !field->is_string;
}

/* `;` blanks NAME `:` NUMBER */
static bool read_number(struct scan *scan, const char *name, uint64_t *ret)
{
	scan_char(scan, ';');
	scan_space(scan);
	return scan_literal(scan, name) && scan_u64(scan, ret) && *ret <= FORMAT_LIMIT;
}

static struct sonde_error *fill_field(struct scan *scan, struct event_field *field)
{
	const char *declaration = scan->at;
	uint64_t offset, size, is_signed;

	scan->at += strcspn(scan->at, ";\n");
	TRY(split_declaration(declaration, (size_t)(scan->at - declaration), field));
	if (!read_number(scan, "offset:", &offset) || !read_number(scan, "size:", &size) ||
	    !read_number(scan, "signed:", &is_signed))
		return sonde_error_new(SONDE_ERROR_FORMAT, "it has no offset, size and sign");
	field->offset = (size_t)offset;
	field->size = (size_t)size;
	field->is_signed = is_signed != 0;
	judge_type(field);
	return NULL;
}

static struct sonde_error *parse_line(struct scan *scan, struct event_format *format)
{
	uint64_t id;

	if (scan_literal(scan, "ID:")) {
		scan_space(scan);
		/* It has 16 bits in records (struct trace_entry). */
		if (!scan_u64(scan, &id) || !id || id > UINT16_MAX)
			return sonde_error_new(SONDE_ERROR_FORMAT, "it has no id");
		format->id = (unsigned)id;
		return NULL;
	}
	scan_space(scan);
	if (!scan_literal(scan, "field:"))
		return NULL;
	TRY(vec_push(&format->fields, ((struct event_field){0})));
	return fill_field(scan, vec_last(&format->fields));
}

static struct sonde_error *parse(const char *text, struct event_format *format)
{
	for (size_t number = 1; *text && strncmp(text, "print fmt:", 10) != 0; number++) {
		struct scan scan = scan_text(text);
		struct sonde_error *error = parse_line(&scan, format);

		if (error)
			return sonde_error_prefix(error, "line %zu: ", number);
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	if (format->fields.size)
		return NULL;
	return sonde_error_new(SONDE_ERROR_FORMAT, "there is no field in it");
}

struct sonde_error *event_format_parse(const char *text, struct event_format *ret)
{
	_cleanup_event_format_ struct event_format format = {0};

	TRY(parse(text, &format));
	*ret = format;
	format = (struct event_format){0};
	return NULL;
}

/* The name in a folder of `events` that is nearest to the one that is not there. */
static struct sonde_error *suggest_from(const char *path, const char *wanted,
					struct sonde_error *error)
{
	_cleanup_closedir_ DIR *folder = opendir(path);
	struct suggest suggest;
	struct dirent *entry;

	suggest_init(&suggest, wanted);
	while (folder && (entry = readdir(folder)))
		suggest_offer(&suggest, entry->d_name);
	error = suggest_hint(&suggest, error);
	suggest_deinit(&suggest);
	return error;
}

static struct sonde_error *not_found(const char *tracing_dir, const char *group, const char *event)
{
	_cleanup_str_ struct str events = STR_INIT, folder = STR_INIT;
	_cleanup_closedir_ DIR *there = NULL;
	struct sonde_error *error = sonde_error_new(
		SONDE_ERROR_NOT_FOUND, "There is no event %s:%s in the kernel.", group, event);

	str_appendf(&events, "%s/events", tracing_dir);
	str_appendf(&folder, "%s/events/%s", tracing_dir, group);
	there = opendir(str_text(&folder));
	if (!there)
		return suggest_from(str_text(&events), group, error);
	return suggest_from(str_text(&folder), event, error);
}

static struct sonde_error *read_file(const char *tracing_dir, const char *group, const char *event,
				     const char *file, struct str *text)
{
	_cleanup_str_ struct str name = STR_INIT;
	struct sonde_error *error;

	str_appendf(&name, "events/%s/%s/%s", group, event, file);
	TRY(str_check(&name));
	error = tracing_read(tracing_dir, str_text(&name), FORMAT_LIMIT, text);
	if (!error || error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	return not_found(tracing_dir, group, event);
}

struct sonde_error *event_format_read(const char *tracing_dir, const char *group, const char *event,
				      struct event_format *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error;

	TRY(read_file(tracing_dir, group, event, "format", &text));
	error = event_format_parse(str_text(&text), ret);
	return error ? sonde_error_prefix(error, "%s/events/%s/%s/format: ", tracing_dir, group,
					  event)
		     : NULL;
}

struct sonde_error *event_id_read(const char *tracing_dir, const char *group, const char *event,
				  uint64_t *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct scan scan;

	TRY(read_file(tracing_dir, group, event, "id", &text));
	while (text.size && text.data[text.size - 1] == '\n')
		str_truncate(&text, text.size - 1);
	scan = scan_text(str_text(&text));
	if (scan_u64(&scan, ret) && scan_done(&scan))
		return NULL;
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s/events/%s/%s/id: '%s' is no number.",
			       tracing_dir, group, event, str_text(&text));
}

const struct event_field *event_format_find(const struct event_format *format, const char *name)
{
	vec_for_each(&format->fields, field) {
		if (strcmp(field->name, name) == 0)
			return field;
	}
	return NULL;
}
