/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/print.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/cxxname.h"
#include "probe/escaped.h"
#include "probe/spell.h"

static void print_marker(const struct probe_point *point, struct str *out)
{
	str_append_char(out, '%');
	if (point->marker_group) {
		escaped_print_plain(point->marker_group, out);
		str_append_char(out, ':');
	}
	escaped_print_plain(point->marker_event, out);
	if (point->file) {
		const bool is_default = point->file[0] == '@';

		str_append(out, is_default ? "@@" : "@");
		escaped_print_plain(point->file + is_default, out);
	}
}

static void print_place(const struct probe_point *point, struct str *out)
{
	switch (point->place) {
	case PROBE_PLACE_ENTRY:
		break;
	case PROBE_PLACE_LINE:
		str_appendf(out, ":%" PRIu32, point->line);
		break;
	case PROBE_PLACE_OFFSET:
		str_appendf(out, "+%" PRIu64, point->offset);
		break;
	case PROBE_PLACE_RETURN:
		str_append(out, "%return");
		break;
	case PROBE_PLACE_PATTERN:
		str_appendf(out, ";%s", point->pattern);
		break;
	}
}

/* For perf, which knows less of names. */
static void print_function_escaped(const struct probe_point *point, struct str *out)
{
	escaped_print_for_perf(point->function, point->glob, out);
	if (point->file) {
		str_append_char(out, '@');
		escaped_print_plain(point->file, out);
	}
}

static void print_function(const struct probe_point *point, struct str *out)
{
	bool like_file = !point->file &&
			 (point->place == PROBE_PLACE_LINE || point->place == PROBE_PLACE_PATTERN);

	if (point->glob)
		escaped_print_glob(point->glob, like_file, out);
	else
		escaped_print(point->function, like_file, out);
	if (point->file) {
		const bool is_default = point->file[0] == '@';

		str_append(out, is_default ? "@@" : "@");
		escaped_print_plain(point->file + is_default, out);
	}
}

static void print_source(const struct probe_point *point, struct str *out)
{
	/* A file without a dot is one only behind an `@`. */
	if (!strchr(point->file, '.'))
		str_append_char(out, '@');
	escaped_print_plain(point->file, out);
}

void probe_point_print(const struct probe_point *point, struct str *out)
{
	switch (point->kind) {
	case PROBE_POINT_FUNCTION:
		print_function(point, out);
		break;
	case PROBE_POINT_SOURCE:
		print_source(point, out);
		break;
	case PROBE_POINT_ADDRESS:
		str_appendf(out, "0x%" PRIx64, point->address);
		break;
	case PROBE_POINT_MARKER:
		print_marker(point, out);
		return;
	}
	print_place(point, out);
}

static void print_steps(const struct probe_arg *arg, size_t from, size_t to, struct str *out)
{
	for (size_t i = from; i < to; i++) {
		const struct probe_step *step = &arg->steps.data[i];

		if (step->member)
			str_appendf(out, "%s%s", step->arrow ? "->" : ".", step->member);
		else
			str_appendf(out, "[%" PRId64 "]", step->index);
	}
}

/* Whether the cast is where it is only by parentheses. */
static bool is_wrapped(const struct probe_arg *arg)
{
	return arg->cast && arg->cast_after != (strchr(arg->cast, '*') ? 0 : arg->steps.size);
}

static void print_base(const struct probe_arg *arg, struct str *out)
{
	switch (arg->kind) {
	case PROBE_ARG_VARIABLE:
	case PROBE_ARG_RAW:
		str_append(out, arg->base);
		break;
	case PROBE_ARG_RETVAL:
		str_append(out, "$retval");
		break;
	case PROBE_ARG_PARAMS:
		str_append(out, "$params");
		break;
	case PROBE_ARG_VARS:
		str_append(out, "$vars");
		break;
	}
}

