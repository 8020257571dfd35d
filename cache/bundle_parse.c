/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/bundle.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/scan.h"
#include "cache/key.h"
#include "cache/sha256.h"

static const char magic[] = "sonde-bundle ";
static const char digest_key[] = "sha256: ";

/* Where the parser is; a line is [start, start + size), without its newline. */
struct reader {
	const char *name;
	const char *start;
	const char *end;
	size_t size;
	/** 1-based. */
	size_t number;
	struct bundle *bundle;
	/** "builds" and "entries" of the header. */
	uint64_t builds, entries;
	bool has_builds, has_entries;
	/** Build ids of the builds before. */
	struct map seen;
};

/* What a key is part of. */
enum level {
	IN_HEADER,
	IN_BUILD,
	IN_ENTRY,
	STARTS
};

struct key {
	const char *name;
	enum level level;
	struct sonde_error *(*take)(struct reader *reader, const char *value);
};

#define fail_at(reader, column, ...) \
	bundle_error((reader)->name, (reader)->number, column, __VA_ARGS__)

static struct bundle_build *last_build(const struct reader *reader)
{
	return vec_last(&reader->bundle->builds);
}

static struct bundle_entry *last_entry(const struct reader *reader)
{
	return vec_last(&last_build(reader)->entries);
}

static size_t value_column(const struct reader *reader, const char *value)
{
	return reader->size - strlen(value) + 1;
}

/* A value that a section has once. */
static struct sonde_error *set_once(struct reader *reader, const char *value, char **ret)
{
	if (*ret)
		return fail_at(reader, 1, "this stands here for the second time");
	return sonde_strdup(value, ret);
}

/* The same of a plain text, such as cache/info.h takes. */
static struct sonde_error *set_plain(struct reader *reader, const char *value, char **ret)
{
	for (const char *at = value; *at; at++) {
		if (*at < ' ' || *at > '~')
			return fail_at(reader, value_column(reader, at),
				       "a plain text was expected here");
	}
	return set_once(reader, value, ret);
}

static struct sonde_error *take_version(struct reader *reader, const char *value)
{
	return set_plain(reader, value, &reader->bundle->version);
}

static struct sonde_error *take_count(struct reader *reader, const char *value, bool *has,
				      uint64_t *ret)
{
	struct scan scan = scan_text(value);

	if (*has)
		return fail_at(reader, 1, "this stands here for the second time");
	if (!scan_u64(&scan, ret) || !scan_done(&scan))
		return fail_at(reader, value_column(reader, value), "a number was expected");
	*has = true;
	return NULL;
}

static struct sonde_error *take_builds(struct reader *reader, const char *value)
{
	return take_count(reader, value, &reader->has_builds, &reader->builds);
}

static struct sonde_error *take_entries(struct reader *reader, const char *value)
{
	return take_count(reader, value, &reader->has_entries, &reader->entries);
}

/* What a build must have; it is known when its first entry comes, or the next build. */
static struct sonde_error *close_build(struct reader *reader)
{
	const struct bundle_build *build;

	if (!reader->bundle->builds.size)
		return NULL;
	build = last_build(reader);
	if (!build->target)
		return bundle_error(reader->name, build->number, 1, "this build has no 'target'");
	if (!build->entries.size)
		return bundle_error(reader->name, build->number, 1, "this build has no entries");
	/* Under whatever path: it is one binary, and the cache has one place for it. */
	if (map_has(&reader->seen, build->build_id))
		return bundle_error(reader->name, build->number, 1,
				    "this build stands here for the second time");
	return map_put(&reader->seen, build->build_id, NULL);
}

static struct sonde_error *take_build(struct reader *reader, const char *value)
{
	struct bundle_build build = {.number = reader->number};
	const size_t size = strlen(value);

	if (strspn(value, "0123456789abcdef") != size || size % 2 ||
	    size < 2 * CACHE_BUILD_ID_MIN || size > 2 * CACHE_BUILD_ID_MAX)
		return fail_at(reader, value_column(reader, value),
			       "a build id was expected: %d to %d lower-case hexadecimal digits",
			       2 * CACHE_BUILD_ID_MIN, 2 * CACHE_BUILD_ID_MAX);
	TRY(close_build(reader));
	TRY(vec_push(&reader->bundle->builds, build));
	return sonde_strdup(value, &last_build(reader)->build_id);
}

