/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/position.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"

void position_deinit(struct position *position)
{
	free(position->file);
	free(position->function);
	*position = (struct position){0};
}

void position_print(const struct position *position, struct str *out)
{
	str_appendf(out, "%s:%" PRIu32, position->file, position->line);
	if (!position->function)
		return;
	str_appendf(out, " %s", position->function);
	if (position->function_line)
		str_appendf(out, ":%" PRIu32, position->function_line);
}

/* The text that follows is a decimal number, and nothing or a blank comes behind it. */
static bool scan_line(struct scan *scan, uint32_t *ret)
{
	uint64_t number;

	if (*scan->at < '1' || *scan->at > '9' || !scan_u64(scan, &number) || number > UINT32_MAX ||
	    (*scan->at != '\0' && *scan->at != ' '))
		return false;
	*ret = (uint32_t)number;
	return true;
}

/* The first `:NUMBER` that ends a word: a file's name may have blanks and colons. */
static const char *find_line(const char *text, uint32_t *line, const char **rest)
{
	for (const char *colon = strchr(text, ':'); colon; colon = strchr(colon + 1, ':')) {
		struct scan scan = scan_text(colon + 1);

		if (colon == text || !scan_line(&scan, line))
			continue;
		*rest = scan.at;
		return colon;
	}
	return NULL;
}

/* A function's name may have colons as well: the number is behind the last. */
static struct sonde_error *parse_function(const char *text, struct position *position)
{
	const char *colon = strrchr(text, ':');
	size_t size = strlen(text);

	if (colon && colon > text) {
		struct scan scan = scan_text(colon + 1);

		if (scan_line(&scan, &position->function_line) && scan_done(&scan))
			size = (size_t)(colon - text);
		else
			position->function_line = 0;
	}
	return sonde_strndup(text, size, &position->function);
}

struct sonde_error *position_parse(const char *text, struct position *ret)
{
	_cleanup_position_ struct position position = {0};
	const char *rest = NULL, *colon = find_line(text, &position.line, &rest);

	if (!colon || (*rest && !rest[1]))
		return sonde_error_new(SONDE_ERROR_FORMAT, "'%s' is no FILE:LINE.", text);
	TRY(sonde_strndup(text, (size_t)(colon - text), &position.file));
	if (*rest)
		TRY(parse_function(rest + 1, &position));
	*ret = position;
	position = (struct position){0};
	return NULL;
}
