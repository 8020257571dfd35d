/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/details.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cache/checksum.h"
#include "cache/finder.h"

/* The rules by which places are judged (blacklist/image.h): to be raised when they change. */
#define RULES "1"

/* What lines begin with. */
#define SUM	CACHE_DETAILS_SUM
#define CHECKED "checked "
#define OMITTED "omitted "
#define AT	"at "
#define ENUM	"enum "
#define FILTER	"filter "
#define HIDDEN	"hidden "
/* Stands for a filter that is damaged. */
#define DAMAGED "-"
/* Says that the lines are another's; all of the line. */
#define FOREIGN "foreign"

/* Room for 16 digits and NUL. */
#define SUM_SIZE 17

static bool begins(const char *line, size_t size, const char *word)
{
	const size_t length = strlen(word);

	return size >= length && memcmp(line, word, length) == 0;
}

bool cache_details_is_filter(const char *line, size_t size)
{
	return begins(line, size, FILTER) || begins(line, size, HIDDEN);
}

static void print_sum(const struct cache_entry *entry, char sum[static SUM_SIZE])
{
	snprintf(sum, SUM_SIZE, "%016" PRIx64, cache_checksum(entry));
}

/* The second word of a line for the kernel. */
static const char *find_place(const char *line, size_t *size)
{
	const char *place = line + strcspn(line, " ");

	place += strspn(place, " ");
	*size = strcspn(place, " ");
	return place;
}

static void print_sources(const struct cache_entry *entry, struct str *out)
{
	for (size_t i = 0; i < entry->sources.size && i < entry->lines.size; i++) {
		const char *place;
		size_t size;

		if (!entry->sources.data[i])
			continue;
		place = find_place(entry->lines.data[i], &size);
		str_append(out, AT);
		str_append_bytes(out, place, size);
		str_append_char(out, ' ');
		str_append_clean(out, entry->sources.data[i], "");
		str_append_char(out, '\n');
	}
}

static void print_filter(const struct cache_entry *entry, struct str *out)
{
	const struct cache_filter *filter = &entry->filter;

	if (filter->is_damaged)
		str_append(out, FILTER DAMAGED "\n");
	if (!filter->text)
		return;
	str_appendf(out, FILTER "%016" PRIx64 " %s\n",
		    cache_filter_checksum(filter, entry->definition), filter->text);
	vec_for_each(&filter->hidden, name)
		str_appendf(out, HIDDEN "%s\n", *name);
}

static void print_good(const struct cache_entry *entry, struct str *out)
{
	char sum[SUM_SIZE];

	print_sum(entry, sum);
	str_appendf(out, "#%s\n" SUM "%s\n", entry->definition, sum);
	if (entry->is_checked)
		str_append(out, CHECKED RULES "\n");
	vec_for_each(&entry->left_out, sentence) {
		str_append(out, OMITTED);
		str_append_clean(out, *sentence, "");
		str_append_char(out, '\n');
	}
	print_sources(entry, out);
	vec_for_each(&entry->enums, item) {
		str_appendf(out, ENUM "%s ", item->argument);
		enumeration_print(&item->values, out);
		str_append_char(out, '\n');
	}
	print_filter(entry, out);
}

void cache_details_print(const struct cache_entries *entries, struct str *out)
{
	vec_for_each(entries, entry) {
		if (entry->checksum == CACHE_CHECKSUM_GOOD)
			print_good(entry, out);
		else if (entry->stale)
			str_append(out, entry->stale);
	}
}

static const char *name_of_entry(const void *things, size_t at, size_t *size)
{
	const struct cache_entries *entries = things;
	const char *definition = entries->data[at].definition;

	*size = strlen(definition);
	return definition;
}

/* The lines that another wrote, until those of an entry with the same definition are there. */
static void print_foreign(const struct cache_entry *entry, struct str *out)
{
	char sum[SUM_SIZE];

	print_sum(entry, sum);
	str_appendf(out, "#%s\n" SUM "%s\n" FOREIGN "\n", entry->definition, sum);
}

struct sonde_error *cache_details_print_dropped(const struct cache_entries *dropped,
						const struct cache_entries *entries,
						struct str *out)
{
	_cleanup_finder_ struct finder finder = {
		.name = name_of_entry,
		.things = entries,
		.count = entries->size,
	};

	cache_details_print(dropped, out);
	vec_for_each(dropped, entry) {
		size_t place;

		if (entry->checksum != CACHE_CHECKSUM_NONE)
			continue;
		TRY(finder_find(&finder, entry->definition, &place));
		if (place < entries->size && entries->data[place].checksum != CACHE_CHECKSUM_NONE)
			print_foreign(entry, out);
	}
	return str_check(out);
}