static struct sonde_error *take_target(struct reader *reader, const char *value)
{
	return set_once(reader, value, &last_build(reader)->target);
}

static struct sonde_error *take_release(struct reader *reader, const char *value)
{
	return set_plain(reader, value, &last_build(reader)->release);
}

static struct sonde_error *take_arch(struct reader *reader, const char *value)
{
	return set_plain(reader, value, &last_build(reader)->arch);
}

static struct sonde_error *take_needs(struct reader *reader, const char *value)
{
	return set_plain(reader, value, &last_build(reader)->needs);
}

static struct sonde_error *add_entry(struct reader *reader, const char *value, bool is_marker)
{
	struct bundle_entry entry = {.number = reader->number, .entry.is_marker = is_marker};

	if (!reader->bundle->builds.size)
		return fail_at(reader, 1, "a definition before the first 'build'");
	TRY(vec_push(&last_build(reader)->entries, entry));
	return sonde_strdup(value, &last_entry(reader)->entry.definition);
}

static struct sonde_error *take_definition(struct reader *reader, const char *value)
{
	return add_entry(reader, value, false);
}

static struct sonde_error *take_marker(struct reader *reader, const char *value)
{
	if (value[0] != '%')
		return fail_at(reader, value_column(reader, value), "a marker begins with '%%'");
	return add_entry(reader, value, true);
}

static struct sonde_error *take_line(struct reader *reader, const char *value)
{
	struct bundle_entry *entry = last_entry(reader);
	_cleanup_free_ char *copy = NULL;

	TRY(vec_push(&entry->numbers, reader->number));
	TRY(sonde_strdup(value, &copy));
	TRY(vec_push(&entry->entry.lines, copy));
	take_ptr(copy);
	return entry->entry.sources.size ? vec_push(&entry->entry.sources, NULL) : NULL;
}

/* Of the line before it. */
static struct sonde_error *take_source(struct reader *reader, const char *value)
{
	struct cache_entry *entry = &last_entry(reader)->entry;

	if (!entry->lines.size)
		return fail_at(reader, 1, "'source' belongs behind a 'line'");
	while (entry->sources.size < entry->lines.size)
		TRY(vec_push(&entry->sources, NULL));
	return set_once(reader, value, vec_last(&entry->sources));
}

/* `ARGUMENT NAME=VALUE ...` */
static struct sonde_error *take_enum(struct reader *reader, const char *value)
{
	const size_t size = strcspn(value, " ");
	_cleanup_enumeration_ struct enumeration values = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ char *argument = NULL;
	struct scan scan = scan_text(value);

	if (!value[size] || scan_identifier(&scan) != size)
		return fail_at(reader, value_column(reader, value),
			       "an argument was expected, a blank, and NAME=VALUE");
	error = enumeration_parse(value + size + 1, &values);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	if (error)
		return fail_at(reader, value_column(reader, value) + size + 1, "%s",
			       error->message);
	TRY(sonde_strndup(value, size, &argument));
	return cache_entry_add_enum(&last_entry(reader)->entry, argument, &values);
}

static struct sonde_error *take_places(struct reader *reader, const char *value)
{
	struct cache_entry *entry = &last_entry(reader)->entry;

	if (strcmp(value, "checked") != 0)
		return fail_at(reader, value_column(reader, value), "'checked' was expected");
	if (entry->is_checked)
		return fail_at(reader, 1, "this stands here for the second time");
	entry->is_checked = true;
	return NULL;
}

static struct sonde_error *take_left_out(struct reader *reader, const char *value)
{
	return cache_entry_leave_out(&last_entry(reader)->entry, value);
}

static struct sonde_error *take_filter(struct reader *reader, const char *value)
{
	struct bundle_entry *entry = last_entry(reader);

	TRY(set_once(reader, value, &entry->entry.filter.text));
	entry->filter_number = reader->number;
	return NULL;
}

/* Of the filter above it. */
static struct sonde_error *take_hidden(struct reader *reader, const char *value)
{
	struct cache_filter *filter = &last_entry(reader)->entry.filter;
	struct scan scan = scan_text(value + (value[0] == '$'));

