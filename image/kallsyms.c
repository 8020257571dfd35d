/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/kallsyms.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

/* No datum of the kernel is bigger: what is further behind a symbol lies in no image. */
#define SYMBOL_MOST (UINT64_C(16) << 20)

/* One line taken apart; `name` points into the line. */
struct entry {
	uint64_t address;
	char type;
	const char *name;
	/** NULL: the kernel proper. */
	const char *module;
};

/* Cut `[NAME]` down to the name. */
static const char *module_name(char *text)
{
	size_t size = strcspn(text, "]\n");

	text[size] = '\0';
	return text + (text[0] == '[');
}

/* False for what is no entry. */
static bool parse_line(char *line, struct entry *ret)
{
	char *at, *end;

	ret->address = strtoull(line, &at, 16);
	if (at == line || at[0] != ' ' || at[1] == '\0' || at[2] != ' ')
		return false;
	ret->type = at[1];
	ret->name = at + 3;
	end = at + 3 + strcspn(at + 3, "\t\n");
	ret->module = *end == '\t' ? module_name(end + 1) : NULL;
	*end = '\0';
	return ret->name[0] != '\0';
}

static bool is_function(const struct entry *entry)
{
	return tolower((unsigned char)entry->type) == 't' ||
	       tolower((unsigned char)entry->type) == 'w';
}

void kallsyms_deinit(struct kallsyms *kallsyms)
{
	vec_deinit(&kallsyms->entries);
	str_deinit(&kallsyms->names);
	vec_deinit(&kallsyms->by_name);
}

const char *kallsyms_name(const struct kallsyms *kallsyms, const struct kallsyms_entry *entry)
{
	return kallsyms->names.data + entry->name;
}

