/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/lazy.h"

#include <string.h>

#include "base/scan.h"

/* Whatever the locale says. */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *skip_blanks(const char *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

/* The end of the set that begins at the `[`, behind its `]`; NULL if it has none. */
static const char *set_end(const char *at)
{
	at += at[1] == '!' ? 2 : 1;
	/* A `]` that comes first is one of the set. */
	if (*at == ']')
		at++;
	at = strchr(at, ']');
	return at ? at + 1 : NULL;
}

struct sonde_error *lazy_check(const char *pattern)
{
	struct scan scan = scan_text(pattern);

	if (!*skip_blanks(pattern))
		return scan_error(&scan, "The pattern is empty.");
	while (!scan_done(&scan)) {
		const char *end;

		if (scan.at[0] == '\\' && !scan.at[1])
			return scan_error(&scan, "There is nothing behind the '\\'.");
		if (*scan.at == '[') {
			end = set_end(scan.at);
			if (!end)
				return scan_error(&scan, "The '[' has no ']'.");
			scan.at = end;
			continue;
		}
		scan.at += *scan.at == '\\' ? 2 : 1;
	}
	return NULL;
}

/* Whether the set at the `[` has the byte. */
static bool set_has(const char *at, unsigned char c)
{
	const char *end = set_end(at) - 1;
	const bool is_negated = at[1] == '!';
	bool has = false;

	for (at += is_negated ? 2 : 1; at < end; at++) {
		const unsigned char low = (unsigned char)*at;
		unsigned char high = low;

		if (at[1] == '-' && at + 2 < end) {
			high = (unsigned char)at[2];
			at += 2;
		}
		has |= c >= low && c <= high;
	}
	return has != is_negated;
}

/* Match one byte with what is at the pattern; returns what is behind that, NULL for no match. */
static const char *match_one(const char *pattern, char c)
{
	if (*pattern == '?')
		return pattern + 1;
	if (*pattern == '[')
		return set_has(pattern, (unsigned char)c) ? set_end(pattern) : NULL;
	if (*pattern == '\\')
		pattern++;
	return *pattern && *pattern == c ? pattern + 1 : NULL;
}

bool lazy_matches(const char *pattern, const char *line, size_t size)
{
	const char *end = line + size;
	/* The last star, and how far it reaches. An earlier one need not reach further. */
	const char *star = NULL, *reach = NULL;

	for (;;) {
		const char *next;

		while (line < end && is_blank(*line))
			line++;
		pattern = skip_blanks(pattern);
		if (*pattern == '*') {
			star = ++pattern;
			reach = line;
			continue;
		}
		if (line == end)
			return !*pattern;
		next = match_one(pattern, *line);
		if (next) {
			pattern = next;
			line++;
		} else if (star) {
			pattern = star;
			line = ++reach;
		} else {
			return false;
		}
	}
}