	if (!filter->text)
		return fail_at(reader, 1, "'hidden' belongs behind a 'filter'");
	if (!scan_identifier(&scan) || !scan_done(&scan))
		return fail_at(reader, value_column(reader, value), "an argument was expected");
	if (cache_filter_hides(filter, value))
		return fail_at(reader, value_column(reader, value),
			       "'%s' stands here for the second time", value);
	return cache_filter_hide(filter, value);
}

static const struct key keys[] = {
	{"sonde", IN_HEADER, take_version},	 {"builds", IN_HEADER, take_builds},
	{"entries", IN_HEADER, take_entries},	 {"build", STARTS, take_build},
	{"target", IN_BUILD, take_target},	 {"release", IN_BUILD, take_release},
	{"architecture", IN_BUILD, take_arch},	 {"needs", IN_BUILD, take_needs},
	{"definition", STARTS, take_definition}, {"marker", STARTS, take_marker},
	{"line", IN_ENTRY, take_line},		 {"source", IN_ENTRY, take_source},
	{"enum", IN_ENTRY, take_enum},		 {"places", IN_ENTRY, take_places},
	{"left-out", IN_ENTRY, take_left_out},	 {"filter", IN_ENTRY, take_filter},
	{"hidden", IN_ENTRY, take_hidden},
};

static enum level level_of(const struct reader *reader)
{
	if (!reader->bundle->builds.size)
		return IN_HEADER;
	return last_build(reader)->entries.size ? IN_ENTRY : IN_BUILD;
}

static const struct key *find_key(const char *name, size_t size)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (strlen(keys[i].name) == size && memcmp(keys[i].name, name, size) == 0)
			return &keys[i];
	}
	return NULL;
}

/* Nothing that is not understood is passed over: the one who reads the file relies on it. */
static struct sonde_error *unknown_key(const struct reader *reader, const char *line)
{
	static const char hint[] = "A newer sonde may have made it. Nothing of a bundle is passed "
				   "over, but for lines that begin with '#'.";

	return sonde_error_hint(
		fail_at(reader, 1, "there is no key '%.*s'", (int)strcspn(line, ": \t"), line),
		"%s", hint);
}

static struct sonde_error *read_line(struct reader *reader)
{
	_cleanup_free_ char *line = NULL;
	const struct key *key;
	size_t size;

	if (reader->size == 0 || reader->start[0] == '#')
		return NULL;
	TRY(sonde_strndup(reader->start, reader->size, &line));
	size = strcspn(line, ":");
	if (line[size] != ':' || line[size + 1] != ' ')
		return fail_at(reader, size + 1, "'KEY: VALUE' was expected, a '#' or nothing");
	key = find_key(line, size);
	if (!key)
		return unknown_key(reader, line);
	if (!line[size + 2])
		return fail_at(reader, size + 3, "a value was expected");
	if (key->level != STARTS && key->level != level_of(reader))
		return fail_at(reader, 1, "'%s' does not belong here", key->name);
	return key->take(reader, line + size + 2);
}

/* Step to the first or next line; false at the end. A last line without a newline is one. */
static bool next_line(struct reader *reader)
{
	const char *newline;

	if (reader->number)
		reader->start += reader->size + 1;
	if (reader->start >= reader->end)
		return false;
	newline = memchr(reader->start, '\n', (size_t)(reader->end - reader->start));
	reader->size = (size_t)((newline ? newline : reader->end) - reader->start);
	reader->number++;
	return true;
}

static struct sonde_error *check_command(const struct reader *reader, size_t at, uint32_t code)
{
	if (code == '\r' && at + 1 == reader->size)
		return sonde_error_hint(
			fail_at(reader, at + 1, "the line ends in CR and LF"),
			"The file was changed on its way here, by a mail program perhaps. "
			"Send it packed, or attached.");
	if (code == '\0')
		return fail_at(reader, at + 1, "a NUL byte");
	return fail_at(reader, at + 1, "a control character");
}

/* A person is to see what is there, whatever shows it to him. */
static struct sonde_error *check_characters(const struct reader *reader)
{
	for (size_t i = 0, size; i < reader->size; i += size) {
		uint32_t code;

		size = str_character(reader->start + i, reader->size - i, &code);
		if (!size)
			return fail_at(reader, i + 1, "a byte that is no UTF-8");
		if (str_is_command(code) && code != '\t')
			return check_command(reader, i, code);
	}
	return NULL;
}

static struct sonde_error *read_magic(struct reader *reader)
{
	struct scan scan;
	uint64_t format;
	_cleanup_free_ char *line = NULL;

