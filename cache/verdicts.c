/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/verdicts.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

/* FNV-1a, 64 bits: it tells apart what was changed since, and keeps nobody from forging. */
#define DIGEST_START UINT64_C(0xcbf29ce484222325)
#define DIGEST_PRIME UINT64_C(0x100000001b3)

/* The rules by which places are judged (blacklist/image.h): to be raised when they change. */
#define RULES "1"

/* Room for `=`, 16 digits and NUL. */
#define DIGEST_LINE_SIZE 18

static uint64_t add_text(uint64_t digest, const char *text)
{
	/* The NUL, too: it ends a line. */
	do {
		digest ^= (unsigned char)*text;
		digest *= DIGEST_PRIME;
	} while (*text++);
	return digest;
}

static void print_digest(const struct cache_entry *entry, char line[static DIGEST_LINE_SIZE])
{
	uint64_t digest = add_text(DIGEST_START, RULES);

	vec_for_each(&entry->lines, text)
		digest = add_text(digest, *text);
	snprintf(line, DIGEST_LINE_SIZE, "=%016" PRIx64, digest);
}

void cache_verdicts_print(const struct cache_entries *entries, struct str *out)
{
	vec_for_each(entries, entry) {
		char digest[DIGEST_LINE_SIZE];

		if (!entry->is_checked && entry->left_out.size == 0)
			continue;
		print_digest(entry, digest);
		str_appendf(out, "#%s\n%s\n%s", entry->definition, digest,
			    entry->is_checked ? "" : "?\n");
		vec_for_each(&entry->left_out, sentence) {
			str_append_char(out, '-');
			str_append_clean(out, *sentence, "");
			str_append_char(out, '\n');
		}
	}
}

/* Where the reader is. */
struct reader {
	struct cache_entries *entries;
	/** The entry whose lines are read, or `entries->size`. */
	size_t entry;
	/** Its digest was read, and is right. */
	bool is_current;
};

/* Entries are mostly in the order of the file. */
static size_t find_entry(const struct reader *reader, const char *definition)
{
	const struct cache_entries *entries = reader->entries;

	for (size_t i = 0; i < entries->size; i++) {
		const size_t at = (reader->entry + 1 + i) % entries->size;

		if (strcmp(entries->data[at].definition, definition) == 0)
			return at;
	}
	return entries->size;
}

static bool is_printable(const char *line)
{
	for (; *line; line++) {
		if (iscntrl((unsigned char)*line))
			return false;
	}
	return true;
}

static struct sonde_error *take_line(struct reader *reader, const char *line)
{
	struct cache_entries *entries = reader->entries;
	struct cache_entry *entry = reader->entry < entries->size ? &entries->data[reader->entry]
								  : NULL;
	char digest[DIGEST_LINE_SIZE];

	if (line[0] == '#') {
		reader->entry = find_entry(reader, line + 1);
		reader->is_current = false;
	} else if (line[0] == '=' && entry) {
		print_digest(entry, digest);
		reader->is_current = strcmp(line, digest) == 0;
		entry->is_checked |= reader->is_current;
	} else if (strcmp(line, "?") == 0 && entry && reader->is_current) {
		entry->is_checked = false;
	} else if (line[0] == '-' && entry && reader->is_current && is_printable(line)) {
		return cache_entry_leave_out(entry, line + 1);
	}
	return NULL;
}

struct sonde_error *cache_verdicts_apply(const char *text, size_t size,
					 struct cache_entries *entries)
{
	struct reader reader = {.entries = entries, .entry = entries->size};
	const char *end = text + size;

	if (entries->size == 0)
		return NULL;
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		_cleanup_free_ char *line = NULL;

		TRY(sonde_strndup(text, (size_t)((newline ? newline : end) - text), &line));
		TRY(take_line(&reader, line));
		text = newline ? newline + 1 : end;
	}
	return NULL;
}
