/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/def.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void probe_arg_deinit(struct probe_arg *arg)
{
	vec_for_each(&arg->steps, step)
		free(step->member);
	vec_deinit(&arg->steps);
	free(arg->name);
	free(arg->cast);
	free(arg->base);
	free(arg->type);
	*arg = (struct probe_arg){0};
}

static void point_deinit(struct probe_point *point)
{
	free(point->function);
	free(point->glob);
	free(point->file);
	free(point->pattern);
	free(point->marker_group);
	free(point->marker_event);
}

void probe_def_deinit(struct probe_def *def)
{
	vec_for_each(&def->args, arg)
		probe_arg_deinit(arg);
	vec_deinit(&def->args);
	point_deinit(&def->point);
	free(def->group);
	free(def->event);
	free(def->text);
	*def = (struct probe_def){0};
}

static bool text_equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool place_equal(const struct probe_point *a, const struct probe_point *b)
{
	if (a->place != b->place)
		return false;
	switch (a->place) {
	case PROBE_PLACE_LINE:
		return a->line == b->line;
	case PROBE_PLACE_OFFSET:
		return a->offset == b->offset;
	case PROBE_PLACE_PATTERN:
		return text_equal(a->pattern, b->pattern);
	case PROBE_PLACE_ENTRY:
	case PROBE_PLACE_RETURN:
		break;
	}
	return true;
}

static bool point_equal(const struct probe_point *a, const struct probe_point *b)
{
	if (a->kind != b->kind || !place_equal(a, b))
		return false;
	switch (a->kind) {
	case PROBE_POINT_FUNCTION:
		return text_equal(a->function, b->function) && text_equal(a->glob, b->glob) &&
		       text_equal(a->file, b->file);
	case PROBE_POINT_SOURCE:
		return text_equal(a->file, b->file);
	case PROBE_POINT_ADDRESS:
		return a->address == b->address;
	case PROBE_POINT_MARKER:
		break;
	}
	return text_equal(a->marker_group, b->marker_group) &&
	       text_equal(a->marker_event, b->marker_event) && text_equal(a->file, b->file);
}

/* `.` and `->` are one to the resolver, and columns belong to the text. */
static bool steps_equal(const struct probe_arg *a, const struct probe_arg *b)
{
	if (a->steps.size != b->steps.size)
		return false;
	for (size_t i = 0; i < a->steps.size; i++) {
		const struct probe_step *x = &a->steps.data[i], *y = &b->steps.data[i];

		if (!text_equal(x->member, y->member) || (!x->member && x->index != y->index))
			return false;
	}
	return true;
}

bool probe_arg_equal(const struct probe_arg *a, const struct probe_arg *b)
{
	return a->kind == b->kind && a->user == b->user && text_equal(a->name, b->name) &&
	       text_equal(a->cast, b->cast) && a->cast_after == b->cast_after &&
	       text_equal(a->base, b->base) && text_equal(a->type, b->type) && steps_equal(a, b);
}

static size_t count_arg(const struct probe_def *def, const struct probe_arg *wanted)
{
	size_t count = 0;

	vec_for_each(&def->args, arg)
		count += probe_arg_equal(arg, wanted);
	return count;
}

bool probe_def_equal(const struct probe_def *a, const struct probe_def *b)
{
	if (a->group && b->group && strcmp(a->group, b->group) != 0)
		return false;
	if (a->event && b->event && strcmp(a->event, b->event) != 0)
		return false;
	if (!point_equal(&a->point, &b->point) || a->args.size != b->args.size)
		return false;
	vec_for_each(&a->args, arg) {
		if (count_arg(a, arg) != count_arg(b, arg))
			return false;
	}
	return true;
}

struct sonde_error *probe_def_error(const struct probe_def *def, enum sonde_error_kind kind,
				    size_t column, const char *format, ...)
{
	struct sonde_error *error;
	va_list ap;

	va_start(ap, format);
	error = sonde_error_at(kind, def->text, column ? column : def->point.column, format, ap);
	va_end(ap);
	return error;
}

bool probe_def_is_line_zero(const struct probe_def *def)
{
	return def->point.kind == PROBE_POINT_FUNCTION && def->point.place == PROBE_PLACE_LINE &&
	       def->point.line == 0;
}

struct sonde_error *probe_def_check_count(const struct probe_def *def, size_t max, size_t count)
{
	if (!max || count <= max)
		return NULL;
	return sonde_error_hint(probe_def_error(def, SONDE_ERROR_REFUSED, PROBE_AT_POINT,
						"Too many( > %zu) probe points found: %zu.", max,
						count),
				"Allow more with --max-probes N.");
}
