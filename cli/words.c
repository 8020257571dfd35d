/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

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

static struct sonde_error *add_lines(struct words *words, const char *name, FILE *stream)
{
	_cleanup_free_ char *line = NULL;
	size_t capacity = 0, number = 0;
	ssize_t size;

	while (errno = 0, (size = getline(&line, &capacity, stream)) >= 0) {
		number++;
		if (memchr(line, '\0', (size_t)size))
			return sonde_error_new(SONDE_ERROR_FORMAT,
					       "%s:%zu: there is a zero byte in this line: the "
					       "file is no list of definitions.",
					       name, number);
		TRY(add_line(words, name, number, line));
	}
	if (errno)
		return sonde_error_os(errno, "Cannot read %s", name);
	return NULL;
}

static void close_stream(FILE **stream)
{
	if (*stream && *stream != stdin)
		fclose(*stream);
}

struct sonde_error *words_add(struct words *words, const char *word)
{
	const char *name = strcmp(word, "-") == 0 ? "standard input" : word + 1;
	_cleanup_(close_stream) FILE *stream = NULL;
	const size_t before = words->texts.size;

	if (strcmp(word, "-") != 0 && (word[0] != '@' || strpbrk(word, ":;")))
		return add(words, word, NULL);
	stream = strcmp(word, "-") == 0 ? stdin : fopen(name, "re");
	if (!stream)
		return sonde_error_os(errno, "Cannot open %s", name);
	TRY(add_lines(words, name, stream));
	if (words->texts.size == before)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "There are no definitions in %s.",
				       name);
	return NULL;
}
