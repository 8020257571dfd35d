/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/format.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cache/spelling.h"

/* A line, [start, start + size), and where it is. */
struct reader {
	struct cache_format_parser *parser;
	const char *start;
	size_t size;
};

void cache_enum_deinit(struct cache_enum *item)
{
	free(item->argument);
	enumeration_deinit(&item->values);
	*item = (struct cache_enum){0};
}

void cache_entry_deinit(struct cache_entry *entry)
{
	free(entry->definition);
	free(entry->stale);
	vec_for_each(&entry->lines, line)
		free(*line);
	vec_deinit(&entry->lines);
	vec_for_each(&entry->left_out, sentence)
		free(*sentence);
	vec_deinit(&entry->left_out);
	vec_for_each(&entry->sources, source)
		free(*source);
	vec_deinit(&entry->sources);
	vec_for_each(&entry->enums, item)
		cache_enum_deinit(item);
	vec_deinit(&entry->enums);
	cache_filter_deinit(&entry->filter);
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

struct sonde_error *cache_entry_add_source(struct cache_entry *entry, const char *source)
{
	_cleanup_free_ char *copy = NULL;

	TRY(sonde_strdup(source, &copy));
	TRY(vec_push(&entry->sources, copy));
	take_ptr(copy);
	return NULL;
}

struct sonde_error *cache_entry_add_enum(struct cache_entry *entry, const char *argument,
					 const struct enumeration *values)
{
	_cleanup_cache_enum_ struct cache_enum item = {0};

	TRY(sonde_strdup(argument, &item.argument));
	TRY(enumeration_copy(values, &item.values));
	TRY(vec_push(&entry->enums, item));
	item = (struct cache_enum){0};
	return NULL;
}

struct sonde_error *cache_entry_copy(const struct cache_entry *entry, struct cache_entry *ret)
{
	_cleanup_cache_entry_ struct cache_entry copy = {
		.is_marker = entry->is_marker,
		.checksum = entry->checksum,
		.is_checked = entry->is_checked,
	};

	TRY(sonde_strdup(entry->definition, &copy.definition));
	for (size_t i = 0; i < entry->lines.size; i++)
		TRY(add_line(&copy, entry->lines.data[i], strlen(entry->lines.data[i])));
	for (size_t i = 0; i < entry->left_out.size; i++)
		TRY(cache_entry_leave_out(&copy, entry->left_out.data[i]));
	for (size_t i = 0; i < entry->sources.size; i++)
		TRY(cache_entry_add_source(&copy, entry->sources.data[i]));
	for (size_t i = 0; i < entry->enums.size; i++)
		TRY(cache_entry_add_enum(&copy, entry->enums.data[i].argument,
					 &entry->enums.data[i].values));
	TRY(cache_filter_copy(&entry->filter, &copy.filter));
	TRY(sonde_strdup(entry->stale, &copy.stale));
	*ret = copy;
	copy = (struct cache_entry){0};
	return NULL;
}

/* The line itself is not quoted: what is wrong with it may be what a terminal would act on. */
static struct sonde_error *junk(const struct reader *reader, size_t column, const char *what)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_FORMAT, "%s:%zu:%zu: %s", reader->parser->path,
				reader->parser->number, column, what),
		"This is not a file that 'sonde' or 'perf probe --cache' left like this. Remove "
		"it, and cache the probes again.");
}

/* Eight bytes at once: whether one of them is below 0x20 or is 0x7f. */
static bool has_control(uint64_t bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	const uint64_t from_delete = bytes ^ ones * 0x7f;

	return (((bytes - ones * 0x20) & ~bytes) | ((from_delete - ones) & ~from_delete)) & high;
}

/* Most lines have none, and of most entries nothing else is looked at. */
static size_t skip_plain(const char *line, size_t size)
{
	size_t at = 0;
	uint64_t bytes;

	for (; size - at >= sizeof(bytes); at += sizeof(bytes)) {
		memcpy(&bytes, line + at, sizeof(bytes));
		if (has_control(bytes))
			break;
	}
	return at;
}

