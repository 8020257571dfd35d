/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/listed.h"

#include <stdio.h>
#include <string.h>

#include "base/scan.h"

/* A word of a line, not ended by a NUL. */
struct word {
	const char *text;
	size_t size;
};

/* The next word, empty at the end of the line. */
static struct word next_word(const char **at)
{
	struct word word = {.text = *at + strspn(*at, " \t")};

	word.size = strcspn(word.text, " \t");
	*at = word.text + word.size;
	return word;
}

static bool same(struct word a, struct word b)
{
	return a.size == b.size && memcmp(a.text, b.text, a.size) == 0;
}

/* The part of a word before its last `c`, or all of it; `rest` gets what follows that. */
static struct word before_last(struct word word, char c, struct word *rest)
{
	const char *at = memrchr(word.text, c, word.size);

	if (!at) {
		*rest = (struct word){word.text + word.size, 0};
		return word;
	}
	*rest = (struct word){at + 1, word.size - (size_t)(at - word.text) - 1};
	return (struct word){word.text, (size_t)(at - word.text)};
}

/* What a place has behind its symbol or path. */
struct offsets {
	uint64_t offset;
	/** Of a counter of uses, for programs; 0 for none. */
	uint64_t counter;
};

/* `OFFSET` or `OFFSET(OFFSET)`; nothing is 0. False for anything else. */
static bool parse_offsets(struct word text, struct offsets *ret)
{
	struct scan scan = scan_text(text.text);

	*ret = (struct offsets){0};
	if (text.size && !scan_u64(&scan, &ret->offset))
		return false;
	if (scan_char(&scan, '(') && !(scan_u64(&scan, &ret->counter) && scan_char(&scan, ')')))
		return false;
	return scan.at == text.text + text.size;
}

static bool same_offsets(struct word a, struct word b)
{
	struct offsets first, second;

	return parse_offsets(a, &first) && parse_offsets(b, &second) &&
	       first.offset == second.offset && first.counter == second.counter;
}

/*
 * `SYMBOL[+OFFSET]`; `PATH:OFFSET[(OFFSET)]` of a program. Addresses, which the kernel does not
 * list as they are, are like nothing.
 */
static bool same_place(enum dynevent_kind kind, struct word written, struct word listed)
{
	const char sign = kind == DYNEVENT_UPROBE ? ':' : '+';
	struct word written_rest, listed_rest;

	return same(before_last(written, sign, &written_rest),
		    before_last(listed, sign, &listed_rest)) &&
	       same_offsets(written_rest, listed_rest);
}

static bool ends_with(struct word word, const char *end)
{
	size_t size = strlen(end);

	return word.size >= size && memcmp(word.text + word.size - size, end, size) == 0;
}

/* The name of argument `number` in a listed line: `NAME=`, the sign included. */
static bool has_name(struct word listed, struct word name)
{
	return listed.size > name.size && memcmp(listed.text, name.text, name.size) == 0;
}

static bool same_arg(struct word written, struct word listed, size_t number)
{
	const char *sign = memchr(written.text, '=', written.size);
	struct word name;
	char given[32];

	if (same(written, listed))
		return true;
	if (sign) {
		name = (struct word){written.text, (size_t)(sign + 1 - written.text)};
	} else {
		snprintf(given, sizeof(given), "arg%zu=", number);
		name = (struct word){given, strlen(given)};
	}
	if (!has_name(listed, name))
		return false;
	if (ends_with(written, ":%pd") || ends_with(written, ":%pD"))
		return true;
	return !sign &&
	       same(written, (struct word){listed.text + name.size, listed.size - name.size});
}

/* `p`, `r` or `rMAXACTIVE` before the colon. */
static bool same_letter(struct word written, struct word listed)
{
	size_t size = strcspn(written.text, ":"), other = strcspn(listed.text, ":");

	if (size == 1 && *written.text == 'r')
		return *listed.text == 'r';
	return size == other && memcmp(written.text, listed.text, size) == 0;
}

bool dynevent_listed_as(const struct dynevent *written, const struct dynevent *listed)
{
	const char *from = written->line, *to = listed->line;

	if (!dynevent_same_event(written, listed))
		return false;
	if (!same_letter(next_word(&from), next_word(&to)))
		return false;
	if (!same_place(written->kind, next_word(&from), next_word(&to)))
		return false;
	for (size_t number = 1;; number++) {
		struct word arg = next_word(&from), shown = next_word(&to);

		if (!arg.size || !shown.size)
			return arg.size == shown.size;
		if (!same_arg(arg, shown, number))
			return false;
	}
}
