/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of functions, of the image that is meant or of the running kernel. */
#include <stdlib.h>
#include <string.h>

#include "cache/key.h"
#include "cli/complete/complete.h"
#include "cli/probe/func_names.h"
#include "cli/target/image.h"
#include "cli/target/index.h"
#include "image/apart.h"
#include "image/index.h"

/* An index of less DWARF than this is made in some hundredths of a second. */
#define INDEX_AT_ONCE ((uint64_t)8 << 20)

/* So many are demangled in some hundredths of a second. */
#define DEMANGLED_AT_ONCE 20000

/* Names that one can still read; of more, their beginnings are shown. */
#define NAMES_SHOWN 300

/* The index that is kept, or one that is made at once, and kept nowhere. */
static struct sonde_error *give_index(struct image *image, const char *root)
{
	_cleanup_str_ struct str id = STR_INIT;
	struct sonde_error *error;

	build_id_print(&image->build_id, &id);
	TRY(str_check(&id));
	error = index_load_kept(image, root, str_text(&id));
	if (!error || image->section_sizes[IMAGE_SIZE_DEBUG_INFO] > INDEX_AT_ONCE)
		return error;
	sonde_error_destroy(error);
	return image_make_index(image, NULL);
}

static struct sonde_error *search_image(struct completion *completion)
{
	_cleanup_error_ struct sonde_error *no_index = NULL;
	_cleanup_free_ char *root = NULL;

	TRY(command_cache_root(&completion->context, &root));
	TRY(target_image_open(&(struct target_image_request){"", &completion->target, root},
			      &completion->image));
	no_index = give_index(completion->image, root);
	return NULL;
}

struct image *complete_image(struct completion *completion)
{
	if (!completion->image_searched) {
		completion->image_searched = true;
		sonde_error_destroy(search_image(completion));
	}
	return completion->image;
}

/* Names that are gathered; each is owned. */
struct gathered {
	/** What they begin with. */
	const char *prefix;
	VEC(char *) names;
};

static void gathered_deinit(struct gathered *gathered)
{
	vec_for_each(&gathered->names, name)
		free(*name);
	vec_deinit(&gathered->names);
}

/* Parts of functions, and padding, cannot be named; nor do people name what compilers made up. */
static bool is_of_people(const char *name, const char *prefix)
{
	if (strchr(name, '.') || strchr(name, '@'))
		return false;
	if (strncmp(name, "__pfx_", 6) == 0 || strncmp(name, "__cfi_", 6) == 0)
		return false;
	return *prefix == '_' || *name != '_';
}

static struct sonde_error *gather(void *data, const char *name)
{
	struct gathered *gathered = data;
	_cleanup_free_ char *copy = NULL;

	if (strncmp(name, gathered->prefix, strlen(gathered->prefix)) != 0 ||
	    !is_of_people(name, gathered->prefix))
		return NULL;
	TRY(sonde_strdup(name, &copy));
	TRY(vec_push(&gathered->names, copy));
	take_ptr(copy);
	return NULL;
}

static struct sonde_error *gather_index(const struct index *index, struct gathered *gathered)
{
	const size_t size = strlen(gathered->prefix), count = index_name_count(index);

	for (size_t i = index_first_name(index, gathered->prefix); i < count; i++) {
		const char *name = index_name(index, i);

		if (strncmp(name, gathered->prefix, size) != 0)
			break;
		TRY(gather(gathered, name));
	}
	return NULL;
}

/* The first symbol that is not before the prefix. */
static size_t first_symbol(const struct symbols *symbols, const char *prefix)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(symbols_name(symbols, symbols_by_name(symbols, middle)), prefix) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct sonde_error *gather_symbols(const struct symbols *symbols, struct gathered *gathered)
{
	const size_t size = strlen(gathered->prefix);

	for (size_t i = first_symbol(symbols, gathered->prefix); i < symbols->count; i++) {
		const struct symbol *symbol = symbols_by_name(symbols, i);
		const char *name = symbols_name(symbols, symbol);

		if (strncmp(name, gathered->prefix, size) != 0)
			break;
		if (symbol->is_function)
			TRY(gather(gathered, name));
	}
	return NULL;
}

static bool ends_with(const char *text, const char *end)
{
	const size_t size = strlen(text), tail = strlen(end);

	return size >= tail && strcmp(text + size - tail, end) == 0;
}

