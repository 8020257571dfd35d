/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/complete/line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Reading a text, character by character. */
struct reading {
	struct complete_line *line;
	const char *breaks;
	const char *at;
	/** The word so far; there is one if `is_word`, even if it is empty. */
	struct str word;
	bool is_word;
	/** The word names the file of a redirection. */
	bool is_redirection;
	/** Behind the cursor: the next operator ends the command. */
	bool is_behind;
	/** The word is what the one at the cursor goes on with, and dropped. */
	bool is_rest;
	/** As of the line, so far. */
	bool is_lost;
	/** As of the line, for the word so far. */
	char quote;
	size_t kept;
};

void complete_line_deinit(struct complete_line *line)
{
	vec_for_each(&line->words, word)
		free(*word);
	vec_deinit(&line->words);
}

static void begin_word(struct reading *reading)
{
	str_truncate(&reading->word, 0);
	reading->is_word = false;
	reading->quote = 0;
	reading->kept = 0;
}

static void drop_words(struct complete_line *line)
{
	vec_for_each(&line->words, word)
		free(*word);
	line->words.size = 0;
}

static struct sonde_error *keep_word(struct reading *reading)
{
	_cleanup_free_ char *word = NULL;

	TRY(str_check(&reading->word));
	TRY(sonde_strdup(str_text(&reading->word), &word));
	TRY(vec_push(&reading->line->words, word));
	take_ptr(word);
	return NULL;
}

/* `FOO=1` before the command is not of it, nor is `2` of `2>file`. */
static bool is_no_word(const struct reading *reading, bool before_redirection)
{
	const char *text = str_text(&reading->word);

	if (before_redirection && *text && !text[strspn(text, "0123456789")])
		return true;
	return !reading->line->words.size && strchr(text, '=');
}

static struct sonde_error *end_word(struct reading *reading, bool before_redirection)
{
	const bool is_dropped = reading->is_redirection || reading->is_rest;

	if (!reading->is_word)
		return NULL;
	reading->is_redirection = false;
	reading->is_rest = false;
	if (!is_dropped && !is_no_word(reading, before_redirection))
		TRY(keep_word(reading));
	begin_word(reading);
	return NULL;
}

static void add(struct reading *reading, char c)
{
	reading->is_word = true;
	str_append_char(&reading->word, c);
}

/* A character that is not quoted, and belongs to a word. */
static void add_plain(struct reading *reading, char c)
{
	const char *home = getenv("HOME");

	if (c == '~' && !reading->is_word && reading->at[0] == '/' && home) {
		reading->is_word = true;
		str_append(&reading->word, home);
		return;
	}
	add(reading, c);
	/* bash takes an `@` for the beginning of what it breaks off (rl_special_prefixes). */
	if (strchr(reading->breaks, c))
		reading->kept = reading->word.size - (c == '@');
}

static void read_single(struct reading *reading)
{
	if (*reading->at == '\'')
		reading->quote = 0;
	else
		add(reading, *reading->at);
	reading->at++;
}

static void read_double(struct reading *reading)
{
	const char c = *reading->at++;

	if (c == '"')
		reading->quote = 0;
	else if (c == '\\' && *reading->at && strchr("$`\"\\", *reading->at))
		add(reading, *reading->at++);
	else
		add(reading, c);
}

/* What a backslash makes of a character in `$'...'`; 0 for what is not read. */
static char unescape(char c)
{
	static const char from[] = "abeEfnrtv\\'\"?", to[] = "\a\b\033\033\f\n\r\t\v\\'\"?";
	const char *at = strchr(from, c);

	return at ? to[at - from] : 0;
}