static const char *name_of_line(const void *things, size_t at, size_t *size)
{
	const struct cache_entry *entry = things;

	return find_place(entry->lines.data[at], size);
}

/* An entry whose details are read. */
struct reader {
	struct cache_entry *entry;
	/** Its lines, by their places. */
	struct finder lines;
	/** The checksum that its filter has to have. */
	char filter_sum[SUM_SIZE];
};

static void reader_deinit(struct reader *reader)
{
	finder_deinit(&reader->lines);
}

/* What follows `word` at the start of `line`, or NULL. */
static const char *after(const char *line, const char *word)
{
	const size_t size = strlen(word);

	return strncmp(line, word, size) == 0 ? line + size : NULL;
}

static struct sonde_error *take_source(struct reader *reader, const char *text)
{
	struct cache_entry *entry = reader->entry;
	const size_t size = strcspn(text, " ");
	_cleanup_free_ char *place = NULL;
	size_t at;

	if (!text[size] || !text[size + 1])
		return NULL;
	TRY(sonde_strndup(text, size, &place));
	TRY(finder_find(&reader->lines, place, &at));
	if (at == entry->lines.size)
		return NULL;
	while (entry->sources.size < entry->lines.size)
		TRY(vec_push(&entry->sources, NULL));
	free(take_ptr(entry->sources.data[at]));
	return sonde_strdup(text + size + 1, &entry->sources.data[at]);
}

static struct sonde_error *take_enum(struct cache_entry *entry, const char *text)
{
	const size_t size = strcspn(text, " ");
	_cleanup_cache_enum_ struct cache_enum item = {0};
	_cleanup_error_ struct sonde_error *error = NULL;

	if (!size || !text[size])
		return NULL;
	error = enumeration_parse(text + size + 1, &item.values);
	if (error)
		return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
	TRY(sonde_strndup(text, size, &item.argument));
	TRY(vec_push(&entry->enums, item));
	item = (struct cache_enum){0};
	return NULL;
}

/* `SUM TEXT`, once. */
static struct sonde_error *take_filter(struct reader *reader, const char *text)
{
	struct cache_filter *filter = &reader->entry->filter;
	const size_t size = strcspn(text, " ");

	if (cache_filter_is_there(filter) || size != SUM_SIZE - 1 || !text[size] ||
	    !text[size + 1]) {
		cache_filter_damage(filter);
		return NULL;
	}
	memcpy(reader->filter_sum, text, size);
	return sonde_strdup(text + size + 1, &filter->text);
}

/* Below the filter that it belongs to. */
static struct sonde_error *take_hidden(struct reader *reader, const char *text)
{
	struct cache_filter *filter = &reader->entry->filter;

	if (filter->text)
		return cache_filter_hide(filter, text);
	cache_filter_damage(filter);
	return NULL;
}

/* A filter that is not what was stored must not pass for one, and not for none. */
static struct sonde_error *check_filter(const struct reader *reader)
{
	struct cache_filter *filter = &reader->entry->filter;
	_cleanup_error_ struct sonde_error *error = NULL;
	char sum[SUM_SIZE];

	if (!filter->text)
		return NULL;
	error = cache_filter_check(filter);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	snprintf(sum, sizeof(sum), "%016" PRIx64,
		 cache_filter_checksum(filter, reader->entry->definition));
	if (error || strcmp(sum, reader->filter_sum) != 0)
		cache_filter_damage(filter);
	return NULL;
}

static struct sonde_error *take_line(struct reader *reader, const char *line)
{
	struct cache_entry *entry = reader->entry;
	const char *rest;

	if (strcmp(line, CHECKED RULES) == 0)
		entry->is_checked = true;
	else if ((rest = after(line, OMITTED)))
		return cache_entry_leave_out(entry, rest);
	else if ((rest = after(line, AT)))
		return take_source(reader, rest);
	else if ((rest = after(line, ENUM)))
		return take_enum(entry, rest);
	else if ((rest = after(line, FILTER)))
		return take_filter(reader, rest);
	else if ((rest = after(line, HIDDEN)))
		return take_hidden(reader, rest);
	return NULL;
}

/* The line at `*at`, without its newline, or NULL at the end; steps behind it. */
static struct sonde_error *next_line(const char **at, const char *end, char **ret)
{
	const char *start = *at, *newline;

	free(take_ptr(*ret));
	if (start >= end)
		return NULL;
	newline = memchr(start, '\n', (size_t)(end - start));
	*at = newline ? newline + 1 : end;
	return sonde_strndup(start, (size_t)((newline ? newline : end) - start), ret);
}

