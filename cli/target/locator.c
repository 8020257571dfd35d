/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/locator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/apart.h"
#include "image/program.h"

void locator_deinit(struct locator *locator)
{
	kallsyms_deinit(&locator->symbols);
	vec_for_each(&locator->programs, program) {
		free(program->path);
		image_destroy(program->image);
	}
	vec_deinit(&locator->programs);
}

/* Where the symbols cannot be read, the list goes on without. */
static struct sonde_error *read_symbols(struct locator *locator)
{
	_cleanup_fclose_ FILE *stream = NULL;

	if (locator->symbols.entries.size)
		return NULL;
	stream = fopen("/proc/kallsyms", "re");
	return stream ? kallsyms_read(stream, &locator->symbols) : NULL;
}

static struct sonde_error *find_in_kernel(struct locator *locator, const struct probe_event *event,
					  const char **name, uint64_t *offset)
{
	struct kallsyms_symbol text;

	if (!probe_event_is_relative(event))
		return NULL;
	TRY(read_symbols(locator));
	text = kallsyms_lookup(&locator->symbols, event->symbol, NULL);
	if (text.address)
		*name = kallsyms_function_at(&locator->symbols, text.address + event->offset,
					     offset);
	return NULL;
}

/* Whoever wrote the event may have meant any file, and it may be gone: the list goes on without. */
static struct sonde_error *open_program(const char *path, struct image **ret)
{
	_cleanup_image_ struct image *image = NULL;
	struct sonde_error *error = image_create(path, IMAGE_USER, &image);

	if (!error)
		error = apart_find(image, "");
	if (!error)
		error = symbols_init(apart_symbol_files(image), path, &image->symbols);
	if (error && error->kind != SONDE_ERROR_NO_MEMORY) {
		sonde_error_destroy(error);
		return NULL;
	}
	*ret = take_ptr(image);
	return error;
}

struct sonde_error *locator_program(struct locator *locator, const char *path,
				    const struct image **ret)
{
	struct located_program new = {0};

	vec_for_each(&locator->programs, program) {
		if (strcmp(program->path, path) == 0) {
			*ret = program->image;
			return NULL;
		}
	}
	TRY(sonde_strdup(path, &new.path));
	TRY(vec_push(&locator->programs, new));
	TRY(open_program(path, &vec_last(&locator->programs)->image));
	*ret = vec_last(&locator->programs)->image;
	return NULL;
}

static struct sonde_error *find_in_program(struct locator *locator, const struct probe_event *event,
					   const char **name, uint64_t *offset)
{
	const struct symbol *symbol;
	const struct image *image;
	uint64_t address;

	TRY(locator_program(locator, event->path, &image));
	if (!image || !program_code_address(image, event->offset, &address))
		return NULL;
	symbol = symbols_at(&image->symbols, address);
	if (!symbol || !symbol->is_function)
		return NULL;
	*name = symbols_name(&image->symbols, symbol);
	*offset = address - symbol->address;
	return NULL;
}

struct sonde_error *locator_find(struct locator *locator, const struct probe_event *event,
				 const char **name, uint64_t *offset)
{
	*name = NULL;
	*offset = 0;
	if (event->is_user)
		return find_in_program(locator, event, name, offset);
	return find_in_kernel(locator, event, name, offset);
}