	if (!next_line(reader))
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s is no bundle: it is empty.",
				       reader->name);
	if (reader->size < strlen(magic) || memcmp(reader->start, magic, strlen(magic)) != 0)
		return sonde_error_hint(fail_at(reader, 1, "no bundle: these begin with '%s%d'",
						magic, BUNDLE_FORMAT),
					"'sonde cache export' makes them.");
	TRY(check_characters(reader));
	TRY(sonde_strndup(reader->start + strlen(magic), reader->size - strlen(magic), &line));
	scan = scan_text(line);
	if (!scan_u64(&scan, &format) || !scan_done(&scan) || !format)
		return fail_at(reader, strlen(magic) + scan_column(&scan),
			       "the number of the format was expected");
	if (format <= BUNDLE_FORMAT)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				"%s has format %" PRIu64 ", which is newer than this sonde.",
				reader->name, format),
		"Have it made by 'sonde cache export' of version " PACKAGE_VERSION ".");
}

static struct sonde_error *torn(const struct reader *reader)
{
	return sonde_error_hint(
		bundle_error(reader->name, reader->number + !reader->number, reader->size + 1,
			     "the bundle ends in the midst: its last line has no 'sha256:'"),
		"Copy it again.");
}

/* Look at all characters, and find the last line, which has the digest. */
static struct sonde_error *find_digest(const char *bytes, size_t size, const char *name,
				       struct reader *last)
{
	struct reader reader = {.name = name, .start = bytes, .end = bytes + size};

	TRY(read_magic(&reader));
	while (next_line(&reader)) {
		*last = reader;
		TRY(check_characters(&reader));
	}
	if (last->start && last->size == strlen(digest_key) + SHA256_DIGITS &&
	    last->start + last->size < last->end &&
	    memcmp(last->start, digest_key, strlen(digest_key)) == 0)
		return NULL;
	return torn(last->start ? last : &reader);
}

static struct sonde_error *check_digest(const char *bytes, const struct reader *last)
{
	const char *given = last->start + strlen(digest_key);
	char digest[SHA256_DIGITS + 1];

	sha256_print(bytes, (size_t)(last->start - bytes), digest);
	if (memcmp(given, digest, SHA256_DIGITS) == 0)
		return NULL;
	return sonde_error_hint(
		fail_at(last, strlen(digest_key) + 1,
			"the bundle was changed: the SHA-256 of what is before this line is %s",
			digest),
		"Copy it again. If the change is wanted and was looked at, put this number here.");
}

static struct sonde_error *check_header(const struct reader *reader)
{
	const struct bundle *bundle = reader->bundle;

	if (!bundle->version || !reader->has_builds || !reader->has_entries)
		return bundle_error(reader->name, 1, 1, "the bundle has no '%s' in its header",
				    !bundle->version	  ? "sonde"
				    : !reader->has_builds ? "builds"
							  : "entries");
	if (reader->builds != bundle->builds.size || reader->entries != bundle_count(bundle))
		return bundle_error(reader->name, 1, 1,
				    "the header says %" PRIu64 " builds and %" PRIu64
				    " entries, but %zu and %zu follow",
				    reader->builds, reader->entries, bundle->builds.size,
				    bundle_count(bundle));
	return NULL;
}

static struct sonde_error *read_lines(struct reader *reader)
{
	/* The first line. */
	next_line(reader);
	while (next_line(reader))
		TRY(read_line(reader));
	TRY(close_build(reader));
	return check_header(reader);
}

static void reader_deinit(struct reader *reader)
{
	map_deinit(&reader->seen);
}

struct sonde_error *bundle_parse(const char *bytes, size_t size, const char *name,
				 struct bundle *ret)
{
	_cleanup_bundle_ struct bundle bundle = {0};
	_cleanup_(reader_deinit) struct reader reader = {
		.name = name, .start = bytes, .bundle = &bundle};
	struct reader last = {0};

	if (size > BUNDLE_LIMIT)
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s is no bundle: it has over %d MB.",
				       name, BUNDLE_LIMIT >> 20);
	TRY(find_digest(bytes, size, name, &last));
	TRY(check_digest(bytes, &last));
	reader.end = last.start;
	TRY(read_lines(&reader));
	*ret = bundle;
	bundle = (struct bundle){0};
	return NULL;
}