/* Names lie in the order of the lines. */
static int compare_entries(const void *a, const void *b)
{
	const struct kallsyms_entry *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

const char *kallsyms_module(const struct kallsyms *kallsyms, const struct kallsyms_entry *entry)
{
	return entry->module ? kallsyms->names.data + entry->module - 1 : NULL;
}

static struct sonde_error *cannot_read(void)
{
	return sonde_error_new(SONDE_ERROR_OS, "Cannot read the kernel's symbols.");
}

/* Symbols of a module stand together: its name is kept once for most. */
static uint32_t add_module(const char *module, struct kallsyms *kallsyms)
{
	const struct kallsyms_entry *last = kallsyms->entries.size ? vec_last(&kallsyms->entries)
								   : NULL;
	const size_t start = kallsyms->names.size;

	if (!module)
		return 0;
	if (last && last->module &&
	    strcmp(str_text(&kallsyms->names) + last->module - 1, module) == 0)
		return last->module;
	str_append_bytes(&kallsyms->names, module, strlen(module) + 1);
	return start < UINT32_MAX ? (uint32_t)start + 1 : 0;
}

static struct sonde_error *read_entries(FILE *stream, bool with_modules, struct kallsyms *kallsyms)
{
	_cleanup_free_ char *line = NULL;
	size_t capacity = 0;

	while (getline(&line, &capacity, stream) >= 0) {
		struct entry entry;

		uint32_t module;

		if (!parse_line(line, &entry) || (entry.module && !with_modules))
			continue;
		module = add_module(entry.module, kallsyms);
		TRY(vec_push(&kallsyms->entries,
			     (struct kallsyms_entry){.address = entry.address,
						     .name = kallsyms->names.size,
						     .is_function = is_function(&entry),
						     .module = module}));
		str_append_bytes(&kallsyms->names, entry.name, strlen(entry.name) + 1);
	}
	if (ferror(stream))
		return cannot_read();
	return str_check(&kallsyms->names);
}

static bool is_sorted(const struct kallsyms *kallsyms)
{
	for (size_t i = 1; i < kallsyms->entries.size; i++) {
		if (compare_entries(&kallsyms->entries.data[i - 1], &kallsyms->entries.data[i]) > 0)
			return false;
	}
	return true;
}

static struct sonde_error *read_sorted(FILE *stream, bool with_modules, struct kallsyms *ret)
{
	_cleanup_kallsyms_ struct kallsyms kallsyms = KALLSYMS_INIT;

	TRY(read_entries(stream, with_modules, &kallsyms));
	/* The kernel gives them sorted: the rule, but no promise. */
	if (!is_sorted(&kallsyms))
		qsort(kallsyms.entries.data, kallsyms.entries.size, sizeof(*kallsyms.entries.data),
		      compare_entries);
	*ret = kallsyms;
	kallsyms = (struct kallsyms)KALLSYMS_INIT;
	return NULL;
}

struct sonde_error *kallsyms_read(FILE *stream, struct kallsyms *ret)
{
	return read_sorted(stream, false, ret);
}

struct sonde_error *kallsyms_read_all(FILE *stream, struct kallsyms *ret)
{
	return read_sorted(stream, true, ret);
}

struct sonde_error *kallsyms_find_first(FILE *stream, const char *name, struct kallsyms_symbol *ret)
{
	_cleanup_free_ char *line = NULL;
	size_t capacity = 0;

	rewind(stream);
	*ret = (struct kallsyms_symbol){0};
	while (!ret->count && getline(&line, &capacity, stream) >= 0) {
		struct entry entry;

		if (parse_line(line, &entry) && !entry.module && strcmp(entry.name, name) == 0)
			*ret = (struct kallsyms_symbol){.address = entry.address, .count = 1};
	}
	return ferror(stream) ? cannot_read() : NULL;
}

static const char *name_at(const struct kallsyms *kallsyms, uint32_t position)
{
	return kallsyms_name(kallsyms, &kallsyms->entries.data[position]);
}

static int compare_names(const void *a, const void *b, void *data)
{
	const uint32_t *x = a, *y = b;
	const struct kallsyms *kallsyms = data;
	const int order = strcmp(name_at(kallsyms, *x), name_at(kallsyms, *y));

	return order ? order : (*x > *y) - (*x < *y);
}

struct sonde_error *kallsyms_sort_names(struct kallsyms *kallsyms)
{
	if (kallsyms->by_name.size)
		return NULL;
	for (size_t i = 0; i < kallsyms->entries.size; i++)
		TRY(vec_push(&kallsyms->by_name, (uint32_t)i));
	if (kallsyms->by_name.size)
		qsort_r(kallsyms->by_name.data, kallsyms->by_name.size,
			sizeof(*kallsyms->by_name.data), compare_names, kallsyms);
	return NULL;
}

/* The first position in the order of names whose name is not before this one. */
static size_t first_named(const struct kallsyms *kallsyms, const char *name)
{
	size_t low = 0, high = kallsyms->by_name.size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(name_at(kallsyms, kallsyms->by_name.data[middle]), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct kallsyms_symbol look_up_sorted(const struct kallsyms *kallsyms, const char *name)
{
	struct kallsyms_symbol found = {0};

	for (size_t i = first_named(kallsyms, name); i < kallsyms->by_name.size; i++) {
		const uint32_t position = kallsyms->by_name.data[i];

		if (strcmp(name_at(kallsyms, position), name) != 0)
			break;
		if (found.count++ == 0)
			found.address = kallsyms->entries.data[position].address;
	}
	return found;
}

struct kallsyms_symbol kallsyms_lookup(const struct kallsyms *kallsyms, const char *name,
				       struct suggest *suggest)
{
	struct kallsyms_symbol found = {0};

	if (kallsyms->by_name.size && !suggest)
		return look_up_sorted(kallsyms, name);
	vec_for_each(&kallsyms->entries, entry) {
		if (strcmp(kallsyms_name(kallsyms, entry), name) == 0) {
			if (found.count++ == 0)
				found.address = entry->address;
		} else if (suggest && entry->is_function) {
			suggest_offer(suggest, kallsyms_name(kallsyms, entry));
		}
	}
	return found;
}

/* How many entries are not behind the address. */
static size_t count_up_to(const struct kallsyms *kallsyms, uint64_t address)
{
	size_t low = 0, high = kallsyms->entries.size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (kallsyms->entries.data[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t kallsyms_first_at(const struct kallsyms *kallsyms, uint64_t address)
{
	return address ? count_up_to(kallsyms, address - 1) : 0;
}

uint64_t kallsyms_end_of(const struct kallsyms *kallsyms, uint64_t address)
{
	const size_t next = count_up_to(kallsyms, address);

	return next < kallsyms->entries.size ? kallsyms->entries.data[next].address : UINT64_MAX;
}

const char *kallsyms_function_at(const struct kallsyms *kallsyms, uint64_t address,
				 uint64_t *offset)
{
	const struct kallsyms_entry *best = NULL;

	for (size_t i = count_up_to(kallsyms, address); i-- > 0;) {
		const struct kallsyms_entry *entry = &kallsyms->entries.data[i];

		if (best && entry->address != best->address)
			break;
		if (entry->is_function)
			best = entry;
	}
	if (!best)
		return NULL;
	*offset = address - best->address;
	return kallsyms_name(kallsyms, best);
}

const struct kallsyms_entry *kallsyms_at(const struct kallsyms *kallsyms, uint64_t address)
{
	const struct kallsyms_entry *best = NULL;

	for (size_t i = count_up_to(kallsyms, address); i-- > 0;) {
		const struct kallsyms_entry *entry = &kallsyms->entries.data[i];

		if (best && entry->address != best->address)
			break;
		if (!best || entry->is_function >= best->is_function)
			best = entry;
	}
	return best && address - best->address < SYMBOL_MOST ? best : NULL;
}

struct sonde_error *kallsyms_count_name(FILE *stream, const char *name, const char *module,
					struct kallsyms_count *ret)
{
	_cleanup_free_ char *line = NULL;
	size_t capacity = 0, data = 0, functions = 0;
	struct kallsyms_count count = {0};

	while (getline(&line, &capacity, stream) >= 0) {
		struct entry entry;

		if (!parse_line(line, &entry))
			continue;
		data += strchr("bBdDrR", entry.type) != NULL;
		functions += is_function(&entry);
		if (strcmp(entry.name, name) != 0)
			continue;
		if (entry.module && strcmp(entry.module, module) == 0)
			count.own++;
		else
			count.others++;
	}
	if (ferror(stream))
		return sonde_error_new(SONDE_ERROR_OS, "Cannot read the kernel's symbols.");
	count.has_data = data > functions / 10;
	*ret = count;
	return NULL;
}

void kallsyms_counts_deinit(struct kallsyms_counts *counts)
{
	if (counts->stream)
		fclose(counts->stream);
	map_deinit_values(&counts->found);
	counts->stream = NULL;
}

struct sonde_error *kallsyms_counts_get(struct kallsyms_counts *counts, const char *name,
					const char *module, struct kallsyms_count *ret)
{
	const struct kallsyms_count *known = map_get(&counts->found, name);
	_cleanup_free_ struct kallsyms_count *count = NULL;

	if (known) {
		*ret = *known;
		return NULL;
	}
	count = malloc(sizeof(*count));
	if (!count)
		return &sonde_error_no_memory;
	rewind(counts->stream);
	TRY(kallsyms_count_name(counts->stream, name, module, count));
	*ret = *count;
	TRY(map_put(&counts->found, name, count));
	count = NULL;
	return NULL;
}
