/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/units.h"

#include <string.h>

#include <dwarf.h>

#include "base/map.h"
#include "base/path.h"
#include "image/dieref.h"
#include "image/line_files.h"
#include "probe/die.h"

/* Units to read before the memory of what was read is given back. */
#define RELEASE_INTERVAL 32

const char *unit_comp_dir(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Die unit;

	if (!dwarf_diecu(die, &unit, NULL, NULL) || !dwarf_attr(&unit, DW_AT_comp_dir, &attr))
		return NULL;
	return dwarf_formstring(&attr);
}

/* Whether the unit's line table names such a file. */
static struct sonde_error *names_file(const struct line_sections *sections, Dwarf_Die *unit,
				      const char *file, bool *ret)
{
	_cleanup_(line_files_deinit) struct line_files files = {0};
	_cleanup_error_ struct sonde_error *damaged = NULL;
	const char *comp_dir = unit_comp_dir(unit);
	Dwarf_Attribute attr;
	Dwarf_Word offset;

	*ret = false;
	if (!dwarf_attr(unit, DW_AT_stmt_list, &attr) || dwarf_formudata(&attr, &offset) != 0)
		return NULL;
	damaged = line_files_read(sections, offset, &files);
	if (damaged && damaged->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(damaged);
	for (size_t i = 0; i < files.files.size && !*ret; i++) {
		_cleanup_str_ struct str path = STR_INIT;

		*ret = line_files_path(&files, comp_dir, i, &path) &&
		       path_ends_with(str_text(&path), file);
	}
	return NULL;
}

static struct sonde_error *search_units(const struct image *image, const char *file,
					struct index_dies *ret)
{
	const struct line_sections sections = line_sections_of(dwarf_getelf(image->dwarf));
	Dwarf_CU *cu = NULL;
	size_t count = 0;
	Dwarf_Die unit;
	uint8_t type;
	bool is_named;

	while (die_next_unit(image->dwarf, &cu, &type, &unit)) {
		/* A unit of a type has no code, but the line table of one that has. */
		if (type == DW_UT_type)
			continue;
		TRY(names_file(&sections, &unit, file, &is_named));
		if (is_named)
			TRY(vec_push(ret, dieref_of(image, &unit)));
		if (++count % RELEASE_INTERVAL == 0)
			image_release_pages(image);
	}
	if (count >= RELEASE_INTERVAL)
		image_release_pages(image);
	return NULL;
}

struct sonde_error *units_of_file(const struct image *image, const char *file,
				  struct index_dies *ret)
{
	TRY(index_find_file(image->index, file, ret));
	return ret->size ? NULL : search_units(image, file, ret);
}

/* As much of the end of a path as was typed. */
static const char *tail_like(const char *path, const char *typed)
{
	const char *at = path + strlen(path);
	size_t slashes = 0;

	for (const char *c = typed; *c; c++)
		slashes += *c == '/';
	while (at > path && !(at[-1] == '/' && slashes-- == 0))
		at--;
	return at;
}

void units_suggest_file(const struct image *image, const char *file, struct suggest *suggest)
{
	for (size_t i = 0; i < index_file_count(image->index); i++)
		suggest_offer(suggest, tail_like(index_file(image->index, i), file));
}

/* As many paths as people read. */
#define NOTED_MAX 5

struct sonde_error *units_note_files(const struct image *image, const char *file,
				     struct notes *notes)
{
	_cleanup_str_ struct str paths = STR_INIT;
	_cleanup_map_ struct map known = MAP_INIT;
	size_t count = 0;

	for (size_t i = 0; i < index_file_count(image->index); i++) {
		_cleanup_str_ struct str path = STR_INIT;

		if (!path_ends_with(index_file(image->index, i), file))
			continue;
		/* Spelled in more than one way, it is still one. */
		path_normalize(index_file(image->index, i), &path);
		if (map_has(&known, str_text(&path)))
			continue;
		TRY(str_check(&path));
		TRY(map_put(&known, str_text(&path), NULL));
		if (count++ < NOTED_MAX)
			str_appendf(&paths, "%s%s", paths.size ? ", " : "", str_text(&path));
	}
	TRY(str_check(&paths));
	if (count < 2)
		return NULL;
	return notes_add(notes, NOTE_CHANGED,
			 "'%s' is the end of %zu paths, all of which are "
			 "meant: %s%s",
			 file, count, str_text(&paths), count > NOTED_MAX ? ", ..." : ".");
}

void unit_lines_deinit(struct unit_lines *lines)
{
	line_table_destroy(lines->table);
	lines->table = NULL;
	lines->unit = NULL;
}

struct sonde_error *unit_lines_of(struct unit_lines *lines, Dwarf_Die *die,
				  const struct line_table **ret)
{
	Dwarf_Die unit;

	if (!lines->table || lines->unit != die->cu) {
		unit_lines_deinit(lines);
		if (++lines->count % RELEASE_INTERVAL == 0)
			image_release_pages(lines->image);
		if (!dwarf_diecu(die, &unit, NULL, NULL))
			return sonde_error_new(SONDE_ERROR_FORMAT,
					       "A part of the debuginfo is in no unit: %s.",
					       dwarf_errmsg(-1));
		TRY(line_table_create(&unit, &lines->table));
		lines->unit = die->cu;
	}
	*ret = lines->table;
	return NULL;
}

struct sonde_error *unit_lines_at(struct unit_lines *lines, Dwarf_Off offset,
				  const struct line_table **ret)
{
	Dwarf_Die unit;

	if (dieref_resolve(lines->image, offset, &unit))
		return unit_lines_of(lines, &unit, ret);
	*ret = NULL;
	return NULL;
}
