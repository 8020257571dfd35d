/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/program_filter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "image/elf.h"
#include "probe/event.h"

/* A file that is gone, or no program any more, still has events. */
static struct sonde_error *read_build_id(const char *path, char **ret)
{
	_cleanup_image_ struct image *image = NULL;
	_cleanup_error_ struct sonde_error *error = image_create(path, IMAGE_USER, &image);
	_cleanup_str_ struct str text = STR_INIT;

	if (error)
		return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
	if (image->build_id.size == 0)
		return NULL;
	build_id_print(&image->build_id, &text);
	return str_take(&text, ret);
}

struct sonde_error *program_filter_init(const struct program_request *request,
					struct program_filter *ret)
{
	_cleanup_program_filter_ struct program_filter filter = {0};
	_cleanup_error_ struct sonde_error *missing = NULL;

	if (request->name) {
		TRY(program_path_find(request, &filter.path));
		missing = fileid_of_path(filter.path.path, &filter.file);
		filter.has_file = !missing;
		TRY(read_build_id(filter.path.path, &filter.build_id));
	}
	*ret = filter;
	filter = (struct program_filter){0};
	return NULL;
}

void program_filter_deinit(struct program_filter *filter)
{
	program_path_deinit(&filter->path);
	free(filter->build_id);
	*filter = (struct program_filter){0};
}

bool program_has_event(const struct program_filter *filter, const struct dynevent *event)
{
	_cleanup_probe_event_ struct probe_event parsed = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	struct fileid file;

	if (!filter->path.path)
		return true;
	error = event->kind == DYNEVENT_UPROBE ? probe_event_parse(event->line, &parsed) : NULL;
	if (error || !parsed.path)
		return false;
	if (strcmp(parsed.path, filter->path.path) == 0)
		return true;
	error = fileid_of_path(parsed.path, &file);
	return !error && filter->has_file && fileid_same_file(&file, &filter->file);
}

bool program_has_cached(const struct program_filter *filter, const struct cache_summary *summary)
{
	if (!filter->path.path)
		return true;
	return strcmp(summary->target, filter->path.inner) == 0 ||
	       (filter->build_id && strcmp(summary->build_id, filter->build_id) == 0);
}