void probe_arg_print(const struct probe_arg *arg, struct str *out)
{
	if (arg->name)
		str_appendf(out, "%s=", arg->name);
	if (is_wrapped(arg))
		str_append_char(out, '(');
	if (arg->cast)
		str_appendf(out, "(%s)", arg->cast);
	print_base(arg, out);
	print_steps(arg, 0, arg->cast_after, out);
	if (is_wrapped(arg))
		str_append_char(out, ')');
	print_steps(arg, arg->cast_after, arg->steps.size, out);
	if (arg->type)
		str_appendf(out, ":%s", arg->type);
	if (arg->user)
		str_append(out, "@user");
}

static void print_names(const struct probe_def *def, struct str *out)
{
	if (def->group && def->event)
		str_appendf(out, "%s:", def->group);
	if (def->event)
		str_appendf(out, "%s=", def->event);
}

static void print_args(const struct probe_def *def, struct str *out)
{
	vec_for_each(&def->args, arg) {
		str_append_char(out, ' ');
		probe_arg_print(arg, out);
	}
}

/* Whether the first argument would be read as more of the name, as `x` is behind `ns::operator`. */
static bool is_swallowed(const struct probe_point *point, const struct str *place,
			 const struct str *args)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str text = STR_INIT;
	struct scan scan;
	bool dotted;

	if (point->kind != PROBE_POINT_FUNCTION || point->place != PROBE_PLACE_ENTRY ||
	    point->file || !args->size)
		return false;
	str_appendf(&text, "%s%s", str_text(place), str_text(args));
	scan = scan_text(str_text(&text));
	error = spell_scan(&scan, &dotted);
	return error || scan.at > scan.text + place->size;
}

/* All of it, with the point as it is printed. */
static void print_around(const struct probe_def *def, const struct str *place, struct str *out)
{
	const struct probe_point *point = &def->point;
	_cleanup_str_ struct str args = STR_INIT;

	print_args(def, &args);
	print_names(def, out);
	if (is_swallowed(point, place, &args))
		escaped_print_apart(point->function, point->glob, out);
	else
		str_append(out, str_text(place));
	str_append(out, str_text(&args));
	out->failed |= place->failed || args.failed;
}

void probe_def_print(const struct probe_def *def, struct str *out)
{
	_cleanup_str_ struct str place = STR_INIT;

	probe_point_print(&def->point, &place);
	print_around(def, &place, out);
}

void probe_def_print_escaped(const struct probe_def *def, struct str *out)
{
	const struct probe_point *point = &def->point;
	_cleanup_str_ struct str place = STR_INIT;

	if (point->kind != PROBE_POINT_FUNCTION ||
	    (cxxname_is_plain(point->function) && (!point->file || point->file[0] != '@'))) {
		probe_def_print(def, out);
		return;
	}
	print_function_escaped(point, &place);
	print_place(point, &place);
	print_around(def, &place, out);
}

/* `text` as an identifier; of a number what the DWARF of Rust has for it. */
static void print_identifier(const char *text, struct str *out)
{
	if (isdigit((unsigned char)*text))
		str_append(out, "__");
	for (; *text; text++)
		str_append_char(out, isalnum((unsigned char)*text) ? *text : '_');
}

void probe_arg_print_default_name(const struct probe_arg *arg, struct str *out)
{
	const char *member = NULL;

	if (arg->kind != PROBE_ARG_VARIABLE && arg->kind != PROBE_ARG_RETVAL)
		return;
	if (arg->kind == PROBE_ARG_RETVAL && !arg->steps.size)
		return;
	vec_for_each(&arg->steps, step) {
		if (step->member)
			member = step->member;
	}
	if (!member)
		member = arg->kind == PROBE_ARG_RETVAL ? "retval" : arg->base;
	print_identifier(member, out);
	if (!arg->steps.size && arg->type) {
		str_append_char(out, '_');
		print_identifier(arg->type, out);
	}
}
