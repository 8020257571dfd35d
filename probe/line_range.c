/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/line_range.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "base/str.h"
#include "probe/escaped.h"
#include "probe/spell.h"

void line_range_deinit(struct line_range *range)
{
	free(range->function);
	free(range->file);
	free(range->text);
	*range = (struct line_range){0};
}

/* A number, or perf's words for what is none. */
static struct sonde_error *parse_number(struct scan *scan, const char *what, uint32_t *ret)
{
	struct scan start = *scan;
	uint64_t number;

	if (!isdigit((unsigned char)*scan->at))
		return scan_error(scan, "Semantic error :'%s' is not a valid number.", what);
	TRY(scan_number(scan, "a line number", &number));
	if (number >= LINE_RANGE_OPEN)
		return scan_error(&start, "The number is too large for a line number.");
	*ret = (uint32_t)number;
	return NULL;
}

/* `START[-END|+COUNT]` */
static struct sonde_error *parse_lines(struct scan *scan, struct line_range *range)
{
	struct scan start = *scan;
	char sign;

	TRY(parse_number(scan, "start line", &range->start));
	sign = *scan->at;
	if (sign == '-' || sign == '+') {
		scan_char(scan, sign);
		TRY(parse_number(scan, "end line", &range->end));
	}
	/* COUNT lines, the first one included. */
	if (sign == '+' && range->end == 0)
		return scan_error(&start,
				  "Semantic error :Start line must be smaller than end line.");
	if (sign == '+' && (__builtin_add_overflow(range->end - 1, range->start, &range->end) ||
			    range->end == LINE_RANGE_OPEN))
		return scan_error(&start, "The number is too large for a line number.");
	if (range->start > range->end)
		return scan_error(&start,
				  "Semantic error :Start line must be smaller than end line.");
	if (!scan_done(scan))
		return scan_error(scan, "Semantic error :Tailing with invalid str '%s'.", scan->at);
	return NULL;
}

/* A part up to `scan->at`, of which there has to be something. */
static struct sonde_error *take_part(const struct scan *start, const struct scan *end, char **ret)
{
	if (start->at == end->at)
		return scan_error(start, "Expected a function or a file.");
	return escaped_read(start->at, (size_t)(end->at - start->at), ret);
}

/* One that is no operator. */
static bool has_slash(const char *start, const char *end)
{
	for (const char *at = start; (at = memchr(at, '/', (size_t)(end - at))); at++) {
		if (!spell_operator_size(start, at))
			return true;
	}
	return false;
}

static struct sonde_error *parse_name(struct scan *scan, struct line_range *range)
{
	struct scan start = *scan;
	bool dotted;

	TRY(spell_scan(scan, &dotted));
	if (scan->at == start.at && *scan->at != '@')
		return scan_error(scan, "Semantic error :'' is not a valid function name.");
	if (dotted || has_slash(start.at, scan->at))
		return take_part(&start, scan, &range->file);
	if (scan->at > start.at)
		TRY(take_part(&start, scan, &range->function));
	if (!scan_char(scan, '@'))
		return NULL;
	start = *scan;
	TRY(spell_scan_plain(scan, ":"));
	return take_part(&start, scan, &range->file);
}

struct sonde_error *line_range_parse(const char *text, struct line_range *ret)
{
	_cleanup_line_range_ struct line_range range = {.end = LINE_RANGE_OPEN};
	struct scan scan;

	TRY(sonde_strdup(text, &range.text));
	scan = scan_text(range.text);
	TRY(parse_name(&scan, &range));
	if (scan_char(&scan, ':'))
		TRY(parse_lines(&scan, &range));
	if (!scan_done(&scan))
		return scan_error(&scan, "Semantic error :Tailing with invalid str '%s'.", scan.at);
	*ret = range;
	range = (struct line_range){0};
	return NULL;
}

struct sonde_error *line_range_not_found(const struct line_range *range, const char *format, ...)
{
	struct sonde_error *error;
	va_list ap;

	va_start(ap, format);
	error = sonde_error_at(SONDE_ERROR_NOT_FOUND, range->text, 1, format, ap);
	va_end(ap);
	return error;
}
