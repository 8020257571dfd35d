/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/grammar.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/scan.h"
#include "base/str.h"
#include "probe/arg.h"
#include "probe/escaped.h"
#include "probe/event.h"
#include "probe/spell.h"

/* Bytes that end a part of a point. */
#define STOPS ";:+@%"
/* MAX_EVENT_NAME_LEN of the kernel's trace_probe.h, without the NUL. */
#define NAME_MAX_LENGTH 63

/* Columns of the parts behind the first; 0 for one that is not there. */
struct parts {
	size_t line;
	size_t offset;
	size_t back;
	size_t file;
	size_t pattern;
};

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static struct sonde_error *error_at(const struct scan *scan, size_t column, const char *message)
{
	return sonde_error_syntax(scan->text, column, "%s", message);
}

static bool at_blank(const struct scan *scan)
{
	return scan_done(scan) || *scan->at == ' ' || *scan->at == '\t';
}

/* A copy in which line ends are blanks; other control bytes have no place in a definition. */
static struct sonde_error *copy_text(const char *text, char **ret)
{
	_cleanup_free_ char *copy = NULL;

	TRY(sonde_strdup(text, &copy));
	for (char *at = copy; *at; at++) {
		if (strchr("\n\r\v\f", *at))
			*at = ' ';
	}
	for (const char *at = copy; *at; at++) {
		if (iscntrl((unsigned char)*at) && *at != '\t')
			return sonde_error_syntax(copy, (size_t)(at - copy) + 1,
						  "There is a control character (0x%02x) here.",
						  (unsigned char)*at);
	}
	*ret = take_ptr(copy);
	return NULL;
}

/* The `=` behind an event's name, or NULL. As in perf, it must be before any of `;@+%`. */
static const char *find_equals(const char *start)
{
	for (const char *at = start; *at && !strchr(" \t;@+%([<", *at);) {
		size_t sign = spell_operator_size(start, at);

		if (sign) {
			at += sign;
			continue;
		}
		if (*at == '=')
			return at;
		at += at[0] == '\\' && at[1] ? 2 : 1;
	}
	return NULL;
}

/* An event's or group's name of `size` bytes at the cursor. */
static struct sonde_error *parse_name(struct scan *scan, size_t size, const char *what, char **ret)
{
	_cleanup_free_ char *name = NULL;
	struct scan word;

	TRY(sonde_strndup(scan->at, size, &name));
	word = scan_text(name);
	if (!scan_identifier(&word) || !scan_done(&word))
		return sonde_error_hint(
			scan_error(scan,
				   "Semantic error :%s is bad for %s name -it must follow C "
				   "symbol-naming rule.",
				   name, what),
			"Write [[GROUP:]EVENT=]POINT, and '\\=' for a '=' that is part of the "
			"point.");
	if (size > NAME_MAX_LENGTH)
		return scan_error(scan, "The %s name is longer than the kernel's %d bytes.", what,
				  NAME_MAX_LENGTH);
	scan->at += size;
	*ret = take_ptr(name);
	return NULL;
}

/* `[GROUP:]EVENT=` */
static struct sonde_error *parse_names(struct scan *scan, struct probe_def *def)
{
	const char *equals = find_equals(scan->at);
	const char *colon;

	if (!equals)
		return NULL;
	colon = memchr(scan->at, ':', (size_t)(equals - scan->at));
	if (colon) {
		TRY(parse_name(scan, (size_t)(colon - scan->at), "group", &def->group));
		scan_char(scan, ':');
	}
	TRY(parse_name(scan, (size_t)(equals - scan->at), "event", &def->event));
	scan_char(scan, '=');
	return NULL;
}

/* `%...`, or perf's spelling without it: `sdt_PROVIDER:NAME`. */
static bool at_marker(const struct scan *scan)
{
	static const char prefix[] = "sdt_";
	const char *end;

	if (*scan->at == '%')
		return true;
	if (strncmp(scan->at, prefix, strlen(prefix)) != 0)
		return false;
	end = scan->at + strcspn(scan->at, " \t\\" STOPS);
	return end[0] == ':' && end[1] != ':' && !isdigit((unsigned char)end[1]);
}

