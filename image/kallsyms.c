/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kallsyms.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

/* One line taken apart; `name` points into the line. */
struct entry {
	uint64_t address;
	char type;
	const char *name;
};

/* False for what is no entry, and for the symbols of modules. */
static bool parse_line(char *line, struct entry *ret)
{
	char *at, *end;

	ret->address = strtoull(line, &at, 16);
	if (at == line || at[0] != ' ' || at[1] == '\0' || at[2] != ' ')
		return false;
	ret->type = at[1];
	ret->name = at + 3;
	end = at + 3 + strcspn(at + 3, "\t\n");
	if (*end == '\t')
		return false;
	*end = '\0';
	return ret->name[0] != '\0';
}

static bool is_function(const struct entry *entry)
{
	return tolower((unsigned char)entry->type) == 't' ||
	       tolower((unsigned char)entry->type) == 'w';
}

struct sonde_error *kallsyms_lookup(FILE *stream, const char *name, struct suggest *suggest,
				    struct kallsyms_symbol *ret)
{
	_cleanup_free_ char *line = NULL;
	struct kallsyms_symbol found = {0};
	size_t capacity = 0;

	while (getline(&line, &capacity, stream) >= 0) {
		struct entry entry;

		if (!parse_line(line, &entry))
			continue;
		if (strcmp(entry.name, name) == 0) {
			if (found.count++ == 0)
				found.address = entry.address;
		} else if (suggest && is_function(&entry)) {
			suggest_offer(suggest, entry.name);
		}
	}
	if (ferror(stream))
		return sonde_error_new(SONDE_ERROR_OS, "Cannot read the kernel's symbols.");
	*ret = found;
	return NULL;
}

struct sonde_error *kallsyms_resolve(FILE *stream, uint64_t address, char **name, uint64_t *offset)
{
	_cleanup_free_ char *line = NULL, *best = NULL;
	uint64_t best_address = 0;
	size_t capacity = 0;

	while (getline(&line, &capacity, stream) >= 0) {
		struct entry entry;

		if (!parse_line(line, &entry) || !is_function(&entry) || entry.address > address ||
		    (best && entry.address <= best_address))
			continue;
		free(take_ptr(best));
		TRY(sonde_strdup(entry.name, &best));
		best_address = entry.address;
	}
	if (ferror(stream))
		return sonde_error_new(SONDE_ERROR_OS, "Cannot read the kernel's symbols.");
	*offset = address - best_address;
	*name = take_ptr(best);
	return NULL;
}
