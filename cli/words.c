/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* No definition is so long; and no list of a person's or a script's. */
#define LINE_MAX_BYTES	65536
#define TOTAL_MAX_BYTES (256 << 20)

void words_deinit(struct words *words)
{
	vec_for_each(&words->texts, text)
		free(*text);
	vec_for_each(&words->origins, origin)
		free(*origin);
	vec_deinit(&words->texts);
	vec_deinit(&words->origins);
}

/* Takes over `origin`. */
static struct sonde_error *add(struct words *words, const char *text, char *origin)
{
	_cleanup_free_ char *owned = origin, *copy = NULL;

	TRY(sonde_strdup(text, &copy));
	TRY(vec_push(&words->origins, owned));
	owned = NULL;
	TRY(vec_push(&words->texts, copy));
	copy = NULL;
	return NULL;
}

static struct sonde_error *add_line(struct words *words, const char *name, size_t number,
				    char *line)
{
	_cleanup_str_ struct str origin = STR_INIT;
	char *text = line + strspn(line, " \t"), *owned = NULL;

	text[strcspn(text, "\r\n")] = '\0';
	if (*text == '\0' || *text == '#')
		return NULL;
	str_appendf(&origin, "%s:%zu", name, number);
	TRY(str_take(&origin, &owned));
	return add(words, text, owned);
}

static struct sonde_error *no_list(const char *name, size_t number, const char *what)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_FORMAT, "%s:%zu: %s.", name, number, what),
		"It should be a list of definitions, one on each line.");
}

/* Append the next line, or nothing at the end. */
static struct sonde_error *read_line(FILE *stream, const char *name, size_t number,
				     struct str *line, bool *more)
{
	int c;

	str_truncate(line, 0);
	while ((c = getc(stream)) != EOF && c != '\n') {
		if (c == '\0')
			return no_list(name, number, "there is a zero byte in this line");
		if (line->size == LINE_MAX_BYTES)
			return no_list(name, number, "this line is too long");
		str_append_char(line, (char)c);
	}
	if (ferror(stream))
		return sonde_error_os(errno, "Cannot read %s", name);
	*more = c != EOF || line->size;
	return str_check(line);
}

static struct sonde_error *add_lines(struct words *words, const char *name, FILE *stream)
{
	_cleanup_str_ struct str line = STR_INIT;
	size_t total = 0;
	bool more = true;

	for (size_t number = 1; more; number++) {
		TRY(read_line(stream, name, number, &line, &more));
		total += line.size;
		if (total > TOTAL_MAX_BYTES)
			return no_list(name, number, "all lines together are too long");
		/* The mark that some editors put before a text in UTF-8. */
		if (number == 1 && strncmp(str_text(&line), "\xef\xbb\xbf", 3) == 0)
			memset(line.data, ' ', 3);
		if (line.size)
			TRY(add_line(words, name, number, line.data));
	}
	return NULL;
}

static void close_stream(FILE **stream)
{
	if (*stream && *stream != stdin)
		fclose(*stream);
}

struct sonde_error *words_add_text(struct words *words, const char *text)
{
	return add(words, text, NULL);
}

struct sonde_error *words_add(struct words *words, const char *word)
{
	const char *name = strcmp(word, "-") == 0 ? "standard input" : word + 1;
	_cleanup_(close_stream) FILE *stream = NULL;
	const size_t before = words->texts.size;

	if (strcmp(word, "-") != 0 && (word[0] != '@' || !word[1] || strpbrk(word, ":;")))
		return words_add_text(words, word);
	stream = strcmp(word, "-") == 0 ? stdin : fopen(name, "re");
	if (!stream)
		return sonde_error_os(errno, "Cannot open %s", name);
	TRY(add_lines(words, name, stream));
	if (words->texts.size == before)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "There are no definitions in %s.",
				       name);
	return NULL;
}
