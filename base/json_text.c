/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json_text.h"

#include <inttypes.h>
#include <string.h>

#include <json-c/json.h>

/* Spaces of a level. */
#define INDENT 2

struct writer {
	struct str *out;
	bool in_lines;
};

static void put_character(char c, struct str *out)
{
	static const char codes[] = "\b\n\r\t\f\"\\", letters[] = "bnrtf\"\\";
	const char *code = c ? strchr(codes, c) : NULL;

	if (code)
		str_appendf(out, "\\%c", letters[code - codes]);
	else if ((unsigned char)c < ' ')
		str_appendf(out, "\\u%04x", (unsigned)c);
	else
		str_append_char(out, c);
}

static void put_text(const char *text, size_t size, struct str *out)
{
	str_append_char(out, '"');
	for (size_t i = 0; i < size; i++)
		put_character(text[i], out);
	str_append_char(out, '"');
}

/* json-c has two kinds of integers, and says the same of both. */
static void put_integer(struct json_object *json, struct str *out)
{
	const int64_t number = json_object_get_int64(json);

	if (number < 0)
		str_appendf(out, "%" PRId64, number);
	else
		str_appendf(out, "%" PRIu64, json_object_get_uint64(json));
}

/* Of one that was made with its text that is the one. */
static void put_real(struct json_object *json, struct str *out)
{
	const char *text = json_object_get_userdata(json);

	if (text)
		str_append(out, text);
	else
		str_appendf(out, "%.17g", json_object_get_double(json));
}

static void put_line(const struct writer *writer, int level)
{
	if (writer->in_lines)
		str_appendf(writer->out, "\n%*s", level * INDENT, "");
}

static void put(const struct writer *writer, struct json_object *json, int level);

/* In json-c's way until version 0.17, the end is on a line of its own even if there is nothing. */

static void put_array(const struct writer *writer, struct json_object *json, int level)
{
	const size_t size = json_object_array_length(json);

	str_append_char(writer->out, '[');
	for (size_t i = 0; i < size; i++) {
		if (i)
			str_append_char(writer->out, ',');
		put_line(writer, level + 1);
		put(writer, json_object_array_get_idx(json, i), level + 1);
	}
	put_line(writer, level);
	str_append_char(writer->out, ']');
}

static void put_object(const struct writer *writer, struct json_object *json, int level)
{
	bool has_any = false;

	str_append_char(writer->out, '{');
	json_object_object_foreach(json, key, value)
	{
		if (has_any)
			str_append_char(writer->out, ',');
		has_any = true;
		put_line(writer, level + 1);
		put_text(key, strlen(key), writer->out);
		str_append_char(writer->out, ':');
		put(writer, value, level + 1);
	}
	put_line(writer, level);
	str_append_char(writer->out, '}');
}

/* As deep as whoever made it has made it: sonde makes it itself. */
static void put(const struct writer *writer, struct json_object *json, int level)
{
	struct str *out = writer->out;

	switch (json_object_get_type(json)) {
	case json_type_null:
		str_append(out, "null");
		break;
	case json_type_boolean:
		str_append(out, json_object_get_boolean(json) ? "true" : "false");
		break;
	case json_type_int:
		put_integer(json, out);
		break;
	case json_type_double:
		put_real(json, out);
		break;
	case json_type_string:
		put_text(json_object_get_string(json), (size_t)json_object_get_string_len(json),
			 out);
		break;
	case json_type_array:
		put_array(writer, json, level);
		break;
	case json_type_object:
		put_object(writer, json, level);
		break;
	}
}

void json_text_append(struct json_object *json, bool in_lines, struct str *out)
{
	put(&(struct writer){.out = out, .in_lines = in_lines}, json, 0);
	str_append_char(out, '\n');
}