static struct sonde_error *check_characters(const struct reader *reader)
{
	for (size_t i = skip_plain(reader->start, reader->size); i < reader->size; i++) {
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

static struct sonde_error *check_command(const struct reader *reader)
{
	if (!reader->parser->has_definition)
		return junk(reader, 1, "a line before the first definition ('#' or '%')");
	if (!starts_command(reader->start, reader->size))
		return junk(reader, 1,
			    "neither a definition ('#' or '%') nor a line for the kernel");
	return NULL;
}

/* The text of a definition is no longer than CACHE_LINE_MAX, which was checked. */
static bool is_wanted(const struct reader *reader, const char *text, size_t size)
{
	char copy[CACHE_LINE_MAX + 1];

	if (!reader->parser->wanted)
		return true;
	memcpy(copy, text, size);
	copy[size] = '\0';
	return reader->parser->wanted(copy, reader->parser->data);
}

void cache_format_end(struct cache_format_parser *parser)
{
	if (!parser->wanted_line || !parser->is_kept || parser->has_wanted_line)
		return;
	cache_entry_deinit(vec_last(&parser->entries));
	parser->entries.size--;
	parser->is_kept = false;
}

/* A line of the last entry. */
static struct sonde_error *take_command(const struct reader *reader)
{
	struct cache_format_parser *parser = reader->parser;
	struct cache_entry *entry;

	TRY(check_command(reader));
	if (!parser->is_kept)
		return NULL;
	entry = vec_last(&parser->entries);
	TRY(add_line(entry, reader->start, reader->size));
	if (parser->wanted_line && !parser->has_wanted_line)
		parser->has_wanted_line = parser->wanted_line(*vec_last(&entry->lines),
							      parser->data);
	return NULL;
}

static struct sonde_error *add_entry(const char *text, size_t size, bool is_marker,
				     struct cache_entries *entries)
{
	_cleanup_free_ char *definition = NULL, *copy = NULL;

	TRY(sonde_strndup(text, size, &copy));
	TRY(spelling_parse(copy, &definition));
	TRY(vec_push(entries, (struct cache_entry){.is_marker = is_marker}));
	vec_last(entries)->definition = take_ptr(definition);
	return NULL;
}

static struct sonde_error *read_line(const struct reader *reader)
{
	struct cache_entries *entries = &reader->parser->entries;
	const bool is_marker = reader->start[0] == '%';
	const char *text = reader->start + !is_marker;
	const size_t size = reader->size - !is_marker;

	if (reader->start[0] != '#' && !is_marker)
		return take_command(reader);
	if (reader->size == 1)
		return junk(reader, 2, "an empty definition");
	cache_format_end(reader->parser);
	reader->parser->has_wanted_line = false;
	reader->parser->has_definition = true;
	reader->parser->is_kept = is_wanted(reader, text, size);
	return reader->parser->is_kept ? add_entry(text, size, is_marker, entries) : NULL;
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

void cache_format_parser_deinit(struct cache_format_parser *parser)
{
	cache_entries_deinit(&parser->entries);
}

struct sonde_error *cache_format_take_line(struct cache_format_parser *parser, const char *line,
					   size_t size)
{
	const struct reader reader = {parser, line, size};

	parser->number++;
	TRY(check_line(&reader));
	return read_line(&reader);
}

struct cache_entries cache_format_take_entries(struct cache_format_parser *parser)
{
	const struct cache_entries entries = parser->entries;

	parser->entries = (struct cache_entries)VEC_INIT;
	return entries;
}

struct sonde_error *cache_format_parse(const char *bytes, size_t size, const char *path,
				       struct cache_entries *ret)
{
	_cleanup_cache_format_parser_ struct cache_format_parser parser = {.path = path};
	const char *end = bytes + size;

	while (bytes < end) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		const size_t line = (size_t)((newline ? newline : end) - bytes);

		TRY(cache_format_take_line(&parser, bytes, line));
		bytes += line + !!newline;
	}
	*ret = cache_format_take_entries(&parser);
	return NULL;
}

static void print_entry(const struct cache_entry *entry, struct str *out)
{
	if (!entry->is_marker)
		str_append_char(out, '#');
	spelling_print(entry->definition, out);
	str_append_char(out, '\n');
	for (size_t i = 0; i < entry->lines.size; i++) {
		str_append(out, entry->lines.data[i]);
		str_append_char(out, '\n');
	}
}

void cache_format_print(const struct cache_entries *entries, struct str *out)
{
	for (size_t i = 0; i < entries->size; i++)
		print_entry(&entries->data[i], out);
}

bool cache_entry_same_lines(const struct cache_entry *a, const struct cache_entry *b)
{
	if (a->lines.size != b->lines.size)
		return false;
	for (size_t i = 0; i < a->lines.size; i++) {
		if (strcmp(a->lines.data[i], b->lines.data[i]) != 0)
			return false;
	}
	return true;
}

static bool entry_equal(const struct cache_entry *a, const struct cache_entry *b)
{
	return a->is_marker == b->is_marker && strcmp(a->definition, b->definition) == 0 &&
	       cache_entry_same_lines(a, b);
}

struct sonde_error *cache_entry_check(const struct cache_entry *entry)
{
	_cleanup_cache_entries_ struct cache_entries again = VEC_INIT;
	_cleanup_error_ struct sonde_error *reason = NULL;
	_cleanup_str_ struct str text = STR_INIT;

	print_entry(entry, &text);
	TRY(str_check(&text));
	reason = cache_format_parse(text.data, text.size, "entry", &again);
	if (reason && reason->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(reason);
	if (!reason && again.size == 1 && entry_equal(entry, again.data))
		return cache_filter_check(&entry->filter);
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "The definition and its lines for the kernel cannot be cached as "
			       "text%s%s.",
			       reason ? ": " : "", reason ? reason->message : "");
}