static struct sonde_error *error_marker(const struct scan *scan, const struct scan *start)
{
	return sonde_error_hint(scan_error(scan, "Semantic error :%.*s must be an SDT name.",
					   (int)strcspn(start->at, " \t"), start->at),
				"Write %%[GROUP:]EVENT[@FILE|@BUILDID].");
}

/* A part of a marker, not empty. */
static struct sonde_error *parse_marker_part(struct scan *scan, const struct scan *start,
					     const char *stops, char **ret)
{
	const char *part = scan->at;

	TRY(spell_scan_plain(scan, stops));
	if (scan->at == part)
		return error_marker(scan, start);
	return escaped_read(part, (size_t)(scan->at - part), ret);
}

/* `[GROUP:]EVENT[@FILE|@BUILDID]`, behind its `%` */
static struct sonde_error *parse_marker(struct scan *scan, struct probe_point *point)
{
	struct scan start = *scan;

	point->kind = PROBE_POINT_MARKER;
	TRY(parse_marker_part(scan, &start, STOPS "=", &point->marker_event));
	if (scan_char(scan, ':')) {
		point->marker_group = take_ptr(point->marker_event);
		TRY(parse_marker_part(scan, &start, STOPS "=", &point->marker_event));
	}
	if (scan_char(scan, '@'))
		TRY(parse_marker_part(scan, &start, "", &point->file));
	return at_blank(scan) ? NULL : error_marker(scan, &start);
}

/* A number that must fill its part of the point; `message` is perf's. */
static struct sonde_error *parse_number(struct scan *scan, const char *message, const char *what,
					uint64_t *ret)
{
	struct scan start = *scan;

	if (!isdigit((unsigned char)*scan->at))
		return scan_error(scan, "%s", message);
	TRY(scan_number(scan, what, ret));
	if (!at_blank(scan) && !strchr(STOPS, *scan->at))
		return scan_error(&start, "%s", message);
	return NULL;
}

static struct sonde_error *parse_line(struct scan *scan, struct probe_point *point)
{
	struct scan start = *scan;
	uint64_t line;

	TRY(parse_number(scan, "Semantic error :There is non-digit char in line number.",
			 "a line number", &line));
	if (line > UINT32_MAX)
		return scan_error(&start, "The number is too large for a line number.");
	point->line = (uint32_t)line;
	return NULL;
}

static struct sonde_error *parse_file(struct scan *scan, struct probe_point *point)
{
	const char *start = scan->at;

	/* The version of a symbol that is the default one: `@@`. */
	scan_char(scan, '@');
	if (at_blank(scan) || strchr(STOPS, *scan->at))
		return scan_error(scan, "Expected a source file after the '@'.");
	TRY(spell_scan_plain(scan, STOPS));
	return escaped_read(start, (size_t)(scan->at - start), &point->file);
}

static struct sonde_error *parse_return(struct scan *scan)
{
	const char *start = scan->at;
	struct scan sign = {.text = scan->text, .at = start - 1};
	int size;

	TRY(spell_scan_plain(scan, STOPS));
	size = (int)(scan->at - start);
	if (size == 6 && memcmp(start, "return", 6) == 0)
		return NULL;
	return sonde_error_hint(
		scan_error(&sign, "Semantic error :%%%.*s is not supported.", size, start),
		"Only %%return can stand here.");
}

/* The pattern is the rest of the word; blanks mean nothing in it, so it needs none. */
static struct sonde_error *parse_pattern(struct scan *scan, struct probe_point *point)
{
	const char *start = scan->at;

	TRY(spell_scan_plain(scan, ""));
	if (scan->at == start)
		return scan_error(scan, "Expected a pattern after the ';'.");
	return sonde_strndup(start, (size_t)(scan->at - start), &point->pattern);
}

/* Note that a part is at this column; each may be there once. */
static struct sonde_error *note_part(const struct scan *scan, size_t column, size_t *part,
				     const char *message)
{
	if (*part)
		return error_at(scan, column, message);
	*part = column;
	return NULL;
}