/*
 * Names of C++ and Rust, without their signatures. Those of templates have blanks in them, and
 * `operator()` and `ns::(anonymous namespace)::f` are cut in the midst.
 */
static struct sonde_error *gather_demangled(const struct symbols *symbols,
					    struct gathered *gathered)
{
	_cleanup_func_names_ struct func_names names = VEC_INIT;

	TRY(func_names_make(symbols, &names));
	vec_for_each(&names, each) {
		const size_t size = strcspn(each->name, "(");

		if (!strstr(each->name, "::") || strcspn(each->name, "< {") < size)
			continue;
		each->name[size] = '\0';
		if (ends_with(each->name, "::") || ends_with(each->name, "::operator"))
			continue;
		TRY(gather(gathered, each->name));
	}
	return NULL;
}

static struct sonde_error *gather_image(const struct image *image, struct gathered *gathered)
{
	if (!image->index && !image->symbols.count)
		return symbols_each_function(apart_symbol_files(image), image->path, gather,
					     gathered);
	if (image->index)
		TRY(gather_index(image->index, gathered));
	if (image->kind == IMAGE_USER && image->symbols.functions <= DEMANGLED_AT_ONCE)
		TRY(gather_demangled(&image->symbols, gathered));
	return gather_symbols(&image->symbols, gathered);
}

/* `ADDRESS TYPE NAME`, and for modules `\t[MODULE]` behind it. */
static struct sonde_error *gather_line(char *line, struct gathered *gathered)
{
	char *type = strchr(line, ' ');

	if (!type || !type[1] || type[2] != ' ' || !strchr("tTwW", type[1]) || strchr(type, '\t'))
		return NULL;
	type[3 + strcspn(type + 3, "\n")] = '\0';
	return gather(gathered, type + 3);
}

static struct sonde_error *gather_running(struct gathered *gathered)
{
	_cleanup_fclose_ FILE *stream = fopen("/proc/kallsyms", "re");
	_cleanup_free_ char *line = NULL;
	size_t size = 0;

	while (stream && getline(&line, &size, stream) > 0)
		TRY(gather_line(line, gathered));
	return NULL;
}

static int compare_names(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void make_unique(struct gathered *gathered)
{
	size_t kept = 0;

	if (gathered->names.size == 0)
		return;
	qsort(gathered->names.data, gathered->names.size, sizeof(*gathered->names.data),
	      compare_names);
	for (size_t i = 1; i < gathered->names.size; i++) {
		char **last = &gathered->names.data[kept], **next = &gathered->names.data[i];

		if (strcmp(*last, *next) == 0)
			free(*next);
		else
			gathered->names.data[++kept] = *next;
	}
	gathered->names.size = kept + 1;
}

/* How far the names that share a beginning with this one go on together: up to the next `_`. */
static size_t stem_size(const char *name, size_t typed)
{
	const size_t size = typed + strcspn(name + typed, "_");

	return name[size] ? size + 1 : size;
}

/* More names than anybody reads: by their beginnings. */
static struct sonde_error *add_stems(struct completion *completion, const struct gathered *gathered)
{
	const size_t typed = strlen(gathered->prefix);

	for (size_t i = 0, next; i < gathered->names.size; i = next) {
		const char *name = gathered->names.data[i];
		_cleanup_free_ char *stem = NULL;
		const size_t size = stem_size(name, typed);

		for (next = i + 1; next < gathered->names.size; next++) {
			if (strncmp(gathered->names.data[next], name, size) != 0)
				break;
		}
		TRY(sonde_strndup(name, next - i > 1 ? size : strlen(name), &stem));
		TRY(completion_add(completion, stem, next - i > 1 ? "..." : ""));
	}
	return NULL;
}

static struct sonde_error *add_names(struct completion *completion, struct gathered *gathered)
{
	const struct image *image = complete_image(completion);

	if (image)
		TRY(gather_image(image, gathered));
	else if (!completion->target.module && !completion->target.vmlinux &&
		 !completion->target.program.name)
		TRY(gather_running(gathered));
	make_unique(gathered);
	if (gathered->names.size > NAMES_SHOWN)
		return add_stems(completion, gathered);
	vec_for_each(&gathered->names, name)
		TRY(completion_add(completion, *name, ""));
	return NULL;
}

struct sonde_error *complete_functions(struct completion *completion)
{
	_cleanup_(gathered_deinit) struct gathered gathered = {completion->text, VEC_INIT};

	completion->goes_on = true;
	return add_names(completion, &gathered);
}