static bool is_printable(const char *line)
{
	for (; *line; line++) {
		if (iscntrl((unsigned char)*line))
			return false;
	}
	return true;
}

/* The lines of a section below its sum, which is right. */
static struct sonde_error *take_details(struct cache_entry *entry, const char *at, const char *end)
{
	_cleanup_(reader_deinit) struct reader reader = {
		.entry = entry,
		.lines = {.name = name_of_line, .things = entry, .count = entry->lines.size},
	};
	_cleanup_free_ char *line = NULL;

	while (at < end) {
		TRY(next_line(&at, end, &line));
		if (is_printable(line))
			TRY(take_line(&reader, line));
		else if (after(line, FILTER) || after(line, HIDDEN))
			cache_filter_damage(&entry->filter);
	}
	return check_filter(&reader);
}

static bool is_foreign(const char *at, const char *end)
{
	const size_t size = strlen(FOREIGN "\n");

	return (size_t)(end - at) >= size && memcmp(at, FOREIGN "\n", size) == 0;
}

/* The checksum of an entry, as soon as it is asked for. */
struct known_sum {
	bool is_known;
	char text[SUM_SIZE];
};

/* What sections are read for. */
struct sections {
	struct cache_entries *entries;
	struct finder finder;
	/* For each entry. It takes the time of all its lines, and a file can have as many sections
	 * of one entry. */
	struct known_sum *sums;
};

static void sections_deinit(struct sections *sections)
{
	finder_deinit(&sections->finder);
	free(sections->sums);
}

static const char *sum_of(struct sections *sections, size_t place)
{
	struct known_sum *sum = &sections->sums[place];

	if (!sum->is_known)
		print_sum(&sections->entries->data[place], sum->text);
	sum->is_known = true;
	return sum->text;
}

/* A section as it is, for who writes the file again; as a text it has no NUL. */
static struct sonde_error *keep_stale(const char *start, const char *end, char **ret)
{
	_cleanup_str_ struct str stale = STR_INIT;

	for (; start < end; start++)
		str_append_char(&stale, *start ? *start : '?');
	if (end[-1] != '\n')
		str_append_char(&stale, '\n');
	return str_take(&stale, ret);
}

/*
 * A section without a sum says nothing. Of two for one entry the one counts that is of its lines: a
 * writer has both there until the lines are replaced.
 */
static struct sonde_error *take_section(struct sections *sections, const char *start,
					const char *end)
{
	_cleanup_free_ char *definition = NULL, *sum = NULL;
	const char *at = start + 1, *written;
	struct cache_entry *entry;
	size_t place;

	TRY(next_line(&at, end, &definition));
	if (!definition || at >= end)
		return NULL;
	TRY(finder_find(&sections->finder, definition, &place));
	if (place == sections->entries->size)
		return NULL;
	entry = &sections->entries->data[place];
	TRY(next_line(&at, end, &sum));
	written = after(sum, SUM);
	if (!written || entry->checksum == CACHE_CHECKSUM_GOOD)
		return NULL;
	if (strcmp(written, sum_of(sections, place)) == 0) {
		free(take_ptr(entry->stale));
		cache_filter_deinit(&entry->filter);
		entry->checksum = is_foreign(at, end) ? CACHE_CHECKSUM_NONE : CACHE_CHECKSUM_GOOD;
		return entry->checksum == CACHE_CHECKSUM_GOOD ? take_details(entry, at, end) : NULL;
	}
	if (entry->checksum == CACHE_CHECKSUM_BAD)
		return NULL;
	entry->checksum = CACHE_CHECKSUM_BAD;
	if (memmem(start, (size_t)(end - start), "\n" FILTER, strlen("\n" FILTER)))
		cache_filter_damage(&entry->filter);
	return keep_stale(start, end, &entry->stale);
}

/* Where the section ends that begins here: behind a newline, at a `#` or the end. */
static const char *end_of_section(const char *start, const char *end)
{
	const char *next = memmem(start, (size_t)(end - start), "\n#", 2);

	return next ? next + 1 : end;
}

struct sonde_error *cache_details_apply(const char *text, size_t size,
					struct cache_entries *entries)
{
	_cleanup_(sections_deinit) struct sections sections = {
		.entries = entries,
		.finder = {.name = name_of_entry, .things = entries, .count = entries->size},
		.sums = calloc(entries->size + 1, sizeof(*sections.sums)),
	};
	const char *end = text + size;

	if (!sections.sums)
		return &sonde_error_no_memory;
	while (text < end && entries->size) {
		const char *next = end_of_section(text, end);

		if (*text == '#')
			TRY(take_section(&sections, text, next));
		text = next;
	}
	return NULL;
}