static struct sonde_error *parse_part(struct scan *scan, struct probe_point *point,
				      struct parts *parts)
{
	size_t column = scan_column(scan);

	switch (*scan->at++) {
	case ':':
		TRY(note_part(scan, column, &parts->line, "There is more than one line number."));
		return parse_line(scan, point);
	case '+':
		TRY(note_part(scan, column, &parts->offset, "There is more than one offset."));
		return parse_number(scan, "Semantic error :There is non-digit character in offset.",
				    "an offset", &point->offset);
	case '@':
		TRY(note_part(scan, column, &parts->file,
			      "Semantic error :SRC@SRC is not allowed."));
		return parse_file(scan, point);
	case '%':
		TRY(note_part(scan, column, &parts->back, "There is more than one %return."));
		return parse_return(scan);
	case ';':
		parts->pattern = column;
		return parse_pattern(scan, point);
	default:
		scan->at--;
		return sonde_error_hint(scan_error(scan, "There is a second '=' here."),
					"Write '\\=' for a '=' that is part of the point.");
	}
}

/* What cannot stand together. The messages and their order are perf's. */
static struct sonde_error *check_parts(const struct scan *scan, const struct probe_point *point,
				       const struct parts *parts)
{
	size_t place = larger(larger(parts->line, parts->offset), parts->pattern);

	if (parts->pattern && parts->line)
		return error_at(scan, parts->pattern,
				"Semantic error :Lazy pattern can't be used with line number.");
	if (parts->pattern && parts->offset)
		return error_at(scan, parts->pattern,
				"Semantic error :Lazy pattern can't be used with offset.");
	if (parts->line && parts->offset)
		return error_at(scan, place,
				"Semantic error :Offset can't be used with line number.");
	if (point->kind == PROBE_POINT_SOURCE && !parts->pattern && !point->line && !parts->offset)
		return sonde_error_hint(
			scan_error(scan, "Semantic error :File always requires line number or lazy "
					 "pattern."),
			"Write FILE:LINE, counted from 1, or FILE;PATTERN.");
	if (point->kind == PROBE_POINT_SOURCE && parts->offset)
		return error_at(scan, parts->offset,
				"Semantic error :Offset requires an entry function.");
	/* A return at `+0`, as the kernel shows it, is the function's. */
	if (parts->back && (point->offset || point->line || parts->pattern))
		return error_at(
			scan, larger(parts->back, place),
			"Semantic error :Offset/Line/Lazy pattern can't be used with return "
			"probe.");
	if (point->kind == PROBE_POINT_ADDRESS && (place || parts->file))
		return error_at(scan, larger(place, parts->file),
				"Only %return can follow an address.");
	return NULL;
}

static void set_place(struct probe_point *point, const struct parts *parts)
{
	if (parts->back)
		point->place = PROBE_PLACE_RETURN;
	else if (parts->pattern)
		point->place = PROBE_PLACE_PATTERN;
	else if (parts->line)
		point->place = PROBE_PLACE_LINE;
	else if (parts->offset)
		point->place = PROBE_PLACE_OFFSET;
	else
		point->place = PROBE_PLACE_ENTRY;
}

/* Whether the first part, which ends at `end`, is a source file; see grammar.h. */
static bool is_file(const char *end, bool dotted)
{
	const char *at = end;

	if (!dotted || (*at != ':' && *at != ';'))
		return false;
	for (; *at && !strchr(" \t;", *at); at++) {
		if (strchr("+@%", *at))
			return false;
		if (at[0] == '\\' && at[1])
			at++;
	}
	return true;
}

static struct sonde_error *parse_address(const struct scan *start, const struct scan *end,
					 struct probe_point *point)
{
	struct scan scan = *start;

	point->kind = PROBE_POINT_ADDRESS;
	if (!scan_u64(&scan, &point->address) || scan.at != end->at)
		return sonde_error_hint(
			scan_error(start, "Semantic error :Invalid absolute address."),
			"Write hexadecimal digits of at most 64 bits after 0x.");
	return NULL;
}

