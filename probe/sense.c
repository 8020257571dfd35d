/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/sense.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\n\r\v\f"

/* The arguments, each as a text; owned. */
struct texts VEC_BODY(char *);

static void texts_deinit(struct texts *texts)
{
	vec_for_each(texts, text)
		free(*text);
	vec_deinit(texts);
}

/* With its size, so that no two rows of fields read the same. */
static void print_field(const char *field, struct str *out)
{
	if (field)
		str_appendf(out, "%zu:%s", strlen(field), field);
	else
		str_append_char(out, '-');
}

/* The numbers that a point does not use are 0 in all of its kind. */
static void print_point(const struct probe_point *point, struct str *out)
{
	str_appendf(out, "%d,%d,", (int)point->kind, (int)point->place);
	if (point->place == PROBE_PLACE_LINE)
		str_appendf(out, "%" PRIu32, point->line);
	if (point->place == PROBE_PLACE_OFFSET)
		str_appendf(out, "%" PRIu64, point->offset);
	if (point->place == PROBE_PLACE_PATTERN)
		print_field(point->pattern, out);
	str_append_char(out, ',');
	switch (point->kind) {
	case PROBE_POINT_FUNCTION:
		print_field(point->function, out);
		print_field(point->glob, out);
		break;
	case PROBE_POINT_SOURCE:
		break;
	case PROBE_POINT_ADDRESS:
		str_appendf(out, "%" PRIx64, point->address);
		return;
	case PROBE_POINT_MARKER:
		print_field(point->marker_group, out);
		print_field(point->marker_event, out);
		break;
	}
	print_field(point->file, out);
}

/* `.` and `->` are one to the resolver. */
static void print_steps(const struct probe_arg *arg, struct str *out)
{
	vec_for_each(&arg->steps, step) {
		str_append_char(out, step->member ? '.' : '[');
		if (step->member)
			print_field(step->member, out);
		else
			str_appendf(out, "%" PRId64, step->index);
	}
}

static void print_arg(const struct probe_arg *arg, struct str *out)
{
	str_appendf(out, " %d%s,%zu,", (int)arg->kind, arg->user ? "u" : "", arg->cast_after);
	print_field(arg->name, out);
	print_field(arg->cast, out);
	print_field(arg->base, out);
	print_field(arg->type, out);
	print_steps(arg, out);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static struct sonde_error *print_args(const struct probe_def *def, struct str *out)
{
	_cleanup_(texts_deinit) struct texts texts = VEC_INIT;

	vec_for_each(&def->args, arg) {
		_cleanup_str_ struct str text = STR_INIT;

		print_arg(arg, &text);
		TRY(vec_push(&texts, NULL));
		TRY(str_take(&text, vec_last(&texts)));
	}
	if (texts.size)
		qsort(texts.data, texts.size, sizeof(*texts.data), compare);
	vec_for_each(&texts, text)
		str_append(out, *text);
	return str_check(out);
}

struct sonde_error *sense_print(const struct probe_def *def, struct str *out)
{
	print_point(&def->point, out);
	return print_args(def, out);
}

static size_t identifier_size(const char *text)
{
	size_t size = 0;

	if (isdigit((unsigned char)*text))
		return 0;
	while (isalnum((unsigned char)text[size]) || text[size] == '_')
		size++;
	return size;
}

/* Step over `[GROUP:]EVENT=`, if that is all it can be. */
static const char *skip_names(const char *text)
{
	const char *end = text + identifier_size(text);

	if (end > text && *end == ':')
		end += 1 + identifier_size(end + 1);
	return end > text && *end == '=' && end[-1] != ':' ? end + 1 : text;
}

const char *sense_stem(const char *text, size_t *ret_size)
{
	static const char operator[] = "operator";
	const char *start = skip_names(text + strspn(text, BLANKS));
	const size_t size = identifier_size(start);
	const char next = start[size];

	/* What follows makes another name of `operator`, and a file of what has a dot. */
	if (!size || (size == strlen(operator) && strncmp(start, operator, size) == 0))
		return NULL;
	if (next == ':' ? !isdigit((unsigned char)start[size + 1])
			: next && !strchr(BLANKS "@+;%", next))
		return NULL;
	*ret_size = size;
	return start;
}