/* `$'...'`. Of bytes by their numbers it is not known what they are. */
static void read_escaped(struct reading *reading)
{
	const char c = *reading->at++;
	char meant;

	if (c == '\'')
		reading->quote = 0;
	if (c == '\'' || (c == '\\' && !*reading->at))
		return;
	if (c != '\\') {
		add(reading, c);
		return;
	}
	meant = unescape(*reading->at);
	/* For readline `\'` ends the quote: it begins words elsewhere from there on. */
	reading->is_lost |= !meant || meant == '\'';
	add(reading, meant ? meant : *reading->at);
	reading->at++;
}

static void open_quote(struct reading *reading, char quote)
{
	reading->is_word = true;
	reading->quote = quote;
	reading->kept = reading->word.size;
}

static struct sonde_error *read_operator(struct reading *reading, char c)
{
	/* `&>`, `>>` and `>&` are one. */
	const bool redirects = c == '<' || c == '>' || (c == '&' && *reading->at == '>');

	TRY(end_word(reading, redirects));
	reading->at += strspn(reading->at, redirects ? "<>|&" : "|&;");
	reading->is_redirection = redirects;
	if (!redirects && reading->is_behind)
		reading->at += strlen(reading->at);
	else if (!redirects)
		drop_words(reading->line);
	return NULL;
}

static struct sonde_error *read_plain(struct reading *reading)
{
	const char c = *reading->at++;

	if (c == '\'' || c == '"') {
		open_quote(reading, c);
	} else if (c == '$' && *reading->at == '\'') {
		reading->at++;
		open_quote(reading, c);
	} else if (c == '\\') {
		if (*reading->at)
			add(reading, *reading->at++);
	} else if (isspace((unsigned char)c)) {
		return end_word(reading, false);
	} else if (strchr("|&;()<>", c)) {
		return read_operator(reading, c);
	} else {
		add_plain(reading, c);
	}
	return NULL;
}

static struct sonde_error *read_text(struct reading *reading, const char *text)
{
	reading->at = text;
	while (*reading->at) {
		if (reading->quote == '\'')
			read_single(reading);
		else if (reading->quote == '$')
			read_escaped(reading);
		else if (reading->quote)
			read_double(reading);
		else
			TRY(read_plain(reading));
	}
	return NULL;
}

/* The word that ends at the cursor, whatever it goes on with. */
static struct sonde_error *take_cursor(struct reading *reading)
{
	struct complete_line *line = reading->line;

	line->quote = reading->quote;
	line->kept = reading->kept;
	line->cursor = line->words.size;
	line->is_redirection = reading->is_redirection;
	line->is_lost = reading->is_lost;
	return keep_word(reading);
}

static struct sonde_error *read_line(struct reading *reading, const char *before,
				     const char *behind)
{
	TRY(read_text(reading, before));
	TRY(take_cursor(reading));
	reading->is_word = true;
	reading->is_rest = true;
	reading->is_behind = true;
	TRY(read_text(reading, behind));
	return end_word(reading, false);
}

struct sonde_error *complete_line_read(const char *before, const char *behind, const char *breaks,
				       struct complete_line *ret)
{
	struct reading reading = {.line = ret, .breaks = breaks, .word = STR_INIT};
	struct sonde_error *error;

	*ret = (struct complete_line){.words = VEC_INIT};
	error = read_line(&reading, before, behind);
	str_deinit(&reading.word);
	return error;
}

/* What is special in a quote, or without one. */
static const char *special_in(char quote)
{
	switch (quote) {
	case '\'':
		return "";
	case '$':
		return "\\";
	case '"':
		return "$`\"\\";
	default:
		return " \t\\'\"$`*?[]{}()<>|&;#~!^";
	}
}

bool complete_line_quote(const struct complete_line *line, const char *word, struct str *out)
{
	const char *special = special_in(line->quote);

	if (line->is_lost || strlen(word) < line->kept)
		return false;
	word += line->kept;
	if ((line->quote == '\'' || line->quote == '$') && strchr(word, '\''))
		return false;
	for (; *word; word++) {
		if (strchr(special, *word))
			str_append_char(out, '\\');
		str_append_char(out, *word);
	}
	return true;
}
