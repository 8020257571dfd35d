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

/* `GROUP/EVENT`, both as the kernel takes them (its is_good_name()), and a blank behind. */
static struct sonde_error *take_names(struct scan *scan, struct bundle_line *line)
{
	const char *group = scan->at, *event;
	const size_t group_size = scan_identifier(scan);
	size_t event_size;

	if (!scan_char(scan, '/'))
		return no_line(scan->text);
	event = scan->at;
	event_size = scan_identifier(scan);
	if (!group_size || !event_size || !scan_char(scan, ' '))
		return no_line(scan->text);
	TRY(sonde_strndup(group, group_size, &line->group));
	return sonde_strndup(event, event_size, &line->event);
}

struct sonde_error *bundle_line_split(const char *text, struct bundle_line *ret)
{
	_cleanup_bundle_line_ struct bundle_line line = {.is_return = text[0] == 'r'};
	struct scan scan = scan_text(text);
	size_t size;

	scan.at += strcspn(text, ": ");
	if (!read_kind(text, scan.at, &line) || !scan_char(&scan, ':'))
		return no_line(text);
	TRY(take_names(&scan, &line));
	size = strcspn(scan.at, " ");
	if (!size)
		return no_line(text);
	TRY(sonde_strndup(scan.at, size, &line.place));
	TRY(split_place(&line));
	line.args = scan.at + size;
	*ret = line;
	line = (struct bundle_line){0};
	return NULL;
}