/* The first part: a function, a file or an address, or nothing before `@FILE`. */
static struct sonde_error *parse_first(struct scan *scan, struct probe_point *point)
{
	struct scan start = *scan;
	size_t size;
	bool dotted;

	TRY(spell_scan(scan, &dotted));
	size = (size_t)(scan->at - start.at);
	if (is_file(scan->at, dotted)) {
		point->kind = PROBE_POINT_SOURCE;
		return escaped_read(start.at, size, &point->file);
	}
	if (start.at[0] == '0' && (start.at[1] == 'x' || start.at[1] == 'X'))
		return parse_address(&start, scan, point);
	if (!size && *scan->at == '@') {
		point->kind = PROBE_POINT_SOURCE;
		return NULL;
	}
	if (!size && *scan->at == '+')
		return scan_error(scan, "Semantic error :Offset requires an entry function.");
	if (!size)
		return scan_error(scan, "Expected a function, a file or an address.");
	point->kind = PROBE_POINT_FUNCTION;
	if (escaped_is_glob(start.at, size))
		TRY(escaped_read_glob(start.at, size, &point->glob));
	return escaped_read(start.at, size, &point->function);
}

static struct sonde_error *parse_point(struct scan *scan, struct probe_point *point)
{
	struct parts parts = {0};

	point->column = scan_column(scan);
	if (at_marker(scan)) {
		scan_char(scan, '%');
		return parse_marker(scan, point);
	}
	TRY(parse_first(scan, point));
	while (!at_blank(scan))
		TRY(parse_part(scan, point, &parts));
	TRY(check_parts(scan, point, &parts));
	set_place(point, &parts);
	return NULL;
}

static bool is_retval(const struct probe_arg *arg)
{
	/* In raw text, `$` can otherwise stand only in a string. */
	return arg->kind == PROBE_ARG_RETVAL ||
	       (arg->kind == PROBE_ARG_RAW && arg->base[0] != '\\' && strstr(arg->base, "$retval"));
}

static struct sonde_error *check_retval(const struct probe_def *def, const struct probe_arg *arg)
{
	/* A marker may be the name of a cached return probe. */
	if (!is_retval(arg) || def->point.place == PROBE_PLACE_RETURN ||
	    def->point.kind == PROBE_POINT_MARKER)
		return NULL;
	return sonde_error_hint(probe_def_error(def, SONDE_ERROR_SYNTAX, arg->column,
						"$retval is there only when the function returns."),
				"Write FUNCTION%%return.");
}

static struct sonde_error *check_args(const struct probe_def *def)
{
	_cleanup_map_ struct map names = MAP_INIT;

	vec_for_each(&def->args, arg) {
		TRY(check_retval(def, arg));
		if (!arg->name)
			continue;
		if (map_has(&names, arg->name))
			return probe_def_error(def, SONDE_ERROR_SYNTAX, arg->column,
					       "There are two arguments named '%s'.", arg->name);
		TRY(map_put(&names, arg->name, arg));
	}
	return NULL;
}

static struct sonde_error *parse_args(struct scan *scan, struct probe_def *def)
{
	for (scan_space(scan); !scan_done(scan); scan_space(scan)) {
		struct sonde_error *error;
		struct probe_arg arg;

		TRY(probe_arg_parse(scan, &arg));
		error = vec_push(&def->args, arg);
		if (error) {
			probe_arg_deinit(&arg);
			return error;
		}
	}
	return check_args(def);
}

struct sonde_error *probe_def_parse(const char *text, struct probe_def *ret)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	struct scan scan;

	TRY(copy_text(text, &def.text));
	scan = scan_text(def.text);
	scan_space(&scan);
	if (scan_done(&scan))
		return sonde_error_hint(scan_error(&scan, "The definition is empty."),
					"Write POINT [ARG ...], as 'vfs_read count'.");
	TRY(parse_names(&scan, &def));
	TRY(parse_point(&scan, &def.point));
	TRY(parse_args(&scan, &def));
	*ret = def;
	def = (struct probe_def){0};
	return NULL;
}
