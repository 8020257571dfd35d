/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/format.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cache/spelling.h"

/* Where the parser is; a line is [start, start + size). */
struct reader {
	const char *path;
	const char *start;
	size_t size;
	/** 1-based. */
	size_t number;
};

void cache_entry_deinit(struct cache_entry *entry)
{
	free(entry->definition);
	vec_for_each(&entry->lines, line)
		free(*line);
	vec_deinit(&entry->lines);
	vec_for_each(&entry->left_out, sentence)
		free(*sentence);
	vec_deinit(&entry->left_out);
	*entry = (struct cache_entry){0};
}

void cache_entries_deinit(struct cache_entries *entries)
{
	vec_for_each(entries, entry)
		cache_entry_deinit(entry);
	vec_deinit(entries);
}

static struct sonde_error *add_line(struct cache_entry *entry, const char *text, size_t size)
{
	_cleanup_free_ char *line = NULL;

	TRY(sonde_strndup(text, size, &line));
	TRY(vec_push(&entry->lines, line));
	take_ptr(line);
	return NULL;
}

struct sonde_error *cache_entry_leave_out(struct cache_entry *entry, const char *sentence)
{
	_cleanup_free_ char *copy = NULL;

	TRY(sonde_strdup(sentence, &copy));
	TRY(vec_push(&entry->left_out, copy));
	take_ptr(copy);
	return NULL;
}

struct sonde_error *cache_entry_copy(const struct cache_entry *entry, struct cache_entry *ret)
{
	_cleanup_cache_entry_ struct cache_entry copy = {
		.is_marker = entry->is_marker,
		.is_checked = entry->is_checked,
	};

	TRY(sonde_strdup(entry->definition, &copy.definition));
	for (size_t i = 0; i < entry->lines.size; i++)
		TRY(add_line(&copy, entry->lines.data[i], strlen(entry->lines.data[i])));
	for (size_t i = 0; i < entry->left_out.size; i++)
		TRY(cache_entry_leave_out(&copy, entry->left_out.data[i]));
	*ret = copy;
	copy = (struct cache_entry){0};
	return NULL;
}

/* The line itself is not quoted: what is wrong with it may be what a terminal would act on. */
static struct sonde_error *junk(const struct reader *reader, size_t column, const char *what)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_FORMAT, "%s:%zu:%zu: %s", reader->path, reader->number,
				column, what),
		"This is not a file that 'sonde' or 'perf probe --cache' left like this. Remove "
		"it, and cache the probes again.");
}

static struct sonde_error *check_characters(const struct reader *reader)
{
	for (size_t i = 0; i < reader->size; i++) {
		unsigned char c = (unsigned char)reader->start[i];

		if (c == '\0')
			return junk(reader, i + 1, "a NUL byte");
		if (iscntrl(c) && c != '\t')
			return junk(reader, i + 1, "a control character");
	}
	return NULL;
}

/* Whether this starts as a line for the kernel: a letter, then a number, a colon or a space. */
static bool starts_command(const char *line, size_t size)
{
	if (size < 2 || line[0] < 'a' || line[0] > 'z')
		return false;
	return line[1] == ':' || line[1] == ' ' || isdigit((unsigned char)line[1]);
}

static struct sonde_error *read_line(const struct reader *reader, struct cache_entries *entries)
{
	const char *start = reader->start;
	bool is_marker = start[0] == '%';
	struct cache_entry entry = {.is_marker = is_marker};
	_cleanup_free_ char *definition = NULL, *text = NULL;

	if (start[0] != '#' && !is_marker) {
		if (!entries->size)
			return junk(reader, 1, "a line before the first definition ('#' or '%')");
		if (!starts_command(start, reader->size))
			return junk(reader, 1,
				    "neither a definition ('#' or '%') nor a line for the kernel");
		return add_line(vec_last(entries), start, reader->size);
	}
	if (reader->size == 1)
		return junk(reader, 2, "an empty definition");
	TRY(sonde_strndup(start + !is_marker, reader->size - !is_marker, &text));
	TRY(spelling_parse(text, &definition));
	entry.definition = definition;
	TRY(vec_push(entries, entry));
	take_ptr(definition);
	return NULL;
}

static struct sonde_error *check_line(const struct reader *reader)
{
	if (!reader->size)
		return junk(reader, 1, "an empty line");
	/* A definition's mark is no part of it. */
	if (reader->size - (reader->start[0] == '#') > CACHE_LINE_MAX)
		return junk(reader, CACHE_LINE_MAX + 1, "a line longer than the kernel takes");
	return check_characters(reader);
}

struct sonde_error *cache_format_parse_bytes(const char *bytes, size_t size, const char *path,
					     struct cache_entries *ret)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	struct reader reader = {.path = path, .start = bytes};
	const char *end = bytes + size;

	while (reader.start < end) {
		const char *newline = memchr(reader.start, '\n', (size_t)(end - reader.start));

		reader.size = (size_t)((newline ? newline : end) - reader.start);
		reader.number++;
		TRY(check_line(&reader));
		TRY(read_line(&reader, &entries));
		reader.start += reader.size + !!newline;
	}
	*ret = entries;
	entries = (struct cache_entries)VEC_INIT;
	return NULL;
}

struct sonde_error *cache_format_parse(const char *text, const char *path,
				       struct cache_entries *ret)
{
	return cache_format_parse_bytes(text, strlen(text), path, ret);
}

static void print_entry(const struct cache_entry *entry, struct str *out)
{
	if (!entry->is_marker)
		str_append_char(out, '#');
	spelling_print(entry->definition, out);
	str_append_char(out, '\n');
	for (size_t i = 0; i < entry->lines.size; i++)
		str_appendf(out, "%s\n", entry->lines.data[i]);
}

void cache_format_print(const struct cache_entries *entries, struct str *out)
{
	for (size_t i = 0; i < entries->size; i++)
		print_entry(&entries->data[i], out);
}

static bool entry_equal(const struct cache_entry *a, const struct cache_entry *b)
{
	if (a->is_marker != b->is_marker || a->lines.size != b->lines.size ||
	    strcmp(a->definition, b->definition))
		return false;
	for (size_t i = 0; i < a->lines.size; i++) {
		if (strcmp(a->lines.data[i], b->lines.data[i]))
			return false;
	}
	return true;
}

struct sonde_error *cache_entry_check(const struct cache_entry *entry)
{
	_cleanup_cache_entries_ struct cache_entries again = VEC_INIT;
	_cleanup_error_ struct sonde_error *reason = NULL;
	_cleanup_str_ struct str text = STR_INIT;

	print_entry(entry, &text);
	TRY(str_check(&text));
	reason = cache_format_parse_bytes(text.data, text.size, "entry", &again);
	if (reason && reason->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(reason);
	if (!reason && again.size == 1 && entry_equal(entry, again.data))
		return NULL;
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "The definition and its lines for the kernel cannot be cached as "
			       "text%s%s.",
			       reason ? ": " : "", reason ? reason->message : "");
}
