/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/bundle_line.h"

#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"

void bundle_line_deinit(struct bundle_line *line)
{
	free(line->group);
	free(line->event);
	free(line->place);
	free(line->module);
	*line = (struct bundle_line){0};
}

static struct sonde_error *no_line(const char *text)
{
	return sonde_error_new(SONDE_ERROR_FORMAT, "'%s' is no probe with a group and a name.",
			       text);
}

/* `MODULE:SYMBOL` */
static struct sonde_error *split_place(struct bundle_line *line)
{
	const size_t size = strcspn(line->place, ":");

	line->is_user = line->place[0] == '/';
	if (line->is_user || !line->place[size])
		return NULL;
	return sonde_strndup(line->place, size, &line->module);
}

/* `r`, `rMAXACTIVE` or `p`, up to the colon. */
static bool read_kind(const char *text, const char *colon, struct bundle_line *line)
{
	struct scan scan = scan_text(text + 1);
	uint64_t number;

	if (text + 1 == colon)
		return true;
	if (!line->is_return || !isdigit((unsigned char)text[1]) || !scan_u64(&scan, &number) ||
	    scan.at != colon || number > UINT_MAX)
		return false;
	line->maxactive = (unsigned)number;
	return true;
}

struct sonde_error *bundle_line_split(const char *text, struct bundle_line *ret)
{
	_cleanup_bundle_line_ struct bundle_line line = {.is_return = text[0] == 'r'};
	const char *colon = text + strcspn(text, ": "), *slash = colon + strcspn(colon, "/ ");
	const char *blank = slash + strcspn(slash, " ");
	size_t size;

	if (*colon != ':' || *slash != '/' || *blank != ' ' || slash == colon + 1 ||
	    blank == slash + 1)
		return no_line(text);
	if (!read_kind(text, colon, &line))
		return no_line(text);
	size = strcspn(blank + 1, " ");
	if (!size)
		return no_line(text);
	TRY(sonde_strndup(colon + 1, (size_t)(slash - colon - 1), &line.group));
	TRY(sonde_strndup(slash + 1, (size_t)(blank - slash - 1), &line.event));
	TRY(sonde_strndup(blank + 1, size, &line.place));
	TRY(split_place(&line));
	line.args = blank + 1 + size;
	*ret = line;
	line = (struct bundle_line){0};
	return NULL;
}
