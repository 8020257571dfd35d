/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/traceable.h"

#include <string.h>

#include "base/scan.h"
#include "base/vec.h"

/* FTRACE_INVALID_FUNCTION of kernel/trace/ftrace.c; `_OFFSET` follows. */
#define INVALID_FUNCTION "__ftrace_invalid_address___"

struct function {
	/* Both in the list's own text. The module is NULL for the kernel proper. */
	const char *name;
	const char *module;
	/* The next function with the same hash, by its number and 1; 0 for none. */
	uint32_t next;
};

/* A kernel has some 50,000: names are not copied one by one, and found by a hash. */
struct traceable {
	/* A copy of the text, cut into names by NULs. */
	char *text;
	VEC(struct function) functions;
	/* The first function of each hash, by its number and 1; 0 for none. */
	uint32_t *buckets;
	/* Buckets there are, a power of two. */
	size_t bucket_count;
	/* In order. */
	VEC(uint64_t) addresses;
	VEC(struct traceable_lost) lost;
};

void traceable_destroy(struct traceable *traceable)
{
	if (!traceable)
		return;
	free(traceable->text);
	free(traceable->buckets);
	vec_deinit(&traceable->functions);
	vec_deinit(&traceable->addresses);
	vec_deinit(&traceable->lost);
	free(traceable);
}

void traceable_destroyp(struct traceable **traceable)
{
	traceable_destroy(*traceable);
}

/* Hexadecimal digits without 0x, and a space. */
static struct sonde_error *parse_address(struct scan *scan, uint64_t *ret)
{
	size_t size = strspn(scan->at, "0123456789abcdef");

	if (!size || size > 16 || scan->at[size] != ' ')
		return scan_error(scan, "An address is expected here, as in ffffffff81000000.");
	*ret = strtoull(scan->at, NULL, 16);
	scan->at += size + 1;
	return NULL;
}

/* `NAME` and perhaps ` [MODULE]`; the text is cut at their ends. */
static struct sonde_error *parse_names(struct scan *scan, struct function *ret)
{
	char *name = (char *)scan->at, *name_end, *module_end = NULL;
	size_t size = strcspn(name, " \t([])");

	if (!size)
		return scan_error(scan, "The name of a function is expected here.");
	name_end = name + size;
	scan->at = name_end;
	if (scan_space(scan) && scan_char(scan, '[')) {
		ret->module = scan->at;
		size = strcspn(scan->at, " \t([])");
		scan->at += size;
		module_end = (char *)scan->at;
		if (!size || !scan_char(scan, ']'))
			return scan_error(scan, "The name of a module and ] are expected here.");
		scan_space(scan);
	}
	if (!scan_done(scan) && (scan->at == name_end || *scan->at != '('))
		return scan_error(scan, "Nothing more is expected here.");
	ret->name = name;
	*name_end = '\0';
	if (module_end)
		*module_end = '\0';
	return NULL;
}

/* Modules come behind the kernel proper. */
static struct sonde_error *add_lost(struct traceable *list, const char *name)
{
	struct scan scan = scan_text(name + strlen(INVALID_FUNCTION));
	struct traceable_lost lost = {.high = UINT64_MAX};

	if (!scan_u64(&scan, &lost.offset))
		lost.offset = 0;
	if (list->functions.size)
		lost.before = vec_last(&list->functions)->name;
	return vec_push(&list->lost, lost);
}

/* The function behind the lost ones that have none yet. */
static void end_lost(struct traceable *list, const char *name)
{
	for (size_t i = list->lost.size; i-- > 0 && !list->lost.data[i].behind;)
		list->lost.data[i].behind = name;
}

/* `line` is in the list's own text. */
static struct sonde_error *parse_line(struct traceable *list, char *line, bool has_address)
{
	struct scan scan = scan_text(line);
	struct function function = {0};
	uint64_t address = 0;

	if (has_address)
		TRY(parse_address(&scan, &address));
	TRY(parse_names(&scan, &function));
	if (address)
		TRY(vec_push(&list->addresses, address));
	if (strncmp(function.name, INVALID_FUNCTION, strlen(INVALID_FUNCTION)) == 0)
		return function.module ? NULL : add_lost(list, function.name);
	if (!function.module)
		end_lost(list, function.name);
	return vec_push(&list->functions, function);
}

static struct sonde_error *parse_lines(struct traceable *list, bool has_addresses)
{
	char *line = list->text;

	for (size_t number = 1; *line; number++) {
		char *end = line + strcspn(line, "\n"), *next = *end ? end + 1 : end;
		struct sonde_error *error = NULL;

		*end = '\0';
		/* After a tab the line before goes on. */
		if (*line && *line != '\t')
			error = parse_line(list, line, has_addresses);
		if (error)
			return sonde_error_prefix(
				error, "Line %zu of the list of traceable functions: ", number);
		line = next;
	}
	return NULL;
}

/* FNV-1a, 32 bit. */
static uint32_t hash_name(const char *name)
{
	uint32_t hash = 0x811c9dc5;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 0x01000193;
	return hash;
}

static uint32_t *bucket_of(const struct traceable *list, const char *name)
{
	return &list->buckets[hash_name(name) & (list->bucket_count - 1)];
}

static struct sonde_error *fill_buckets(struct traceable *list)
{
	list->bucket_count = 16;
	while (list->bucket_count < list->functions.size)
		list->bucket_count *= 2;
	list->buckets = calloc(list->bucket_count, sizeof(*list->buckets));
	if (!list->buckets)
		return &sonde_error_no_memory;
	vec_for_each(&list->functions, function) {
		uint32_t *bucket = bucket_of(list, function->name);

		function->next = *bucket;
		*bucket = (uint32_t)(function - list->functions.data) + 1;
	}
	return NULL;
}

static int compare_addresses(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

struct sonde_error *traceable_parse(const char *text, bool has_addresses, struct traceable **ret)
{
	_cleanup_traceable_ struct traceable *list = calloc(1, sizeof(*list));

	if (!list)
		return &sonde_error_no_memory;
	TRY(sonde_strdup(text, &list->text));
	TRY(parse_lines(list, has_addresses));
	TRY(fill_buckets(list));
	if (list->addresses.size)
		qsort(list->addresses.data, list->addresses.size, sizeof(*list->addresses.data),
		      compare_addresses);
	*ret = take_ptr(list);
	return NULL;
}

static bool is_in_module(const struct function *function, const char *module)
{
	if (!module || !function->module)
		return module == function->module;
	return strcmp(module, function->module) == 0;
}

size_t traceable_count(const struct traceable *traceable, const char *module, const char *name)
{
	size_t count = 0;

	for (uint32_t number = *bucket_of(traceable, name); number;) {
		const struct function *function = &traceable->functions.data[number - 1];

		count += strcmp(function->name, name) == 0 && is_in_module(function, module);
		number = function->next;
	}
	return count;
}

struct traceable_lost *traceable_lost(const struct traceable *traceable, size_t *count)
{
	*count = traceable->lost.size;
	return traceable->lost.data;
}

bool traceable_has_addresses(const struct traceable *traceable)
{
	return traceable->addresses.size > 0;
}

bool traceable_in_range(const struct traceable *traceable, uint64_t start, uint64_t end)
{
	size_t low = 0, high = traceable->addresses.size;

	/* The first address that is not before the start. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (traceable->addresses.data[middle] < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < traceable->addresses.size && traceable->addresses.data[low] < end;
}
